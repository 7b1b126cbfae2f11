"""Settings: each an environment variable with a default, read once at the door."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from kb.errors import SettingError

_RATE = re.compile(r"off|\d+/(second|minute|hour|day)")
_STORE = re.compile(r"whoosh|tantivy|opensearch\+https?://[^\s/]\S*")
_WATCH = ("off", "on")


def _setting(variable: str, default: str, text: str, *, secret: bool = False) -> str:
    """A field read from `variable`; `text` is its help, in Chinese. A `secret` is not shown with the others."""
    return field(default=default, repr=not secret, metadata={"variable": variable, "help": text})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set. All fields are the text of the variable; the properties below are their parsed forms."""

    reports: str = _setting("KB_REPORTS", "reports", "存放报告的文件夹")
    index: str = _setting("KB_INDEX", "var/index", "存放索引的文件夹")
    host: str = _setting("KB_HOST", "127.0.0.1", "监听的地址")
    port: str = _setting("KB_PORT", "8000", "监听的端口，1 到 65535")
    store: str = _setting(
        "KB_STORE",
        "whoosh",
        "检索引擎：whoosh；段落很多时用 tantivy；或集群地址，如 opensearch+http://主机1:9200,主机2:9200/前缀",
    )
    store_user: str = _setting("KB_STORE_USER", "", "检索集群的用户名")
    store_password: str = _setting("KB_STORE_PASSWORD", "", "检索集群的密码；不写入日志", secret=True)
    store_ca: str = _setting("KB_STORE_CA", "", "检索集群的 CA 证书文件；不设时用系统的证书")
    store_shards: str = _setting("KB_STORE_SHARDS", "1", "集群上每个大索引分成几片，1 到 64")
    admin_token: str = _setting(
        "KB_ADMIN_TOKEN", "", "管理页面的口令；不设时首次启动自动生成，存于 KB_INDEX/admin.token", secret=True
    )
    rate_limit: str = _setting("KB_RATE_LIMIT", "off", "每个来访地址的提问上限，如 60/minute；off 为不限")
    watch: str = _setting("KB_WATCH", "off", "on 为守候报告文件夹，有变动时自动重建索引；off 为不守候")

    def __post_init__(self) -> None:
        if not (self.port.isascii() and self.port.isdigit() and 0 < int(self.port) < 65536):
            raise SettingError(f"KB_PORT 应为 1 到 65535 的整数，现为“{self.port}”。", "请改正后重新启动。")
        if not _STORE.fullmatch(self.store):
            raise SettingError(
                f"KB_STORE 不认识“{self.store}”。",
                "可用的值：whoosh、tantivy，或集群地址，如 opensearch+http://主机:9200。",
            )
        if not (self.store_shards.isascii() and self.store_shards.isdigit() and 0 < int(self.store_shards) <= 64):
            raise SettingError(
                f"KB_STORE_SHARDS 应为 1 到 64 的整数，现为“{self.store_shards}”。", "请改正后重新启动。"
            )
        if not _RATE.fullmatch(self.rate_limit):
            raise SettingError(f"KB_RATE_LIMIT 应如 60/minute 或 off，现为“{self.rate_limit}”。", "请改正后重新启动。")
        if self.watch not in _WATCH:
            raise SettingError(f"KB_WATCH 应为 on 或 off，现为“{self.watch}”。", "请改正后重新启动。")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the variables; an empty one counts as unset. Raises SettingError on a value that cannot be used."""
        given = {f.name: environment.get(f.metadata["variable"], "").strip() for f in fields(cls)}
        return cls(**{name: value for name, value in given.items() if value})

    @property
    def reports_dir(self) -> Path:
        return Path(self.reports)

    @property
    def index_dir(self) -> Path:
        return Path(self.index)
