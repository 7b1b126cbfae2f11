"""The world that the pages which are looked at are tried on: see tests/explored.py."""

from __future__ import annotations

from pathlib import Path

from kb.config import Settings
from tests.answer_fixtures import TEXTS, report
from tests.building import build

FILES = TEXTS | {
    "密云区2023.txt": report("北京市密云区", 2023, "一、主要工作\n受理行政复议案件500余件。调解纠纷17000件。"),
    "北京市2024.txt": report("北京市", 2024, "一、主要工作\n收到行政复议申请32000件。调解纠纷20.5万件。"),
    "大兴区2022.txt": report("北京市大兴区", 2022, "一、主要工作\n上半年收到行政复议申请200件。"),
}

PAGES = {
    "indicators": "/indicators",
    "indicators-none": "/indicators?q=火星",
    "indicator": "/indicators/行政复议申请",
    "indicator-all": "/indicators/行政复议申请?show=all",
    "indicator-conflict": "/indicators/法律援助案件?show=stated",
    "indicator-unstated": "/indicators/行政复议听证",
    "series": "/indicators/行政复议申请/110115",
    "series-conflict": "/indicators/法律援助案件/110112",
    "places": "/places",
    "places-found": "/places?q=大兴",
    "place": "/places/110115",
    "coverage": "/coverage",
    "coverage-below": "/coverage?within=110000",
    "reports": "/reports",
    "reports-found": "/reports?q=法律援助",
    "reports-none": "/reports?q=火星人",
    "no-indicator": "/indicators/无此指标",
}


def explore_settings(folder: Path) -> Settings:
    """An index of FILES in a folder, and the folder of the reports beside it."""
    reports = folder / "reports"
    reports.mkdir()
    for name, text in FILES.items():
        (reports / name).write_text(text, "utf-8")
    build(reports, folder / "index")
    return Settings(index=str(folder / "index"), reports=str(reports))
