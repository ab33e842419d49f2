"""What is known of an attribute that a rule asks about, and whether it is one of the words of that rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.places import is_region, region_of
from retrieval.homes import PROVINCES
from retrieval.person import Fact, Person
from retrieval.schooling import NONE
from retrieval.spans import Span

_GROWN = Span(18, 120)  # whoever attends or finished a university, or worked, is taken to be at least this old
_PUPILS = {"고등학생": Span(15, 19), "중학생": Span(12, 15)}
OUTSIDE = " 밖"
_CAPITAL = frozenset({"서울", "경기", "인천"})
IN_PLACES = frozenset({"residence", "school", "graduated_school"})
_SAME = (
    {"재직", "재직자", "직장인", "취업자", "근로자", "재직중"},
    {"미취업", "미취업자", "구직자", "구직", "구직중", "무직", "실업", "실업자", "취업준비생", "취준생"},
    {"경력자", "경력", "있음", "유"},
    {"없음", "신입", "무경력", "무"},
    {"외국", "외국인", "외국국적"},
    {"비전공", "비전공자"},
)
_UNSETTLED = frozenset({"프리랜서", "사업자", "아르바이트", "군 복무"})  # neither simply employed nor out of work
_CLOSED = frozenset({"level", "major", "nationality", "career", "employment", "study"})


def value_of(attribute: str, person: Person, *, registered: bool = False) -> Fact | None:
    """What is known of an attribute, told or following from what was told."""
    known = person.known()
    if attribute == "residence" and registered and person.registration:
        return person.registration
    if attribute in known:
        return known[attribute]
    finished = bool(
        person.study == "졸업" or person.graduated_school not in ("", NONE) or person.years_since_graduation
    )
    attends = person.study in ("재학", "휴학", "졸업예정", "졸업유예", "사이버대", "입학예정") or person.school not in (
        "",
        NONE,
    )
    match attribute:
        case "school" if person.level in _PUPILS or finished:
            return person.level or "졸업"
        case "graduated_school" if person.level in _PUPILS or attends:
            return person.level or "재학"
        case "age" if person.level in _PUPILS:
            return _PUPILS[person.level]
        case "age" if finished or attends or person.career == "경력자":
            return _GROWN
        case "career" if person.level in _PUPILS:
            return NONE
    return None


def among(value: str, wanted: Sequence[str], attribute: str, person: Person) -> bool | None:
    """Whether a value is one of the words of a rule. None where that cannot be told: "서울 밖" is not 서울, and may or
    may not be 경기."""
    if attribute in IN_PLACES:
        return _in_places(value, wanted, person.town if attribute == "residence" else "")
    words, said = {word.replace(" ", "") for word in wanted}, value.replace(" ", "")
    if said in words or any(group & words for group in _SAME if said in group):
        return True
    if said.removesuffix("아님") in words:
        return False
    if value in _UNSETTLED and any(group & words for group in _SAME[:2]):
        return None
    return False if attribute in _CLOSED or any(words & group for group in _SAME) else None


def _in_places(value: str, wanted: Sequence[str], town: str) -> bool | None:
    """The same for a region; a rule that names a town also looks at the town where it was told."""
    if value.endswith(OUTSIDE):
        regions = value.removesuffix(OUTSIDE).split("·")
        return False if all(region_of(word) in regions for word in wanted) else None
    if value == PROVINCES:
        return False if all(region_of(word) in _CAPITAL for word in wanted) else None
    unsure = False
    for word in wanted:
        region, bare = region_of(word) or word, re.sub(r"(특별|광역)?[시군구]$", "", word)
        if region != value:
            continue
        if word == region or is_region(word) or (town and bare == re.sub(r"[시군구]$", "", town)):
            return True
        unsure = unsure or not town
    return None if unsure else False
