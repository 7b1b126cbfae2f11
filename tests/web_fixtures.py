"""Three little reports (their figures are invented), in two forms: indexed and answered by the real rooms, and as a
knowledge base written by hand for what the real one cannot be made to do: fail, be without an index, tell what it got.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from app import create_app
from kb.answer.desk import Catalogue
from kb.answer.explore.library import ReportList, ReportQuery, list_reports
from kb.answer.service import KnowledgeBase
from kb.config import Settings
from kb.errors import NoIndexError
from kb.store.export import FigureRow
from kb.types import (
    Answer,
    Change,
    Citation,
    Paragraph,
    ParagraphKind,
    Piece,
    Reading,
    Report,
    Span,
    Status,
    Table,
)
from tests.building import build

QUESTION = "哪个区2024年调解纠纷最多"
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"

TEXTS = {
    "大兴区": """大兴区2024年法治政府建设年度情况报告
一、主要举措和成效
(一)依法化解矛盾纠纷
全区坚持和发展新时代“枫桥经验”,健全人民调解、行政调解、司法调解联动机制,把矛盾化解在基层。全年共排查矛盾纠纷2164次,调解纠纷18251件,调解成功率98.6%。持续推进行业性、专业性调解组织建设,新设物业、医疗、劳动争议调解委员会6个,选聘专职调解员112名,实现镇街全覆盖。行政复议主渠道作用进一步显现,全年收到行政复议申请486件,受理402件,审结397件。
(二)完善公共法律服务
受理法律援助案件373件,解答法律咨询2200件。
指标 | 2023年 | 2024年
行政复议(件) | 351 | 402
法律援助(件) | 320 | 373
二、存在的不足
一是基层执法力量仍显薄弱。二是重大行政决策程序有待规范。三是普法的针对性需要加强。
大兴区人民政府
2025年3月1日""",
    "密云区": f"""密云区2024年法治政府建设年度情况报告
一、主要工作
(一)矛盾纠纷化解
各级调解组织调解纠纷9640件,涉及金额1.2亿元。
(二)备注
此段含有标记 {HOSTILE} 应原样显示。
二、存在的不足
行政执法规范化水平有待提升。""",
}


OLDER = TEXTS["大兴区"].replace("2024", "2023").replace("2025", "2024").replace("18251", "17033")
FILES = {"大兴区2023.txt": OLDER, "大兴区2024.txt": TEXTS["大兴区"], "密云区2024.txt": TEXTS["密云区"]}
C, A, B = (sha256(text.encode()).hexdigest()[:12] for text in FILES.values())
_FOLDER = TemporaryDirectory()


@cache
def small_index():
    """The folder of an index over the three reports, built once."""
    reports, index = Path(_FOLDER.name, "reports"), Path(_FOLDER.name, "index")
    reports.mkdir()
    for name, text in FILES.items():
        (reports / name).write_text(text, "utf-8")
    build(reports, index)
    return index


def real_client():
    """A client of the application over that index, on a day of the year after the latest reports."""
    settings = Settings(index=str(small_index()))
    return create_app(settings, KnowledgeBase(settings, lambda: date(2025, 6, 1))).test_client()


def error_of(response, status):
    """The error of a JSON reply, after checking its shape and status."""
    assert response.status_code == status
    assert response.mimetype == "application/json"
    assert set(response.json) == {"error"}
    assert set(response.json["error"]) == {"code", "message", "hint"}
    assert all(response.json["error"].values())
    return response.json["error"]


@dataclass(frozen=True)
class FakeReply:
    answer: Answer
    state: str


@dataclass(frozen=True)
class FakeExplorer:
    """The list of the reports of a knowledge base; no figure was read from them."""

    kb: FakeKnowledgeBase

    def reports(self, query: ReportQuery) -> ReportList:
        return list_reports(Catalogue(self.kb.reports()), query)

    def figures_of(self, _report_id: str) -> tuple[FigureRow, ...]:
        return ()


@dataclass
class FakeKnowledgeBase:
    """Finds 调解 in its reports, counts the turns of a conversation in its state, and can be without an index."""

    built: bool = True
    failure: Exception | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Sequence[Change]] = field(default_factory=list)
    held: list[Report] = field(default_factory=lambda: list(REPORTS))

    @property
    def generation(self) -> str:
        if not self.built:
            raise NoIndexError("var/index")
        return "gen-000001"

    @property
    def explorer(self) -> FakeExplorer:
        return FakeExplorer(self)

    def ask(self, question: str, state: str = "", changes: Sequence[Change] = ()) -> FakeReply:
        generation = self.generation
        if self.failure:
            raise self.failure
        self.asked.append((question, state))
        self.changes.append(changes)
        turns = int(state or "0") + 1
        if "调解" not in question and "那" not in question:
            return FakeReply(_not_found(question, generation), str(turns))
        return FakeReply(_ranking(generation, follows=turns > 1), str(turns))

    def search(self, query: str, place: str = "", year: int = 0, limit: int = 20) -> tuple[Citation, ...]:
        self.generation  # noqa: B018
        found = []
        for report in self.reports():
            if place in {"", report.place} and year in {0, report.year}:
                found += [
                    _cite(report.id, paragraph.number, query)
                    for paragraph in PARAGRAPHS[report.id]
                    if query in paragraph.text
                ]
        return tuple(found[:limit])

    def examples(self) -> tuple[str, ...]:
        return ("大兴区2024年有哪些不足？", "大兴区历年调解纠纷有什么变化？")

    def reports(self) -> Sequence[Report]:
        self.generation  # noqa: B018
        return self.held

    def superseded(self) -> dict[str, str]:
        return {}

    def report(self, report_id: str) -> tuple[Report, Sequence[Paragraph]] | None:
        self.generation  # noqa: B018
        found = next((report for report in self.held if report.id == report_id), None)
        return (found, PARAGRAPHS[report_id]) if found else None


def _not_found(question: str, generation: str) -> Answer:
    return Answer(Status.NOT_FOUND, ((Piece(f"没有找到“{question}”。"),),), generation)


def _ranking(generation: str, *, follows: bool) -> Answer:
    first, second = _cite(A, 4, "调解纠纷18251件", 1), _cite(B, 4, "调解纠纷9640件", 2)
    return Answer(
        status=Status.ANSWERED,
        lines=(
            (Piece("大兴区最多,调解纠纷18,251件", (1,)), Piece("。")),
            (Piece("其次是密云区,9,640件", (2,)), Piece("。")),
        ),
        generation=generation,
        citations=(first, second),
        table=Table(
            ("名次", "地方", "调解纠纷(件)"), (("1", "大兴区", "18,251"), ("2", "密云区", "9,640")), ((1,), (2,))
        ),
        query=(
            Reading("intent", "问法", "排名"),
            Reading("indicator", "指标", "调解纠纷", "inherited" if follows else "said"),
            Reading("year", "年份", "2024年", "assumed"),
            Reading("scope", "范围", "各区"),
        ),
        notes=("2024年收录了2份区级报告,2份给出该指标。", "“年份”没有说明,取收录最新的2024年。"),
        suggestions=("那2023年呢?", "大兴区2024年有哪些不足?"),
    )


def _cite(report_id: str, number: int, words: str, n: int = 1) -> Citation:
    report = next(report for report in REPORTS if report.id == report_id)
    paragraph = PARAGRAPHS[report_id][number - 1]
    start = paragraph.text.index(words)
    span = Span(start, start + len(words))
    return Citation(
        n,
        report.source,
        report_id,
        report.title,
        report.place,
        report.year,
        paragraph.section,
        number,
        paragraph.text,
        (span,),
    )


def _paragraphs(report_id: str, text: str) -> list[Paragraph]:
    lines = text.split("\n")
    made: list[Paragraph] = []
    section: list[str] = []
    at = 0
    while lines:
        line = lines.pop(0)
        cells: tuple[tuple[str, ...], ...] = ()
        kind, depth = ParagraphKind.BODY, 0
        if not made:
            kind = ParagraphKind.TITLE
        elif " | " in line:
            while lines and " | " in lines[0]:
                line += "\n" + lines.pop(0)
            kind, cells = ParagraphKind.TABLE, tuple(tuple(row.split(" | ")) for row in line.split("\n"))
        elif line[1] == "、" or line.startswith("("):
            kind, depth = ParagraphKind.HEADING, 1 if line[1] == "、" else 2
            section = section[: depth - 1]
        elif len(line) < 12 and not line.endswith("。"):
            kind = ParagraphKind.ADDRESS
        span = Span(at, at + len(line))
        made.append(Paragraph(report_id, len(made) + 1, kind, line, tuple(section), span, depth, cells))
        if depth:
            section = [*section, line]
        at = span.end + 1
    return made


def _report(report_id: str, place: str, year: int, text: str, **more: str) -> Report:
    return Report(
        id=report_id,
        source=f"{place}{year}.txt",
        sha256=sha256(text.encode()).hexdigest(),
        title=text.split("\n", 1)[0],
        place=place,
        place_code=f"99010{len(place)}{ord(place[0]) % 10}",
        place_path=("某省", "某市", place),
        level="县",
        kind="区",
        year=year,
        issuer=f"{place}人民政府",
        published=date(year + 1, 3, 1),
        traditional=False,
        title_derived=False,
        source_url=more.get("source_url", ""),
        note=more.get("note", ""),
        reasons=(f"标题写明“{place}”“{year}年”。",),
        paragraph_count=len(_paragraphs(report_id, text)),
    )


REPORTS = (
    _report(C, "大兴区", 2023, OLDER),
    _report(A, "大兴区", 2024, TEXTS["大兴区"], source_url="https://example.gov.cn/2024?a=1&b=2"),
    _report(
        B, "密云区", 2024, TEXTS["密云区"], source_url="javascript://example.cn/%0aalert(1)", note=f"示例 {HOSTILE}"
    ),
)
PARAGRAPHS = {
    A: _paragraphs(A, TEXTS["大兴区"]),
    B: _paragraphs(B, TEXTS["密云区"]),
    C: _paragraphs(C, OLDER),
}
