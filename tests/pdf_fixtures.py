"""Reports as PDF in the layouts that offices use, made here: an official paper, a printed web page, a gazette."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from indexer.headings import is_date_line, is_salutation, is_signature, is_title
from tests.browser.serving import opened

FONT = "STSong-Light"
WIDE, HIGH = A4
_NOT_FIRST = "，。、；：？！）》”’」』】…%％,.;:?!)"
_NOT_LAST = "（《“‘「『【("
_ATOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%+/:&=?_~#-]*[A-Za-z0-9%]|[A-Za-z0-9]%?|.", re.DOTALL)

Table = tuple[tuple[str, ...], ...]
Item = str | Table


@cache
def _font() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return FONT


def width(text: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, _font(), size)


def wrapped(text: str, size: float, measure: float, first: float = 0) -> list[str]:
    """`text` in lines of `measure` points, the first shorter by `first`: no number cut, no comma at a beginning."""
    lines, line = [], ""
    for atom in _ATOM.findall(text):
        room = measure - (first if not lines else 0)
        if line and width(line + atom, size) > room + (size if atom in _NOT_FIRST else 0):
            kept = ""
            while line and (line[-1] in _NOT_LAST or (kept or atom)[0] in _NOT_FIRST):
                kept, line = line[-1] + kept, line[:-1]
            lines.append(line)
            line = kept
        line += atom
    return [*lines, line] if line else lines


def as_markdown(items: list[Item]) -> bytes:
    """The same report as text, with its tables as tables."""
    return "\n\n".join(item if isinstance(item, str) else _pipes(item) for item in items).encode()


def _pipes(table: Table) -> str:
    head, *rows = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join([head, "|---" * len(table[0]) + "|", *rows])


class Paper:
    """Lines from the top of a page to its foot, and on to the next column and page."""

    def __init__(self, *, left: float, measure: float, top: float, bottom: float, columns: tuple[float, ...] = (0,)):
        self.buffer = BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4)
        self.left, self.measure, self.top, self.bottom, self.columns = left, measure, top, bottom, columns
        self.page, self.column, self.y, self.start = 1, 0, top, top

    @property
    def x(self) -> float:
        return self.left + self.columns[self.column]

    def line(self, text: str, size: float, pitch: float, *, indent: float = 0) -> None:
        self.room(pitch)
        self.y -= pitch
        self.canvas.setFont(_font(), size)
        self.canvas.drawString(self.x + indent, self.y, text)

    def middle(self, text: str, size: float, pitch: float, measure: float = 0) -> None:
        self.line(text, size, pitch, indent=((measure or self.measure) - width(text, size)) / 2)

    def room(self, height: float) -> bool:
        """Whether a new column or page had to be begun for what is so high."""
        if self.y - height >= self.bottom:
            return False
        if self.column + 1 < len(self.columns):
            self.column += 1
        else:
            self.turn()
        self.y = self.start
        return True

    def turn(self) -> None:
        self.around(self.page)
        self.canvas.showPage()
        self.page, self.column, self.start = self.page + 1, 0, self.top

    def around(self, page: int) -> None:
        """What stands above and below the text of a page."""

    def done(self) -> bytes:
        self.around(self.page)
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

    def table(self, rows: Table, size: float, pitch: float) -> None:
        """A table with ruling lines; on a new page its head again."""
        each = self.measure / len(rows[0])
        for at, row in enumerate(rows):
            cells = [wrapped(cell, size, each - 4) for cell in row]
            height = pitch * max(1, *map(len, cells)) + 4
            if self.room(height + (pitch if at else 3 * pitch)) and at:
                self.table((rows[0], *rows[at:]), size, pitch)
                return
            self.y -= height
            for column, lines in enumerate(cells):
                self.canvas.rect(self.x + column * each, self.y, each, height)
                self.canvas.setFont(_font(), size)
                for number, line in enumerate(lines):
                    self.canvas.drawString(self.x + column * each + 2, self.y + height - (number + 0.9) * pitch, line)
        self.y -= 4


class _Official(Paper):
    def around(self, page: int) -> None:
        self.canvas.setFont(_font(), 14)
        text = f"— {page} —"
        x = self.left + 14 if page % 2 == 0 else self.left + self.measure - 14 - width(text, 14)
        self.canvas.drawString(x, self.bottom - 28, text)


def official(items: list[Item]) -> bytes:
    """An official paper: 22 lines of 28 characters, paragraphs with an indent, — 1 — at the foot."""
    paper = _Official(left=79.4, measure=448, top=HIGH - 105, bottom=HIGH - 105 - 22 * 28.9)
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else ""
        if not isinstance(item, str):
            paper.table(item, 12, 18)
        elif at < 4 and is_title(item):
            for line in _balanced(item, 22, 400):
                paper.middle(line, 22, 36)
            paper.y -= 28.9
        elif _is_signature(item, following, at):
            end = paper.measure - width(item, 16) - (64 if is_date_line(item) else 48)
            paper.line(item, 16, 28.9, indent=end)
        else:
            indent = 0 if is_salutation(item) and at < 4 else 32
            for number, line in enumerate(wrapped(item, 16, 448, indent)):
                paper.line(line, 16, 28.9, indent=0 if number else indent)
    return paper.done()


def _balanced(text: str, size: float, measure: float) -> list[str]:
    """A title in as many lines as it needs, the first the longest."""
    return wrapped(text, size, measure)


def _is_signature(item: str, following: Item, at: int) -> bool:
    dated = isinstance(following, str) and is_date_line(following)
    return at > 3 and (is_date_line(item) or (is_signature(item) and (dated or following == "")))


class _Gazette(Paper):
    def around(self, page: int) -> None:
        self.canvas.setFont(_font(), 8)
        self.canvas.drawString(self.left, HIGH - 40, "政府公报 二〇二四年第3期")
        self.canvas.line(self.left, HIGH - 44, WIDE - self.left, HIGH - 44)
        self.canvas.drawCentredString(WIDE / 2, 30, f"第{page}页 共9页")


def gazette(items: list[Item]) -> bytes:
    """A gazette: two columns of small print below a title, running heads, numbers at the foot."""
    paper = _Gazette(left=50, measure=236, top=HIGH - 60, bottom=60, columns=(0, 259))
    for at, item in enumerate(items):
        if not isinstance(item, str):
            paper.table(item, 9, 13)
        elif at == 0:
            for line in _balanced(item, 18, 480):
                paper.middle(line, 18, 28, 495)
            paper.y -= 14
            paper.start = paper.y
        else:
            for number, line in enumerate(wrapped(item, 10.5, 236, 21)):
                paper.line(line, 10.5, 16, indent=0 if number else 21)
    return paper.done()


def printed(items: list[Item], *, css: str = "p {text-indent: 2em}", head: bool = True) -> bytes:
    """A web page as Chromium prints it, with date and title above and address and number below."""
    body = "".join(_markup(at, item) for at, item in enumerate(items))
    title = next(item for item in items if isinstance(item, str))
    page = (
        f"<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><title>{escape(title)}</title><style>"
        "body {font: 16px/1.8 'Noto Sans CJK SC'} h1 {font-size: 24px; text-align: center} table {width: 100%; "
        f"border-collapse: collapse}} td, th {{border: 1px solid #999; padding: 4px}} {css}</style><body>{body}</body>"
    )
    above = '<div style="font-size:8px;width:100%"><span class=date></span> <span class=title></span></div>'
    below = '<div style="font-size:8px;width:100%">https://www.example.gov.cn/a/1.html <span class=pageNumber></span>/<span class=totalPages></span></div>'
    with opened() as browser:
        view = browser.new_page()
        view.set_content(page)
        margin = {"top": "50px", "bottom": "50px", "left": "40px", "right": "40px"}
        return view.pdf(
            format="A4", margin=margin, display_header_footer=head, header_template=above, footer_template=below
        )


def _markup(at: int, item: Item) -> str:
    if isinstance(item, str):
        tag = "h1" if at == 0 else "p"
        return f"<{tag}>{escape(item)}</{tag}>"
    head, *rows = item
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
