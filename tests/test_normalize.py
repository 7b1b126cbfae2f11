"""Folding: what it makes alike, and the way back to the published text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lang.normalize import fold, folded_text, is_traditional, simplify
from kb.types import Span

ANY = st.text(max_size=60)
PUBLISHED = st.text("調解糾紛件1２３，。㎡％“”『』\u200b\ufeff\u3000\t\n①㈠ABCａｂ ﬁ資訊覆議İ", max_size=40)

ALIKE = [
    ("調解糾紛18251件", "调解纠纷18251件"),
    ("１２３，４５６．７％", "123,456.7%"),
    ("ＡＢｃ", "abc"),
    ("「放管服」改革", "“放管服”改革"),
    ("『枫桥』", "‘枫桥’"),
    ("一\u3000二\u00a0三\t四", "一 二 三 四"),
    ("上一行\n下一行", "上一行\n下一行"),
    ("调\u200b解\ufeff纠\u00ad纷", "调解纠纷"),
    ("500㎡", "500m2"),
    ("㈠①", "(一)1"),
    ("資訊公開", "信息公开"),
    ("行政覆議", "行政复议"),
    ("服務品質", "服务质量"),
    ("产品质量", "产品质量"),
    ("裡", "里"),
    ("生産、説明", "生产、说明"),
    ("", ""),
    (" ", " "),
]


@pytest.mark.parametrize(("published", "folded"), ALIKE)
def test_what_reads_alike_folds_alike(published, folded):
    assert fold(published).text == folded
    assert folded_text(published) == folded


@pytest.mark.parametrize(
    ("published", "word", "expected"),
    [
        ("全年調解糾紛18251件", "18251件", "18251件"),
        ("㈠受理案件373件", "373件", "373件"),
        ("面积500㎡左右", "500m2", "500㎡"),
        ("面积500㎡左右", "m", "㎡"),
        ("调\u200b解", "调解", "调\u200b解"),
        ("①受理", "受理", "受理"),
        ("３７３件", "373", "３７３"),
    ],
)
def test_a_folded_word_leads_back_to_what_was_published(published, word, expected):
    folded = fold(published)
    at = folded.text.index(word)
    span = folded.published(Span(at, at + len(word)))
    assert published[span.start : span.end] == expected


@given(st.one_of(ANY, PUBLISHED.filter(lambda text: "資訊" not in text and "覆議" not in text)), st.data())
def test_a_published_span_folds_to_text_that_holds_the_folded_span(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.published(Span(start, end))
    assert 0 <= span.start <= span.end <= len(text)
    assert folded.text[start:end] in folded_text(text[span.start : span.end])


@given(ANY)
def test_folding_never_raises_and_spans_grow_with_the_text(text):
    folded = fold(text)
    starts = [folded.published(Span(i, i + 1)) for i in range(len(folded.text))]
    assert starts == sorted(starts)
    assert folded.length == len(text)


@given(PUBLISHED)
def test_folding_twice_changes_nothing(text):
    assert folded_text(folded_text(text)) == folded_text(text)


@given(ANY)
def test_simplifying_keeps_the_length(text):
    assert len(simplify(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年調解糾紛18251件,審結行政復議案件", True),
        ("全年调解纠纷18251件,审结行政复议案件", False),
        (
            "密雲區一处繁体地名,其余全部都是简体的一个很长很长很长很长很长很长很长很长的句子,只占很小很小很小的一部分",
            False,
        ),
        ("373", False),
        ("", False),
    ],
)
def test_traditional_text_is_told_by_its_share(text, expected):
    assert is_traditional(text) is expected
