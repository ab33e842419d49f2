"""Campuses near where a person lives: at the same station, in the same district, in one beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import english, intents
from bot.answers import Reply
from bot.drafts import Draft
from bot.wording import with_particle
from knowledge.neighbourhoods import Locality, bordering, localities_in
from knowledge.passages import campus_label
from knowledge.places import places_in, region_of
from knowledge.records import Campus, Library
from knowledge.romanization import romanized
from retrieval import korean
from retrieval.names import on_line
from retrieval.query import Understanding

_DISTRICT = re.compile(r"[가-힣]{1,4}[구군시](?=$|[\s,)/])")
_UNKNOWN = re.compile(r"(?<![가-힣])([가-힣]{1,6}\d?동)(?=\s?(?:에|사|살|근처|쪽|주변|거주|인데))")  # a neighbourhood
_FIRST, _BESIDE, _ALONE = 3, 2, 3  # campuses told in full: in the district itself, beside it, where it has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The campuses around a place, nearest relations first. `homes` are its districts, `region` where none of them
    is known ("부산")."""

    name: str
    homes: tuple[str, ...] = ()
    region: str = ""
    at: tuple[Campus, ...] = ()
    same: tuple[Campus, ...] = ()
    beside: tuple[Campus, ...] = ()

    def told(self, campus: Campus) -> tuple[str, str]:
        """How a campus lies to the place, in Korean and English, as a reason to go there."""
        where = "·".join(_districts(campus)) or campus.name
        name = english.campus_name(campus)
        if campus in self.at:
            return f"{self.name} 바로 가까이라서", f"the {name} is close to {self.name}"
        if campus in self.same:
            return f"같은 {where}에 있어서", f"the {name} is in the same district"
        if not self.homes:
            return f"같은 {self.region}에 있어서", f"the {name} is in the same region"
        return f"이웃한 {where}에 있어서", f"the {name} is in the next district"

    @property
    def names(self) -> tuple[str, ...]:
        """What may be named in an answer about it: its districts, its campuses, theirs."""
        districts = (district for campus in self.campuses for district in _districts(campus))
        return (*self.homes, *(campus.name for campus in self.campuses), *districts)

    @property
    def campuses(self) -> tuple[Campus, ...]:
        """All of them."""
        return (*self.at, *self.same, *self.beside)


def wished(asked: Understanding) -> bool:
    """Whether a campus near some place is wanted, not a point of a campus that is named."""
    if asked.says(intents.TROUBLE) or asked.says(intents.APPLYING):
        return False
    placed = bool(localities_in(asked.subject) or places_in(asked.subject))
    if asked.campuses and not placed:
        return False
    return _near(asked) or (placed and (asked.says(intents.LEARNING_WHERE) or _whether_there(asked)))


def _near(asked: Understanding) -> bool:
    return asked.says(intents.NEARBY) or asked.says(intents.LIVING_WHERE) or _only_a_place(asked)


def _whether_there(asked: Understanding) -> bool:
    """Whether a question wants to know if there is a campus at a place that none is called by ("부산에도 있어?")."""
    return not asked.campuses and bool(intents.THERE.search(korean.squeeze(asked.subject)))


def _only_a_place(asked: Understanding) -> bool:
    """Whether a message is a place and nothing else ("합정역이요"), and no campus is called by it."""
    places = localities_in(asked.subject)
    rest = re.sub(
        r"(이요|요|인데요?|이에요|예요|근처|쪽|살아요?|살아|사는데요?|살고있어요?|집은?|저는?|나는?|난)",
        "",
        asked.squeezed,
    )
    return len(places) == 1 and not asked.campuses and rest == korean.squeeze(places[0].name)


def answer(asked: Understanding, library: Library, listed: Sequence[str] = ()) -> Reply | None:
    """The campuses near the place a question names, among those `listed` before where it means these. None when it
    does not ask for that, asks back when it names no place."""
    if not library.campuses or not (asked.stations or wished(asked)):
        return None
    pool = [campus for campus in library.campuses if campus.id in listed] or list(library.campuses)
    if asked.stations and not localities_in(asked.subject):
        at = [campus for campus in pool if _at(campus, asked.stations)]
        at = at or [campus for campus in library.campuses if _at(campus, asked.stations)]
        if at:
            return _on_the_way(asked, at, library)
    if not asked.stations and not wished(asked):
        return None
    teaching = [campus for campus in pool if _wanted(campus, asked)]
    around = neighbourhood(asked, teaching, library) if teaching else None
    around = around if around and around.campuses else neighbourhood(asked, pool, library)
    if around is None:
        return _where(asked, library) if asked.stations or _near(asked) else None
    if not around.campuses:
        return _none_near(around, asked, library)
    return _told(around, asked, library)


def neighbourhood(asked: Understanding, pool: Sequence[Campus], library: Library) -> Neighbourhood | None:
    """What lies around the place a question names; None when it names none that is known."""
    places = localities_in(asked.subject)
    if places:
        return _around(places, pool, asked, library)
    towns = places_in(asked.subject)
    if not towns:
        return None
    name, region = towns[-1].name, towns[-1].region
    same = tuple(campus for campus in pool if name != region and name in f"{campus.district} {campus.address}")
    near = tuple(campus for campus in pool if campus not in same and _region(campus) == region)
    if name == region and near and {_region(campus) for campus in library.campuses} == {region}:
        return None  # all are there: which part of the city is what matters
    return Neighbourhood(name=name, region=region, same=same, beside=near)


def _around(
    places: Sequence[Locality], pool: Sequence[Campus], asked: Understanding, library: Library
) -> Neighbourhood:
    homes = tuple(dict.fromkeys(district for place in places for district in place.districts))
    around = list(dict.fromkeys(district for home in homes for district in bordering(home) if district not in homes))
    ours = [campus for campus in pool if _region(campus) in ("서울", None)]
    stations = {campus.id: re.sub(r"\([^)]*\)|\s", "", campus.station) for campus in ours}  # without their lines
    at = tuple(campus for campus in ours if any(place.name in stations[campus.id] for place in places))
    same = tuple(campus for campus in ours if campus not in at and set(_districts(campus)) & set(homes))
    beside = [(around.index(district), campus) for campus in ours if campus not in (*at, *same)
              for district in _districts(campus) if district in around]  # fmt: skip
    nearest = dict.fromkeys(campus for _, campus in sorted(beside, key=lambda pair: pair[0]))
    return Neighbourhood(
        name=", ".join(place.name for place in places), homes=homes, at=at, same=same, beside=tuple(nearest)
    )


def _districts(campus: Campus) -> tuple[str, ...]:
    return tuple(_DISTRICT.findall(campus.district.replace("/", " / ")) or _DISTRICT.findall(campus.address))


def _region(campus: Campus) -> str | None:
    return region_of(campus.address) or region_of(campus.district)


def _wanted(campus: Campus, asked: Understanding) -> list[str]:
    """The fields asked for that a campus teaches."""
    keys = {korean.squeeze(field) for field in asked.fields}
    return [field for field in campus.fields if korean.squeeze(field) in keys]


def _at(campus: Campus, stations: Sequence[str]) -> bool:
    """Whether a campus is at one of some stations, or on one of some lines."""
    text = f"{campus.station} {' '.join(campus.aliases)} {campus.note}".replace(" ", "")
    return any(
        on_line(campus.station, station) or (not station.endswith("호선") and station.removesuffix("역") in text)
        for station in stations
    )


def _on_the_way(asked: Understanding, found: Sequence[Campus], library: Library) -> Reply:
    """Campuses at a station or on a line of which no more is known."""
    draft = Draft(library, english=asked.english)
    draft.worked_out(*(campus.name for campus in found))
    where = ", ".join(asked.stations)
    names = ", ".join(campus_label(campus) for campus in found[:5])
    head = "에서 가기 좋은 곳은" if len(found) > 1 else "에서 가까운 곳은"
    draft.say(f"{where}{head} {with_particle(names, '이에요/예요')}.", f"Near {where}:")
    for campus in found[:5]:
        draft.say(_line(campus, draft, district=False))
    return draft.answer("catalog", suggestions=_next(found[0], draft))


def _line(campus: Campus, draft: Draft, *, district: bool = True) -> str:
    name = english.campus_name(campus) if draft.english else campus_label(campus)
    where = f" ({'·'.join(_districts(campus))})" if district and campus.district and not draft.english else ""
    station = english.value(campus.station) if draft.english else campus.station
    parts = [part for part in (station, campus.address) if part]
    return f"- **{name}**{where}: {' · '.join(parts)} {draft.cite(campus)}"


def _told(around: Neighbourhood, asked: Understanding, library: Library) -> Reply:
    draft = Draft(library, english=asked.english)
    draft.worked_out(*around.names)
    fields = [korean.squeeze(field) for campus in around.campuses for field in _wanted(campus, asked)]
    if asked.fields and not fields:
        draft.say(
            f"{around.name} 가까이에는 {with_particle(asked.fields[0], '을/를')} 교육분야로 둔 캠퍼스가 없어요.",
            f"Near {around.name}, no campus teaches {english.term(asked.fields[0], library)}.",
        )
    draft.say(*_head(around, teaching=bool(fields)))
    told = [*(*around.at, *around.same)[:_FIRST], *around.beside[: _BESIDE if around.at or around.same else _ALONE]]
    for campus in told:
        draft.say(_line(campus, draft))
        if wanted := _wanted(campus, asked):
            draft.lines[-1] += f" {draft.either('교육분야', 'teaches')}: " + (
                english.terms(wanted, library) if asked.english else ", ".join(wanted)
            )
    rest = [campus for campus in around.campuses if campus not in told]
    if rest:
        mark = draft.cite_table("캠퍼스 목록", rest)
        beside = "이웃한 구에는" if not around.region else "그 밖에는"
        draft.say(
            f"{beside} {', '.join(campus.name for campus in rest[:5])}도 있어요. {mark}",
            f"Also around: {', '.join(english.short_campus(campus) for campus in rest[:5])} {mark}",
        )
    draft.say(
        "자치구가 같거나 맞닿은 순서이고, 이동 시간은 자료에 없어요."
        if not around.region
        else "같은 지역에서 찾은 것이고, 이동 시간은 자료에 없어요.",
        "This goes by district, not by travel time, which is not written.",
    )
    return draft.answer("catalog", suggestions=_next(told[0], draft))


def _head(around: Neighbourhood, *, teaching: bool = False) -> tuple[str, str]:
    """The answer in one sentence, in Korean and English."""
    homes = "·".join(around.homes)
    if around.at:
        first = around.at[0]
        return (f"{around.name}에서 가장 가까운 곳은 {with_particle(campus_label(first), '이에요/예요')}.",
                f"The closest to {around.name} is the {english.campus_name(first)}.")  # fmt: skip
    if around.same:
        names = ", ".join(campus_label(campus) for campus in around.same[:_FIRST])
        stem = around.name.removesuffix("역").removesuffix("구")
        inside = not homes or stem in {home.removesuffix("구") for home in around.homes}
        place = f"{homes or around.name}에 있는" if inside else f"{with_particle(around.name, '이/가')} 있는 {homes}의"
        return (
            f"{place} {with_particle(names, '이/가')} 가까워요.",
            f"Nearest by district: {', '.join(english.campus_name(campus) for campus in around.same[:_FIRST])}.",
        )
    if around.region:
        return (
            f"{around.name}에는 없고, 같은 {around.region}에 있는 곳은 이래요.",
            f"In the same region as {around.name}:",
        )
    what, campus = ("그 분야를 가르치는 캠퍼스가", "such campus") if teaching else ("캠퍼스가", "campus")
    return (f"{homes}에는 {what} 없지만, 맞닿은 구에 있어요.",
            f"There is no {campus} in the district of {around.name}; these are in the districts beside it.")  # fmt: skip


def _none_near(around: Neighbourhood, asked: Understanding, library: Library) -> Reply:
    """Nothing is known around a place: where the campuses are, and what to say instead."""
    draft = Draft(library, english=asked.english)
    regions = {_region(campus) for campus in library.campuses}
    where = regions.pop() if len(regions) == 1 else None
    draft.say(
        f"{around.name} 근처에는 캠퍼스가 없어요.{f' 캠퍼스는 모두 {where}에 있어요.' if where else ''} "
        "다니기 편한 역이나 구를 알려주시면 가까운 캠퍼스를 찾아볼게요.",
        f"There is no campus near {around.name}. Tell me a station or a district that is easy for you to reach.",
    )
    may_apply = (draft.either("지원 자격 알려줘", "Who can apply?"),) if library.rules else ()
    return draft.clarification("catalog", suggestions=(*_examples(library, draft), *may_apply))


def _where(asked: Understanding, library: Library) -> Reply:
    """Asks where the person lives; says so where the station they named is not known."""
    draft = Draft(library, english=asked.english)
    if unknown := asked.stations or tuple(_UNKNOWN.findall(asked.repaired)):
        station = with_particle(", ".join(unknown), "이/가")
        draft.say(
            f"{station} 어느 구에 있는지 제가 알지 못해요. 구 이름을 알려주시면 가까운 캠퍼스를 찾아볼게요.",
            f"I don't know which district {', '.join(unknown)} is in. Tell me the district, and I'll look.",
        )
    else:
        draft.say(
            "어느 역이나 구에서 다니실 건가요? 알려주시면 가까운 캠퍼스를 찾아볼게요.",
            "Which station or district would you come from? Tell me, and I'll look for the campuses near it.",
        )
    return draft.clarification("catalog", suggestions=_examples(library, draft))


def _examples(library: Library, draft: Draft) -> tuple[str, ...]:
    districts = [district for campus in library.campuses for district in _districts(campus)]
    names = list(dict.fromkeys(districts))[:2]
    if draft.english:
        return tuple(f"Which campus is near {_latin_district(name)}?" for name in names)
    return tuple(f"{name}에서 가까운 캠퍼스" for name in names)


def _latin_district(name: str) -> str:
    """A district in Latin letters: "Jungnang-gu"."""
    return f"{romanized(name[:-1])}-gu" if name.endswith("구") and len(name) > 2 else romanized(name)


def _next(campus: Campus, draft: Draft) -> tuple[str, ...]:
    if draft.english:
        latin = english.latin(campus)
        return (f"Courses at the {latin} campus", f"What does the {latin} campus teach?")
    return (f"{campus.name} 과정 알려줘", f"{campus.name} 교육분야")
