"""Which parts of a build in parts are in: one document of the control index, which is changed only by who saw its last version."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from kb.errors import BuildRunsError
from kb.store.opensearch.connection import AbsentError, ConflictError, Connection, Json
from kb.store.opensearch.layout import control_of

_NAME = "parts"
_TRIES = 50  # to change it before others do


@dataclass(frozen=True, slots=True)
class State:
    """A generation that is made in `of` parts. `goes_on`: it began with the generation `before`. `owner` holds the lock.

    `brought` gives for each part that is in what it added to the counts; `gone` what each took out of the generation
    before.
    """

    generation: str
    before: str
    goes_on: bool
    of: int
    made: tuple[str, str, str]
    owner: str
    brought: dict[str, dict[str, int]] = field(default_factory=dict)
    gone: dict[str, list[int]] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that are not in."""
        return tuple(number for number in range(1, self.of + 1) if str(number) not in self.brought)


class Ledger:
    """Reads and changes the state of the generation that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._index = control_of(connection.access.prefix)
        self._path = f"/{self._index}/_doc/{_NAME}"

    def read(self) -> State | None:
        """The state, None where no generation was opened, or all are closed."""
        return self._seen()[0]

    def open(self, state: State) -> None:
        """A generation was opened."""
        self._connection.call("PUT", self._path, {"record": asdict(state)})

    def change(self, generation: str, change: Callable[[State], State]) -> State:
        """Change the state as it is now; where others change it at the same time, again. Raises BuildRunsError when it
        is of another generation by now.
        """
        for _ in range(_TRIES):
            state, seen = self._seen()
            if state is None or state.generation != generation:
                break
            after = change(state)
            with suppress(ConflictError):
                self._connection.call("PUT", self._path, {"record": asdict(after)}, **seen)
                return after
        raise BuildRunsError(self._connection.access.shown)

    def close(self) -> None:
        """No generation is open any more."""
        with suppress(AbsentError):
            self._connection.call("DELETE", self._path)

    def _seen(self) -> tuple[State | None, Json]:
        """The state, and the version of it that was seen."""
        held = self._connection.get(self._index, _NAME)
        if held is None:
            return None, {}
        stated: dict[str, Any] = held["_source"]["record"]
        state = State(**{**stated, "made": tuple(stated["made"])})
        return state, {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}
