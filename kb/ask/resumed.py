"""Follow-ups about the whole of the turn before: its set of places (加起来呢, 2023年呢), its year (当年), its subject (审结呢)."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.ask import cues
from kb.ask.scopes import KINDS, scope_of_label
from kb.ask.turns import Turn, inherited, place_text, targets_of, year_text
from kb.lang.numerals import whole_number
from kb.types import Intent, Question, Reading, Target, Wanted

_THAT_YEAR = re.compile(r"当年|那一?年|同一?年|该年")
SET_WORDS = re.compile(r"^(?:那么?)?(?:这|那|它们|他们|以上|上述)?(?P<n>[三四五六七八九]|\d|几)(?:个|者|地|家)")
_VERB = (
    r"(?:没有?|未|不予)?(?:受理|审结|办结|结案|立案|收到|新收|维持|驳回|撤销|变更|终止|纠错|纠正|支持|采纳|通过|化解|调解|成功|完成|整改"
    r"|答复|公开|败诉|胜诉|废止|修改|失效|合格|不合格|移送|处罚|补正|撤回|办理|清理|制定|审查|备案)"
)
_BARE = re.compile(
    rf"^(?:那么?|其中|里面|当中)?的?(?:获得?|得到|予以|依法|全部|最终|已经?)?(?P<verb>{_VERB})(?:了|的|掉|过)*$"
)
_HEAD_VERB = re.compile(
    r"(?:一共|总共|全年|共)?(?:收到|受理|新收|办理|办|审结|办结|结案|接收|收|开展|承办|作出|清理|制定|审查|备案)(?:了|的)*|^的|的$"
)


def of_that_year(question: Question, turn: Turn) -> Question:
    """它当年办了多少: the year is that of the turn before, not the calendar's."""
    if not _THAT_YEAR.search(question.folded) or any(
        target.years for target in question.targets if question.relative_year != "当年"
    ):
        return question
    year = next((year for _, year in (*turn.answered[:1], *turn.targets[-1:]) if year), 0)
    if not year:
        return question
    readings = [reading for reading in question.readings if reading.slot != "year"]
    wanted = tuple(replace(one, words=" ".join(_THAT_YEAR.sub(" ", one.words).split())) for one in question.wanted)
    return replace(
        question, targets=tuple(replace(target, years=(year,)) for target in question.targets), wanted=wanted,
        relative_year="", readings=(*readings, Reading("year", "年份", f"{year}年", "inherited")),
    )  # fmt: skip


def the_set(question: Question, turn: Turn, *, words: str, placed: bool) -> Question | None:
    """加起来呢, 平均呢, 哪个最多, 2023年呢 of several places: all of them again; None where the turn before spoke of one."""
    if placed or words or question.scope is not None or not turn.words:
        return None
    dated = any(target.years for target in question.targets)
    sums = question.intent is Intent.AGGREGATE or SET_WORDS.search(question.folded) is not None
    if turn.scope is not None and sums and turn.intent in (Intent.RANK, Intent.AGGREGATE):
        return _over_the_scope(question, turn)
    codes = list(dict.fromkeys(code for code, _ in turn.answered))
    compares = question.intent in (Intent.COMPARE, Intent.RANK) and len(codes) > 2
    pairs = turn.answered if len(turn.answered) > 1 else _last(question, turn) if sums else ()
    several = len(codes) > 1 if not sums else len(pairs) > 1
    listed = turn.scope is not None or turn.intent == Intent.MENTIONS
    if not several or listed or not (sums or compares or dated):
        return None
    targets = targets_of(pairs)
    if dated:
        years = question.targets[0].years
        targets = tuple(replace(target, years=years) for target in targets_of([(code, 0) for code in codes]))
    intent = question.intent
    if sums:
        intent = Intent.AGGREGATE if cues.AGGREGATE.search(question.folded) else Intent.COMPARE
    elif compares:
        intent = Intent.COMPARE
    elif dated:
        intent = Intent(turn.intent) if turn.intent in (Intent.COMPARE, Intent.AGGREGATE) else Intent.LOOKUP
    return replace(
        question, intent=intent, targets=targets, scope=None,
        wanted=(turn.wanted,) * (1 if intent is Intent.LOOKUP else len(targets)),
        readings=inherited(question, ("place", "地区", place_text(targets)),
                           ("year", "年份", "" if dated else year_text(targets)), ("topic", "主题", turn.words)),
    )  # fmt: skip


def _last(question: Question, turn: Turn) -> tuple[tuple[str, int], ...]:
    """As many of the last places and years spoken of as are said (三个一共多少), else the last two."""
    said = SET_WORDS.search(question.folded)
    if said is None or said["n"] == "几":
        return turn.targets[-2:]
    count = whole_number(said["n"])
    return turn.targets[-count:] if len(turn.targets) >= count else ()


def mentions_again(question: Question, turn: Turn, *, words: str) -> Question | None:
    """哪些报告提到X — 2023年呢, 密云区呢: the same word in other reports; None where no list of reports came before."""
    if turn.intent != Intent.MENTIONS or words or not any(one.years or one.places for one in question.targets):
        return None
    _, label, within = turn.scope or ("", "", "")
    placed = any(target.places for target in question.targets)
    return replace(
        question, intent=Intent.MENTIONS, wanted=(turn.wanted,), tells=turn.tells,
        scope=None if placed else scope_of_label(label, within),
        readings=inherited(question, ("topic", "主题", turn.words), ("scope", "范围", label)),
    )  # fmt: skip


def other_level(question: Question, turn: Turn) -> Question | None:
    """哪个区最多 — 县呢: the same ranking over places of another kind; None for anything else."""
    label = re.sub(r"^(?:那么?|换成)|呢?[?。!]*$", "", question.folded).strip()
    if turn.scope is None or not KINDS.get(label) or turn.intent not in (Intent.RANK, Intent.AGGREGATE):
        return None
    return replace(
        question, intent=Intent(turn.intent), targets=(Target(years=turn.years),), wanted=(turn.wanted,),
        scope=scope_of_label(label, turn.scope[2]), ascending=turn.ascending, tells=turn.tells,
        readings=inherited(question, ("topic", "主题", turn.words), ("scope", "范围", label),
                           ("year", "年份", "、".join(f"{year}年" for year in turn.years))),
    )  # fmt: skip


def _over_the_scope(question: Question, turn: Turn) -> Question:
    _, label, within = turn.scope or ("", "", "")
    said = question.targets[0].years
    return replace(
        question, intent=Intent.AGGREGATE, targets=(Target(years=said or turn.years),), wanted=(turn.wanted,),
        scope=scope_of_label(label, within),
        readings=inherited(question, ("topic", "主题", turn.words), ("scope", "范围", label or "所有地区"),
                           ("year", "年份", "" if said else "、".join(f"{year}年" for year in turn.years))),
    )  # fmt: skip


def bare_verb(words: str) -> str:
    """The verb of a follow-up that says no more than what was done (审结的, 获得支持), else ""."""
    match = _BARE.match(words.replace(" ", ""))
    return match["verb"] if match else ""


def with_subject(wanted: Wanted, turn: Turn, verb: str) -> Wanted | None:
    """审结呢 behind 受理多少行政复议: 行政复议审结, and no figure of anything else; None where the turn before has no subject."""
    subject = " ".join(_HEAD_VERB.sub(" ", turn.words).split())
    subject = subject or " ".join(_HEAD_VERB.sub(" ", turn.context).split())
    if len(subject) < 2 or verb in subject:
        return None
    return replace(wanted, words=f"{subject} {verb}", context="", must=verb)
