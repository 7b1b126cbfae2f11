"""What words sound like: as pypinyin tells, from tables that are made of its."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from kb.lexicon.indicators import indicators
from kb.lexicon.places import gazetteer
from kb.lexicon.sounds import final_of, sounds
from kb.lexicon.words import synonyms
from scripts import make_sounds


def heard_by_pypinyin(word):
    return tuple(part.strip() for part in lazy_pinyin(word) if part.strip())


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("重庆市", ("chong", "qing", "shi")),
        ("重点", ("zhong", "dian")),
        ("朝阳", ("zhao", "yang")),
        ("朝阳区", ("chao", "yang", "qu")),
        ("密云2024 abc", ("mi", "yun", "2024 abc")),
        ("abc", ("abc",)),
        ("", ()),
    ],
)
def test_words_sound_as_they_are_said(word, heard):
    assert sounds(word) == heard == heard_by_pypinyin(word)


def test_all_words_of_the_lexicons_sound_as_pypinyin_tells():
    words = {*gazetteer().words(), *indicators().names(), *synonyms(), *synonyms().values()}
    assert [word for word in sorted(words) if sounds(word) != heard_by_pypinyin(word)] == []


def test_of_all_places_next_to_none_sounds_otherwise():
    """Where a word with a reading of its own overlaps another (丁里|长街|道), the two may differ."""
    rows = (line.split("\t") for line in (make_sounds.DATA / "places.tsv").read_text("utf-8").splitlines())
    names = sorted({row[1] for row in rows if len(row) > 1})
    apart = [name for name in names if sounds(name) != heard_by_pypinyin(name)]
    assert len(names) > 30000
    assert len(apart) <= 6, apart


def test_the_tables_are_those_of_the_library():
    """`python -m scripts.make_sounds` writes them anew."""
    assert (make_sounds.DATA / "syllables.tsv").read_text("utf-8") == make_sounds.syllables()
    assert (make_sounds.DATA / "readings.tsv").read_text("utf-8") == make_sounds.readings()


@pytest.mark.parametrize(("one", "other"), [("xi", "qi"), ("zhang", "shang"), ("an", "han"), ("e", "che")])
def test_syllables_that_rhyme_have_one_final(one, other):
    assert final_of(one) == final_of(other)
    assert final_of(one) != final_of("lou")
