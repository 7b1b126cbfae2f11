"""Which figures a question asks for: one `Wanted` each, with its own words, the words around, and the unit."""

from __future__ import annotations

import re
from itertools import pairwise

from kb.ask import cues, shares
from kb.ask.scopes import without_scope
from kb.lang.units import units
from kb.types import Wanted

_STOP = re.compile(r"[,。?!;、]")
_ITEMS = re.compile(r"、|还是|或者|以及|和(?!解|谐)|(?<!参)与|跟(?!踪)|(?<![涉普])及(?!时)")
_AGAINST = re.compile(r"(?P<first>[^比]{2,20})(?<!占)比(?!例|率|重|较)(?P<second>[^比]{2,20}?)(?:更)?[多少高低大小]")
_PLANNED = re.compile(r"^\s*(?:计划(?!生育|外)|打算|力争|预计|预期)(?=.{2})")  # tells of a plan, and names nothing
_JOINTS = re.compile(
    r"^(?:办理?的|办了|[是有](?=[\u4e00-\u9fff]{2})|办(?=法律|行政|信访|公证)|有哪些|有什么|有(?=不足|问题|困难)|(?:提到|说到|写到|讲到)过?了?)|(?:了|的|有什么|有哪些)$|了(?=金额)|(?<!为)(?<=[\u4e00-\u9fff]{2})了(?!解|结|不)(?=[\u4e00-\u9fff]{2})"
)
_SINGLE = re.compile(r"最[高大多]的?一?[单笔案](?![\u4e00-\u9fff]?件)")  # as reports write it
_NAMED = "□"  # a name while the words around it are cleaned
_FRAME = re.compile(
    r"^(?P<frame>.{2,20}?)(?:(?<![邻公故乡])里面?|(?<![集其空])之?中(?!央|心|介|小|医|学|国|间|队)|当中|方面),?(?=.)"
)


def wanted_of(words: str) -> tuple[Wanted, ...]:
    """The figures asked for in the words of one target, in order; one with all the words where no 多少 stands."""
    pieces = _pieces(words)
    if len(pieces) == 1 and (said := shares.counted(pieces[0])):
        part, whole = map(clean, said)
        return (Wanted(f"{part}{whole.replace('的', '')}", "", unit_of(re.sub("占[了到]?", "", pieces[0]))),)
    found = []
    for index, piece in enumerate(pieces):
        share = _share(piece)
        own = share or clean(piece)
        around = [clean(other) for at, other in enumerate(pieces) if at != index]
        context = " ".join(text for text in around[:index] or around if text)
        if not share and (framed := _framed(own)):
            own, context = framed[1], f"{context} {framed[0]}".strip()
        if own or len(pieces) == 1:
            found.append(Wanted(own, context, unit_of(piece), "rate" if share else kind_of(piece)))
        elif unit_of(piece):
            found.append(Wanted(context, "", unit_of(piece), kind_of(piece)))
    return tuple(found) or (Wanted(clean(words), "", unit_of(words), kind_of(words)),)


def _framed(own: str) -> tuple[str, str] | None:
    """What something is asked of and what is asked for: 调解的纠纷(里)涉侨的; None where the words name one thing."""
    frame = _FRAME.match(own)
    if frame is None or frame[0].rstrip(",").endswith("方面"):  # 物业方面的纠纷 are a kind of them
        return None
    part = own[frame.end() :].strip(" 的,")
    return (frame["frame"], part) if len(part) > 1 else None


def _pieces(words: str) -> list[str]:
    """Cut at punctuation and behind each 多少; a piece without 多少 joins the piece behind it, the last the one before."""
    parts: list[str] = []
    for clause in filter(None, (part.strip() for part in _STOP.split(words))):
        ends = [m.end() for m in cues.QUANTIFIER.finditer(clause)]
        cuts = [0, *ends[:-1], len(clause)] if len(ends) > 1 else [0, len(clause)]
        parts += [clause[a:b] for a, b in pairwise(cuts)]
    pieces: list[str] = []
    pending = ""
    for part in parts:
        if cues.QUANTIFIER.search(part) or cues.ASKS_RATE.search(part):
            pieces.append(f"{pending} {part}".strip())
            pending = ""
        else:
            pending = f"{pending} {part}".strip()
    if pending:
        pieces = [*pieces[:-1], f"{pieces[-1]} {pending}"] if pieces else [pending]
    return pieces


def _share(piece: str) -> str:
    """A share as `kb.ask.shares` writes it, "" where none is asked for."""
    said = shares.share(cues.FILLER.sub("", piece))
    part, whole = (clean(half).replace(" ", "") for half in said) if said else ("", "")
    return f"{part}占{whole or '比'}" if part else ""


def clean(words: str) -> str:
    """Words without the ones that ask: what is left names a topic."""
    names = cues.NAME.findall(words)
    text = without_scope(cues.NAME.sub(_NAMED, _SINGLE.sub("单案最高", words)))
    text = _PLANNED.sub("", cues.QUANTIFIER.sub(" ", text))
    text = cues.ASK_WORDS.sub(" ", cues.FILLER.sub(" ", text))
    for name in names:
        text = text.replace(_NAMED, name, 1)
    text = re.sub(r"\s+", " ", text).strip(" 的,、")
    return re.sub(r"(?:\s*(?:的)?(?:更)?(?:多|少|高|低|有|是)(?:了)?)+$", "", text).strip()


def subject(words: str) -> str:
    """The words for what is asked for, to be shown: without those that only join them to the question (行政复议受理了)."""
    return _JOINTS.sub("", words.replace(" ", "")) or words


def unit_of(words: str) -> str:
    """The base unit said after 多少 or 几, or in a measure word (次数, 人数); "" where none is."""
    match = cues.QUANTIFIER.search(words)
    unit = match["unit"] if match else None
    if not unit and (measure := cues.MEASURE.search(words)):
        unit = measure["unit"] or measure["heads"] or measure["tail"]
    if not unit and re.search(r"面积", words):
        unit = "平方米"
    if not unit and cues.ASKS_TIME.search(words):
        unit = "天"
    return units()[unit].base if unit and unit != "倍" else ""


def kind_of(words: str) -> str:
    """The kind of figure that the words ask for: "money", "rate", "change" or ""."""
    words = cues.NAME.sub(_NAMED, words)
    if cues.ASKS_MONEY.search(words):
        return "money"
    if cues.ASKS_CHANGE.search(words):
        return "change"
    if cues.ASKS_RATE.search(words) or re.search(r"多高", words):
        return "rate"
    return "money" if cues.MONEY_NOUN.search(words) and unit_of(words) in ("", "元") else ""


def items_of(words: str) -> tuple[tuple[str, ...], str]:
    """Things named side by side (宣传活动、讲座和培训) and the words around them; ((), "") where fewer than two are."""
    head = re.split(
        r"哪(?:一?个|边|样|一?项|种|类|者)|[两三四五六七八九十](?:样|项|个|者)|一共|总共|合计|总计|加(?:在)?一起|加起来|共(?=[办开举有多])|谁",
        words,
    )[0].strip(" ,、:的")
    frame = _FRAME.match(head)
    context = frame["frame"] if frame else ""
    listed = head[frame.end() :] if frame else head
    parts = [clean(re.sub(r"(?:的)?(?:更)?(?:多|少|高|低)$", "", part.strip())) for part in _ITEMS.split(listed)]
    parts = [part.strip(",、的 ") for part in parts if part.strip(",、的 ")]
    if len(parts) < 2 and (against := _AGAINST.match(listed)):
        parts = [clean(against["first"]), clean(against["second"])]
        return tuple(parts), clean(context) if all(parts) else ""
    if len(parts) < 2:
        return (), ""
    tail = clean(words[len(head) :]) if len(head) < len(words) else ""
    return tuple(parts), f"{clean(context)} {tail}".strip()
