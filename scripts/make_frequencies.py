"""Write kb/lexicon/data/frequencies.tsv anew, after names were added to the lexicons: `python -m scripts.make_frequencies`."""

from __future__ import annotations

from pathlib import Path

from kb.lexicon.words import analyser

TABLE = Path(__file__).parent.parent / "kb/lexicon/data/frequencies.tsv"
HEAD = """# The names that the word cutter keeps whole, each with the frequency that jieba suggests for it, plus one.
# Written by scripts/make_frequencies.py: with it a process need not load jieba's own dictionary, which takes a second.
"""


def table() -> str:
    """The content of the table for the lexicons as they are."""
    rows = (f"{name}\t{frequency}\n" for name, frequency in analyser().suggested().items())
    return HEAD + "".join(rows)


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
    print(TABLE)
