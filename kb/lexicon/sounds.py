"""What Chinese words sound like, without tones: for names typed by ear (蜜云区) or in letters (miyun)."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

# Syllables that many people say, and so type, alike.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("hu", "f"))
# Shorter words sound like too many others.
_LEAST_LETTERS = 4
_LEAST_LETTERS_TO_MEND = 5


@lru_cache(maxsize=65536)
def sounds(word: str) -> tuple[str, ...]:
    """Syllables without tones (pypinyin); letters and digits stay as one piece."""
    # Imported when first needed: its tables take a sixth of a second, and an indexer reads without them.
    heard = import_module("pypinyin").lazy_pinyin(word)
    return tuple(part.strip() for part in heard if part.strip())


def same_sound(one: str, two: str) -> bool:
    """Whether both words are said alike; both may be letters: miyun, 密云."""
    heard = "".join(sounds(one))
    return len(heard) >= _LEAST_LETTERS and heard == "".join(sounds(two))


def like_sound(typed: str, name: str) -> bool:
    """One syllable that many say alike (xing, xin), or one slip of the finger where letters were typed."""
    heard, meant = sounds(typed), sounds(name)
    if len(heard) == len(meant) > 1:
        unlike = [(a, b) for a, b in zip(heard, meant, strict=True) if a != b]
        return len(unlike) == 1 and _plain(unlike[0][0]) == _plain(unlike[0][1])
    one, two = "".join(heard), "".join(meant)
    return len(heard) < len(meant) and min(len(one), len(two)) >= _LEAST_LETTERS_TO_MEND and _one_slip(one, two)


def _plain(syllable: str) -> str:
    for strong, weak in _ALIKE:
        syllable = syllable.replace(strong, weak)
    return syllable


def _one_slip(one: str, two: str) -> bool:
    """Whether one letter too many, too few or another, or two letters swapped, make the difference."""
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    if len(one) < len(two):
        return one[start:] == two[start + 1 :]
    swapped = one[start : start + 2][::-1] == two[start : start + 2] and one[start + 2 :] == two[start + 2 :]
    return swapped or one[start + 1 :] == two[start + 1 :]
