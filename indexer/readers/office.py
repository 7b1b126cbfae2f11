"""Read office files by what they are, whatever their suffix says: .docx itself, older formats through LibreOffice.

What web sites offer as .doc or .xls is often a page, a web archive or plain text under that name.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from indexer.readers import docx, html, sheet, text
from indexer.readers.archive import OLE, checked_zip, names, refuse_locked, stream
from indexer.readers.content import Content
from kb.errors import ReadError

_SECONDS = 45  # that a conversion may take: less than `Format.seconds`, so that this module ends it
_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls"}  # of OLE files
_MIMES = {b"application/vnd.oasis.opendocument.text": ".odt", b"application/vnd.oasis.opendocument.spreadsheet": ".ods"}
_TURNED: Mapping[str, str] = MappingProxyType(
    {".doc": ".docx", ".rtf": ".docx", ".odt": ".docx", ".xls": ".xlsx", ".ods": ".xlsx"}
)
_BEGIN = rb"(?:\xef\xbb\xbf)?\s*"
_PAGE = re.compile(
    _BEGIN + rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|title|table|div|p|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_WEB_ARCHIVE = re.compile(_BEGIN + rb"(?:[\w-]+:[^\n]*\n){0,9}?MIME-Version:", re.IGNORECASE)
_PLACES = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_SAVE_AS = "请用 Word 或 WPS 另存为 .docx（表格为 .xlsx），再放入。"
# The settings under which files are opened: no macros, nothing fetched from elsewhere.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def read(data: bytes) -> tuple[Content, ...]:
    """Raises ReadError: "locked", "no_converter" (LibreOffice is not installed), "slow" (it took too long), "damaged"
    (nothing known, or LibreOffice cannot open it), and those of the reader of the format that it is.
    """
    suffix = _suffix(data)
    if suffix in _TURNED:
        data, suffix = _converted(data, suffix), _TURNED[suffix]
    if suffix == ".docx":
        return docx.read(data)
    if suffix == ".xlsx":
        return sheet.read(data)
    if suffix == ".html":
        return html.read(_page(data))
    return text.read(data)


def _suffix(data: bytes) -> str:
    """The suffix that a file should have by its content; ".txt" for what has no mark of any format."""
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(OLE):
        return _ole(data)
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if _PAGE.match(data) or _WEB_ARCHIVE.match(data):
        return ".html"
    if b"\0" in data:
        raise ReadError("damaged", "文件已损坏，或不是 Office 文档。", _SAVE_AS)
    return ".txt"


def _zipped(data: bytes) -> str:
    top = {name.partition("/")[0] for name in names(data)}
    if {"word", "xl", "_rels"} & top:
        return ".xlsx" if "xl" in top and "word" not in top else ".docx"
    with checked_zip(data) as archive:
        mime = archive.read("mimetype").strip() if "mimetype" in top else b""
    if mime not in _MIMES:
        raise ReadError("format", "这是压缩包，不是 Office 文档。", "请解压后放入其中的文件，或把后缀改为 .zip。")
    return _MIMES[mime]


def _ole(data: bytes) -> str:
    """By the stream named first: those of embedded documents come later."""
    refuse_locked(data)
    places = {stream(data, name): suffix for name, suffix in _STREAMS.items()}
    places.pop(-1, None)
    if not places:
        raise ReadError("damaged", "文件已损坏，或不是 Word、Excel 文档。", _SAVE_AS)
    return places[min(places)]


def _page(data: bytes) -> bytes:
    """A page itself, or the page in a web archive."""
    if not _WEB_ARCHIVE.match(data):
        return data
    for part in message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t ")).walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes):
            return page
    raise ReadError("damaged", "网页存档里没有正文。", _SAVE_AS)


def _converted(data: bytes, suffix: str) -> bytes:
    """The file in the format of today, made by LibreOffice in a folder and under a profile of its own."""
    program = next((found for place in _PLACES if (found := shutil.which(place))), None)
    if program is None:
        message = f"读取 {suffix} 文件要用 LibreOffice，这台电脑没有安装。"
        raise ReadError("no_converter", message, f"请安装 LibreOffice 后重新构建；或{_SAVE_AS.removeprefix('请')}")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"report{suffix}")
        source.write_bytes(data)
        settings = Path(folder, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        target = _TURNED[suffix].removeprefix(".")
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        made = Path(folder, "made", f"report.{target}")
        _run([program, profile, "--headless", "--convert-to", target, "--outdir", str(made.parent), str(source)])
        if not made.is_file():
            raise ReadError("damaged", "LibreOffice 打不开这个文件：可能已损坏，或有打开密码。", _SAVE_AS)
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """Run a program to its end; after _SECONDS it is killed with all that it started, and ReadError "slow" raised."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ReadError("slow", f"LibreOffice 在 {_SECONDS} 秒内没有转换完这个文件。", _SAVE_AS) from error
    finally:
        if process.poll() is None:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
