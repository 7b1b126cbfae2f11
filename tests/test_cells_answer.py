"""What stands in a cell of an indicator's page is what the question for it answers: both read the same figures."""

from __future__ import annotations

import re

import pytest

from kb.answer.explore.cells import State
from kb.answer.explore.matrix import MatrixQuery
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.types import FactKind
from tests.answer_fixtures import PROJECT, TODAY
from tests.building import build

# Two figures of one name in one report: the page shows the first, the answer the one that reads best beside the question.
EITHER = {"北京市朝阳区2021年执法案卷合格率是多少", "北京市朝阳区2021年处罚职权多少个"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    index = tmp_path_factory.mktemp("samples")
    build(PROJECT / "reports", index)
    return KnowledgeBase(Settings(index=str(index)), lambda: TODAY)


def cells(samples):
    """Every cell with a figure that stands: the question for it, and the number as written."""
    for entry in samples.explorer.indicators():
        matrix = samples.explorer.matrix(entry.indicator.name, MatrixQuery(page=0))
        for row in matrix.rows if matrix else ():
            for cell in row.cells:
                if cell.state is State.STATED and cell.figure.fact.kind is not FactKind.CHANGE:
                    unit = cell.figure.fact.unit
                    asked = "是多少" if unit == "%" else f"多少{unit}"
                    written = re.search(r"[\d.,]+|[一二两三四五六七八九十百]+", cell.figure.figure)[0].replace(",", "")
                    yield f"{row.place.full_name}{cell.year}年{entry.indicator.name}{asked}", written


def test_each_cell_is_what_its_question_answers(samples):
    asked = {question: figure for question, figure in cells(samples) if question not in EITHER}
    assert len(asked) > 200
    other = {
        question: said
        for question, figure in asked.items()
        if figure not in (said := samples.ask(question).answer.text.split("\n")[0].replace(",", ""))
    }
    assert other == {}
