"""Verdicts as people read them: the verdict, the clause that decided with its date, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot import open_verdicts, rule_wording
from bot.answers import Abstention, Reply
from bot.drafts import Draft, ask_people
from bot.rule_questions import example_answers
from bot.rules import EligibilityVerdict, Outcome, Verdict, attribute_of, attributes, decide, in_force, leaves
from bot.verdict_lines import (
    CHECK_NOTICE,
    TO_REQUIREMENTS,
    Case,
    Said,
    english_rule,
    met,
    say_courses,
    say_sources,
    say_together,
    the_rule,
)
from bot.wording import with_particle
from knowledge.records import Rule
from retrieval.spans import Span


def tell(case: Case, verdict: EligibilityVerdict, *, supposed: str = "", moving: bool = False) -> Reply:
    """The reply for a verdict. `supposed` is what it was decided under ("서울에 살게 되면"), empty for what is so; `moving`:
    that is another home, of which staff may know more than the rules say."""
    draft = Draft(case.library, english=case.asked.english)
    draft.worked_out(*rule_wording.figures(case.person))
    match verdict.verdict:
        case Verdict.ELIGIBLE:
            beside = case.gap(frozenset()) if moving else open_verdicts.beside(case, draft)
            return _eligible(case, verdict, draft, supposed, beside)
        case Verdict.NOT_ELIGIBLE:
            return _not_eligible(case, verdict, draft)
        case Verdict.TO_CHECK:
            return open_verdicts.tell(case, verdict, draft)


def requirements(case: Case, *, unheard: bool = False) -> Reply:
    """The rules in force, for someone who said nothing of themselves that these speak of. `unheard`: but something else."""
    draft = Draft(case.library, english=case.asked.english)
    if unheard:
        draft.say("그런 경우를 따로 정한 조건은 제가 가진 자료에 없어요.",
                  "The materials I have hold no rule about that.")  # fmt: skip
    draft.say("지금 적용되는 지원 자격이에요.", "These requirements are in force now:")
    for rule in case.rules:
        mark = draft.cite(rule)
        draft.say(f"- {rule.clause or rule.name} {mark}", f"- {english_rule(rule)} {mark}")
    say_courses(case, draft)
    offers = (*example_answers(case.rules)[:2], "지금 모집 중인 과정")
    if unheard:
        draft.say(ask_people(case.library), ask_people(case.library, in_english=True))
        return draft.abstention("eligibility", suggestions=offers)
    draft.say(*CHECK_NOTICE)
    return draft.answer("eligibility", suggestions=offers)


def _eligible(case: Case, verdict: EligibilityVerdict, draft: Draft, supposed: str, beside: Reply | None) -> Reply:
    if isinstance(beside, Abstention):
        return open_verdicts.with_gap(case, verdict, draft, beside)
    head = Said(
        f"네, {f'{supposed} ' if supposed else case.who}지원할 수 있어요.", f"Yes, {case.who_english} can apply."
    )
    if beside:
        draft.say(draft.quote(beside))
        head = Said("적혀 있는 지원 자격은 이렇게 맞아요.", "The written requirements are met:")
    say_together(draft, head, met(case, verdict, draft))
    for note in _notes(case, verdict):
        draft.say(*note)
    _say_other_days(case, verdict, draft)
    say_courses(case, draft)
    draft.say(*CHECK_NOTICE)
    say_sources(verdict.rules(True), draft)
    return draft.answer("eligibility", suggestions=("지금 모집 중인 과정", "지원 방법 알려줘"))


def _notes(case: Case, verdict: EligibilityVerdict) -> Iterator[Said]:
    """What the person should know beside a yes."""
    person, age = case.person, case.person.age
    by_home = any(attribute_of(leaf, rule) == "residence" for rule, outcome in verdict.rules(True)
                  for leaf in leaves(outcome.branch or rule.condition))  # fmt: skip
    if by_home and person.doubt("residence") and not person.registration:
        yield Said("다만 주민등록 주소가 다른 곳이라면 어떻게 보는지는 제가 가진 자료에 적혀 있지 않으니 확인해 주세요.",
                   "If you are registered elsewhere, please ask: the files do not say how that counts.")  # fmt: skip
    if by_home and person.moving:
        yield Said("이사한 뒤에는 달라질 수 있어요. 언제 그곳에 살고 있어야 하는지는 이 기준에 적혀 있지 않으니 공고를 확인해 주세요.",
                   "This may change once you move: the rule does not say on which day you must live there.")  # fmt: skip
    if age and age.low >= open_verdicts.ASKING_AGE and not case.capped:
        yield Said("나이 상한이 있는지는 제가 가진 자료에 적혀 있지 않아요.",
                   "Whether there is an upper age limit is not written.")  # fmt: skip
    if age and age.loose and any(_near_floor(rule, age) for rule in case.rules):
        yield Said("만 나이로 따진 결과예요.", "This counts the international age.")


def _near_floor(rule: Rule, age: Span) -> bool:
    """Whether an age would be too low if it was counted the Korean way."""
    floor = rule.condition.min
    return attribute_of(rule.condition, rule) == "age" and floor is not None and age.low - 2 < floor


def _not_eligible(case: Case, verdict: EligibilityVerdict, draft: Draft) -> Reply:
    lines, changes = [], []
    for rule, _ in verdict.rules(False):
        said = ", ".join(rule_wording.told(case.person, attributes([rule]) | {"level"}))
        korean, english = the_rule(rule, draft)
        lines.append(Said(korean + (f" 말씀하신 내용({said})은 여기에 들지 않아요." if said else ""), english))
        changes += rule_wording.changes(rule, case.person)
    head = Said(
        f"지금 기준으로는 {case.who}지원할 수 없어요.", f"By the rules in force, {case.who_english} cannot apply."
    )
    say_together(draft, head, lines)
    if changes:
        draft.say(f"{rule_wording.joined([stem for stem, _ in changes])} 결과가 달라질 수 있어요.",
                  f"This may change if {', or '.join(english for _, english in changes)}.")  # fmt: skip
    _say_other_days(case, verdict, draft)
    say_courses(case, draft)
    say_sources(verdict.rules(False), draft)
    draft.say(f"사정이 다르면 {ask_people(case.library)}", ask_people(case.library, in_english=True))
    return draft.answer("eligibility", suggestions=TO_REQUIREMENTS)


def _say_other_days(case: Case, verdict: EligibilityVerdict, draft: Draft) -> None:
    """Rules of the time before and of the time to come, where they decide otherwise."""
    started = [rule.effective_from for rule in case.rules if rule.effective_from]
    coming = [
        rule.effective_from for rule in case.library.rules if rule.effective_from and rule.effective_from > case.today
    ]
    days = [(max(started), max(started) - timedelta(days=1))] if started else []
    days += [(min(coming), min(coming))] if coming else []
    for start, day in days:
        rules = in_force(case.library, day, case.asked.courses, case.asked.fields)
        then = decide(rules, case.person)
        if not rules or then.verdict in (verdict.verdict, Verdict.TO_CHECK):
            continue
        deciding = [pair for pair in then.rules(then.verdict is Verdict.ELIGIBLE) if pair[0] not in case.rules]
        if deciding:
            rule, outcome = min(deciding, key=lambda pair: pair[1].branch is None)
            _say_other_day(rule, outcome, start, (*rules, *case.rules), draft, later=day > case.today)


def _say_other_day(
    rule: Rule, outcome: Outcome, start: date, rules: Sequence[Rule], draft: Draft, *, later: bool
) -> None:
    """The rule that decides before or from a day; the rule that begins that day is cited for the date."""
    beginning = [other for other in rules if other.effective_from == start and other is not rule][:1]
    mark = "".join(map(draft.cite, (rule, *beginning)))
    clause, when = rule_wording.clause(rule), rule_wording.month_of(start)
    people = with_particle(rule_wording.whom(rule, outcome.branch) if outcome.branch else clause, "이/가")
    match later, outcome.holds:
        case True, True:
            korean = f"{when}부터는 {people} 대상이라 지원할 수 있어요."
        case True, _:
            korean = f"{when}부터는 기준이 '{clause}'{with_particle(clause, '으로/로').removeprefix(clause)} 바뀌어요."
        case False, True:
            korean = f"{when} 전에는 {people} 대상이었어요."
        case _:
            korean = f"{when} 전에는 '{clause}'만 대상이었어요."
    day = rule_wording.month_of(start, english=True)
    english = f"From {day} the rule will be" if later else f"Before {day} the rule was"
    draft.say(f"{korean} {mark}", f"{english}: {english_rule(rule)}. {mark}")
