"""How a cluster is reached: its hosts, a name for our part of it, and who we are there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.errors import SettingError

SCHEME = "opensearch+"
_ADDRESS = re.compile(
    r"opensearch\+(?P<scheme>https?)://(?P<hosts>[^/\s@]+)(?:/(?P<prefix>[a-z0-9][a-z0-9_-]{0,40}))?/?"
)
_HOST = re.compile(r"(?:https?://)?(?P<name>[\w.-]+|\[[0-9a-fA-F:]+\])(?::(?P<port>\d{1,5}))?")
_SHAPE = "应如 opensearch+http://主机1:9200,主机2:9200，后面可加 /前缀；用户名和密码请设 KB_STORE_USER 和 KB_STORE_PASSWORD。"


@dataclass(frozen=True, slots=True)
class Access:
    """`hosts` are pairs of a name and a port. All our indices begin with `prefix`. `user` "": nobody in particular.

    `authority` is a file of certificates to trust, "" for those of the system. `shards` is into how many pieces each
    large index is cut.
    """

    hosts: tuple[tuple[str, int], ...]
    secure: bool = False
    prefix: str = "jushi"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    shards: int = 1

    @property
    def shown(self) -> str:
        """The hosts, for messages."""
        return "、".join(f"{name}:{port}" for name, port in self.hosts)


@dataclass(frozen=True, slots=True)
class Pace:
    """Stretches of time, in seconds: for how long a call is tried again, how long a build that died keeps others out,
    and how long a generation stays that was replaced and would be deleted.
    """

    patience: float = 20
    lease: float = 60
    grace: float = 60


def access_of(store: str, *, user: str = "", password: str = "", authority: str = "", shards: int = 1) -> Access:
    """What a value of KB_STORE and the settings beside it say. Raises SettingError; the message holds no password."""
    found = _ADDRESS.fullmatch(store)
    if not found:
        raise SettingError("KB_STORE 里的集群地址看不懂。", _SHAPE)
    hosts = [_HOST.fullmatch(host) for host in found["hosts"].split(",")]
    if not all(hosts):
        raise SettingError("KB_STORE 里的集群地址看不懂。", _SHAPE)
    pairs = tuple((host["name"], int(host["port"] or 9200)) for host in hosts if host)
    if any(not 0 < port < 65536 for _, port in pairs):
        raise SettingError("KB_STORE 里的端口应在 1 到 65535 之间。", _SHAPE)
    secure, prefix = found["scheme"] == "https", found["prefix"] or "jushi"
    return Access(pairs, secure, prefix, user, password, authority, shards)
