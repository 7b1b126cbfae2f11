"""The gazetteer: names, history, mentions in text, names by ear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexicon.places import Gazetteer, gazetteer
from kb.types import Level, Place

KNOWN = frozenset({"110118", "110115", "110115006", "610481"})


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer()


def place(code: str) -> Place:
    found = gazetteer().get(code)
    assert found is not None
    return found


def mentions(text: str, *, short: bool = False, known: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Each mention with the full name of its likeliest place."""
    return [(m.text, m.places[0].full_name) for m in gazetteer().find(text, short=short, known=known)]


@pytest.mark.parametrize(
    ("code", "full_name", "level", "kind"),
    [
        ("000000", "全国", Level.NATION, "国"),
        ("110000", "北京市", Level.PROVINCE, "直辖市"),
        ("650000", "新疆维吾尔自治区", Level.PROVINCE, "自治区"),
        ("422800", "湖北省恩施土家族苗族自治州", Level.CITY, "州"),
        ("610481", "陕西省咸阳市兴平市", Level.COUNTY, "市"),
        ("110118", "北京市密云区", Level.COUNTY, "区"),
        ("310115", "上海市浦东新区", Level.COUNTY, "区"),
        ("429021", "湖北省神农架林区", Level.COUNTY, "区"),
        ("110115006", "北京市大兴区旧宫镇", Level.TOWN, "镇"),
        ("110101001", "北京市东城区东华门街道", Level.TOWN, "街道"),
    ],
)
def test_a_place_has_its_full_name_level_and_kind(code, full_name, level, kind):
    found = place(code)
    assert (found.full_name, found.level, found.kind) == (full_name, level, kind)


def test_an_unknown_code_is_none(places):
    assert places.get("999999") is None


def test_ancestors_path_parent_and_contains(places):
    town = place("110115006")
    assert town.ancestors == ("110000", "110115")
    assert places.path(place("110115")) == ("北京市", "大兴区")
    assert places.parent(town) == place("110115")
    assert places.parent(place("110000")) == place("000000")
    assert places.parent(place("000000")) is None
    assert places.contains("110000", "110115006")
    assert places.contains("000000", "110000")
    assert not places.contains("110115", "110115")
    assert not places.contains("610400", "110115")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("旧宫镇", "北京市大兴区旧宫镇"),
        ("旧宫地区", "北京市大兴区旧宫镇"),
        ("杨镇", "北京市顺义区杨镇"),
        ("高碑店乡", "北京市朝阳区高碑店乡"),
        ("密云县", "北京市密云县"),
        ("密云", "北京市密云区"),
        ("京", "北京市"),
        ("粤", "广东省"),
        ("全国", "全国"),
        ("中国", "全国"),
        ("海南", "海南省"),
        ("恩施州", "湖北省恩施土家族苗族自治州"),
        ("雄安新区", "河北省雄安新区"),
        ("北京市大兴区", "北京市大兴区"),
        ("北京大兴区", "北京市大兴区"),
    ],
)
def test_by_name(places, name, first):
    assert places.by_name(name)[0].full_name == first


def test_a_zone_written_by_hand_stands_once(places):
    assert [p.full_name for p in places.by_name("北京经济技术开发区")] == ["北京市北京经济技术开发区"]
    assert [p.name for p in places.by_name("亦庄")] == ["亦庄镇", "北京经济技术开发区"]


def test_by_name_of_nothing_is_empty(places):
    assert places.by_name("") == places.by_name("没有这个地方") == ()


def test_a_hint_picks_among_namesakes(places):
    assert len(places.by_name("鼓楼区")) == 4
    for hint in ("福建省", "福州", "福州市", "350000"):
        assert [p.full_name for p in places.by_name("鼓楼区", hint)] == ["福建省福州市鼓楼区"]
    assert places.by_name("鼓楼区", "北京市") == places.by_name("鼓楼区")


def test_a_division_that_was_only_given_another_code_is_one_place(places):
    assert [p.code for p in places.by_name("双峰县")] == ["431321"]


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("110228", ["密云区"]),
        ("110104", ["西城区"]),
        ("110118", ["密云区"]),
        ("132100", ["邯郸市"]),
        ("142100", ["大同市", "朔州市"]),
        ("152300", ["通辽市"]),
        ("432500@1981", ["娄底市"]),
        ("510400@1981", ["攀枝花市"]),
        ("510200", ["重庆市"]),
    ],
)
def test_today(places, code, today):
    assert [p.name for p in places.today(place(code))] == today


def test_former_divisions_and_their_years(places):
    assert [p.name for p in places.former(place("110118"))] == ["密云县"]
    assert "宣武区" in [p.name for p in places.former(place("110102"))]
    assert (place("110228").until, place("110118").since, place("110118").until) == (2015, 2015, None)


def test_a_renamed_division_keeps_an_entry_of_its_own(places):
    assert [p.code for p in places.by_name("北宁市")] == ["210782@1995"]
    assert [p.code for p in places.by_name("北镇市")] == ["210782"]


def test_nested_names_are_one_mention():
    assert mentions("北京市大兴区旧宫镇和陕西省咸阳市兴平市,北京大兴区") == [
        ("北京市大兴区旧宫镇", "北京市大兴区旧宫镇"),
        ("陕西省咸阳市兴平市", "陕西省咸阳市兴平市"),
        ("北京大兴区", "北京市大兴区"),
    ]


@pytest.mark.parametrize(("text", "full_name"), [("济南市中区", "山东省济南市市中区"), ("吉林市", "吉林省吉林市")])
def test_the_reading_that_reaches_farthest_wins(text, full_name):
    assert mentions(text) == [(text, full_name)]


def test_ambiguous_names_give_all_candidates_the_living_first(places):
    (mention,) = places.find("朝阳区的调解")
    assert [p.full_name for p in mention.places] == ["北京市朝阳区", "吉林省长春市朝阳区"]
    (mention,) = places.find("朝阳区的调解", known=frozenset({"220104"}))
    assert mention.places[0].full_name == "吉林省长春市朝阳区"
    (mention,) = places.find("城关镇")
    assert len(mention.places) > 50


def test_short_names_count_in_questions_only():
    assert mentions("大兴和兴平谁办得多") == []
    assert mentions("大兴和兴平谁办得多", short=True) == [("大兴", "北京市大兴区"), ("兴平", "陕西省咸阳市兴平市")]
    assert mentions("北京大兴调解了多少", short=True) == [("北京大兴", "北京市大兴区")]
    assert mentions("密云2024年调解", short=True) == [("密云", "北京市密云区")]


@pytest.mark.parametrize(
    "text",
    ["党委和政府", "行政和司法", "公平和正义", "人民和企业", "公安机关", "朝阳产业", "大兴调查研究", "和平的环境",
     "长治久安", "法治政府建设", "社会同步", "其中城镇居民"],
)  # fmt: skip
def test_words_that_hold_short_names_by_chance_are_no_places(text):
    assert mentions(text, short=True) == []


def test_a_short_name_that_is_an_ordinary_word_needs_a_sign_that_a_place_is_meant():
    assert mentions("和平法院办了多少案件", short=True)[0][0] == "和平"
    assert mentions("和平办了多少案件", short=True, known=frozenset({"120101"})) == [("和平", "天津市和平区")]
    assert mentions("天津和平办了多少案件", short=True) == [("天津和平", "天津市和平区")]


@pytest.mark.parametrize("text", ["大兴区拆除的违法建设", "大兴区城镇新增就业多少人", "法治政府建设还有哪些不足"])
def test_an_ordinary_word_is_no_town_though_a_town_of_that_name_is_held(text):
    """建设街道, 城镇街道: in a country of towns every common word is one."""
    known = frozenset({"150602004", "130706001", "110115"})
    held = [one for one in gazetteer().find(text, short=True, known=known) if one.places[0].level == Level.TOWN]
    assert held == []
    assert gazetteer().get("150602004").name == "建设街道"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("关于矿区2024年度法治政府建设情况的报告", "矿区"),
        ("城区2023年法治政府建设报告", "城区"),
        ("2025年东区2024年工作", "东区"),
    ],
)
def test_a_name_at_the_beginning_with_a_year_behind_it_is_a_place_whatever_else_it_means(text, name):
    assert name in [one.text for one in gazetteer().find(text)]


def test_a_name_may_begin_behind_a_year():
    assert [one.text for one in gazetteer().find("2025年东区送电影下乡", short=True, known=frozenset({"510402"}))] == [
        "东区"
    ]


def test_behind_a_place_and_a_word_that_joins_an_ordinary_word_is_one_too():
    known = frozenset(code for code in ("140303", "140311") if gazetteer().get(code))
    text = "矿区和郊区2019年收到的行政复议申请一共多少件"
    assert [one.text for one in gazetteer().find(text, short=True, known=known)] == ["矿区", "郊区"]
    assert [one.text for one in gazetteer().find("城市和郊区的行政复议", short=True, known=known)] == []


def test_a_market_is_no_city():
    known = frozenset({"430181"})
    assert mentions("浏阳市场监管局立案多少", short=True, known=known) == [("浏阳", "湖南省长沙市浏阳市")]
    assert mentions("浏阳市市场监管局立案多少", short=True, known=known) == [("浏阳市", "湖南省长沙市浏阳市")]


def test_short_names_of_towns_count_where_they_hold_reports():
    assert mentions("旧宫调解了多少", short=True) == []
    assert mentions("旧宫调解了多少", short=True, known=KNOWN) == [("旧宫", "北京市大兴区旧宫镇")]


def test_names_of_zones_that_many_share_are_no_place_alone():
    assert mentions("加快开发区和经济开发区建设") == []
    assert mentions("苏州工业园区") == [("苏州工业园区", "江苏省苏州市苏州工业园区")]


@pytest.mark.parametrize("text", ["建设乡村", "发展乡镇企业", "推进幸福乡村建设", "上游乡镇", "平安镇街创建"])
def test_the_last_word_of_a_name_may_belong_to_what_follows(text):
    assert mentions(text) == []


def test_a_held_town_counts_whatever_follows():
    assert mentions("旧宫镇村两级", known=KNOWN) == [("旧宫镇", "北京市大兴区旧宫镇")]


def test_names_of_two_characters_need_an_edge_before_them():
    assert mentions("推动振兴县域") == []
    assert mentions("在忠县,重庆市忠县") == [("忠县", "重庆市忠县"), ("重庆市忠县", "重庆市忠县")]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("蜜云区", "密云区"),
        ("密云", "密云区"),
        ("miyun", "密云区"),
        ("miyun区", "密云区"),
        ("miyunn", "密云区"),
        ("就宫镇", "旧宫镇"),
        ("大新区", "大兴区"),
        ("新平市", "兴平市"),
    ],
)
def test_near_finds_names_by_ear(places, word, name):
    assert [p.name for p in places.near(word, KNOWN)] == [name]


@pytest.mark.parametrize("word", ["", "a", "调解", "朝阳区", "西城区", "法律援助", "2024年"])
def test_near_leaves_other_words_alone(places, word):
    assert places.near(word, KNOWN) == ()


def test_words_for_the_cutter(places):
    words = places.words()
    assert {"密云区", "密云县", "密云", "北京市", "恩施州"} <= set(words)
    assert not {"公安", "政和", "京", "旧宫镇"} & set(words)
    assert list(words) == sorted(set(words))
    assert places.names({"110115006", "999999"}) == {"旧宫镇", "旧宫", "旧宫地区", "旧宫乡"}


def test_every_place_hangs_together(places):
    """Over all names: parents and successors exist, successors are in force, codes of zones begin with Z."""
    for code in places._table.lines:
        found = place(code)
        assert all(place(upper) for upper in found.ancestors)
        assert all(place(after).until is None for after in found.successors)
        assert (found.level == Level.ZONE) == code.startswith("Z")
        assert found.until is None or found.successors, found


PARTS = [
    "北京市",
    "大兴区",
    "大兴",
    "旧宫镇",
    "和",
    "市中区",
    "济南",
    "市",
    "朝阳",
    "公安",
    "2024年",
    "政",
    "的",
    "中国",
    ",",
    "京",
]


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=3))).map("".join), st.booleans())
def test_mentions_are_in_order_and_lie_where_they_say(text, short):
    end = 0
    for mention in gazetteer().find(text, short=short, known=KNOWN):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert text[slice(*mention.span)] == mention.text
        assert mention.places
        end = mention.span.end


@given(st.text(max_size=8))
def test_no_text_raises(text):
    gazetteer().by_name(text, text)
    gazetteer().near(text, KNOWN)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("达茂旗的罚款", "达尔罕茂明安联合旗"),
        ("土右旗", "土默特右旗"),
        ("科左中旗", "科尔沁左翼中旗"),
        ("苏右旗", "苏尼特右旗"),
        ("鄂温克旗", "鄂温克族自治旗"),
    ],
)
def test_usual_short_names_of_banners(said, name):
    assert [place.name for mention in gazetteer().find(said) for place in mention.places] == [name]


def test_a_street_office_is_its_street():
    (mention,) = gazetteer().find("北京市大兴区清源街办")
    assert mention.places[0].name == "清源街道"
