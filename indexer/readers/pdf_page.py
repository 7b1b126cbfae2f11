"""What stands on one page of a PDF: its letters, its ruling lines, how much of it is pictures.

Lengths are points (1/72 inch), x grows to the right and y downwards from the upper left corner, after the page has been
turned so that most of its letters stand upright; letters of another direction (watermarks, stamps) are left out.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from indexer.readers.pdf_drawings import Move, Rule, drawings, turned
from indexer.readers.pdf_radicals import RADICALS

_MOST_LETTERS = 60_000  # on a page; a page of a report has under 3,000
_MOST_OBJECTS = 200_000
_SKEW = 5.0  # degrees by which a letter may lean and still stand upright
_FEW = 10  # letters: a page with fewer has no text to speak of
_PICTURED = 0.5  # share of a page: one with a picture so large and few letters is a scan
_STRANGE = 0.3  # share of letters
_BOLD = re.compile(r"bold|heavy|black|simhei|heiti|黑体|小标宋|xiaobiaosong", re.IGNORECASE)
_HEAVY = 600
_COMMON = re.compile(
    "[0-9A-Za-z\u3000-\u303f\u3400-\u9fff\uff00-\uffef.,:;()%/+<>\"'“”‘’—…·\\[\\]=~–•●■◆★~\\-①-⓿\u2160-\u217f]"
)
_NO_LETTER = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: where it begins and ends, its base line, its size; blanks are letters too."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page, numbered from 1. `scanned`: a picture of text, with no letters; `garbled`: letters that no one can tell;
    `crowded`: more on it than a page of text can hold, and not read; `layered`: the letters are an invisible layer that
    a program read from the picture.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Rule, ...] = ()
    scanned: bool = False
    garbled: bool = False
    crowded: bool = False
    layered: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """What is common to the letters of one text object."""

    size: float
    angle: float
    bold: bool
    visible: bool


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter as PDFium places it: y upwards, the page not turned."""

    char: str
    x: float
    y: float
    end: tuple[float, float]
    style: _Style
    known: bool


def page_of(document: pdfium.PdfDocument, number: int) -> Page:
    """Page `number`, from 1. Raises pdfium.PdfiumError where the page is damaged."""
    page = document[number - 1]
    try:
        return _read(page, number)
    finally:
        page.close()


def _read(page: pdfium.PdfPage, number: int) -> Page:
    if raw.FPDFPage_CountObjects(page) > _MOST_OBJECTS:
        return Page(number, 0, 0, crowded=True)
    letters = _letters(page)
    if letters is None:
        return Page(number, 0, 0, crowded=True)
    pictured, drawn, strokes = drawings(page)
    seen = [letter for letter in letters if letter.style.visible]
    layered = _inked(seen) < _FEW <= _inked(letters) and pictured >= _PICTURED
    shown = letters if layered else seen
    move, width, height = _upright(page, shown)
    few = _inked(shown) < _FEW
    glyphs = tuple(
        glyph for glyph in _glyphs(shown, move) if -1 <= glyph.left <= width + 1 and 0 <= glyph.base <= height + 1
    )
    return Page(
        number,
        width,
        height,
        glyphs,
        turned(strokes, move),
        scanned=few and (pictured >= _PICTURED or drawn > 300),
        garbled=not few and _strange(shown) > _STRANGE,
        layered=layered,
    )


def _inked(letters: list[_Letter]) -> int:
    return sum(not letter.char.isspace() for letter in letters)


def _strange(letters: list[_Letter]) -> float:
    """The share of letters that no Chinese or English text has: those of a font that does not tell what they are."""
    inked = [letter for letter in letters if not letter.char.isspace()]
    return sum(not letter.known or _COMMON.match(letter.char) is None for letter in inked) / len(inked)


# --- letters ---------------------------------------------------------------------------------------------------------


def _letters(page: pdfium.PdfPage) -> list[_Letter] | None:
    """All letters in the order of the file, None where they are too many."""
    text = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text)
        return None if count > _MOST_LETTERS else list(_each_letter(text, count))
    finally:
        text.close()


def _each_letter(text: pdfium.PdfTextPage, count: int) -> Iterator[_Letter]:
    styles: dict[int, _Style] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    high, last = 0, None
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if raw.FPDFText_IsGenerated(text, at) == 1:  # where PDFium sees the end of a word
            if code == 0x20 and last is not None:
                yield replace(last, char=" ", x=last.x + 0.01, end=(last.x + 0.01, last.y), known=True)
            continue
        if 0xD800 <= code < 0xDC00:  # the first half of a rare character
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        held = raw.FPDFText_GetTextObject(text, at)
        key = ctypes.cast(held, ctypes.c_void_p).value or -at
        style = styles.get(key) or styles.setdefault(key, _style(text, at, held))
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        known = code not in {0, 0xFFFD} and raw.FPDFText_HasUnicodeMapError(text, at) != 1
        last = _Letter(chr(code), x.value, y.value, _end(box, x.value, y.value, style.angle), style, known)
        yield last


def _end(box: raw.FS_RECTF, x: float, y: float, angle: float) -> tuple[float, float]:
    """Where a letter ends along its line: the far side of its box."""
    quarter = round(angle / 90) % 4
    return (
        (box.right, y)
        if quarter == 0
        else (x, box.top)
        if quarter == 1
        else (box.left, y)
        if quarter == 2
        else (x, box.bottom)
    )


def _style(text: pdfium.PdfTextPage, at: int, held: object) -> _Style:
    matrix, flags, name = raw.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(128)
    raw.FPDFText_GetMatrix(text, at, matrix)
    raw.FPDFText_GetFontInfo(text, at, name, 128, flags)
    mode = raw.FPDFTextObj_GetTextRenderMode(held) if held else raw.FPDF_TEXTRENDERMODE_FILL
    return _Style(
        size=raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d),
        angle=math.degrees(math.atan2(matrix.b, matrix.a)),
        bold=raw.FPDFText_GetFontWeight(text, at) >= _HEAVY
        or _BOLD.search(name.value.decode("utf-8", "replace")) is not None,
        visible=mode not in {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP},
    )


def _upright(page: pdfium.PdfPage, letters: list[_Letter]) -> tuple[Move, float, float]:
    """How to turn the page so that most letters stand upright, and its width and height then."""
    turns = Counter(round(letter.style.angle / 90) % 4 for letter in letters if _leans(letter) <= _SKEW)
    turn = max(turns, key=lambda quarter: turns[quarter]) if turns else 0
    along = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
    left, bottom, right, top = page.get_cropbox()
    corners = [(left, bottom), (right, top)]
    least = min(x * along[0] + y * along[1] for x, y in corners)
    upper = min(x * along[1] - y * along[0] for x, y in corners)

    def move(x: float, y: float) -> tuple[float, float]:
        return x * along[0] + y * along[1] - least, x * along[1] - y * along[0] - upper

    width, height = right - left, top - bottom
    return (move, height, width) if turn % 2 else (move, width, height)


def _leans(letter: _Letter) -> float:
    return abs(letter.style.angle - 90 * round(letter.style.angle / 90))


def _glyphs(letters: list[_Letter], move: Move) -> Iterator[Glyph]:
    """The upright ones, moved, each written as the character that it shows."""
    for letter in letters:
        (left, base), (right, level) = move(letter.x, letter.y), move(*letter.end)
        style = letter.style
        if style.size <= 1 or _leans(letter) > _SKEW or right < left or abs(level - base) > 0.2 * style.size:
            continue
        char = RADICALS.get(letter.char) or _character(letter.char)
        wide = unicodedata.east_asian_width(char[:1] or " ") in "WF"
        yield Glyph(char or " ", left, max(right, left + style.size) if wide else right, base, style.size, style.bold)


def _character(char: str) -> str:
    """Forms of a letter that only print knows as the letter: ligatures, radicals, compatibility characters."""
    if "\ufb00" <= char <= "\ufb06" or "\u2f00" <= char <= "\u2fd5" or "\uf900" <= char <= "\ufaff":
        return unicodedata.normalize("NFKC", char)
    return " " if char.isspace() else "" if unicodedata.category(char) in _NO_LETTER else char
