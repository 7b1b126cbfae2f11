"""The pages, read as a browser without scripts reads them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from kb.config import Settings
from kb.types import Span
from kb.web.marks import excerpt, mark_text, marks_of, segments
from tests.web_fixtures import HOSTILE, PARAGRAPHS, QUESTION, A, B, C, FakeKnowledgeBase


@pytest.fixture
def kb():
    return FakeKnowledgeBase()


@pytest.fixture
def read(kb, tmp_path):
    """Read a page: its tree, after checking that it came with status 200."""
    client = create_app(Settings(index=str(tmp_path)), kb).test_client()

    def get(path, status=200, **query):
        response = client.get(path, query_string=query or None)
        assert response.status_code == status
        assert response.mimetype == "text/html"
        return BeautifulSoup(response.text, "lxml")

    return get


# --- chat ---


def test_the_start_page_has_a_form_and_examples_of_what_is_held(read):
    page = read("/")
    form = page.find("form")
    assert (form["action"], form["method"], form.find("textarea")["name"]) == ("/", "get", "q")
    examples = [link.text for link in page.select(".examples a")]
    assert any("2024年" in text and "大兴区" in text for text in examples)
    assert any("大兴区历年" in text for text in examples)
    assert read(page.select_one(".examples a")["href"]).select_one(".answer")


def test_an_answer_stands_first_then_its_table_notes_reading_and_evidence(read):
    turn = read("/", q=QUESTION).select_one(".turn")
    assert turn.select_one(".question").text == QUESTION
    assert turn.select_one(".answer p").text == "大兴区最多,调解纠纷18,251件[1]。"
    order = [child.get("class", [child.name])[0] for child in turn.find_all(recursive=False)]
    assert order == ["asked", "answer", "wide", "downloads", "notes", "how", "evidence", "suggestions", "after"]


def test_a_long_first_line_is_set_smaller(read):
    assert not read("/", q=QUESTION).select(".answer.long")
    assert read("/", q="长" * 100).select(".answer.long")


def test_marks_in_the_answer_lead_to_cards_and_cards_to_the_report(read):
    page = read("/", q=QUESTION)
    for link in page.select(".answer .cite, table .cite"):
        assert page.select_one(link["href"])["class"] == ["card"]
    card = page.select_one("#a1-c1")
    assert card.select_one("cite").text == "大兴区2024年法治政府建设年度情况报告"
    assert [heading.text for heading in card.select(".path span")] == ["一、主要举措和成效", "(一)依法化解矛盾纠纷"]
    assert [mark.text for mark in card.select("blockquote")[0].select("mark")] == ["调解纠纷18251件"]
    assert card.select_one("details blockquote").text == PARAGRAPHS[A][3].text
    address = urlsplit(card.select_one(".open a")["href"])
    report = read(f"{address.path}?{address.query}")
    assert [mark.text for mark in report.select(f"#{address.fragment} mark")] == ["调解纠纷18251件"]


def test_figures_in_tables_stand_to_the_right_and_names_do_not(read):
    head = read("/", q=QUESTION).select("thead th")
    assert [(cell.text, "figure" in cell.get("class", [])) for cell in head] == [
        ("名次", True),
        ("地方", False),
        ("调解纠纷(件)", True),
        ("出处", False),
    ]


def test_what_was_guessed_is_told_apart(read):
    chips = read("/", q=QUESTION).select(".chips .chip")
    assert {chip.select_one(".label").text: [span.text for span in chip.select(".origin")] for chip in chips} == {
        "问法": [],
        "指标": [],
        "年份": ["推定"],
        "范围": [],
        "地区": [],
    }


def test_without_scripts_the_form_and_the_suggestions_go_on_with_the_conversation(read, kb):
    page = read("/", q=QUESTION)
    carried = page.select_one("#ask input[name=c]")["value"]
    read("/", q="那2023年呢", c=carried)
    suggestion = page.select_one(".suggestions a")["href"]
    followed = read(suggestion)
    assert [state for _, state in kb.asked] == ["", "1", "1"]
    assert followed.select_one(".gist .inherited .origin").text == "承上文"


def test_an_answer_is_found_again_under_its_address(read):
    first = read("/", q=QUESTION)
    second = read("/", q="那2023年呢", c=first.select_one("#ask input[name=c]")["value"])
    for page in (first, second):
        again = read(page.select_one(".turn")["data-address"])
        assert again.select_one(".answer").text == page.select_one(".answer").text
        assert again.select_one(".gist").text == page.select_one(".gist").text


def test_a_broken_conversation_begins_anew_and_says_so(read, kb):
    page = read("/", q=QUESTION, c="broken")
    assert kb.asked == [(QUESTION, "")]
    assert "新对话" in page.select_one(".notes li").text
    assert "c" not in parse_qs(urlsplit(page.select_one(".turn")["data-address"]).query)


def test_turns_on_one_page_have_ids_of_their_own(kb, tmp_path):
    client = create_app(Settings(index=str(tmp_path)), kb).test_client()
    turns = [client.post("/turn", json={"question": QUESTION, "turn": number}).text for number in (1, 2)]
    ids = [element["id"] for text in turns for element in BeautifulSoup(text, "lxml").select("[id]")]
    assert len(ids) > 6
    assert len(set(ids)) == len(ids)
    assert client.post("/turn", json={"question": QUESTION, "turn": "x"}).status_code == 400


def test_without_an_index_the_page_says_what_to_do(tmp_path):
    client = create_app(Settings(index=str(tmp_path)), FakeKnowledgeBase(built=False)).test_client()
    start = client.get("/")
    assert start.status_code == 200
    assert "python -m indexer build" in start.text
    for path in ("/?q=x", "/reports", f"/reports/{A}"):
        page = client.get(path)
        assert page.status_code == 503
        assert "python -m indexer build" in page.text


def test_errors_are_pages_that_say_what_to_do(read):
    assert "500" in read("/", status=400, q="长" * 501).select_one("main").text
    assert "报告目录" in read("/reports/unknown", status=404).select_one("main").text
    assert read("/unknown", status=404).select_one("main a")["href"] == "/"


@pytest.mark.parametrize("path", ["/", "/?q=调解", "/reports", f"/reports/{B}", "/unknown"])
def test_pages_hold_no_script_or_style_of_their_own_and_nothing_from_elsewhere(read, path):
    page = read(path, status=404 if path == "/unknown" else 200)
    assert all(not script.text and script["src"].startswith("/static/") for script in page.select("script"))
    assert not page.select("style, [style], iframe, object, embed, base")
    assert not [name for tag in page.find_all() for name in tag.attrs if name.startswith("on")]
    for tag in page.select("[src], link[href]"):
        assert tag.get("src", tag.get("href", "")).startswith("/static/")


def test_markup_in_questions_and_reports_stays_text(read):
    asked = read("/", q=HOSTILE)
    assert asked.select_one(".question").text == HOSTILE
    report = read(f"/reports/{B}")
    assert HOSTILE in report.select_one("#p6").text
    assert HOSTILE in report.select_one(".notice").text
    assert not report.select("img")
    assert not asked.select("img")


# --- reports ---


def test_the_catalogue_is_filtered_by_place_and_year(read):
    def titles(**query):
        return [link.text[:7] for link in read("/reports", **query).select("td.title a")]

    assert titles() == ["大兴区2024", "密云区2024", "大兴区2023"]
    assert titles(place="大兴区") == ["大兴区2024", "大兴区2023"]
    assert titles(year="2023", place="") == ["大兴区2023"]
    assert titles(place="无此地") == []
    assert "3 份中的 1 份" in read("/reports", year="2023").text
    read("/reports", status=400, year="abc")


def test_a_report_is_shown_whole_with_contents_and_anchors(read):
    page = read(f"/reports/{A}")
    assert page.h1.text.strip() == "大兴区2024年法治政府建设年度情况报告"
    for paragraph in PARAGRAPHS[A]:
        shown = page.find(id=f"p{paragraph.number}")
        if not paragraph.cells:
            assert shown.text.endswith(paragraph.text)
    assert [cell.text for cell in page.select("#p7 td")] == [cell for row in PARAGRAPHS[A][6].cells for cell in row]
    assert [cell.text for cell in page.select("#p7 tr:last-child .figure")] == ["320", "373"]
    contents = [(link["href"], link.text) for link in page.select(".contents a")]
    assert contents[:2] == [("#p2", "一、主要举措和成效"), ("#p3", "(一)依法化解矛盾纠纷")]
    assert page.select_one("#p2").name == "h2"
    assert page.select_one("#p3").name == "h3"


def test_a_title_that_is_not_the_recognised_one_stays_in_the_text(kb, read):
    assert not read(f"/reports/{A}").select(".text[lang], p.title")
    kb.held[1] = replace(kb.held[1], title="由文件名得来的标题", title_derived=True, traditional=True)
    page = read(f"/reports/{A}")
    assert page.h1.text.strip() == "由文件名得来的标题"
    assert page.select_one("p#p1.title").text.endswith(PARAGRAPHS[A][0].text)
    assert "没有写标题" in page.select_one(".notice").text
    assert page.select_one(".text")["lang"] == "zh-Hant"


def test_marks_are_shown_in_paragraphs_and_in_tables(read):
    table = PARAGRAPHS[A][6].text
    at = table.index("402")
    page = read(f"/reports/{A}?m=4.0.2&m=4.5.6&m=7.{at}.{at + 3}")
    assert [mark.text for mark in page.select("#p4 mark")] == ["全区", "发"]
    assert [mark.text for mark in page.select("#p7 td mark")] == ["402"]


@pytest.mark.parametrize("mark", ["4", "4.2.1", "4.0.9999", "x.0.1", "4.-1.2", "4.0.1.2", "99.0.1", "4.²́.3", "4.1.1"])
def test_marks_that_lead_nowhere_are_ignored(read, mark):
    assert not read(f"/reports/{A}", m=mark).select("mark")


def test_years_of_one_place_lead_to_one_another(read):
    assert read(f"/reports/{A}").select_one("[rel=prev]")["href"] == f"/reports/{C}"
    assert read(f"/reports/{C}").select_one("[rel=next]")["href"] == f"/reports/{A}"
    assert not read(f"/reports/{B}").select("[rel=prev], [rel=next]")


def test_the_source_is_a_link_only_when_it_leads_to_the_web(read):
    link = read(f"/reports/{A}").select_one(".origin-link a")
    assert link["href"] == "https://example.gov.cn/2024?a=1&b=2"
    assert set(link["rel"]) == {"noopener", "noreferrer"}
    assert not read(f"/reports/{B}").select(".origin-link")


# --- marks ---

SPANS = st.lists(st.builds(Span, st.integers(-3, 40), st.integers(-3, 40)), max_size=6)


@given(st.text(max_size=30), SPANS)
def test_segments_joined_are_the_text_and_mark_what_the_spans_cover(text, spans):
    cut = segments(text, spans)
    assert "".join(run.text for run in cut) == text
    good = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    covered = [any(span.start <= at < span.end for span in good) for at in range(len(text))]
    assert [run.marked for run in cut for _ in run.text] == covered


@given(st.text("甲乙丙。;,", max_size=300), SPANS)
def test_an_excerpt_holds_every_marked_word_and_only_words_of_the_text(text, spans):
    shown = excerpt(text, spans, longest=20)
    if not shown:
        return
    assert len(text) > 20
    whole = [run.text for run in segments(text, spans) if run.marked]
    assert [run.text for run in shown if run.marked] == whole
    for kept in "".join(run.text for run in shown).split("……"):
        assert kept in text


def test_an_excerpt_keeps_to_the_sentences_of_its_marks():
    text = "第一句话。" * 10 + "调解纠纷十件;其余不论。" + "最后一句。" * 10
    at = text.index("十件")
    assert "".join(run.text for run in excerpt(text, [Span(at, at + 2)], longest=50)) == "……调解纠纷十件;……"


@given(st.integers(0, 999_999), st.integers(0, 9_999_999), st.integers(0, 9_999_999))
def test_a_mark_in_an_address_is_read_back(paragraph, start, end):
    assert marks_of([mark_text(paragraph, Span(start, end))]) == {paragraph: [Span(start, end)]}
