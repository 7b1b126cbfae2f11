"""The drawn part of a page of a PDF: ruling lines, and how much of the page is pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

_MOST_OBJECTS = 200_000
_MOST_RULES = 5_000  # more are a drawing
_DEPTH = 8  # of drawings in drawings
_THIN = 3.0  # points: a filled box not wider is a line

Move = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line, level or upright: `left == right` or `top == bottom`."""

    left: float
    top: float
    right: float
    bottom: float


_Matrix = tuple[float, float, float, float, float, float]


def drawings(page: pdfium.PdfPage) -> tuple[float, int, list[Rule]]:
    """The share of the page under pictures, how many drawn shapes it has, and the straight lines among them."""
    left, bottom, right, top = page.get_cropbox()
    pictured, drawn, strokes = 0.0, 0, list[Rule]()
    for held, kind, outer in _objects(page, page, (1, 0, 0, 1, 0, 0), 0):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _box(held, outer)
            inside = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
            pictured += inside / max(1.0, (right - left) * (top - bottom))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            drawn += 1
            if len(strokes) <= _MOST_RULES:
                strokes += _strokes(held, _times(_matrix(held), outer))
    return min(pictured, 1.0), drawn, strokes


def _objects(parent: object, page: pdfium.PdfPage, outer: _Matrix, depth: int) -> Iterator[tuple[object, int, _Matrix]]:
    """Each object of a page with its kind and the placement of the drawing that holds it."""
    on_page = depth == 0
    count = raw.FPDFPage_CountObjects(parent) if on_page else raw.FPDFFormObj_CountObjects(parent)
    for at in range(min(count, _MOST_OBJECTS)):
        held = raw.FPDFPage_GetObject(parent, at) if on_page else raw.FPDFFormObj_GetObject(parent, at)
        kind = raw.FPDFPageObj_GetType(held)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield held, kind, outer
        elif depth < _DEPTH:
            yield from _objects(held, page, _times(_matrix(held), outer), depth + 1)


def _matrix(held: object) -> _Matrix:
    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFPageObj_GetMatrix(held, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """First `inner`, then `outer`."""
    (a, b, c, d, e, f), (k, m, n, o, p, q) = inner, outer
    return a * k + b * n, a * m + b * o, c * k + d * n, c * m + d * o, e * k + f * n + p, e * m + f * o + q


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(held: object, outer: _Matrix) -> tuple[float, float, float, float]:
    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(held, *sides)
    x0, y0, x1, y1 = (side.value for side in sides)
    (left, bottom), (right, top) = _apply(outer, x0, y0), _apply(outer, x1, y1)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _strokes(held: object, matrix: _Matrix) -> Iterator[Rule]:
    """The straight lines of a path: its strokes, and thin filled boxes; not yet turned."""
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(held, filled, stroked)
    for points in _subpaths(held, matrix):
        if stroked.value:
            yield from (Rule(*one, *two) for one, two in pairwise(points))
        elif filled.value and len(points) > 2:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            left, right, low, high = min(xs), max(xs), min(ys), max(ys)
            if high - low <= _THIN:
                yield Rule(left, (low + high) / 2, right, (low + high) / 2)
            elif right - left <= _THIN:
                yield Rule((left + right) / 2, low, (left + right) / 2, high)


def _subpaths(held: object, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(min(raw.FPDFPath_CountSegments(held), _MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(held, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def turned(strokes: list[Rule], move: Move) -> tuple[Rule, ...]:
    """The level and upright ones, turned as the page is; none where they are so many that they are a drawing."""
    rules = []
    for stroke in strokes:
        (x0, y0), (x1, y1) = move(stroke.left, stroke.top), move(stroke.right, stroke.bottom)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if bottom - top <= 1 < right - left:
            rules.append(Rule(left, (top + bottom) / 2, right, (top + bottom) / 2))
        elif right - left <= 1 < bottom - top:
            rules.append(Rule((left + right) / 2, top, (left + right) / 2, bottom))
    return tuple(rules) if len(rules) <= _MOST_RULES else ()
