"""Write kb/lexicon/data/syllables.tsv and readings.tsv anew from pypinyin's tables: `python -m scripts.make_sounds`."""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

DATA = Path(__file__).parent.parent / "kb/lexicon/data"
RARE = 0xFFFF  # of the characters beyond, those that stand in names of places are kept
SOURCE = (
    f"from pypinyin {version('pypinyin')} (MIT), by scripts/make_sounds.py, so that a process need not load its 60 MB"
)


def syllables() -> str:
    """Characters by what they sound like alone, without tones."""
    rows: defaultdict[str, list[str]] = defaultdict(list)
    named = frozenset((DATA / "places.tsv").read_text("utf-8"))
    for character in (chr(code) for code in sorted(pinyin_dict)):
        if ord(character) <= RARE or character in named:
            rows[_alone(character)].append(character)
    lines = (f"{syllable}\t{''.join(characters)}\n" for syllable, characters in sorted(rows.items()))
    return f"# syllable, the characters that sound so when alone; {SOURCE}\n" + "".join(lines)


def readings() -> str:
    """The words that sound otherwise than their characters, or the shorter words in them, do."""
    kept: dict[str, list[str]] = {}
    for word in sorted(phrases_dict, key=lambda word: (len(word), word)):
        said = lazy_pinyin(word)
        if len(said) == len(word) and said != _by_parts(word, kept):
            kept[word] = said
    lines = (f"{word}\t{' '.join(said)}\n" for word, said in sorted(kept.items()))
    return f"# word, its syllables where they are not those of its parts; {SOURCE}\n" + "".join(lines)


def _by_parts(word: str, kept: dict[str, list[str]]) -> list[str]:
    """How a word sounds by the longest words kept, from the left."""
    if not word:
        return []
    size = next((size for size in range(len(word), 1, -1) if word[:size] in kept), 1)
    return [*(kept[word[:size]] if size > 1 else [_alone(word)]), *_by_parts(word[size:], kept)]


def _alone(character: str) -> str:
    return lazy_pinyin(character[0])[0]


if __name__ == "__main__":
    (DATA / "syllables.tsv").write_text(syllables(), "utf-8")
    (DATA / "readings.tsv").write_text(readings(), "utf-8")
