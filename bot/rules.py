"""Which rules are in force, and what they say of a person: 가능 · 불가 · 확인 필요, with the branch that decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.rule_values import IN_PLACES, among, value_of
from knowledge.conditions import attribute_named
from knowledge.records import Condition, Course, Library, Rule
from retrieval import korean
from retrieval.person import Person
from retrieval.spans import Span

YES, NO, UNSURE = "네", "아니요", "모름"
_ADULT = 18
_REGISTERED = re.compile(r"주민\s?등록|주소지|registered", re.IGNORECASE)
_NEGATED = re.compile(r"않|없|아니[신었]|안\s?(?:하|받|듣)|\bnot\b|n't\b")
_WH = re.compile(r"어떻게|몇|언제|어디|무엇|무슨|뭐|얼마|어느|what|when|where|which|how", re.IGNORECASE)


class Verdict(StrEnum):
    """What the rules say of a person."""

    ELIGIBLE = "가능"
    NOT_ELIGIBLE = "불가"
    TO_CHECK = "확인 필요"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one condition says: `holds` is None when it cannot be told. `branch` is the one of an `any_of` that decided,
    `missing` the leaves that want to know more, `doubts` the reasons why what was told may not count."""

    holds: bool | None
    branch: Condition | None = None
    missing: tuple[Condition, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityVerdict:
    """A verdict, with what every rule said of the person, in the order of the file."""

    verdict: Verdict
    outcomes: tuple[tuple[Rule, Outcome], ...] = ()
    conflict: tuple[Rule, ...] = field(default=())

    def rules(self, holds: bool | None) -> list[tuple[Rule, Outcome]]:
        """The rules that are met (True), not met (False) or open (None)."""
        return [(rule, outcome) for rule, outcome in self.outcomes if outcome.holds is holds]


def in_force(
    library: Library, today: date, courses: Sequence[str] = (), tracks: Sequence[str] = ()
) -> tuple[Rule, ...]:
    """The rules of this day for these courses and tracks (ids or names): for one attribute, a course's beats a track's
    beats everyone's."""
    named = [course for id in courses if isinstance(course := library.record(id), Course)]
    keys = {course.id for course in named} | {course.title for course in named}
    fields = {course.track for course in named} | set(tracks)
    fields |= {key for track in library.tracks if fields & {track.id, track.name} for key in (track.id, track.name)}
    best: dict[str, tuple[int, list[Rule]]] = {}
    for rule in library.rules:
        if not _on(rule, today):
            continue
        targets = set(rule.applies_to)
        rank = 2 if keys & targets else 1 if fields & targets else 0 if "all" in targets else -1
        attribute = attribute_named(rule.attribute)
        kept = best.get(attribute)
        if rank < 0 or (kept and kept[0] > rank):
            continue
        best[attribute] = (rank, [*kept[1], rule] if kept and kept[0] == rank else [rule])
    return tuple(rule for _, rules in best.values() for rule in rules)


def _on(rule: Rule, day: date) -> bool:
    return not (rule.effective_from and day < rule.effective_from) and not (
        rule.effective_until and day > rule.effective_until
    )


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions on one attribute that a condition is made of."""
    inner = (*condition.any_of, *condition.all_of)
    if not inner:
        yield condition
    for part in inner:
        yield from leaves(part)


def words_of_rules(library: Library) -> frozenset[str]:
    """The words that the rules themselves speak with."""
    texts = (f"{rule.name} {rule.clause} {rule.ask}" for rule in library.rules)
    return frozenset(noun for text in texts for noun in korean.nouns(text))


def attributes(rules: Sequence[Rule]) -> set[str]:
    """What the rules want to know of a person."""
    return {attribute_of(leaf, rule) for rule in rules for leaf in leaves(rule.condition)}


def attribute_of(leaf: Condition, rule: Rule) -> str:
    """The attribute of a leaf, by the name the code knows it under."""
    return attribute_named(leaf.attribute or rule.attribute)


def decide(rules: Sequence[Rule], person: Person) -> EligibilityVerdict:
    """Applies rules to a person. An age that was not told is no obstacle where the rest shows an adult."""
    outcomes = tuple((rule, judge(rule, person)) for rule in rules)
    if conflict := _conflict(outcomes):
        return EligibilityVerdict(verdict=Verdict.TO_CHECK, outcomes=outcomes, conflict=conflict)
    if any(outcome.holds is False for _, outcome in outcomes):
        return EligibilityVerdict(verdict=Verdict.NOT_ELIGIBLE, outcomes=outcomes)
    met = any(outcome.holds for _, outcome in outcomes)
    waiting = any(outcome.holds is None and not is_floor(rule, person) for rule, outcome in outcomes)
    sure = met and not waiting
    return EligibilityVerdict(verdict=Verdict.ELIGIBLE if sure else Verdict.TO_CHECK, outcomes=outcomes)


def _conflict(outcomes: Sequence[tuple[Rule, Outcome]]) -> tuple[Rule, ...]:
    """Rules in force on one day for one thing that say opposite things of the person."""
    for rule, outcome in outcomes:
        same = [
            (other, found)
            for other, found in outcomes
            if attribute_named(other.attribute) == attribute_named(rule.attribute)
        ]
        if outcome.holds is not None and any(found.holds is (not outcome.holds) for _, found in same):
            return tuple(other for other, found in same if found.holds is not None)
    return ()


def is_floor(rule: Rule, person: Person) -> bool:
    """Whether a rule only wants an age that every adult has, and the person told none."""
    condition = rule.condition
    floor = condition.min is not None and condition.max is None and condition.min <= _ADULT
    return attribute_named(rule.attribute) == "age" and floor and person.age is None


def judge(rule: Rule, person: Person) -> Outcome:
    """What one rule says of a person; what they answered to its question counts where nothing else decides."""
    outcome = _judge(rule.condition, rule, person)
    answered = dict(person.others).get(rule.id)
    if outcome.holds is None and answered in (YES, NO):
        said = answered == YES
        one = next(leaves(rule.condition))
        return Outcome(holds=(said is not excludes(one, rule.ask)), doubts=outcome.doubts if not said else ())
    return outcome


def excludes(leaf: Condition, ask: str) -> bool:
    """Whether "yes" to a question means that the condition does not hold: it asks for what is excluded."""
    return bool(leaf.none_of) and not leaf.one_of and not _NEGATED.search(ask)


def is_open_question(ask: str) -> bool:
    """Whether a question wants a value for an answer, not yes or no."""
    return bool(_WH.search(ask)) or not ask


def _judge(condition: Condition, rule: Rule, person: Person) -> Outcome:
    if condition.any_of:
        return _any(condition, rule, person)
    if condition.all_of:
        results = [_judge(inner, rule, person) for inner in condition.all_of]
        if any(result.holds is False for result in results):
            return Outcome(holds=False)
        if all(result.holds for result in results):
            return Outcome(holds=True, branch=condition)
        return _open(results)
    return _leaf(condition, rule, person)


def _any(condition: Condition, rule: Rule, person: Person) -> Outcome:
    results = [(inner, _judge(inner, rule, person)) for inner in condition.any_of]
    for inner, result in results:
        if result.holds:
            return Outcome(holds=True, branch=result.branch or inner)
    waiting = [(inner, result) for inner, result in results if result.holds is None]
    if not waiting:
        return Outcome(holds=False)
    begun = [
        result for inner, result in waiting if len(result.missing) < len(list(leaves(inner))) and not result.doubts
    ]
    close = [result for result in begun if result.missing]
    doubts = tuple(doubt for _, result in waiting for doubt in result.doubts)
    return Outcome(holds=None, missing=_open(close or [result for _, result in waiting]).missing, doubts=doubts)


def _open(results: Sequence[Outcome]) -> Outcome:
    return Outcome(holds=None, missing=tuple(leaf for result in results for leaf in result.missing if result.holds is None),
                   doubts=tuple(doubt for result in results for doubt in result.doubts))  # fmt: skip


def _leaf(leaf: Condition, rule: Rule, person: Person) -> Outcome:
    attribute = attribute_of(leaf, rule)
    value = value_of(attribute, person, registered=speaks_of_registration(rule))
    if value is None or value == UNSURE:
        return Outcome(holds=None, missing=(leaf,))
    if isinstance(value, Span):
        holds = value.within(leaf.min, leaf.max) if not (leaf.one_of or leaf.none_of) else None
        return Outcome(holds=holds, missing=() if holds is not None else (leaf,))
    if leaf.min is not None or leaf.max is not None:
        return _numbers(leaf, value, rule)
    if value in (YES, NO):
        return Outcome(holds=(value == YES) is not excludes(leaf, rule.ask))
    doubt = _doubt(attribute, rule, person)
    if leaf.one_of:
        found = among(value, leaf.one_of, attribute, person)
        if attribute == "residence" and doubt and person.registration:  # either of the two addresses may count
            found = found or among(person.registration, leaf.one_of, attribute, person)
        if found is None:
            return _unsure(attribute, value, leaf)
        return Outcome(holds=None, doubts=(doubt,)) if doubt and found else Outcome(holds=found)
    found = among(value, leaf.none_of, attribute, person)
    if found is None:
        return _unsure(attribute, value, leaf)
    return Outcome(holds=None, doubts=(doubt,)) if doubt and found else Outcome(holds=not found)


def _unsure(attribute: str, value: str, leaf: Condition) -> Outcome:
    """A value that may or may not be what the rule names: asked for where it is too vague, else said as it is."""
    if attribute in IN_PLACES:
        return Outcome(holds=None, missing=(leaf,))
    return Outcome(holds=None, doubts=(value,))


def _numbers(leaf: Condition, value: str, rule: Rule) -> Outcome:
    if value in (YES, NO):
        return Outcome(holds=value == YES)
    number = re.search(r"\d+(?:\.\d+)?", value)
    holds = Span(float(number.group()), float(number.group())).within(leaf.min, leaf.max) if number else None
    return Outcome(holds=holds, missing=() if holds is not None else (leaf,))


def speaks_of_registration(rule: Rule) -> bool:
    """Whether a rule looks at the registered address."""
    return bool(_REGISTERED.search(f"{rule.clause} {rule.ask} {rule.name}"))


def _doubt(attribute: str, rule: Rule, person: Person) -> str:
    if attribute != "residence":
        return person.doubt(attribute)
    if speaks_of_registration(rule):
        return "주민등록" if person.doubt("residence") and not person.registration else ""
    return "주민등록" if person.registration not in ("", person.residence) else ""
