"""What people may answer to a question about one attribute of a rule: a value said, or one of a few to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.open_verdicts import ASKING_AGE, ELDER
from bot.rule_values import OUTSIDE
from bot.rules import NO, YES, is_open_question
from knowledge.places import is_region, region_of
from knowledge.records import Condition
from knowledge.romanization import romanized
from retrieval.ages import find_age
from retrieval.homes import ELSEWHERE, region_named
from retrieval.past_times import time_since
from retrieval.person import Person
from retrieval.schooling import NONE
from retrieval.spans import Span

READ = frozenset({"age", "residence", "registration", "school", "graduated_school", "years_since_graduation", "career",
                  "employment", "nationality", "major", "level", "study"})  # fmt: skip
"""Attributes that are read out of what people say without a rule's help."""

UNSURE_VALUE = "unsure"
_DAY = 0.003  # of a year
HIGHEST = 120  # years beyond which nothing is told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of a few answers: `value` is for programs, `label` for people, `told` what choosing it says of a person; nothing
    for "I don't know"."""

    value: str
    label: str
    told: Person


_Choice = tuple[str, str, str, Person]  # value, Korean label, English label, what it tells


def options(attribute: str, leaves: Sequence[Condition], ask: str, *, english: bool = False) -> tuple[Option, ...]:
    """The answers to choose from: what meets a condition first, what does not after it, at the end that one is not sure.
    Empty where only a number can be the answer. `ask` is the question that a rule asks of this attribute alone."""
    words = tuple(dict.fromkeys(word for leaf in leaves for word in (*leaf.one_of, *leaf.none_of)))
    match attribute:
        case "age":
            choices = list(_ages(leaves))
        case "years_since_graduation":
            choices = list(_years(leaves))
        case "residence" if words:
            choices = list(_homes(words))
        case "school" | "graduated_school" if words:
            choices = list(_schools(words, attended=attribute == "school"))
        case "career" if words:
            choices = _CAREERS
        case "employment" if words:
            choices = _EMPLOYMENTS
        case _:
            choices = list(_others(attribute, words, leaves, ask))
    if choices and attribute not in ("age", "residence"):
        choices = [*choices, (UNSURE_VALUE, "잘 모르겠어요", "I'm not sure", Person())]
    return tuple(
        Option(value=value, label=name if english else korean, told=told) for value, korean, name, told in choices
    )


_CAREERS: list[_Choice] = [
    ("yes", "회사에서 일한 적이 있어요", "I have worked for a company", Person(career="경력자")),
    ("part_time", "아르바이트만 해 봤어요", "Part-time jobs only",
     Person(career="경력자", doubts=(("career", "아르바이트"),))),
    ("no", "일한 적이 없어요", "I have never worked", Person(career=NONE)),
]  # fmt: skip
_EMPLOYMENTS: list[_Choice] = [
    ("employed", "회사에 다니고 있어요", "I am employed", Person(employment="재직")),
    ("freelance", "프리랜서로 일해요", "I am a freelancer", Person(employment="프리랜서")),
    ("business", "사업자등록이 있어요", "I am self-employed", Person(employment="사업자")),
    ("unemployed", "구직 중이거나 쉬고 있어요", "I have no job", Person(employment="미취업")),
]


def _ages(leaves: Sequence[Condition]) -> Iterator[_Choice]:
    """Bands of whole years between which the rules, or the caution about an unwritten upper limit, make a difference."""
    limits = {leaf.min for leaf in leaves if leaf.min is not None}
    highest = {leaf.max + 1 for leaf in leaves if leaf.max is not None}
    floor = max(limits, default=0)
    cuts = sorted(limits | (highest or {age for age in (ASKING_AGE, ELDER) if age > floor}))
    for low, high in zip([0, *cuts], [*(cut - 1 for cut in cuts), None], strict=True):
        span = Span(low, HIGHEST if high is None else high)
        if high is None:
            yield value_of(span), f"만 {low:g}세 이상", f"{low:g} or older", Person(age=span)
        elif not low:
            yield value_of(span), f"만 {high:g}세 이하", f"{high:g} or younger", Person(age=span)
        else:
            yield value_of(span), f"만 {low:g}~{high:g}세", f"{low:g} to {high:g}", Person(age=span)


def _years(leaves: Sequence[Condition]) -> Iterator[_Choice]:
    """The same for how long ago somebody graduated."""
    cuts = sorted({bound for leaf in leaves for bound in (leaf.min, leaf.max) if bound is not None})
    low = 0.0
    for cut in cuts:
        yield _since(Span(low, cut), f"졸업한 지 {cut:g}년이 안 됐어요", f"Less than {cut:g} years ago")
        low = cut + _DAY
    if cuts:
        yield _since(Span(low, HIGHEST), f"졸업한 지 {cuts[-1]:g}년이 넘었어요", f"More than {cuts[-1]:g} years ago")


def _since(span: Span, korean: str, english: str) -> _Choice:
    return value_of(span), korean, english, Person(years_since_graduation=span, study="졸업")


def _homes(words: Sequence[str]) -> Iterator[_Choice]:
    """Where somebody lives. People who moved out of their family's home are often still registered there."""
    for word in words:
        yield word, f"{word}에 살아요", f"I live in {romanized(word)}", _living_in(word)
    if len(words) == 1 and is_region(words[0]):
        away = Person(residence=words[0], registration=f"{words[0]}{OUTSIDE}")
        yield (
            "registered_elsewhere",
            "살고 있지만 주민등록은 다른 지역이에요",
            "I live there, but am registered elsewhere",
            away,
        )
    yield "no", "다른 지역에 살아요", "I live elsewhere", Person(residence=outside(words))


def _living_in(word: str) -> Person:
    return Person(residence=region_of(word) or word, town="" if is_region(word) else word)


def _schools(words: Sequence[str], *, attended: bool) -> Iterator[_Choice]:
    """The university somebody attends, or graduated from."""
    study, verb = ("재학", "다녀요") if attended else ("졸업", "졸업했어요")
    particle, english = ("에", "I attend one in") if attended else ("을", "I graduated from one in")

    def told(region: str) -> Person:
        return Person(school=region, study=study) if attended else Person(graduated_school=region, study=study)

    for word in words:
        yield (
            word,
            f"{word}에 있는 대학(원){particle} {verb}",
            f"{english} {romanized(word)}",
            told(region_of(word) or word),
        )
    if attended and len(words) == 1:
        away = Person(
            school=region_of(words[0]) or words[0], study="휴학", doubts=(("school", "휴학이거나 졸업 예정"),)
        )
        yield "on_leave", "다니지만 휴학 중이거나 졸업 예정이에요", "I do, but am on leave or about to graduate", away
    yield "other", f"다른 지역의 대학(원){particle} {verb}", f"{english} another region", told(outside(words))
    none = Person(school=NONE) if attended else Person(graduated_school=NONE)
    yield "no", "다니지 않아요" if attended else "졸업하지 않았어요", "No", none


def outside(words: Sequence[str]) -> str:
    """A place that is none of these."""
    regions = dict.fromkeys(map(region_of, words))
    return f"{'·'.join(filter(None, regions))}{OUTSIDE}" if all(map(is_region, words)) else ELSEWHERE


def _others(attribute: str, words: Sequence[str], leaves: Sequence[Condition], ask: str) -> Iterator[_Choice]:
    """Yes or no to a rule's own question, or its words; what is a number can only be named so where one rule knows it."""
    if words and (len(words) > 1 or not ask or is_open_question(ask)):
        for word in words:
            yield word, word, word, _other(attribute, word)
        yield "no", "해당하지 않아요", "None of these", _other(attribute, f"{words[0]} 아님")
    elif words:
        yield "yes", "네", "Yes", _other(attribute, YES)
        yield "no", "아니요", "No", _other(attribute, NO)
    elif len(leaves) == 1:
        low, high = leaves[0].min, leaves[0].max
        bounds = [f"{low:g} 이상" if low is not None else "", f"{high:g} 이하" if high is not None else ""]
        english = [f"at least {low:g}" if low is not None else "", f"at most {high:g}" if high is not None else ""]
        yield "yes", " ".join(filter(None, bounds)), " and ".join(filter(None, english)), _other(attribute, YES)
        yield "no", "그렇지 않아요", "No", _other(attribute, NO)


def _other(attribute: str, value: str) -> Person:
    return Person(others=((attribute, value),))


def value_of(span: Span) -> str:
    """A number, or two as bounds ("27", "27-28"), as programs write them."""
    low, high = (f"{round(bound, 3):g}" for bound in (span.low, span.high))
    return low if low == high else f"{low}-{high}"


def value_said(text: str, attributes: Sequence[str], leaves: Sequence[Condition], today: date) -> Person:
    """What a value said by itself ("27이요", "서울", "2023년 2월") tells of these attributes; nobody where it tells nothing."""
    bare = re.match(r"^\D{0,4}(\d{1,3}(?:\.\d+)?)\D{0,8}$", text)
    if "age" in attributes:
        if age := find_age(text, today):
            return Person(age=age)
        if bare and 5 <= float(bare.group(1)) < 100:
            return Person(age=Span(float(bare.group(1)), float(bare.group(1))))
        return Person()
    if "years_since_graduation" in attributes and (since := time_since(text, today)):
        return Person(years_since_graduation=since, study="졸업")
    if region := region_named(text) if region_of(text) and len(text) <= 12 else "":
        for attribute in ("residence", "school", "graduated_school"):
            if attribute in attributes:
                return _at(attribute, region)
    unknown = [attribute for attribute in attributes if attribute not in READ]
    if len(unknown) == 1 and len(attributes) == 1 and len(text) <= 20:
        if leaves[0].min is not None or leaves[0].max is not None:
            return Person(others=((unknown[0], bare.group(1)),)) if bare else Person()
        return Person(others=((unknown[0], re.sub(r"(이?에요|예요|이요|입니다|요)?[.!~]*$", "", text).strip()),))
    return Person()


def _at(attribute: str, region: str) -> Person:
    match attribute:
        case "residence":
            return Person(residence=region)
        case "school":
            return Person(school=region)
        case _:
            return Person(graduated_school=region)
