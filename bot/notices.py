"""What is said to people who did not ask just now: news of the records they wait for, or were told of. Worded when it
is sent, from the records as they are then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot import course_lists, english, guard
from bot.answers import Abstention, Answer
from bot.changes import CLOSING, facts_of, stage_of, told
from bot.drafts import Draft
from bot.notifications import Notification
from bot.wording import nickname
from knowledge.passages import campus_label, title_of
from knowledge.records import Campus, Course, Library, Record
from knowledge.status import Phase

_Heading = Literal["open", "closing", "planned", "changed"]
_HEADINGS: dict[_Heading, tuple[str, str]] = {
    "open": ("**지금 지원할 수 있어요**", "**Open for applications now**"),
    "closing": ("**마감이 얼마 남지 않았어요**", "**Closing soon**"),
    "planned": ("**새 과정이 올라왔어요**", "**A new course**"),
    "changed": ("**알려 드린 내용이 바뀌었어요**", "**Something you may rely on has changed**"),
}
MOST = 5  # records in one message
_NIGHT = time(22)
_MORNING = time(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One record's news: under which heading, and what changed in it."""

    heading: _Heading
    record: Record
    changes: tuple[str, ...] = ()
    wanted: bool = True


def notice(
    news: Sequence[Notification], library: Library, now: datetime, *, in_english: bool, wanted: Callable[[Record], bool]
) -> Answer | None:
    """What one conversation is told of its news, in one message; None when nothing is left to tell, as after a deadline
    or when staff have taken a change back. `wanted` says whether somebody there still waits for news of a record."""
    by_record: defaultdict[str, list[Notification]] = defaultdict(list)
    for each in news:
        by_record[each.record].append(each)
    records = ((library.record(id), own) for id, own in by_record.items())
    items = [
        item for record, own in records
        if record and (item := _item(record, own, library, now, in_english=in_english, wanted=wanted(record)))
    ]  # fmt: skip
    if not items:
        return None
    draft = Draft(library, english=in_english)
    shown = sorted(items, key=lambda item: list(_HEADINGS).index(item.heading))[:MOST]
    for heading, (korean, in_other) in _HEADINGS.items():
        own_items = [item for item in shown if item.heading == heading]
        if own_items:
            draft.say(korean, in_other)
        for item in own_items:
            draft.say(_line(item.record, library, now, draft))
            for change in item.changes:
                draft.say(f"  - {change}", f"  - {change}")
    if len(items) > MOST:
        draft.say(f"이 밖에 {len(items) - MOST}개가 더 있어요.", f"And {len(items) - MOST} more.")
    if not any(item.wanted for item in items):
        draft.say("얼마 전에 물어보신 내용이라 한 번 알려 드려요.", "You asked about this lately, so I tell you once.")
    answer = draft.answer("catalog", suggestions=tuple(_next(shown, draft)))
    harmless = guard.harmless(answer, Abstention(text=""))
    return harmless if isinstance(harmless, Answer) else None


def too_late_in_the_morning(record: Record | None, now: datetime) -> bool:
    """Whether a course closes before people are up again."""
    if not isinstance(record, Course) or record.apply_end is None or now.tzinfo is None:
        return False
    morning = datetime.combine(now.date() + timedelta(days=now.time() >= _MORNING), _MORNING, now.tzinfo)
    return now < record.apply_end.closes(now.tzinfo) <= morning


def at_night(now: datetime) -> bool:
    """Whether people sleep at this instant of the academy's zone, or would like to."""
    return now.time() >= _NIGHT or now.time() < _MORNING


def _item(
    record: Record, own: Sequence[Notification], library: Library, now: datetime, *, in_english: bool, wanted: bool
) -> _Item | None:
    stage = stage_of(record, now)
    before = next((each.before for each in own if each.before is not None and (wanted or each.asked)), None)
    facts = facts_of(record, library)
    changes: tuple[str, ...] = ()
    if before and facts and stage != Phase.ENDED:
        changes = tuple(told(before, facts, record, now.date(), english=in_english))
    kinds = {each.kind for each in own} if wanted else set()
    heading: _Heading | None = "changed" if changes else None
    if stage in (Phase.OPEN, CLOSING) and kinds & {"new", "opened"}:
        heading = "open"
    elif stage == CLOSING and CLOSING in kinds:
        heading = "closing"
    elif stage in (Phase.UPCOMING, Phase.UNKNOWN) and "new" in kinds:
        heading = "planned"
    return _Item(heading=heading, record=record, changes=changes, wanted=wanted) if heading else None


def _line(record: Record, library: Library, now: datetime, draft: Draft) -> str:
    if isinstance(record, Course):
        return course_lists.line(record, library, now, draft)
    name = title_of(record)
    if isinstance(record, Campus):
        name = draft.either(campus_label(record), english.campus_name(record))
    return f"- **{name}** {draft.cite(record)}"


def _next(items: Sequence[_Item], draft: Draft) -> Iterator[str]:
    for course in [item.record for item in items if isinstance(item.record, Course)][:2]:
        yield draft.either(
            f"{nickname(course, draft.library)} 자세히", f"Tell me about the {english.nickname(course, draft.library)}"
        )
