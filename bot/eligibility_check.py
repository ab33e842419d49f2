"""An eligibility check: question by question, only what the rules in force still want to know, then the verdict.

It keeps nothing: whoever asks hands in all answers each time. They become what a person said of themselves, so that the
verdict is that of a conversation in which the same was told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot import eligibility, rule_answers, rule_questions, verdicts
from bot.answers import Answer, Reply
from bot.conversation import Locale
from bot.drafts import Draft, ask_people
from bot.rule_answers import UNSURE_VALUE, Option
from bot.rule_values import IN_PLACES, OUTSIDE
from bot.rules import UNSURE, EligibilityVerdict, Verdict, attribute_of, attributes, decide, in_force, judge, leaves
from bot.verdict_lines import Case
from knowledge.records import Condition, Course, Library, Rule
from retrieval.homes import ELSEWHERE
from retrieval.person import Person
from retrieval.query import Understanding
from retrieval.spans import Span

_NUMBERS = ("age", "years_since_graduation")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckQuestion:
    """One question. `id` is the attribute that it asks for; `kind` says what an answer is: one of the `options`' values, or
    a number in words or digits, for which the options are bands to choose instead. `unit` is that of a bare number."""

    id: str
    text: str
    kind: Literal["number", "choice"]
    options: tuple[Option, ...]
    unit: str = ""
    leaves: tuple[Condition, ...] = ()

    def told(self, answer: str, today: date) -> Person | None:
        """What an answer tells: the value or the label of an option, or a number as people say it. None: nothing."""
        said = answer.strip()
        for option in self.options:
            if said in (option.value, option.label):
                return option.told
        if not said or (self.kind == "choice" and self.id not in rule_answers.READ):
            return None
        if self.kind == "number" and (span := _span(said)):
            return self._measured(span, said)
        told = rule_answers.value_said(said, [self.id], self.leaves, today)
        if told.age:  # the question says how to count
            told = replace(told, age=replace(told.age, loose=False))
        return told or None

    def heard(self, said: str, today: date) -> str:
        """The value of what people said in their own words: that of an option, or a number; empty for what tells nothing."""
        plain = [option for option in self.options if option.value != UNSURE_VALUE]
        agreed = eligibility.yes_or_no(said)
        ages = [option.told.age for option in plain]
        if agreed is not None and plain and (self.kind == "choice" or all(age and age.low == age.high for age in ages)):
            return plain[0 if agreed else -1].value
        told = self.told(said, today)
        if told is None or told in (option.told for option in plain):
            return next((option.value for option in plain if option.told == told), "")
        if self.kind == "number":
            value = told.known().get(self.id)
            return (
                rule_answers.value_of(value)
                if isinstance(value, Span)
                else "".join(re.findall(r"[\d.]+", value or "")[:1])
            )
        return next((option.value for option in plain if self._covers(option, told)), "")

    def _covers(self, option: Option, told: Person) -> bool:
        """Whether an option says of this attribute what a person told, with no reservation of its own."""
        value, own = told.known().get(self.id), option.told.known().get(self.id)
        if option.told.doubts or option.told.registration or not isinstance(own, str) or not isinstance(value, str):
            return False
        return own == value or (self.id in IN_PLACES and (own == ELSEWHERE or own.endswith(OUTSIDE)))

    def _measured(self, span: Span, said: str) -> Person:
        match self.id:
            case "age":
                return Person(age=span)
            case "years_since_graduation":
                return Person(years_since_graduation=span, study="졸업")
            case _:
                return Person(others=((self.id, said),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Where a check stands. `questions` are all that there may be, `missing` those still wanted, what decides most first;
    `reply` is the verdict as it stands now."""

    course: Course | None
    questions: tuple[CheckQuestion, ...]
    missing: tuple[CheckQuestion, ...]
    verdict: Literal["yes", "no", "unsure"]
    reply: Reply


class UnknownCourse(LookupError):
    """Raised for a check of a course that is not in the files."""


def check(
    course: str,
    answers: Mapping[str, str],
    library: Library,
    *,
    today: date,
    locale: Locale = "ko",
    texts: Callable[[str], Reply],
) -> Check:
    """The state of a check with these answers, by the ids of their questions; an answer that tells nothing counts as none.
    `course` is an id, empty for what is asked of everyone. `texts` answers from prose what no rule decides (see `Case`).
    Raises `UnknownCourse`."""
    english, record = locale == "en", library.record(course) if course else None
    if course and not isinstance(record, Course):
        raise UnknownCourse(course)
    rules = in_force(library, today, [course] if course else ())
    asked = questions(rules, english=english)
    person, readable = _heard(asked, answers, today)
    missing = _missing(asked, rules, person, readable, english=english)
    if UNSURE_VALUE in readable.values() and not missing:
        doubtful = tuple((rule.id, UNSURE) for rule, _ in decide(rules, person).rules(None))
        person = person.told(Person(others=doubtful))
    verdict = decide(rules, person)
    asked_for = Understanding(
        text="", repaired="", english=english, courses=(course,) if course else (), told=person, person=person
    )
    case = Case(
        asked=asked_for, person=person, rules=rules, library=library, today=today, gap=lambda words: None, texts=texts
    )
    reply = _reply(case, verdict)
    return Check(
        course=record if isinstance(record, Course) else None,
        questions=_ordered(asked, rules, Person()),
        missing=missing,
        verdict=_word(verdict, reply),
        reply=reply,
    )


def questions(rules: Sequence[Rule], *, english: bool = False) -> tuple[CheckQuestion, ...]:
    """One question for each attribute that the rules speak of, in the order of the rules."""
    wanted: dict[str, list[tuple[Rule, Condition]]] = {}
    for rule in rules:
        for leaf in leaves(rule.condition):
            wanted.setdefault(attribute_of(leaf, rule), []).append((rule, leaf))
    return tuple(_question(attribute, pairs, english=english) for attribute, pairs in wanted.items())


def _question(attribute: str, pairs: Sequence[tuple[Rule, Condition]], *, english: bool) -> CheckQuestion:
    conditions = tuple(dict.fromkeys(leaf for _, leaf in pairs))
    rule = min((rule for rule, _ in pairs), key=lambda rule: len(list(leaves(rule.condition))))
    alone = len(list(leaves(rule.condition))) == 1
    number = attribute in _NUMBERS or not any(leaf.one_of or leaf.none_of for leaf in conditions)
    unit = ("years" if english else "세" if attribute == "age" else "년") if attribute in _NUMBERS else ""
    return CheckQuestion(
        id=attribute,
        text=rule_questions.about(attribute, rule, conditions, english=english),
        kind="number" if number else "choice",
        options=rule_answers.options(attribute, conditions, rule.ask if alone else "", english=english),
        unit=unit,
        leaves=conditions,
    )


def _decides(question: CheckQuestion, rules: Sequence[Rule], person: Person) -> float:
    """How many of the rules that ask for it an answer settles, in the mean over the plain answers to choose from."""
    own = [rule for rule in rules if question.id in attributes([rule])]
    settled = []
    for option in question.options:
        outcomes = [judge(rule, person.told(option.told)) for rule in own]
        if option.told and not any(outcome.doubts for outcome in outcomes):
            settled.append(sum(outcome.holds is not None for outcome in outcomes))
    return sum(settled) / len(settled) if settled else 0.0


def _heard(asked: Sequence[CheckQuestion], answers: Mapping[str, str], today: date) -> tuple[Person, dict[str, str]]:
    """The person that the answers speak of, and the answers that could be read, in the order in which they were given."""
    by_id = {question.id: question for question in asked}
    person, readable = Person(), {}
    for id, answer in answers.items():
        told = by_id[id].told(answer, today) if id in by_id else None
        if told is not None:
            person, readable[id] = person.told(told), answer
    return person, readable


def _missing(
    asked: Sequence[CheckQuestion], rules: Sequence[Rule], person: Person, answers: Mapping[str, str], *, english: bool
) -> tuple[CheckQuestion, ...]:
    """The questions whose answers are still wanted: none once a rule is not met, and none that was answered, unless with a
    number that leaves it open."""
    verdict = decide(rules, person)
    if verdict.conflict or verdict.rules(False):
        return ()
    wanted = {
        attribute_of(leaf, rule): (rule, outcome)
        for rule, outcome in verdict.rules(None)
        for leaf in _next(rule.condition, rule, person)
        if leaf in outcome.missing
    }
    found = []
    for question in asked:
        if question.id not in wanted:
            continue
        if question.id not in answers:
            found.append(question)
        elif question.id in _NUMBERS and answers[question.id] != UNSURE_VALUE:
            rule, outcome = wanted[question.id]
            found.append(_more_exactly(question, rule, outcome.missing, person, english=english))
    return _ordered(found, rules, person)


def _next(condition: Condition, rule: Rule, person: Person) -> Iterator[Condition]:
    """The conditions that may be asked about now: of several that must all hold, one after the other."""
    for inner in condition.any_of:
        yield from _next(inner, rule, person)
    for inner in condition.all_of:
        if not judge(replace(rule, condition=inner), person).holds:
            yield from _next(inner, rule, person)
            return
    if not (condition.any_of or condition.all_of):
        yield condition


def _ordered(asked: Sequence[CheckQuestion], rules: Sequence[Rule], person: Person) -> tuple[CheckQuestion, ...]:
    """What decides most first, and of two that decide the same that of the earlier rule."""
    return tuple(sorted(asked, key=lambda question: -_decides(question, rules, person)))


def _more_exactly(
    question: CheckQuestion, rule: Rule, missing: Sequence[Condition], person: Person, *, english: bool
) -> CheckQuestion:
    """The same question once more, where its answer leaves two ages open ("91년생")."""
    age = person.age
    if question.id != "age" or age is None:
        return question
    options = question.options
    if age.high - age.low == 1:
        yes, no = ("Yes", "Not yet") if english else ("네, 지났어요", "아직 안 지났어요")
        options = tuple(
            Option(value=f"{years:g}", label=label, told=Person(age=Span(years, years)))
            for years, label in ((age.high, yes), (age.low, no))
        )
    return replace(question, text=rule_questions.question(rule, missing, person, english=english), options=options)


def _reply(case: Case, verdict: EligibilityVerdict) -> Reply:
    if not case.rules:
        draft = Draft(case.library, english=case.asked.english)
        draft.say(f"지원 자격은 제가 가진 자료에 적혀 있지 않아요. {ask_people(case.library)}",
                  f"Who may apply is not written in the materials I have. {ask_people(case.library, in_english=True)}")  # fmt: skip
        return draft.abstention("eligibility")
    return verdicts.tell(case, verdict) if case.person else verdicts.requirements(case)


def _word(verdict: EligibilityVerdict, reply: Reply) -> Literal["yes", "no", "unsure"]:
    """The verdict in a word; whatever is said with a reservation is unsure."""
    if verdict.verdict is Verdict.TO_CHECK or not isinstance(reply, Answer):
        return "unsure"
    return "yes" if verdict.verdict is Verdict.ELIGIBLE else "no"


def _span(said: str) -> Span | None:
    """A number, or two as bounds ("27", "27-28"), as programs write them."""
    if match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)(?:-(\d{1,3}(?:\.\d+)?))?", said):
        low, high = sorted((float(match[1]), float(match[2] or match[1])))
        return Span(low, high)
    return None
