"""Sign conversations, so that they can travel with the visitor and any process may serve the next turn; and the secrets
of an index folder, made on first use.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from kb.errors import SettingError

KEY_FILE = "secret.key"
KEY_BYTES = 32
LIFETIME = 30 * 24 * 3600  # seconds: the address of an answer within a conversation works for a month


class Sealer:
    """Seals the text of a conversation with a key; sealed text can be read but not altered."""

    def __init__(self, key: str, lifetime: int = LIFETIME) -> None:
        """`lifetime` is in seconds."""
        self._serializer = URLSafeTimedSerializer(key, salt="conversation")
        self._lifetime = lifetime

    def seal(self, state: str) -> str:
        """Signed, safe in an address. An empty state stays empty."""
        return str(self._serializer.dumps(state)) if state else ""

    def open(self, sealed: str) -> str | None:
        """The state, or None when it was altered, has expired or was signed with another key."""
        try:
            state = self._serializer.loads(sealed, max_age=self._lifetime)
        except BadData:
            return None
        return state if isinstance(state, str) else None


def read_key(folder: Path, name: str = KEY_FILE) -> str:
    """The secret of this name in an index folder, made on first use, readable by its owner alone.

    Processes that start together agree on one: the file appears complete or not at all, and only once.
    Raises SettingError when it cannot be written, or is damaged.
    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        key = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"无法读写 {path}：{error}。", "请检查 KB_INDEX 及其权限，再重新启动。") from error
    if len(key) < 2 * KEY_BYTES:
        raise SettingError(f"{path} 已损坏。", "请删除此文件再重新启动，会另生成一个；进行中的对话和登录将重新开始。")
    return key


def _create(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES))
        with suppress(FileExistsError):  # another process was first: its key holds
            path.hardlink_to(draft)
    finally:
        draft.unlink()
