"""What a person takes for granted ("노트북 준다며?", "50만원 맞지?"), held against what is written.

"네" is said only where the records say so, "아니요" only where they say otherwise; nothing on what they are silent about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers import Abstention, Answer, Reply
from bot.drafts import Draft, ask_people
from bot.facts import Facts, facts_of
from bot.wording import sentences, with_particle
from knowledge.passages import campus_label
from knowledge.records import Course, Library
from knowledge.status import Phase, course_status
from retrieval import korean, lexicon
from retrieval.lexicon import Aspect
from retrieval.names import Names
from retrieval.query import Understanding

_PREMISE = re.compile(
    r"맞(지|죠|나|아|음|는지|냐|습)|(다|라|대)며|(다|라)면서|(다|라|단|란)(던데|고들었|고하던)|(이)?래(요)?$|(하|되|주|이|있|없|인|한|된|준|겠|캠퍼스|었|았)?(지|죠|지요)$|"
    r"아니(지|죠|야|에요|예요|냐|었)|(isnt|arent|doesnt|dont)(it|they|you)$|right$|correct$|iheard|itrue"
)
_OPEN = re.compile(
    r"언제|어디|무엇|무슨|뭐|뭘|몇|얼마|누구|누가|어떻게|왜|어느|어떤|when|where|what|how(?!ever)|which|who|why"
)
_DENIED = re.compile(
    r"(안|못)(줘|주|준|돼|되|된|하|한|받|내|해|뽑)|없|않|아니(지|죠|야|에요|예요|라|래|었)|not|isnt|doesnt"
)
_FREE = re.compile(r"무료|공짜|free")
_CHARGED = re.compile(r"유료|돈(을|이)?(내|낸|들|든)")
_OVER = re.compile(r"마감(됐|되었|했|이라|인|이지|이죠)|끝났|닫(혔|았)|지났|closed|over")
_GOING = re.compile(r"모집중|접수중|모집하|열렸|열려|아직|가능|할수있|받(는|고|는다)|open")
_HEDGED = re.compile(r"마다\s?(달|다르|조금)|에\s?따라|자료마다|일부|과정에\s?따라|varies|depends")
_ENDING = re.compile(r"끝|까지|마치|마쳐|end|until")
_BEGINNING = re.compile(r"시작|부터|start|begin|from")
_PLANNED = re.compile(r"목표|계획|예정|goal|plan")
_YES = re.compile(r"^(네|예|맞아요|아니요|아니에요|Yes|No)\s?[,.]\s?")
_IDENTIFYING = frozenset({"기", "호선", "동", "년", "월", "일", ""})  # units that say which is meant, not how much
_ASKED_BY_UNIT = {
    "개월": Aspect.PERIOD,
    "주": Aspect.PERIOD,
    "시간": Aspect.TOTAL_HOURS,
    "명": Aspect.CAPACITY,
    "층": Aspect.FLOOR,
}
_YES_NO = frozenset({Aspect.LUNCH, Aspect.LAPTOP, Aspect.VOUCHER, Aspect.DEPOSIT})
_TOGETHER = re.compile(r"캠퍼스|캠(이|인|아|맞)|협력|파트너|함께|같이|손잡|랑(하|해|같)|campus|partner")


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question claims: its facts, by kind and unit, and whether it denies what it names. `edge` picks the time
    of day that is meant of several: when something ends, or begins."""

    facts: Facts
    denied: bool
    edge: Callable[[Iterable[tuple[int, int]]], tuple[int, int]] | None = None

    @property
    def units(self) -> frozenset[str]:
        """The units of what is claimed."""
        return frozenset(unit for _, unit in self.facts.numbers) - _IDENTIFYING

    def values(self, facts: Facts) -> dict[str, set[object]]:
        """Of some facts those of the kinds that are claimed."""
        kinds: dict[str, set[object]] = {unit: {v for v, u in facts.numbers if u == unit} for unit in self.units}
        if self.facts.dates:
            kinds["date"] = {(month, day) for _, month, day in facts.dates}
        if self.facts.times:
            times = {(hour, minute) for hour, minute, _ in facts.times}
            times = {self.edge(times)} if self.edge and times else times
            kinds["time"] = {(hour % 12, minute) for hour, minute in times}
        if self.facts.phones:
            kinds["phone"] = set(facts.phones)
        return kinds


def find(asked: Understanding) -> Premise | None:
    """The premise of a question that only wants it confirmed; None for an open one."""
    if not asked.says(_PREMISE) or asked.says(_OPEN):
        return None
    edge = max if asked.says(_ENDING) else min if asked.says(_BEGINNING) else None
    return Premise(facts_of(asked.repaired), asked.says(_DENIED), edge)


def unbiased(asked: Understanding, premise: Premise) -> Understanding:
    """The question about the point that is claimed, without the claim itself leading to an answer."""
    if not asked.named:
        return asked
    wanted = tuple(_ASKED_BY_UNIT[unit] for unit in sorted(premise.units) if unit in _ASKED_BY_UNIT)
    if premise.facts.times and premise.edge and not asked.asks(Aspect.OPENING_HOURS):
        return replace(asked, aspects=(Aspect.SCHEDULE,))
    aspects = tuple(dict.fromkeys((*wanted, *asked.aspects))) if wanted and not asked.asks(*wanted) else asked.aspects
    return replace(asked, aspects=aspects, period=None if premise.facts.dates else asked.period)


def judged(reply: Reply, asked: Understanding, premise: Premise, library: Library, now: datetime) -> Reply:
    """The reply, beginning with yes or no where what it rests on says which."""
    if not isinstance(reply, Answer) or reply.engine == "eligibility":
        return reply
    right = _decided(reply, asked, premise, library, now)
    if right is None:
        if reply.engine == "catalog" and asked.named and _silent(reply, premise):
            return _unconfirmed(reply)
        return _unconfirmed(reply) if reply.engine != "catalog" and _of_something_else(reply, asked) else reply
    lines = reply.text.split("\n")
    first = next((i for i, line in enumerate(lines) if not re.fullmatch(r"\*\*.*\*\*", line)), 0)
    word = ("Yes, " if right else "No, ") if reply.language == "en" else ("네, " if right else "아니요, ")
    lines[first] = word + _YES.sub("", lines[first])
    return replace(reply, text="\n".join(lines))


def _decided(reply: Answer, asked: Understanding, premise: Premise, library: Library, now: datetime) -> bool | None:
    """Whether the claim is right; None where that cannot be told."""
    said = [sentence for line in reply.text.splitlines() for sentence in sentences(line)]
    claims = premise.values(premise.facts)
    if asked.asks(Aspect.COST) and not asked.asks(Aspect.DEPOSIT):
        free = next((True for sentence in said[:2] if _FREE.search(sentence)), None)
        claimed_free = asked.says(_FREE) != premise.denied if asked.says(_FREE) else None
        if asked.says(_CHARGED) or any(number != "0" for number, unit in premise.facts.numbers if unit == "원"):
            claimed_free = False
        return None if free is None or claimed_free is None else claimed_free
    if claims:
        return _same(claims, said, premise, prose=reply.engine != "catalog")
    courses = {c.record for c in reply.citations if isinstance(library.record(c.record), Course)}
    if len(courses) == 1:
        course = library.record(courses.pop())
        assert isinstance(course, Course)
        if asked.asks(Aspect.STATUS, Aspect.APPLY_END) and (asked.says(_OVER) or asked.says(_GOING)):
            open_ = course_status(course, now).phase is Phase.OPEN
            known = course_status(course, now).phase is not Phase.UNKNOWN
            return (open_ != asked.says(_OVER)) if known else None
        if reply.engine == "catalog" and asked.asks(*_YES_NO) and said:
            given = re.search(r"않|없|안\s", said[0]) is None
            return given != premise.denied
    if asked.fields and reply.engine == "catalog" and said and re.search(r"없어요\.?$", said[0]):
        return premise.denied
    start = _YES.match(reply.text)
    if start and premise.denied:
        return not start.group().startswith(("네", "예", "맞", "Y"))
    return None


def _same(claims: dict[str, set[object]], said: list[str], premise: Premise, *, prose: bool) -> bool | None:
    """Whether the first sentence that tells of the same kind tells the same."""
    verdicts: list[bool] = []
    if prose and said and _HEDGED.search(said[0]):
        return None
    for kind, claimed in claims.items():
        for sentence in said:
            told = premise.values(facts_of(sentence)).get(kind)
            if not told:
                continue
            if _HEDGED.search(sentence) or (prose and (len(told) > 1 or _PLANNED.search(sentence))):
                return None
            if claimed <= told:
                verdicts.append(True)
            else:
                verdicts.append(False)
            break
    if not verdicts:
        return None
    return all(verdicts) != premise.denied


def _silent(reply: Answer, premise: Premise) -> bool:
    """Whether a reply tells nothing of the kind that is claimed."""
    told = premise.values(facts_of(reply.text))
    return bool(told) and not any(told.values())


def _of_something_else(reply: Answer, asked: Understanding) -> bool:
    """Whether prose that was found speaks of no more than half of what was claimed ("취업 보장")."""
    cited = (text for citation in reply.citations for text in (citation.title, *citation.texts))
    written = korean.squeeze(" ".join((reply.text, *cited)))
    topics = [korean.squeeze(topic) for topic in asked.topics if not topic.isascii()]
    return 2 * sum(topic not in written for topic in topics) >= max(1, len(topics))


def _unconfirmed(reply: Answer) -> Abstention:
    head = {"ko": "말씀하신 내용은 제가 가진 자료에서 확인되지 않아요. 적혀 있는 건 이래요.",
            "en": "That is not written in the materials I have. This is:"}[reply.language]  # fmt: skip
    return Abstention(
        text=f"{head}\n{_YES.sub('', reply.text)}",
        engine=reply.engine,
        language=reply.language,
        citations=reply.citations,
        suggestions=reply.suggestions,
        contact=reply.contact,
        computed=reply.computed,
    )


def of_partner(asked: Understanding, library: Library, names: Names) -> Reply | None:
    """Whether a campus works with the company that a person names ("마포가 구글 캠퍼스지?")."""
    premise = find(asked)
    if (
        premise is None
        or len(asked.campuses) != 1
        or (asked.courses and not asked.partners)
        or not asked.says(_TOGETHER)
    ):
        return None
    if set(asked.aspects) - {Aspect.PARTNER, Aspect.DETAIL} or asked.fields or asked.says(lexicon.COURSE_WORD):
        return None
    campus = library.campus(asked.campuses[0])
    others = [other for id in asked.partners if (other := library.campus(id)) and other is not campus]
    strange = [
        m.form for m in korean.morphemes(asked.repaired) if m.tag in ("NNP", "SL") and m.form.lower() in asked.topics
    ]
    if campus is None or not (asked.partners or strange):
        return None
    draft = Draft(library, english=asked.english)
    who, mark = campus_label(campus), draft.cite(campus)
    if not campus.partner:
        draft.say(f"{who}의 협력기업은 제가 가진 자료에 적혀 있지 않아요. {mark} {ask_people(library, campus)}",
                  f"The partner of {who} is not written in the materials I have. {mark}")  # fmt: skip
        return draft.abstention("catalog", campus=campus)
    right = (campus.id in asked.partners) != premise.denied
    partner = with_particle(campus.partner, "과/와")
    draft.say(f"{'네' if right else '아니요'}, {who}는 {partner} 함께해요. {mark}",
              f"{'Yes' if right else 'No'}, {who} works with {campus.partner}. {mark}")  # fmt: skip
    for other in others[:1]:
        draft.say(f"{with_particle(other.partner, '과/와')} 함께하는 곳은 {campus_label(other)}예요. {draft.cite(other)}",
                  f"{other.partner} works with {campus_label(other)}. {draft.cite(other)}")  # fmt: skip
    return draft.answer("catalog", suggestions=(f"{campus.name} 과정 알려줘",))
