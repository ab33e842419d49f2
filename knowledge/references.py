"""Names made into references: which id a record has, and which campus, track or course a cell means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from knowledge.columns import plain
from knowledge.drafts import Draft
from knowledge.problems import Problem, Severity
from knowledge.records import Moment
from knowledge.values import shown

_PLACE_WORDS = ("캠퍼스", "센터", "교육장", "campus")
_LONGEST_SLUG = 60


def slug(*parts: str) -> str:
    """A readable id made of texts: lower case, Hangul kept, everything else a hyphen."""
    joined = unicodedata.normalize("NFC", "-".join(part for part in parts if part)).casefold()
    made = re.sub(r"[^0-9a-z가-힣一-鿿]+", "-", joined).strip("-")
    return made[:_LONGEST_SLUG].rstrip("-") or "x"


class Names:
    """Finds the drafts a cell may mean by id, name or alias, whatever its case, spaces and "캠퍼스"."""

    def __init__(self, drafts: Iterable[Draft], *, name: str = "name") -> None:
        self._found: dict[str, list[Draft]] = {}
        self._written: dict[str, str] = {}
        for draft in drafts:
            id = draft.cells["id"].text if "id" in draft.cells else ""
            texts = (draft.get(name, ""), *draft.get("aliases", ()), draft.get("id", ""), id)
            for key in dict.fromkeys(_key(text) for text in texts if text):
                self._found.setdefault(key, []).append(draft)
                self._written.setdefault(key, draft.get(name, "") or key)

    def __bool__(self) -> bool:
        return bool(self._found)

    def find(self, text: str) -> list[Draft]:
        """Every draft the text may mean; an exact id means only one."""
        found = self._found.get(_key(text), [])
        exact = [draft for draft in found if "id" in draft.cells and draft.cells["id"].text == text]
        return exact or found

    def nearest(self, text: str) -> str:
        """The known name most like the text; "" when none is like it."""
        near = get_close_matches(_key(text), list(self._found), n=1, cutoff=0.5)
        return self._written.get(near[0], near[0]) if near else ""

    @property
    def some(self) -> str:
        """A few known names, for a problem's advice."""
        return ", ".join(list(dict.fromkeys(name for name in self._written.values() if name))[:5])


def _key(text: str) -> str:
    key = plain(text)
    for word in _PLACE_WORDS:
        key = key.removesuffix(word) or key
    return key


def give_ids(drafts: dict[str, list[Draft]], problems: list[Problem]) -> None:
    """Gives every draft without an id one made of its title, campus and cohort; two with one id are a problem."""
    campuses = Names(drafts["campuses"])
    seen: dict[str, Draft] = {}
    everything = [draft for own in drafts.values() for draft in own]
    for draft in everything:
        if "id" in draft.cells:
            if draft.get("id").isdigit() and draft.get("id") in seen and seen[draft.get("id")].table is not draft.table:
                draft.values["id"] = f"{draft.table.name}-{draft.get('id')}"  # a serial number, counted in each table
            _claim(draft, seen, problems)
    for draft in everything:
        if "id" not in draft.cells:
            id = _derived(draft, campuses)
            taken = id in seen and seen[id].table is not draft.table
            draft.values["id"] = slug(draft.table.name, id) if taken else id
            _claim(draft, seen, problems)


def _claim(draft: Draft, seen: dict[str, Draft], problems: list[Problem]) -> None:
    id = draft.get("id", "")
    first = seen.setdefault(id, draft)
    if first is draft:
        return
    there = first.problem("id", "", "").where
    if "id" in draft.cells:
        problems.append(
            draft.problem(
                "id", f"같은 번호(id)가 두 번 쓰였어요: {shown(id)} ({there})", "둘 중 하나의 번호를 바꿔 주세요"
            )
        )
    else:
        problems.append(
            draft.problem(
                "id",
                f"이름이 같은 {draft.table.label} 기록이 이미 있어요: {shown(_name(draft))} ({there})",
                "기수나 번호(id)를 적어 구별하거나 하나를 지워 주세요",
            )
        )


def _name(draft: Draft) -> str:
    parts = (draft.get(column, "") for column in ("title", "name", "canonical", "campus", "cohort"))
    return " ".join(part for part in parts if part)


def _derived(draft: Draft, campuses: Names) -> str:
    start = draft.get("start")
    name = draft.table.name
    if name == "courses":
        found = campuses.find(draft.get("campus", ""))
        campus = found[0].get("name", "") if found else draft.get("campus", "")
        return slug(draft.get("title", ""), campus.removesuffix("캠퍼스"), draft.get("cohort", ""))
    if name == "events":
        day = start.day.isoformat() if isinstance(start, Moment) else ""
        return slug(draft.get("title", ""), draft.get("campus", ""), day)
    if name == "eligibility":
        since = draft.get("effective_from")
        return slug("rule", draft.get("name", "") or draft.get("attribute", ""), since.isoformat() if since else "")
    if name == "glossary":
        return slug("term", draft.get("canonical", ""))
    if name == "academy":
        return "academy"
    return slug(draft.get("name", "").removesuffix("캠퍼스"))


def resolve(drafts: dict[str, list[Draft]], problems: list[Problem]) -> None:
    """Replaces what campus, track and applies_to cells say by the ids they mean."""
    campuses, tracks = Names(drafts["campuses"]), Names(drafts["tracks"])
    courses = Names(drafts["courses"], name="title")
    for draft in (*drafts["courses"], *drafts["events"]):
        if draft.get("campus") and campuses:
            _resolve_campus(draft, campuses, problems)
    for draft in drafts["courses"]:
        found = tracks.find(draft.get("track", ""))
        if len(found) == 1:
            draft.values["track"] = found[0].get("id")
    for draft in drafts["eligibility"]:
        _resolve_targets(draft, tracks, courses, problems)


def _resolve_campus(draft: Draft, campuses: Names, problems: list[Problem]) -> None:
    text = draft.get("campus")
    found = campuses.find(text)
    if len(found) == 1:
        draft.values["campus"] = found[0].get("id")
        return
    if found:
        ids = ", ".join(str(other.get("id")) for other in found)
        problems.append(
            draft.problem("campus", f"여러 캠퍼스를 뜻할 수 있어요: {shown(text)}", f"{ids} 가운데 하나로 적어 주세요")
        )
        return
    near = campuses.nearest(text)
    mend = (
        f"‘{near}’ 캠퍼스라면 그렇게 고치고, 새 캠퍼스라면 campuses에 먼저 적어 주세요"
        if near
        else (f"campuses에 있는 이름({campuses.some} …)으로 적거나 새 캠퍼스를 먼저 적어 주세요")
    )
    if draft.table.name == "events":
        mend += ". 캠퍼스 밖이나 온라인 행사면 비워 두고 장소(venue)에 적어 주세요"
    problems.append(draft.problem("campus", f"모르는 캠퍼스예요: {shown(text)}", mend))


def _resolve_targets(draft: Draft, tracks: Names, courses: Names, problems: list[Problem]) -> None:
    targets: Sequence[str] = draft.get("applies_to", ())
    resolved: list[str] = []
    for text in targets:
        found = courses.find(text) or tracks.find(text)
        if plain(text) in ("all", "전체", "모두", "모든과정"):
            resolved.append("all")
        elif len(found) == 1:
            resolved.append(found[0].get("id"))
        else:
            resolved.append(text)
            if not found and (tracks or courses):
                near = courses.nearest(text) or tracks.nearest(text)
                problems.append(
                    draft.problem(
                        "applies_to",
                        f"이 이름의 과정이나 분야가 없어 규칙이 쓰이지 않아요: {shown(text)}",
                        f"‘{near}’ 과정이나 분야를 뜻했는지 봐 주세요"
                        if near
                        else "과정이나 분야의 이름 또는 번호로 적어 주세요",
                        Severity.WARNING,
                    )
                )
    draft.values["applies_to"] = tuple(dict.fromkeys(resolved)) or ("all",)
