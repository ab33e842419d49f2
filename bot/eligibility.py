"""가능 · 불가 · 확인 필요, decided by the rules in force, naming the clause that decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.answers import Reply
from bot.drafts import Draft, ask_people
from knowledge.records import Condition, Course, Library, Rule
from retrieval import korean
from retrieval.lexicon import Aspect
from retrieval.person import Person
from retrieval.query import Understanding

_ASKS = re.compile(
    r"못듣|듣죠|들어도|방법없|지원|신청|자격|대상|가능|되나|될까|되는지|되려나|되겠|됩니까|되죠|되냐|돼|들을수|수강|들어갈수|뽑|다닐수|할수있|ㄱㄴ|괜찮|연령|나이|"
    r"eligib|apply|qualif|canijoin|allowed"
)
_VERDICT = re.compile(
    r"(지원|신청|수강)?자격(이|은)?(되|돼|있|맞|충족)|대상(이|인)?(되|돼|맞|에들|일까|인가)|(그럼|그러면|나|저|제가|저는|전|난)[^?]{0,8}(지원|신청)(할수있|가능|되나|돼)|"
    r"(amieligible|canithenapply|doiqualify)"
)
_PLACES = (Aspect.PHONE, Aspect.ADDRESS, Aspect.STATION, Aspect.EMAIL, Aspect.PARKING, Aspect.SITE)
_HISTORY = re.compile(r"예전|옛날|과거|원래|바뀌|바뀐|달라|변경|변했|넓어|확대|완화|작년기준|전에는")
_REQUIREMENTS = re.compile(
    r"(지원|신청|참여|입학|수강)?(자격|조건|요건|대상)(이|은|을|를)?(뭐|무엇|어떻|어떤|알려|좀|있|궁금|$|되|설명|plz|이요|요)|누가(지원|신청|들을)|"
    r"누구(나|든)?(지원|신청|들을)|(eligib|requirement|qualification|whocanapply|whocanjoin)"
)
_ADULT = 18  # 만 나이; whoever attends or finished a university, or worked, is taken to be at least this old
_ELDER = 30  # from this age on, people ask for an upper limit


def words_of_rules(library: Library) -> frozenset[str]:
    """The words that the rules themselves speak with."""
    texts = (f"{rule.name} {rule.clause} {rule.ask}" for rule in library.rules)
    return frozenset(noun for text in texts for noun in korean.nouns(text))


class Verdict(StrEnum):
    """What the rules say of a person."""

    ELIGIBLE = "가능"
    NOT_ELIGIBLE = "불가"
    TO_CHECK = "확인 필요"


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityVerdict:
    """A verdict with the rules that decided it and those that want to know more."""

    verdict: Verdict
    decided: tuple[Rule, ...] = ()
    open: tuple[Rule, ...] = ()


def answer(asked: Understanding, library: Library, now: datetime, *, ongoing: bool = False) -> Reply | None:
    """The verdict for what a person said of themselves, or the rules in force when they said nothing. None when
    the question is not about eligibility, or about a point no rule knows. `ongoing`: the last turn was about it."""
    today = now.date()
    rules = in_force(library, today, asked.courses)
    if not rules or asked.says(_HISTORY):
        return None
    relevant = _attributes(rules)
    told, known = set(asked.told.known()) & relevant, set(asked.person.known()) & relevant
    if asked.says(_REQUIREMENTS) and not known and not _beyond(asked.told):
        return _requirements(rules, library, english=asked.english)
    capped = any(rule.attribute == "age" and rule.condition.max is not None for rule in rules)
    if _beyond(asked.told) or asked.asks(*_PLACES) or (asked.asks(Aspect.AGE_LIMIT) and not capped):
        return None
    asks = asked.says(_ASKS)
    about_oneself = bool(told) and (asks or ongoing or _only_statement(asked))
    if not about_oneself and not (known and asked.says(_VERDICT)):
        return None
    return _reply(decide(rules, asked.person), asked.person, rules, library, asked)


def _beyond(person: Person) -> bool:
    """Whether the person speaks of something that decides nothing by rule (a major, a job) and so needs the texts."""
    return bool(person.major) or person.employment == "재직"


def _only_statement(asked: Understanding) -> bool:
    return not asked.aspects and len(asked.words) <= 8 and not re.search(r"\?|나요|까요|어디|언제|뭐", asked.repaired)


def in_force(library: Library, today: date, courses: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules of this day for these courses: for one attribute, a course's beats a track's beats everyone's."""
    named = [course for id in courses if isinstance(course := library.record(id), Course)]
    keys = {course.id for course in named} | {course.title for course in named}
    tracks = {course.track for course in named}
    best: dict[str, tuple[int, list[Rule]]] = {}
    for rule in library.rules:
        if (rule.effective_from and today < rule.effective_from) or (
            rule.effective_until and today > rule.effective_until
        ):
            continue
        rank = (
            2
            if keys & set(rule.applies_to)
            else 1
            if tracks & set(rule.applies_to)
            else 0
            if "all" in rule.applies_to
            else -1
        )
        kept = best.get(rule.attribute)
        if rank < 0 or (kept and kept[0] > rank):
            continue
        best[rule.attribute] = (rank, [*kept[1], rule] if kept and kept[0] == rank else [rule])
    return tuple(rule for _, rules in best.values() for rule in rules)


def _attributes(rules: Sequence[Rule]) -> set[str]:
    found: set[str] = set()

    def walk(condition: Condition, attribute: str) -> None:
        found.add(condition.attribute or attribute)
        for inner in (*condition.any_of, *condition.all_of):
            walk(inner, attribute)

    for rule in rules:
        walk(rule.condition, rule.attribute)
    return found


def decide(rules: Sequence[Rule], person: Person) -> EligibilityVerdict:
    """Applies rules to a person. An age that was not told is no obstacle where the rest shows an adult."""
    results = [(rule, holds(rule.condition, rule.attribute, person)) for rule in rules]
    refused = tuple(rule for rule, result in results if result is False)
    if refused:
        return EligibilityVerdict(verdict=Verdict.NOT_ELIGIBLE, decided=refused)
    unknown = tuple(rule for rule, result in results if result is None)
    met = tuple(rule for rule, result in results if result)
    waiting = tuple(rule for rule in unknown if not _only_a_floor(rule))
    if waiting or not met:
        return EligibilityVerdict(verdict=Verdict.TO_CHECK, decided=met, open=waiting or unknown)
    return EligibilityVerdict(verdict=Verdict.ELIGIBLE, decided=met, open=unknown)


def _only_a_floor(rule: Rule) -> bool:
    condition = rule.condition
    return rule.attribute == "age" and condition.min is not None and condition.max is None and condition.min <= _ADULT


def holds(condition: Condition, attribute: str, person: Person) -> bool | None:
    """Whether a condition holds; None when the person did not say enough."""
    if condition.any_of:
        return _any([holds(inner, attribute, person) for inner in condition.any_of])
    if condition.all_of:
        return _all([holds(inner, attribute, person) for inner in condition.all_of])
    value = _value(condition.attribute or attribute, person)
    if value is None:
        return None
    if condition.min is not None and (not isinstance(value, int | float) or value < condition.min):
        return False
    if condition.max is not None and (not isinstance(value, int | float) or value > condition.max):
        return False
    if condition.one_of and (among := _among(value, condition.one_of)) is not True:
        return among
    return not _among(value, condition.none_of)


def _among(value: str | float, wanted: Sequence[str]) -> bool | None:
    """Whether a value is one of the words of a rule; "서울 밖" is not 서울, and may or may not be 경기."""
    said = str(value)
    if said.endswith(" 밖"):
        return False if said.removesuffix(" 밖") in wanted else None
    return any(said.replace(" ", "") == word.replace(" ", "") for word in wanted)


def _value(attribute: str, person: Person) -> str | float | None:
    known = person.known()
    if attribute in known:
        return known[attribute]
    finished = person.graduated_school or person.years_since_graduation is not None
    if attribute == "school" and finished:
        return "졸업"
    if attribute in ("graduated_school", "years_since_graduation") and (person.school or person.level):
        return "재학" if attribute == "graduated_school" else None
    if attribute == "school" and person.level:
        return person.level
    if attribute == "age" and (finished or person.school or person.career == "경력자"):
        return _ADULT
    if attribute == "career" and person.level:
        return "없음"
    return None


def _any(results: list[bool | None]) -> bool | None:
    return True if True in results else None if None in results else False


def _all(results: list[bool | None]) -> bool | None:
    return False if False in results else None if None in results else True


def _reply(
    verdict: EligibilityVerdict, person: Person, rules: Sequence[Rule], library: Library, asked: Understanding
) -> Reply:
    draft = Draft(library, english=asked.english)
    match verdict.verdict:
        case Verdict.ELIGIBLE:
            draft.say("네, 지원할 수 있어요.", "Yes, you can apply. The rules (in Korean):")
            for rule in (*verdict.decided, *verdict.open):
                draft.say(f"- {_clause(rule)} {draft.cite(rule)}")
            draft.say("과정마다 조건이 더 붙을 수 있으니, 지원할 과정의 공고도 확인해 주세요.")
            return draft.answer("eligibility", suggestions=("지금 모집 중인 과정", "지원 방법 알려줘"))
        case Verdict.NOT_ELIGIBLE:
            draft.say("지금 기준으로는 지원할 수 없어요.", "By the rules in force, you cannot apply.")
            for rule in verdict.decided:
                draft.say(f"- 기준: {_clause(rule)} {draft.cite(rule)}")
            draft.say(f"이 기준에 맞게 되면 지원할 수 있어요. 사정이 다르면 {ask_people(library)}")
            return draft.answer("eligibility", suggestions=("지원 자격 자세히",))
        case Verdict.TO_CHECK:
            return _to_check(verdict, person, rules, library, draft)


def _clause(rule: Rule) -> str:
    return rule.clause or rule.name


def _to_check(
    verdict: EligibilityVerdict, person: Person, rules: Sequence[Rule], library: Library, draft: Draft
) -> Reply:
    capped = any(rule.attribute == "age" and rule.condition.max is not None for rule in rules)
    if set(person.known()) == {"age"} and person.age is not None and person.age >= _ELDER and not capped:
        floor = next((rule for rule in rules if rule.attribute == "age"), None)
        told = f" 확인된 나이 조건은 '{_clause(floor)}'뿐이에요. {draft.cite(floor)}" if floor else ""
        draft.say(f"나이 상한은 제가 가진 자료에 적혀 있지 않아요.{told} 상한이 있는지는 {ask_people(library)}")
        return draft.abstention("eligibility", suggestions=("지원 자격 알려줘",))
    for rule in verdict.decided:
        if rule.attribute in person.known():
            draft.say(f"{_clause(rule)} 조건은 맞아요. {draft.cite(rule)}")
    for rule in verdict.open[:2]:
        draft.say(f"{rule.ask or _clause(rule)} (기준: {_clause(rule)}) {draft.cite(rule)}")
    draft.lines.insert(0, "조금 더 알려주시면 확인할 수 있어요.")
    return draft.clarification("eligibility", suggestions=_ways(verdict.open))


_WAYS = {
    "residence": "{}에 살아요",
    "school": "{}에 있는 대학에 다녀요",
    "graduated_school": "{}에 있는 대학을 졸업했어요",
    "career": "회사에서 일한 경력이 있어요",
}


def _ways(rules: Sequence[Rule]) -> tuple[str, ...]:
    """What a person may say to meet these rules, as buttons."""
    found: list[str] = []

    def walk(condition: Condition, attribute: str) -> None:
        attribute = condition.attribute or attribute
        if attribute in _WAYS and condition.one_of:
            found.append(_WAYS[attribute].format(condition.one_of[0]))
        for inner in (*condition.any_of, *condition.all_of):
            walk(inner, attribute)

    for rule in rules:
        walk(rule.condition, rule.attribute)
    return tuple(dict.fromkeys(found))[:3]


def _requirements(rules: Sequence[Rule], library: Library, *, english: bool) -> Reply:
    draft = Draft(library, english=english)
    draft.say("지금 적용되는 지원 자격이에요.", "These requirements are in force now (in Korean):")
    for rule in rules:
        draft.say(f"- {_clause(rule)} {draft.cite(rule)}")
    draft.say("과정마다 조건이 더 붙을 수 있으니, 지원할 과정의 공고도 확인해 주세요.")
    return draft.answer("eligibility", suggestions=(*_ways(rules)[:2], "지금 모집 중인 과정"))
