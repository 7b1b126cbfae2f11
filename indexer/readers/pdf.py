"""Read PDF: its letters by their places on the page, put together to paragraphs and tables; scans by `ocr`, which is an
extra and loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

import pypdfium2 as pdfium
from pypdfium2 import raw

from indexer.readers.content import Content, Remark, laid_out
from indexer.readers.noise import without_chrome
from indexer.readers.pdf_flow import Sheet, body_size, flow
from indexer.readers.pdf_lines import Row, Run, rows_of
from indexer.readers.pdf_page import Page, page_of
from indexer.readers.pdf_paragraphs import pieces_of
from indexer.readers.pdf_tables import ruled_tables
from kb.errors import ReadError

MAX_PAGES = 2_000
MAX_SCANNED = 20  # pages; reading one takes some five seconds
INSTALL = "pip install -r requirements-ocr.txt"


def read(data: bytes) -> tuple[Content, ...]:
    """The one report of a PDF. Raises ReadError: "damaged", "locked" (a password), "too_large" (over MAX_PAGES pages),
    "scanned" (nothing but pictures of text, and what reads them is not installed), "garbled" (no font tells its
    letters), "empty".
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refused(error) from error
    try:
        return (_content(document),)
    finally:
        document.close()


def _refused(error: pdfium.PdfiumError) -> ReadError:
    if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
        return ReadError("locked", "文件设有打开密码。", "请去掉密码，另存后重新放入。")
    return ReadError("damaged", "文件已损坏，或者不是 PDF。", "请重新下载，确认能用阅读器打开，再重新放入。")


def _content(document: pdfium.PdfDocument) -> Content:
    count = len(document)
    if count == 0:
        raise ReadError("damaged", "文件里没有页面。", "请重新下载，确认能用阅读器打开，再重新放入。")
    if count > MAX_PAGES:
        raise ReadError("too_large", f"文件有 {count} 页，超过 {MAX_PAGES} 页。", "请确认它是一份报告，必要时拆分。")
    taken = _Taken(document)
    sheets = [sheet for number in range(1, count + 1) if (sheet := taken.sheet(number)) is not None]
    taken.refuse_unread(sheets)
    size = body_size(run for sheet in sheets for row in sheet.rows for run in row)
    text, blocks = laid_out(pieces_of(flow(sheets), size))
    kept, stated = without_chrome(blocks)
    return Content(text, kept, stated, remarks=tuple(taken.remarks()))


class _Taken:
    """Takes the pages of a file one by one, and keeps in mind which could not be read and why."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._scanned: list[int] = []
        self._garbled: list[int] = []
        self._damaged: list[int] = []
        self._recognised: list[int] = []

    def sheet(self, number: int) -> Sheet | None:
        """The rows of a page, None where nothing of it can be read."""
        try:
            page = page_of(self._document, number)
        except pdfium.PdfiumError:
            self._damaged.append(number)
            return None
        if page.crowded:
            self._damaged.append(number)
            return None
        if not page.scanned and not page.garbled:
            self._recognised += [number] if page.layered else []
            return Sheet(number, page.height, tuple(_rows(page)))
        return self._picture(page)

    def _picture(self, page: Page) -> Sheet | None:
        """The rows of a page whose letters only a picture tells."""
        if not can_recognise() or len(self._recognised) >= MAX_SCANNED:
            (self._garbled if page.garbled else self._scanned).append(page.number)
            return None
        self._recognised.append(page.number)
        rows: list[Row] = import_module("indexer.readers.ocr").recognised(self._document[page.number - 1])
        return Sheet(page.number, page.height, tuple(rows))

    def refuse_unread(self, sheets: Sequence[Sheet]) -> None:
        """Raises ReadError where no page gave a row and some could not be read."""
        if any(sheet.rows for sheet in sheets):
            return
        if self._scanned:
            hint = f"请安装文字识别组件（{INSTALL}）后重新构建，或者换成带文字的文件。"
            raise ReadError("scanned", "这是扫描件，页面都是图片，没有文字。", hint)
        if self._garbled:
            hint = f"请安装文字识别组件（{INSTALL}）后重新构建，或者换成别的格式。"
            raise ReadError("garbled", "文件用的字体没有说明每个字是什么，文字无法取出。", hint)
        if self._damaged:
            raise ReadError("damaged", "文件里的页面都已损坏。", "请重新下载，确认能用阅读器打开，再重新放入。")

    def remarks(self) -> Iterator[Remark]:
        """What of the file was left out, and what a program read from pictures."""
        for code, pages, why in (
            ("scanned", self._scanned, "是扫描的图片"),
            ("garbled", self._garbled, "的字体没有说明每个字是什么"),
        ):
            if pages:
                how = (
                    f"一次最多识别 {MAX_SCANNED} 页，请拆分文件"
                    if can_recognise()
                    else f"请安装文字识别组件（{INSTALL}）后重新构建"
                )
                yield Remark(code, f"第{_listed(pages)}页{why}，没有读取；{how}。")
        if self._damaged:
            yield Remark("damaged_pages", f"第{_listed(self._damaged)}页已损坏或者过于复杂，没有读取；请对照原文。")
        if self._recognised:
            yield Remark("recognised", f"第{_listed(self._recognised)}页由扫描件识别，数字可能有误，请核对。")


def can_recognise() -> bool:
    """Whether the extra that reads pictures of text is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def _rows(page: Page) -> list[Row]:
    tables, rest = ruled_tables(page.rules, page.glyphs)
    rows = rows_of(rest)
    rows += [(Run("", table.edges[0], table.edges[-1], table.top, 10, table=table),) for table in tables]
    return sorted(rows, key=lambda row: row[0].base)


def _listed(pages: Sequence[int]) -> str:
    """Numbers of pages, neighbours as one: 1—3、7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
