"""The error tree.

    JushiError                   anything that a person outside the code can cause or mend
    ├── SettingError             an environment variable holds what it must not
    ├── DataError                a table in kb/lexicon/data or of a user is malformed
    ├── IndexStateError
    │   ├── NoIndexError         nothing was built yet
    │   ├── OutdatedIndexError   built by another analyser or schema
    │   ├── BrokenIndexError     files of a generation are missing or damaged
    │   ├── BrokenBuildError     a new generation is not sound, and was thrown away
    │   ├── BuildRunsError       another build writes into the same folder
    │   ├── UnreachableStoreError    the cluster does not answer, or bars us
    │   └── StoreRefusedError    the cluster does not do what it was asked
    ├── BuildCancelledError      someone wanted the build to stop
    ├── FullError                a file kept beside the index may not grow further
    ├── ReportsFolderError       the folder of reports is not there
    ├── ReadError                a file cannot be read as a report; the pipeline turns it into a Problem
    └── RequestError             a request asks for what is not there or not allowed

Each holds `message` (what happened) and `hint` (what to do), both Chinese: people read them on pages.
"""

from __future__ import annotations


class JushiError(Exception):
    """Base of all: `message` says what happened, `hint` what to do, `code` is a stable English word."""

    code = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingError(JushiError):
    code = "setting"


class DataError(JushiError):
    code = "data"


class IndexStateError(JushiError):
    code = "index"


class NoIndexError(IndexStateError):
    code = "no_index"

    def __init__(self, folder: str) -> None:
        super().__init__(f"在 {folder} 还没有索引。", "请先运行 python -m indexer build。")


class OutdatedIndexError(IndexStateError):
    code = "outdated_index"

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"索引由另一版本建立（{found}，现为 {wanted}）。", "请运行 python -m indexer build --full。")


class BrokenIndexError(IndexStateError):
    code = "broken_index"

    def __init__(self, path: str) -> None:
        super().__init__(f"索引文件缺失或损坏：{path}。", "请运行 python -m indexer build --full。")


class BrokenBuildError(IndexStateError):
    code = "broken_build"

    def __init__(self, fault: str) -> None:
        super().__init__(
            f"新建的索引没有通过核对，已弃用：{fault}", "原有索引照常使用；请再建一次，仍不行请交维护者查看。"
        )


class BuildRunsError(IndexStateError):
    code = "building"

    def __init__(self, folder: str) -> None:
        super().__init__(f"另一个构建正在写入 {folder}。", "请等它结束后再试。")


class UnreachableStoreError(IndexStateError):
    code = "store_unreachable"

    def __init__(self, hosts: str, cause: str, hint: str = "") -> None:
        super().__init__(
            f"连不上检索集群 {hosts}：{cause}。", hint or "请检查集群是否在运行、KB_STORE 是否写对，稍后再试。"
        )


class StoreRefusedError(IndexStateError):
    code = "store_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"检索集群没有照做：{reason}。", "请查看集群的日志和磁盘空间；原有索引照常使用。")


class BuildCancelledError(JushiError):
    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("已取消这次构建，索引保持原样。")


class FullError(JushiError):
    code = "full"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 已满，没有存下。", "请管理索引的人在管理页面处理掉一些，再试一次。")


class ReportsFolderError(JushiError):
    code = "no_folder"


class ReadError(JushiError):
    """`code` is given by the reader: "encoding", "empty", "unsupported", …"""

    def __init__(self, code: str, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message, hint)
        self.code = code
        self.line = line


class RequestError(JushiError):
    """`status` is the HTTP status that fits."""

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.code = code
