"""Little reports (places are real, figures and words invented) with a real index over them, and the sample reports."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.answer.service import KnowledgeBase
from kb.ask.holdings import Holdings
from kb.config import Settings
from kb.lexicon.places import gazetteer
from kb.types import Answer
from tests.building import build

TODAY = date(2026, 11, 22)
PROJECT = Path(__file__).parent.parent
SAMPLES = sorted(path for path in (PROJECT / "reports").iterdir() if path.suffix in {".txt", ".md", ".html"})


def sample_text(path: Path) -> str:
    """The text of a sample report, in UTF-8 or in the GB 18030 that some are written in."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def report(place: str, year: int, body: str, issued: str = "") -> str:
    """A report of a place and year; `issued` is its date line."""
    tail = f"\n{place}人民政府\n{issued}\n" if issued else "\n"
    return f"{place}{year}年法治政府建设年度情况报告\n{body.strip()}{tail}"


TEXTS = {
    "大兴区2020.txt": report("北京市大兴区", 2020, """
一、主要工作
收到行政复议申请376件,审结304件。受理法律援助案件373件。
调解纠纷9000件。
"""),
    "大兴区2023.txt": report("北京市大兴区", 2023, """
一、主要工作
收到行政复议申请420件,受理400件。受理法律援助案件500件。
调解纠纷12000件,调解成功率97.5%。
"""),
    "大兴区2024.txt": report("北京市大兴区", 2024, """
一、主要工作
(一)行政复议
收到行政复议申请486件,受理402件,同比增长0.5%。
(二)法律服务
受理法律援助案件600件。举办宣传活动22场、律师讲座34场、法治培训11场。投入经费约120万元。
(三)调解
调解纠纷9640件,调解成功率98.6%。其中旧宫镇调解纠纷300件。
二、存在的不足
一是基层执法力量薄弱。二是重大行政决策程序有待规范。三是普法针对性需要加强。
三、2025年工作安排
计划举办法治培训50场,新建法治公园3处。
""", "2025年3月1日"),
    "密云区2024.txt": report("北京市密雲區", 2024, """
一、主要工作
全年受理行政復議案件775件,審結700件。受理法律援助案件730餘件。
各級調解組織調解糾紛18251件。
二、存在的不足
行政執法規範化水平有待提升。
"""),
    "通州区2024.txt": report("北京市通州区", 2024, """
一、主要工作
收到行政复议申请1696件。建设行政执法监督平台,推动平台应用。
受理法律援助案件900件。
二、公共法律服务
全年共受理法律援助案件950件。
"""),
    "兴平市2020.txt": report("陕西省兴平市", 2020, """
一、主要工作
办理法律援助案件293件。行政复议工作规范开展。
矛盾纠纷排查覆盖率100%。
"""),
    "旧宫镇2022.txt": report("北京市大兴区旧宫镇", 2022, """
一、主要工作
举办律师讲座34场。调解纠纷99999件。
"""),
    "金平县2025.txt": report("云南省金平苗族瑶族傣族自治县", 2025, """
一、主要工作
受理法律援助案件150件。
"""),
}  # fmt: skip

_FOLDER = TemporaryDirectory()


@cache
def knowledge() -> KnowledgeBase:
    """A knowledge base over TEXTS, built once, asked on TODAY."""
    reports, index = Path(_FOLDER.name, "reports"), Path(_FOLDER.name, "index")
    reports.mkdir()
    for name, text in TEXTS.items():
        (reports / name).write_text(text, "utf-8")
    build(reports, index)
    return KnowledgeBase(Settings(index=str(index)), lambda: TODAY)


def ask(*turns: str) -> Answer:
    """The answer to the last turn of a conversation."""
    state = ""
    for turn in turns:
        reply = knowledge().ask(turn, state)
        state = reply.state
    return reply.answer


def plain(text: str) -> str:
    """Words of an answer with half-width marks: which width a page shows is no matter of what it says."""
    return text.translate(str.maketrans("，：；！？（）", ",:;!?()"))


def told(*turns: str) -> str:
    """The text of the answer to the last turn, in plain marks."""
    return plain(ask(*turns).text)


_HELD = {
    "大兴区": (2020, 2023, 2024),
    "密云区": (2024,),
    "通州区": (2020, 2021, 2022, 2023, 2024),
    "兴平市": (2020,),
    "旧宫镇": (2022,),
    "北京市": (2022,),
    "金平苗族瑶族傣族自治县": (2025,),
}
_HELD_CODES = {"通州区": "110112"}
_KNOWN = frozenset(
    ["调解", "纠纷", "行政", "复议", "行政复议", "法律", "援助", "法律援助", "案件", "讲座", "培训", "平台"]
)
HOLDINGS = Holdings(
    frozenset(
        (_HELD_CODES.get(name) or gazetteer().by_name(name)[0].code, year)
        for name, years in _HELD.items()
        for year in years
    ),
    TODAY,
    lambda word: 5 if word in _KNOWN else 0,
)
