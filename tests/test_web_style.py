"""The style sheet: contrast that people with weak eyes can read (WCAG AA), and nothing fetched from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STYLE = (ROOT / "kb/web/static/style.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block))
    for block in re.findall(r":root \{(.*?)\n\s*\}", STYLE, re.DOTALL)[:2]
)
PAIRS = [
    ("ink", "ground"),
    ("ink", "panel"),
    ("quiet", "ground"),
    ("quiet", "panel"),
    ("accent", "ground"),
    ("accent", "panel"),
    ("on-accent", "accent"),
    ("marker-ink", "marker"),
    ("warn", "ground"),
    ("warn", "warn-panel"),
]
SHAPES = [("chart", "ground"), ("chart", "panel"), ("chart-other", "ground"), ("accent", "ground"), ("quiet", "ground")]


def luminance(colour):
    """Relative luminance of WCAG 2.2 from #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colours, pair):
    darker, lighter = sorted(luminance(colours[name]) for name in pair)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=" on ".join)
def test_text_stands_out_from_its_ground(colours, pair):
    assert contrast(colours, pair) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", SHAPES, ids=" on ".join)
def test_bars_lines_and_frames_stand_out_from_their_ground(colours, pair):
    assert contrast(colours, pair) >= 3


def test_nothing_is_fetched_from_elsewhere():
    sheets = [path.read_text("utf-8") for path in (ROOT / "kb/web/static").glob("*.css")]
    assert sheets
    assert not any(re.search(r"url\(|@import|@font-face", sheet) for sheet in sheets)
