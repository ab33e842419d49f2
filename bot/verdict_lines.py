"""Sentences that verdicts share, in Korean and English: the rule that is in force, the rules that are met, its sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot import rule_wording
from bot.answers import Abstention, Reply
from bot.drafts import Draft
from bot.rules import EligibilityVerdict, Outcome, attribute_of, attributes, leaves
from bot.wording import with_particle
from knowledge.records import Condition, Course, Library, Rule
from retrieval.person import Person
from retrieval.query import Understanding

CHECK_NOTICE = ("과정마다 조건이 더 붙을 수 있으니, 지원할 과정의 공고도 확인해 주세요.",
                "A course may add conditions of its own, so please check its notice, too.")  # fmt: skip
TO_REQUIREMENTS = ("지원 자격 알려줘",)


class Said(NamedTuple):
    """One sentence in both languages."""

    korean: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person's question: the rules in force for it, what is known, and what the texts say beside the rules.

    `gap` finds the known gap that the question touches beside the words given, `texts` answers another question from
    prose.
    """

    asked: Understanding
    person: Person
    rules: Sequence[Rule]
    library: Library
    today: date
    gap: Callable[[Collection[str]], Abstention | None]
    texts: Callable[[str], Reply]

    @property
    def capped(self) -> bool:
        """Whether a rule knows an upper age."""
        ages = (leaf for rule in self.rules for leaf in leaves(rule.condition) if attribute_of(leaf, rule) == "age")
        return any(leaf.max is not None for leaf in ages)

    @property
    def who(self) -> str:
        """The person as the topic of a Korean sentence, where it is not the one asking ("동생은 ")."""
        return f"{with_particle(self.person.whose, '은/는')} " if self.person.whose else ""

    @property
    def who_english(self) -> str:
        """The person as the subject of an English sentence."""
        return f"your {self.person.whose}" if self.person.whose else "you"


def say_together(draft: Draft, head: Said, lines: Iterable[Said]) -> None:
    """A paragraph: the verdict and what it rests on."""
    korean, english = zip(head, *lines, strict=True)
    draft.say(" ".join(korean), " ".join(english))


def upper(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def quoted(clause: str) -> str:
    """A clause as the end of a sentence: "'만 15세 이상'이에요"."""
    return f"'{clause}'{with_particle(clause, '이에요/예요').removeprefix(clause)}"


def dated(text: str, rule: Rule) -> str:
    """An English statement of a rule, with its date."""
    since = rule_wording.since(rule, english=True)
    return f"{text} ({since})" if since else text


def english_rule(rule: Rule) -> str:
    """A rule in English, worked out of its condition."""
    branches = rule.condition.any_of or (rule.condition,)
    return dated(upper("; or ".join(rule_wording.whom_english(rule, branch) for branch in branches)), rule)


def the_rule(rule: Rule, draft: Draft) -> Said:
    """The rule that is in force, cited."""
    mark = draft.cite(rule)
    korean = f"{rule_wording.since(rule)}적용되는 기준은 {quoted(rule_wording.clause(rule))}. {mark}"
    return Said(korean, f"The rule: {english_rule(rule)}. {mark}")


def met(case: Case, verdict: EligibilityVerdict, draft: Draft) -> list[Said]:
    """What each rule that is met rests on, the branch that decided first; at the end a floor of age that was not told."""
    ranked = sorted(verdict.outcomes, key=lambda pair: (pair[1].holds is not True, pair[1].branch is None))
    return [_met(rule, outcome, case.person, draft) for rule, outcome in ranked
            if outcome.holds or (outcome.holds is None and attribute_of(next(leaves(rule.condition)), rule) == "age")]  # fmt: skip


def _met(rule: Rule, outcome: Outcome, person: Person, draft: Draft) -> Said:
    if outcome.branch is not None:
        mark, people = draft.cite(rule), rule_wording.whom(rule, outcome.branch)
        korean = f"{rule_wording.since(rule)}{with_particle(people, '은/는')} {_away(rule, outcome.branch, person)}지원 대상이에요. {mark}"
        english = upper(rule_wording.whom_english(rule, outcome.branch)) + " are eligible"
        return Said(korean, f"{dated(english, rule)}. {mark}")
    if rule.condition.any_of:
        return the_rule(rule, draft)
    mark, clause, attribute = draft.cite(rule), rule_wording.clause(rule), attribute_of(rule.condition, rule)
    english = f"{upper(attribute)}: {english_rule(rule)}. {mark}"
    if attribute == "age" and "age" not in person.known():
        return Said(f"나이는 {with_particle(clause, '이면/면')} 돼요. {mark}", english)
    return Said(f"{_name(rule)} 조건({clause})도 맞아요. {mark}", english)


def _name(rule: Rule) -> str:
    return rule.name.split("(")[0]


def _away(rule: Rule, branch: Condition, person: Person) -> str:
    """That one need not live there, for someone who does not and is eligible in another way."""
    homes = [leaf for leaf in leaves(rule.condition) if attribute_of(leaf, rule) == "residence" and leaf.one_of]
    if not homes or homes[0] in tuple(leaves(branch)) or person.residence in ("", *homes[0].one_of):
        return ""
    return f"{rule_wording.places(homes[0].one_of)}에 살지 않아도 "


def told_and_met(case: Case, verdict: EligibilityVerdict, draft: Draft) -> list[Said]:
    """The rules that what was told meets, while others are open."""
    known = set(case.person.known())
    return [Said(f"{_name(rule)} 조건({rule_wording.clause(rule)})은 맞아요. {draft.cite(rule)}",
                 f"Met: {english_rule(rule)}. {draft.cite(rule)}")
            for rule, _ in verdict.rules(True) if attributes([rule]) & known]  # fmt: skip


def say_courses(case: Case, draft: Draft) -> None:
    """What the records of the courses named say of whom they are for."""
    for id in case.asked.courses[:2]:
        course = case.library.record(id)
        if not isinstance(course, Course):
            continue
        points = (("대상은", course.audience, "For"), ("선수지식은", course.prerequisites, "Prerequisites"))
        for name, text, english in points:
            if text:
                mark = draft.cite(course)
                draft.say(f"{course.title}의 {name} 이렇게 적혀 있어요: {text} {mark}",
                          f"{english} ({course.title}, in Korean): {text} {mark}")  # fmt: skip


def say_sources(rules: Iterable[tuple[Rule, Outcome]], draft: Draft) -> None:
    """The clauses that an English answer rests on, as they are written."""
    for rule, _ in rules if draft.english else ():
        draft.say(f"In Korean: “{rule.clause or rule.name}” {draft.cite(rule)}")
