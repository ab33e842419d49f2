"""Answers about events: when and where one takes place, and what is coming."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from bot import english
from bot.answers import Reply
from bot.drafts import Draft
from bot.wording import day, with_particle
from knowledge.records import Event, Library
from knowledge.status import Phase, event_days, event_status, written_span
from retrieval import lexicon
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

_WHEN_OR_WHERE = re.compile(
    r"언제|며칠|몇일|날짜|일정|몇시|어디(서|에서)|장소|열렸|열리|했(나|어|던)|발표|벌써|이미|끝났|when|where|date|held|place"
)
_COMING = re.compile(
    r"(다가오는|다음|앞으로|예정된|이번달|이번주|지금|곧|upcoming).{0,8}(행사|이벤트|설명회|박람회|특강|event)|"
    r"(행사|이벤트)(가|는|도)?(뭐|있|일정|목록)"
)
_EVENT_WORDS = frozenset(
    "앞 다음 행사 이벤트 설명회 박람회 특강 event events fair ceremony session upcoming coming job jobs career".split()
)
_NEXT = re.compile(
    r"다음(에|번|꺼|거|엔|에는|회차)?|앞으로|또(하|해|열|언제|있)|올해|예정|이번(에|달|주)|곧|next|upcoming|again|thisyear"
)
_PAST = re.compile(r"(했|였|렸|었|땠|된|한)(나|어|던|지|는|냐|니|음|거|게|$)")
_ONLY_A_SPAN = re.compile(r"\s*\d{4}년\s?(?:\d{1,2}월|[상하]반기)?\s*")
_ONLY_A_MONTH = re.compile(r"\d{1,2}\s?월")
_TO_COME = (Phase.UPCOMING, Phase.OPEN, Phase.RUNNING)
_MOST = 3


def about(asked: Understanding, library: Library, now: datetime) -> Reply | None:
    """What takes place when and where. None unless a question names an event and asks that, or asks what is coming."""
    if not library.events or (asked.campuses and not asked.events):
        return None
    if asked.says(_COMING) and not asked.events and len(set(asked.topics) - _EVENT_WORDS) == 0:
        return _coming(library, now, in_english=asked.english)
    if asked.english and not asked.events and asked.says(lexicon.EVENT_WORD) and asked.says(_WHEN_OR_WHERE):
        return _coming(library, now, in_english=True, unnamed=True)  # English words seldom name a Korean title
    events = [event for id in asked.events if isinstance(event := library.record(id), Event)]
    if events and _none_that_month(events, asked, now.date()):
        return _of_other_months(events, asked, library, now)
    if not events or not (asked.says(_WHEN_OR_WHERE) or asked.says(_NEXT)):
        return None
    return told(events, asked, library, now)


def _none_that_month(events: Sequence[Event], asked: Understanding, today: date) -> bool:
    """Whether a question asks for events of a month, and those that it names are known to be of others. Who asks in the
    past tense for a month to come ("12월 박람회 어땠어") means that of another year."""
    period, days = asked.period, [event_days(event) for event in events]
    if period is None or not period.is_month or (asked.says(_PAST) and period.start > today):
        return False
    return all(span and (span[1] < period.start or span[0] > period.end) for span in days)


def _of_other_months(events: Sequence[Event], asked: Understanding, library: Library, now: datetime) -> Reply:
    """That none is written for the month asked for, with its year, and when those that are written are or were."""
    assert asked.period is not None
    year, words = asked.period.start.year, asked.period.words
    draft = Draft(library, english=asked.english).worked_out(year)
    none = (
        f"{year}년에는 {words} 일정이"
        if _ONLY_A_MONTH.fullmatch(words)
        else f"{'그 달' if words.isascii() else words} 일정은"
    )
    draft.say(f"{none} 제가 가진 자료에 없어요. 자료에 있는 건 이래요.",
              f"For {year}, the materials I have tell of none in that month. What they tell of:")  # fmt: skip
    for event in sorted(events, key=_begins, reverse=True)[:_MOST]:
        draft.say(_line(event, asked, now, draft), _english_line(event, asked, now, draft))
    return draft.abstention(
        "catalog", suggestions=(draft.either("앞으로 열리는 행사 있어?", "Are there any upcoming events?"),)
    )


def told(events: Sequence[Event], asked: Understanding, library: Library, now: datetime) -> Reply:
    """When and where some events are or were. Where the next is asked for, those to come; that there is none, first."""
    draft = Draft(library, english=asked.english)
    next_one = asked.says(_NEXT) and not asked.says(_PAST)
    if next_one:
        coming = [event for event in events if event_status(event, now).phase in _TO_COME]
        if not coming:
            draft.say("앞으로 열릴 일정은 제가 가진 자료에 없어요. 자료에 있는 건 이래요.",
                      "The materials I have tell of none to come. What they tell of:")  # fmt: skip
        events = coming or sorted(events, key=_begins, reverse=True)[:1]
    else:
        events = [event for event in events if event.start is not None] or events
    for event in events[:_MOST]:
        draft.say(_line(event, asked, now, draft), _english_line(event, asked, now, draft))
    offer = draft.either("앞으로 열리는 행사 있어?", "Are there any upcoming events?")
    none = next_one and event_status(events[0], now).phase not in _TO_COME
    return (draft.abstention if none else draft.answer)("catalog", suggestions=(offer,))


def _begins(event: Event) -> date:
    """The day on which an event begins, the first of those written where that is not known."""
    days = event_days(event)
    return days[0] if days else date.min


def _line(event: Event, asked: Understanding, now: datetime, draft: Draft) -> str:
    parts = [f"{_when(event, now)} {draft.cite(event)}"]
    if event.venue:
        parts.append(f"장소는 {with_particle(event.venue, '이에요/예요')}.")
    if asked.asks(Aspect.AUDIENCE) and event.audience:
        parts.append(f"대상은 {with_particle(event.audience, '이에요/예요')}.")
    if asked.asks(Aspect.ORGANIZATIONS) and event.organizations:
        parts.append(f"참여: {', '.join(event.organizations)}.")
    elif event.description:
        parts.append(event.description)
    return " ".join(parts)


def _english_line(event: Event, asked: Understanding, now: datetime, draft: Draft) -> str:
    """The same in English; names and sentences of the record stay as they are written."""
    today, mark = now.date(), draft.cite(event)
    over = event_status(event, now).phase is Phase.ENDED
    if event.start is None:
        parts = [f"“{event.title}”: the record says “{event.when or 'no date'}”. {mark}"]
    elif event.end and event.end.day != event.start.day:
        span = f"from {day(event.start, today, english=True)} to {day(event.end, today, english=True)}"
        parts = [f"“{event.title}” {'took' if over else 'takes'} place {span}. {mark}"]
    else:
        parts = [
            f"“{event.title}” {'took' if over else 'takes'} place on {day(event.start, today, english=True)}. {mark}"
        ]
    for name, value in (
        ("Place", event.venue),
        ("For", event.audience if asked.asks(Aspect.AUDIENCE) else ""),
        ("Taking part", ", ".join(event.organizations) if asked.asks(Aspect.ORGANIZATIONS) else ""),
    ):
        if value:
            parts.append(f"{name}: {english.value(value)}.")
    return " ".join(parts)


def _when(event: Event, now: datetime) -> str:
    """When an event is or was, as a sentence in the tense of the clock."""
    if event.start is None:
        if _ONLY_A_SPAN.fullmatch(event.when) and written_span(event.when):
            over = event_status(event, now).phase is Phase.ENDED
            rest = "열렸어요." if over else "열린다고 적혀 있고, 날짜는 자료에 없어요."
            return f"{with_particle(event.title, '은/는')} {event.when.strip()}에 {rest}"
        return f"{event.title}의 일정은 '{event.when or '미정'}'이라고 적혀 있어요."
    today = now.date()
    over = event_status(event, now).phase is Phase.ENDED
    name = with_particle(event.title, "은/는")
    if event.end and event.end.day != event.start.day:
        return f"{name} {day(event.start, today)}부터 {day(event.end, today)}까지 {'열렸어요' if over else '열려요'}."
    return f"{name} {day(event.start, today)}에 {'열렸어요' if over else '열려요'}."


def _coming(library: Library, now: datetime, *, in_english: bool, unnamed: bool = False) -> Reply:
    draft = Draft(library, english=in_english)
    today = now.date()
    if unnamed:
        draft.say("그런 이름의 행사는 자료에서 찾지 못했어요.", "I found no event by that name.")
    coming = [event for event in library.events if event_status(event, now).phase in _TO_COME]
    coming.sort(key=_begins)
    if coming:
        draft.say(
            f"앞으로 열리는 행사는 {len(coming)}개예요.", f"{english.counted(len(coming), 'event')} coming up:"
        ).worked_out(len(coming))
        for event in coming[:5]:
            when = day(event.start, today, english=draft.english) if event.start else event.when
            draft.say(f"- **{event.title}** · {when} {draft.cite(event)}")
        return draft.abstention("catalog") if unnamed else draft.answer("catalog")
    draft.say("제가 가진 자료에는 앞으로 열릴 행사가 없어요.", "The materials I have tell of no event to come.")
    past = [event for event in library.events if event_status(event, now).phase is Phase.ENDED]
    if newest := max(past, key=_begins, default=None):
        on = day(newest.start, today, english=in_english) if newest.start else newest.when
        title = with_particle(newest.title, "이에요/예요")
        draft.say(
            f"가장 최근 행사는 {on}에 열린 {title}. {draft.cite(newest)}",
            f"The latest was “{newest.title}”, {'on ' if newest.start else ''}{english.value(on)}. {draft.cite(newest)}",
        )
    offers = (draft.either("누리집 주소 알려줘", "What is your website?"),)
    return (draft.abstention if unnamed else draft.answer)("catalog", suggestions=offers)
