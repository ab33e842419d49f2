"""확인 필요 as people read it: what is missing and asked back, what the files are silent about, what they contradict."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import rule_wording
from bot.answers import Abstention, Answer, Reply
from bot.drafts import Draft, ask_people
from bot.rule_questions import example_answers, question
from bot.rules import UNSURE, EligibilityVerdict, Outcome, Verdict, attribute_of, attributes, leaves, words_of_rules
from bot.verdict_lines import (
    TO_REQUIREMENTS,
    Case,
    Said,
    english_rule,
    met,
    say_sources,
    say_together,
    the_rule,
    told_and_met,
)
from knowledge.records import Condition, Faq, Rule
from retrieval import korean
from retrieval.clauses import clauses
from retrieval.homes import ELSEWHERE
from retrieval.names import ASKING, COMMON
from retrieval.person import Person, find_person

Opened = Sequence[tuple[Rule, Outcome]]

ASKING_AGE = 30  # from this age on, people ask for an upper limit
ELDER = 35  # from this age on, nothing is promised where no upper limit is written
_CHECK = Said("확인이 필요해요.", "This needs to be checked.")
_UPPER_LIMIT = Said(
    "나이 상한이 있는지는 제가 가진 자료에 적혀 있지 않아요.", "Whether there is an upper age limit is not written."
)
# what a person may say that rules seldom know: the question that texts may answer, and what is unknown if they do not
_BESIDE = {
    "외국": ("외국인도 지원할 수 있나요?", "외국인이 지원할 수 있는지는", "foreigners may apply"),
    "프리랜서": ("프리랜서도 지원할 수 있나요?", "프리랜서가 지원할 수 있는지는", "freelancers may apply"),
    "사업자": ("사업자등록이 있어도 지원할 수 있나요?", "사업자가 지원할 수 있는지는", "the self-employed may apply"),
    "군 복무": ("군 입대를 앞두고 있거나 복무 중이어도 지원할 수 있나요?", "군 복무 중이거나 앞둔 사람이 지원할 수 있는지는",
             "people in military service may apply"),
    "아르바이트": ("아르바이트를 하면서 들을 수 있나요?", "아르바이트를 하면서 들을 수 있는지는",
               "people with a part-time job may take part"),
    "재직": ("재직자도 신청할 수 있나요?", "회사에 다니면서 지원할 수 있는지는", "people who are employed may apply"),
    "비전공": ("비전공자도 들을 수 있나요?", "", ""),
}  # fmt: skip
# Words of facts that rules decide on: where the rules decided, no text beside them is wanted for these.
_TOLD = frozenset(
    "졸업 졸업생 대학 대학생 대학원 재학 학교 자퇴 자취 본가 이사 주민등록 주소 경력 퇴사 알바 아르바이트 직장 회사 나이".split()
)


def tell(case: Case, verdict: EligibilityVerdict, draft: Draft) -> Reply:
    """The reply where the rules do not decide."""
    age = case.person.age
    if verdict.conflict:
        return _conflicting(case, verdict, draft)
    if age and age.low >= ELDER and not case.capped and set(case.person.known()) == {"age"}:
        return _no_upper_limit(case, draft)
    opened = [pair for pair in verdict.rules(None) if pair[1].missing or pair[1].doubts]
    if doubtful := [pair for pair in opened if pair[1].doubts]:
        return _doubtful(case, verdict, draft, doubtful)
    found = beside(case, draft)
    if isinstance(found, Abstention):
        return with_gap(case, verdict, draft, found)
    return _missing(case, verdict, draft, opened)


def _missing(case: Case, verdict: EligibilityVerdict, draft: Draft, opened: Opened) -> Reply:
    """What is missing for a verdict, as one question: of the rule first that the person already spoke of."""
    known, age = set(case.person.known()), case.person.age
    rule, outcome = min(opened, key=lambda pair: not attributes([pair[0]]) & known)
    missing = {attribute_of(leaf, rule) for leaf in outcome.missing}
    examples = example_answers([rule], known=known)
    lines = told_and_met(case, verdict, draft)
    if age and "age" in missing:
        mark, clause = draft.cite(rule), rule_wording.clause(rule)
        korean = f"지금 {rule_wording.age_of(age)}라서 기준({clause})에 맞는지 아직 알 수 없어요. {mark}"
        english = f"You are {rule_wording.age_of(age, english=True)}, and the rule is: {english_rule(rule)}. {mark}"
        lines.append(Said(korean, english))
    else:
        lines.append(the_rule(rule, draft))
    say_together(draft, Said(_CHECK.korean, "I need to know a little more."), lines)
    if age and age.low >= ASKING_AGE and not case.capped:
        draft.say(*_UPPER_LIMIT)
    if dict(case.person.others).get(rule.id) == UNSURE:
        draft.say(f"그 답에 따라 달라져요. 애매하면 {ask_people(case.library)}",
                  f"It depends on that answer. {ask_people(case.library, in_english=True)}")  # fmt: skip
        return draft.abstention("eligibility", suggestions=examples)
    asked = question(rule, outcome.missing, case.person, english=draft.english)
    draft.say(asked, f"About your {case.person.whose}: {asked}" if case.person.whose else asked)
    say_sources([(rule, outcome)], draft)
    single = next(iter(missing)) if len(missing) == 1 else ""
    return draft.clarification("eligibility", suggestions=examples, asking=(rule.id, single, asked))


def _doubtful(case: Case, verdict: EligibilityVerdict, draft: Draft, opened: Opened) -> Reply:
    """What was told may not count, and the files do not say whether it does."""
    lines = told_and_met(case, verdict, draft)
    for rule, outcome in opened:
        lines.append(the_rule(rule, draft))
        lines += [_reason(doubt, case.person, rule) for doubt in dict.fromkeys(outcome.doubts)]
    say_together(draft, _CHECK, lines)
    ways = dict.fromkeys(way for rule, outcome in opened for leaf in outcome.missing for way in _ways_out(rule, leaf))
    if ways:
        draft.say(f"{rule_wording.joined([korean for korean, _ in ways])} 그것만으로 대상이에요.",
                  f"It is enough if {' or '.join(english for _, english in ways)}.")  # fmt: skip
    if gap := case.gap(_own_words(case)):
        draft.say(draft.quote(gap))
    else:
        draft.say(ask_people(case.library), ask_people(case.library, in_english=True))
    say_sources(opened, draft)
    return draft.abstention("eligibility", suggestions=TO_REQUIREMENTS)


def _reason(doubt: str, person: Person, rule: Rule) -> Said:
    attribute = next((name for name, why in person.doubts if why == doubt), "")
    attribute = attribute or ("residence" if doubt == "주민등록" else "")
    return Said(rule_wording.reason(doubt, attribute, rule), "The files do not say whether what you told me counts.")


def _ways_out(rule: Rule, leaf: Condition) -> list[Said]:
    """What would decide beside what is in doubt."""
    match attribute_of(leaf, rule):
        case "residence" if leaf.one_of:
            there = rule_wording.places(leaf.one_of, english=True)
            return [Said(f"{rule_wording.places(leaf.one_of)}에 살", f"you live in {there}")]
        case "career" if leaf.one_of:
            return [Said("회사에서 일한 경력이 있", "you have worked for a company")]
    return []


def _conflicting(case: Case, verdict: EligibilityVerdict, draft: Draft) -> Reply:
    """Rules of one day that contradict each other: all of them, with their dates."""
    draft.say(
        "확인이 필요해요. 자료에 적힌 기준이 서로 달라요.", "This needs to be checked: the files contradict each other."
    )
    for rule in verdict.conflict:
        as_of, mark = rule.as_of.isoformat() if rule.as_of else "", draft.cite(rule)
        draft.say(f"- {rule.clause or rule.name}{f' ({as_of} 기준)' if as_of else ''} {mark}",
                  f"- {english_rule(rule)}{f' (as of {as_of})' if as_of else ''} {mark}")  # fmt: skip
    draft.say(ask_people(case.library), ask_people(case.library, in_english=True))
    return draft.abstention("eligibility", suggestions=TO_REQUIREMENTS)


def _no_upper_limit(case: Case, draft: Draft) -> Reply:
    """An age that is high for these courses, and nothing else: only the lower limit is written."""
    floor = next((rule for rule in case.rules if attribute_of(next(leaves(rule.condition)), rule) == "age"), None)
    written = Said("", "")
    if floor:
        mark = draft.cite(floor)
        written = Said(
            f" 확인된 나이 조건은 '{rule_wording.clause(floor)}'뿐이에요. {mark}",
            f" Written: {english_rule(floor)}. {mark}",
        )
    draft.say(f"나이 상한은 제가 가진 자료에 적혀 있지 않아요.{written.korean} 상한이 있는지는 {ask_people(case.library)}",
              f"{_UPPER_LIMIT.english}{written.english} {ask_people(case.library, in_english=True)}")  # fmt: skip
    return draft.abstention("eligibility", suggestions=TO_REQUIREMENTS)


def _own_words(case: Case) -> frozenset[str]:
    """The words that the rules themselves speak with, and the places and the people that were named."""
    person = case.person
    named = {person.residence, person.school, person.graduated_school, person.town, person.whose}
    return words_of_rules(case.library) | named


def beside(case: Case, draft: Draft) -> Reply | None:
    """What the texts say of something that no rule decides: a known gap (an abstention), or what they tell of it."""
    person, wanted = case.person, attributes(case.rules)
    moves = case.asked.told.moving not in ("", ELSEWHERE)
    if moves and (gap := case.gap(_own_words(case))):
        return gap
    if gap := case.gap(_own_words(case) | _TOLD) or _gap_in_the_rest(case):
        return gap
    facts = {"nationality": person.nationality, "employment": person.employment, "major": case.asked.told.major}
    for attribute, value in facts.items():
        if value in _BESIDE and attribute not in wanted and (found := _texts_on(value, case, draft)):
            return found
    if person.age and person.age.low >= ELDER and not case.capped:
        return _unknown(_UPPER_LIMIT, case, draft)
    return None


def _gap_in_the_rest(case: Case) -> Abstention | None:
    """The known gap that a question names beside the clauses that rules decide on ("국취제 하는 중인데 서울 살아요")."""
    wanted = attributes(case.rules)
    rest = [
        part.text
        for part in clauses(case.asked.repaired)
        if not set(find_person(part.text, case.today).known()) & wanted
    ]
    text = " ".join(rest)
    beside = set(korean.nouns(text)) - _own_words(case) - _TOLD - COMMON - ASKING
    reply = case.texts(text) if beside else None
    if not isinstance(reply, Abstention) or not reply.citations:
        return None
    known = case.library.record(reply.citations[0].record)
    heads = korean.squeeze(" ".join((known.question, *known.also_asked))) if isinstance(known, Faq) else ""
    return reply if any(word in heads for word in beside) else None


def _texts_on(value: str, case: Case, draft: Draft) -> Reply | None:
    """What the texts say of one thing that a person said, or that they say nothing."""
    asked, unknown, english = _BESIDE[value]
    reply = case.texts(asked)
    subject = re.split(r"자?도|등록|\s", asked)[0]
    spoken = " ".join((reply.text, *(citation.title for citation in reply.citations)))
    if reply.citations and isinstance(reply, Answer | Abstention) and subject in spoken:
        return reply
    said = Said(f"{unknown} 제가 가진 자료에 적혀 있지 않아요.", f"Whether {english} is not written.")
    return _unknown(said, case, draft) if unknown else None


def _unknown(said: Said, case: Case, draft: Draft) -> Abstention:
    return Abstention(
        text=f"{said.english} {ask_people(case.library, in_english=True)}"
        if draft.english
        else f"{said.korean} {ask_people(case.library)}"
    )


def with_gap(case: Case, verdict: EligibilityVerdict, draft: Draft, gap: Abstention) -> Reply:
    """Something the person said is not decided by any rule: that comes first, then what is."""
    draft.say(f"{_CHECK.korean} {draft.quote(gap)}", f"{_CHECK.english} {draft.quote(gap)}")
    lines = met(case, verdict, draft) if verdict.verdict is Verdict.ELIGIBLE else told_and_met(case, verdict, draft)
    if lines:
        head = Said("적혀 있는 조건 가운데 맞는 것은 이래요.", "Of what is written, this is met:")
        say_together(draft, head, lines)
        say_sources(verdict.rules(True), draft)
    return draft.abstention("eligibility", suggestions=TO_REQUIREMENTS)
