"""Little reports (places are real, figures and words invented) with a real index over them, and the sample reports."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.pipeline import build
from kb.answer.service import KnowledgeBase
from kb.config import Settings

TODAY = date(2026, 11, 22)
PROJECT = Path(__file__).parent.parent
SAMPLES = sorted(path for path in (PROJECT / "reports").iterdir() if path.suffix in {".txt", ".md", ".html"})


def sample_text(path: Path) -> str:
    """The text of a sample report, in UTF-8 or in the GB 18030 that some are written in."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")
