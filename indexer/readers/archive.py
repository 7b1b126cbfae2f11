"""Open zip archives that may be hostile: what they hold is inflated in pieces and counted before a library sees it.

Office files (.docx, .xlsx) are zip archives, and users hand in archives of reports. What an archive says of its own
sizes is believed nowhere.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from struct import error as StructError  # noqa: N812 (an exception, and named like one)
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from indexer.readers import MAX_BYTES
from kb.errors import ReadError

MOST_INFLATED = 300_000_000  # bytes of all members together
MOST_MEMBERS = 20_000
_PIECE = 1 << 20
_BROKEN = (BadZipFile, StructError, zlib.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError)
_ENTRY = b"PK\x01\x02"  # begins the entry of each member in the directory of an archive
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a file of the older Office formats begins
_XML = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_TAIL = max(map(len, _DOCTYPES)) - 1
_OTHER_ARCHIVES = ((b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"))
_UTF8_NAME, _LOCKED = 0x800, 0x1  # flags of a member
_DRIVE = re.compile(r"^[A-Za-z]:")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f]")


def checked_zip(data: bytes) -> ZipFile:
    """The zip archive that an office file is, every member of it inflated once, counted and found whole.

    Raises ReadError: "locked" (a password), "damaged" (no zip archive, or cut off), "bomb" (more than MOST_INFLATED
    bytes or MOST_MEMBERS members), "unsafe" (XML that declares a document type, by which entities are made).
    """
    refuse_locked(data)
    archive = _opened(data, _broken())
    left = MOST_INFLATED
    for member in archive.infolist():
        if member.flag_bits & _LOCKED:
            raise _locked()
        try:
            for piece, fresh in _with_tails(_pieces(archive, member)):
                left = _less(left, fresh)
                if member.filename.lower().endswith(_XML) and any(mark in piece for mark in _DOCTYPES):
                    message = "文件的 XML 含有文档类型声明（DOCTYPE），正常的 Office 文件没有，可能有害。"
                    raise ReadError("unsafe", message, "请用 Word 或 WPS 打开后另存，再放入。")
        except _BROKEN as error:
            raise _broken() from error
    return archive


def names(data: bytes) -> tuple[str, ...]:
    """The names in an office file that is a zip archive; nothing is inflated. Raises ReadError "damaged" or "bomb"."""
    with _opened(data, _broken()) as archive:
        return tuple(archive.namelist())


def refuse_locked(data: bytes) -> None:
    """Raises ReadError "locked" for an Office document of today's formats that a password opens: an OLE file by then."""
    if data.startswith(OLE) and stream(data, "EncryptedPackage") >= 0:
        raise _locked()


def stream(data: bytes, name: str) -> int:
    """Where the directory of an OLE file names a stream: the name in 64 bytes, then its length; -1 where it does not."""
    written = name.encode("utf-16-le")
    return data.find(written.ljust(64, b"\0") + (len(written) + 2).to_bytes(2, "little"))


def members(data: bytes, only: str = "") -> Iterator[tuple[str, bytes]]:
    """The files in a user's zip archive: for each a label, distinct, relative, "/" between folders; and the bytes.
    With `only`, the one of this label.

    Folders, hidden files, lock files of editors and __MACOSX are passed over; archives within are given as they are.
    Of a file over MAX_BYTES one byte more is given, so that whoever reads it finds it too large. Nothing is written
    to disk. Raises ReadError: "format" (RAR and the like), "damaged" or "bomb" before the first or once that is met;
    and behind the last "unread", which names those that are locked or damaged while all others were given.
    """
    archive = _users(data)
    left, unread = MOST_INFLATED, []
    for label, member in _labelled(archive):
        if only and label != only:
            continue
        inflated = bytearray()
        try:
            if member.flag_bits & _LOCKED:
                raise BadZipFile
            for piece in _pieces(archive, member):
                left = _less(left, len(piece))
                inflated += piece
                if len(inflated) > MAX_BYTES:
                    break
        except _BROKEN:
            unread.append(label)
        else:
            yield label, bytes(inflated[: MAX_BYTES + 1])
    if unread:
        shown = "、".join(f"“{label}”" for label in unread[:3]) + ("等" if len(unread) > 3 else "")
        message = f"压缩包里有 {len(unread)} 个文件加了密码或已损坏，没有读取：{shown}。"
        raise ReadError("unread", message, "请去掉密码或换用完好的文件，重新压缩后放入。")


def labels_of(data: bytes) -> tuple[str, ...]:
    """The labels that `members` gives; nothing is inflated. Raises ReadError: "format", "damaged" or "bomb"."""
    return tuple(label for label, _ in _labelled(_users(data)))


def _users(data: bytes) -> ZipFile:
    for begin, name in _OTHER_ARCHIVES:
        if data.startswith(begin):
            raise ReadError("format", f"这其实是 {name} 压缩包，不是 zip。", "请解压后重新压缩为 zip，再放入。")
    archive = _opened(data, ReadError("damaged", "压缩包已损坏或不完整。", "请重新下载或重新压缩，再放入。"))
    if "[Content_Types].xml" in archive.NameToInfo:
        raise ReadError("format", "这其实是 Word 或 Excel 文件，不是压缩包。", "请把后缀改为 .docx 或 .xlsx，再放入。")
    return archive


def _opened(data: bytes, broken: ReadError) -> ZipFile:
    """The archive; raises `broken`, or ReadError "bomb" for too many members."""
    if data.count(_ENTRY) > MOST_MEMBERS:
        raise ReadError("bomb", f"压缩包里的文件超过 {MOST_MEMBERS} 个。", "请分成几个压缩包，再放入。")
    try:
        return ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise broken from error


def _pieces(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """What a member holds, a piece at a time. Raises what _BROKEN holds."""
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:  # the others may ask for much memory
        raise BadZipFile
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            yield piece


def _with_tails(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Each piece behind the last bytes of the one before, so that no mark is cut in two; and its own size."""
    tail = b""
    for piece in pieces:
        yield tail + piece, len(piece)
        tail = piece[-_TAIL:]


def _less(left: int, size: int) -> int:
    """What is left of the limit after `size` bytes; raises ReadError "bomb" where nothing is."""
    if size > left:
        message = f"文件解压后超过 {MOST_INFLATED // 1_000_000} MB，可能是恶意压缩的文件。"
        raise ReadError("bomb", message, "请确认来源；如果确实是报告，请删去大图或拆分后再放入。")
    return left - size


def _locked() -> ReadError:
    return ReadError("locked", "文件有打开密码，请先取消密码再放入。")


def _broken() -> ReadError:
    hint = "请重新下载，或用 Word、WPS 打开后另存，再放入。"
    return ReadError("damaged", "文件已损坏、不完整，或并非后缀所示的格式。", hint)


def _labelled(archive: ZipFile) -> Iterator[tuple[str, ZipInfo]]:
    """The members that may be reports, each with its label; the second of a label is told apart by a number."""
    taken: set[str] = set()
    copies: Counter[str] = Counter()
    for member in archive.infolist():
        parts = [part for part in _name(member).split("/") if part not in {"", ".", ".."}]
        label = "/".join(parts)
        if not parts or member.is_dir() or any(part == "__MACOSX" or part.startswith((".", "~$")) for part in parts):
            continue
        path = PurePosixPath(label)
        while label in taken:
            copies[str(path)] += 1
            label = str(path.with_stem(f"{path.stem}({copies[str(path)] + 1})"))
        taken.add(label)
        yield label, member


def _name(member: ZipInfo) -> str:
    """The name of a member with "/" between folders. Without the flag of UTF-8, names come from a Chinese Windows."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):  # few names in GB18030 are UTF-8 as well, but all the other way round
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return _DRIVE.sub("", _UNSHOWN.sub("", name).replace("\\", "/"))
