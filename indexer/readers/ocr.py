"""Read the letters of a page from its picture: the optional extra of requirements-ocr.txt. Works without network, its
models come with the package.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from statistics import median

import pypdfium2 as pdfium
from rapidocr import RapidOCR

from indexer.readers.pdf_lines import Row, Run

_LONG_SIDE = 2000  # pixels of the picture of a page: what the models were made for
_SURE = 0.5  # less certain lines are stains
_SAME_ROW = 0.5  # of the height of letters
_ABOUT = 0.25  # sizes that differ by no more are one, for boxes are measured roughly
_BOX = 0.8  # the size of letters in a box of height 1


@cache
def _engine() -> RapidOCR:
    engine = RapidOCR(params={"Global.text_score": _SURE, "Global.log_level": "critical"})
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def recognised(page: pdfium.PdfPage) -> list[Row]:
    """The rows of text that a picture shows, from top to bottom, in points; nothing for a blank one."""
    scale = _LONG_SIDE / max(page.get_size())
    picture = page.render(scale=scale, rev_byteorder=False).to_numpy()
    found = _engine()(picture[:, :, :3].copy())
    if found.boxes is None or found.txts is None:
        return []
    runs = [_run(box, text, scale) for box, text in zip(found.boxes.tolist(), found.txts, strict=True)]
    runs = [run for run in runs if run.text]
    usual = median(run.size for run in runs) if runs else 0.0
    runs = [replace(run, size=usual) if abs(run.size - usual) <= _ABOUT * usual else run for run in runs]
    return list(_rows(sorted(runs, key=lambda run: run.base)))


def _run(box: list[list[float]], text: str, scale: float) -> Run:
    xs, ys = [x / scale for x, _ in box], [y / scale for _, y in box]
    height = max(ys) - min(ys)
    return Run(text.strip(), min(xs), max(xs), max(ys) - 0.2 * height, _BOX * height)


def _rows(runs: list[Run]) -> Iterator[Row]:
    row: list[Run] = []
    for run in runs:
        if row and run.base - row[0].base > _SAME_ROW * max(run.size, row[0].size):
            yield tuple(sorted(row, key=lambda one: one.left))
            row = []
        row.append(run)
    if row:
        yield tuple(sorted(row, key=lambda one: one.left))
