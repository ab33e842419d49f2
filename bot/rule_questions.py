"""What is asked back when a rule wants to know more: one short question, and what people may answer to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.rule_wording import clause, places
from bot.rules import attribute_of, leaves, speaks_of_registration
from bot.wording import with_particle
from knowledge.records import Condition, Rule
from retrieval.person import Person
from retrieval.spans import Span


def question(rule: Rule, missing: Sequence[Condition], person: Person, *, english: bool = False) -> str:
    """One short question for what is missing; the rule's own words where nothing of it was told yet."""
    asked = {attribute_of(leaf, rule): leaf for leaf in missing}
    if "age" in asked and isinstance(person.age, Span):
        return _about_birthday(person.age, english=english)
    everything = len(asked) == len({attribute_of(leaf, rule) for leaf in leaves(rule.condition)})
    plain_years = set(asked) == {"years_since_graduation"} and person.years_since_graduation is not None
    if rule.ask and everything and not english and not plain_years and not person.study:
        return rule.ask
    pieces = [
        piece
        for attribute, leaf in asked.items()
        if (piece := _piece(attribute, leaf, rule, person, asked, english=english))
    ]
    pieces = list(dict.fromkeys(pieces))[:3]
    if not pieces:
        return (
            f"(Question in Korean) {rule.ask or clause(rule)}"
            if english
            else rule.ask or f"{clause(rule)}에 해당하시나요?"
        )
    return (" Or: " if english else " 아니면 ").join(pieces)


def about(attribute: str, rule: Rule, wanted: Sequence[Condition], *, english: bool = False) -> str:
    """The question about one attribute of a rule, of which nothing is known yet; `wanted` are all conditions on it."""
    alone = {attribute_of(leaf, rule) for leaf in leaves(rule.condition)} == {attribute}
    if alone and rule.ask and not english:
        return rule.ask
    words = tuple(dict.fromkeys(word for leaf in wanted for word in (*leaf.one_of, *leaf.none_of)))
    leaf = replace(wanted[0], one_of=words)
    if piece := _piece(attribute, leaf, rule, Person(), {attribute: leaf}, english=english):
        return piece
    return (
        f"(Question in Korean) {rule.ask or clause(rule)}"
        if english
        else f"{with_particle(attribute, '은/는')} 어떻게 되세요?"
    )


def _about_birthday(age: Span, *, english: bool) -> str:
    if age.loose and age.low == age.high:
        return "How old are you by the international count?" if english else "만 나이로는 몇 살이세요?"
    if age.high - age.low == 1:
        return "Have you had your birthday this year?" if english else "올해 생일이 지났나요?"
    return "How old are you (international age)?" if english else "만 나이로 정확히 몇 살이세요?"


def _piece(
    attribute: str, leaf: Condition, rule: Rule, person: Person, asked: dict[str, Condition], *, english: bool
) -> str:
    """The question about one attribute; empty where another one's question covers it."""
    words = places(leaf.one_of, english=english)
    years = asked.get("years_since_graduation")
    finished, attends = person.study == "졸업", person.study not in ("", "졸업")
    match attribute:
        case "residence" if words:
            registered = speaks_of_registration(rule)
            if english:
                return f"Do you live in {words}?"
            return f"주민등록 주소가 {words}인가요?" if registered else f"{words}에 사시나요?"
        case "school" if words:
            if attends:
                return f"Is your university in {words}?" if english else f"다니시는 대학이 {words}에 있나요?"
            if english:
                return f"Do you attend a university in {words}" + (
                    ", or did you graduate from one?" if "graduated_school" in asked else "?"
                )
            recent = f"거나 최근 {years.max:g}년 안에 졸업하셨" if years and years.max is not None else "거나 졸업하셨"
            return f"{words}에 있는 대학(원)에 다니시{recent if 'graduated_school' in asked else ''}나요?".replace(
                "다니시거나", "다니거나"
            )
        case "graduated_school" if words and "school" not in asked:
            if english:
                return f"Is the university you graduated from in {words}?"
            return f"졸업하신 대학이 {words}에 있나요?" if finished else f"{words}에 있는 대학(원)을 졸업하셨나요?"
        case "years_since_graduation" if "graduated_school" not in asked or len(asked) == 1:
            return "When (year and month) did you graduate?" if english else "몇 년 몇 월에 졸업하셨나요?"
        case "career" if words:
            return "Have you worked for a company?" if english else "회사에서 일한 경력이 있으신가요?"
        case "employment":
            return "Are you employed now?" if english else "지금 회사에 다니고 계신가요?"
        case "graduated_school" | "years_since_graduation":
            return ""
        case "age":
            return "How old are you?" if english else rule.ask or "만 나이가 어떻게 되세요?"
    if len(list(leaves(rule.condition))) == 1 and rule.ask and not english:
        return rule.ask
    if words and not english:
        return f"{attribute}: {words}에 해당하시나요?"
    return ""


def example_answers(rules: Sequence[Rule], *, known: Collection[str] = ()) -> tuple[str, ...]:
    """What a person may say to meet these rules, as buttons; nothing of the attributes that are known of them."""
    found = []
    for rule in rules:
        for leaf in leaves(rule.condition):
            words, attribute = leaf.one_of[0] if leaf.one_of else "", attribute_of(leaf, rule)
            match attribute:
                case _ if attribute in known:
                    continue
                case "residence" if words:
                    found.append(f"{words}에 살아요")
                case "school" if words:
                    found.append(f"{words}에 있는 대학에 다녀요")
                case "graduated_school" if words:
                    found.append(f"{words}에 있는 대학을 졸업했어요")
                case "career" if words:
                    found.append("회사에서 일한 경력이 있어요")
    return tuple(dict.fromkeys(found))[:3]
