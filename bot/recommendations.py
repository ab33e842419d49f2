"""Which courses suit a person: chosen from fields, level, place, time and status, each with why, and what is not known.

Nothing is promised, and whether the person may apply is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import course_lists, english, intents
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.wishes import Wish, wish_of, wished
from bot.wording import day, nickname, place_of, sentences, short_title, with_particle
from knowledge.records import Course, Library
from knowledge.status import Phase, course_status
from retrieval import korean
from retrieval.names import Names
from retrieval.query import Understanding

_MOST = 3
_RECENT = 365  # days after which a course that closed is no use to someone who looks for one
_EVENING = 18  # o'clock
_CLOSED = 2  # the rank from which on a course takes no more applications
_HOUR = re.compile(r"(?P<half>오전|오후|저녁|밤)?\s?(?P<hour>\d{1,2})(?::\d{2}|시(?!간))")
_WEEKEND = re.compile(
    r"토요일|일요일|주말|[(·,~\s]토(?=$|[\s·,~)\d])|^토(?=[\s·,~)\d])|weekend|saturday", re.IGNORECASE
)
_AT_NIGHT = re.compile(r"야간|저녁|evening|night", re.IGNORECASE)
_ONLINE = re.compile(r"온라인|비대면|online|remote", re.IGNORECASE)
_FOR_BEGINNERS = re.compile(r"비전공|입문|초보|초급|기초부터|노베이스|beginner", re.IGNORECASE)
Reason = tuple[str, str]
"""Why a course suits, in Korean and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A course and why it suits, in Korean and English. `fits` says that field and time are those wished for."""

    course: Course
    reasons: tuple[Reason, ...]
    phase: Phase
    fits: bool = True
    close: bool = False
    beginner: bool = False

    @property
    def rank(self) -> int:
        """0 for what is open, 1 for what opens soon, 2 for what closed, 3 where no dates are known."""
        return {Phase.OPEN: 0, Phase.UPCOMING: 1, Phase.UNKNOWN: 3}.get(self.phase, 2)


def answer(asked: Understanding, library: Library, names: Names, now: datetime) -> Reply | None:
    """The courses that suit what a person told. None when no advice is wanted, or no course is known."""
    if not library.courses or not wished(asked):
        return None
    wish = wish_of(asked, library, names)
    if not _meant(wish, asked):
        return None
    choices = _choices(wish, library, now)
    if wish.timed:
        return _timed(wish, choices, asked, library, now)
    draft = Draft(library, english=asked.english).worked_out(*(wish.around.names if wish.around else ()))
    if wish.jobs:
        draft.say(
            "어느 과정이 취업이 잘되는지는 제가 가진 자료로 알 수 없어요. 과정별 취업률이 적혀 있지 않아요.",
            "Which course leads to jobs most often is not written in the materials I have.",
        )
    _say_choices(wish, choices, library, now, draft)
    _say_campuses(wish, library, draft)
    offers = _next(draft, wish, choices)
    if wish.jobs or (wish.unknown and wish.named):
        draft.say(ask_people(library), ask_people(library, in_english=True))
        return draft.abstention("catalog", suggestions=offers)
    return draft.answer("catalog", suggestions=offers)


def _meant(wish: Wish, asked: Understanding) -> bool:
    """Whether the advice wanted is on courses, not on what to eat."""
    if wish.field or wish.timed or (wish.unknown and not wish.named and asked.says(intents.LEARNING)):
        return True
    return asked.says(intents.RECOMMENDED) and (wish.told or wish.bare or asked.says(intents.LEARNING))


def _choices(wish: Wish, library: Library, now: datetime) -> list[Choice]:
    """Every course that is still of use, with why it fits, best first."""
    today, found = now.date(), []
    around = {campus.id: campus for campus in wish.around.campuses} if wish.around else {}
    for course in library.courses:
        phase = course_status(course, now).phase
        last = course.apply_end.day if course.apply_end else course.as_of
        if last is None or (today - last).days > _RECENT:
            continue
        field, time = _of_field(course, wish, library), _of_time(course, wish)
        level = _of_level(course, library) if wish.beginner else None
        place = around.get(course.campus)
        reasons = (field, time, level, wish.around.told(place) if wish.around and place else None)
        found.append(
            Choice(
                course=course,
                reasons=tuple(reason for reason in reasons if reason),
                phase=phase,
                fits=(field is not None or not wish.field) and (time is not None or not wish.timed),
                close=place is not None,
                beginner=level is not None,
            )
        )
    return sorted(found, key=_order)


def _order(choice: Choice) -> tuple[int, int, int]:
    """What can be applied for first; then what else suits; then the nearest deadline, or the latest that passed."""
    course = choice.course
    day_of = course.apply_start if choice.phase is Phase.UPCOMING else course.apply_end
    days = day_of.day.toordinal() if day_of else 0
    return choice.rank, -(choice.close + choice.beginner), days if choice.rank < _CLOSED else -days


def _of_field(course: Course, wish: Wish, library: Library) -> Reason | None:
    track = next((track.name for track in library.tracks if track.id == course.track), course.track)
    if track and korean.squeeze(track) in {korean.squeeze(field) for field in wish.fields}:
        return f"분야가 {with_particle(track, '이라서/라서')}", f"its field is {english.term(track, library)}"
    for word in wish.words:
        if spelled := word.in_title(course.title):
            alike = (
                ""
                if korean.squeeze(spelled) == korean.squeeze(word.said)
                else f"{_quoted(word.said, '과/와')} 같은 말인 "
            )
            return (
                f"과정명에 {alike}{_quoted(spelled, '이/가')} 있어서",
                f"its title names {english.term(spelled, library)}",
            )
        if word.in_title(" ".join(course.stack)):
            return f"{with_particle(word.said, '을/를')} 배워서", f"it teaches {english.term(word.said, library)}"
    for field in wish.fields:
        if course_lists.in_title(korean.squeeze(field), course.title):
            return f"과정명에 {_quoted(field, '이/가')} 있어서", f"its title names {english.term(field, library)}"
    return None


def _quoted(word: str, particles: str) -> str:
    return f"'{word}'{with_particle(word, particles).removeprefix(word)}"


def _of_time(course: Course, wish: Wish) -> Reason | None:
    if wish.online and _ONLINE.search(course.mode):
        return f"{course.mode} 과정이라서", f"it is taught: {english.value(course.mode)}"
    fits = (wish.evening and in_the_evening(course.schedule)) or (wish.weekend and _WEEKEND.search(course.schedule))
    if not fits:
        return None
    return (
        f"수업이 {with_particle(course.schedule, '이라서/라서')}",
        f"its classes are {english.value(course.schedule)}",
    )


def in_the_evening(schedule: str) -> bool:
    """Whether a schedule begins at six in the evening or later, or says that it is in the evening."""
    hours, half = [], ""
    for match in _HOUR.finditer(schedule):
        half = match["half"] or half  # "오후 7시~10시": both in the afternoon
        hour = int(match["hour"])
        hours.append(hour + 12 if half in ("오후", "저녁", "밤") and hour < 12 else hour)
    return min(hours) >= _EVENING if hours else bool(_AT_NIGHT.search(schedule))


def _of_level(course: Course, library: Library) -> Reason | None:
    """What the record says of beginners."""
    for text in (course.title, course.audience, course.prerequisites, course.note):
        for sentence in sentences(text):
            if _FOR_BEGINNERS.search(sentence):
                told = short_title(course, library) if text == course.title else sentence.rstrip(".")
                return f"'{told}'라고 적혀 있어서", f"its record says “{told}”"
    return None


def _say_choices(wish: Wish, choices: Sequence[Choice], library: Library, now: datetime, draft: Draft) -> None:
    """The courses themselves: those that fit, and where none of these is open, others that are."""
    open_ = [choice for choice in choices if choice.rank < _CLOSED]
    wanted = wish.field
    fits = [choice for choice in choices if choice.fits] if wanted else open_
    live = [choice for choice in fits if choice.rank < _CLOSED]
    if not wanted:
        _say_open(wish, open_, draft)
        shown = open_[:_MOST]
    elif live:
        draft.say(
            f"{_quoted(wish.subject, '과/와')} 맞는 과정 가운데 {_when(live)[0]} 건 {len(live)}개예요.",
            f"Matching {english.terms([word.said for word in wish.words[:2]], library)}, "
            f"{english.counted(len(live), 'course')} can be applied for {_when(live)[1]}.",
        ).worked_out(len(live))
        shown = live[:_MOST]
    else:
        about = english.terms([word.said for word in wish.words[:2]], library)
        draft.say(
            f"{_quoted(wish.subject, '과/와')} 맞는 과정 가운데 지금 모집 중인 건 자료에 없어요."
            + (" 가장 최근 과정은 이래요." if fits else ""),
            f"No course that matches {about} is open now." + (" The latest ones were these." if fits else ""),
        )
        shown = fits[: 2 if open_ else _MOST]
    if not shown and not open_:
        shown = [choice for choice in choices if choice.rank == _CLOSED][:1]
        if shown:
            draft.say("가장 최근에 마감된 과정은 이래요.", "The one that closed last was this.")
    for choice in shown:
        draft.say(_line(choice, library, now, draft))
    beginners = _for_beginners(wish, shown, choices)
    if beginners:
        draft.say(
            "입문자나 비전공자를 위한다고 적힌 과정은 이런 게 있었어요.", "This one was said to be for beginners."
        )
        draft.say(_line(beginners[0], library, now, draft))
        shown = [*shown, *beginners]
    others = [choice for choice in open_ if choice not in shown][: _MOST - len(shown)] if wanted and not live else []
    if others:
        draft.say("다른 분야라도 지금 지원할 수 있는 과정은 이래요.", "Of other fields, these can be applied for:")
        for choice in others:
            draft.say(_line(choice, library, now, draft))
    _say_unknown(wish, [*shown, *others], library, draft)


def _when(choices: Sequence[Choice]) -> tuple[str, str]:
    """When one can apply for some courses, in Korean and English."""
    if all(choice.phase is Phase.OPEN for choice in choices):
        return "지금 지원할 수 있는", "now"
    return "지금 지원할 수 있거나 곧 모집하는", "now or soon"


def _say_open(wish: Wish, open_: Sequence[Choice], draft: Draft) -> None:
    if wish.unknown:
        draft.say(
            f"{_quoted(wish.unknown, '과/와')} 바로 이어지는 분야는 자료에서 찾지 못했어요.",
            f"I found no field in the materials that goes with “{wish.unknown}”.",
        )
    if not open_:
        draft.say(
            "지금 지원할 수 있는 과정은 제가 가진 자료에 없어요.",
            "No course is open for applications in the materials I have.",
        )
        return
    if wish.beginner and not any(choice.beginner for choice in open_):
        draft.say(
            "입문자나 비전공자를 위한다고 적힌 과정 가운데 지금 지원할 수 있는 건 자료에 없어요.",
            "None of the courses that can be applied for is said to be for beginners.",
        )
    draft.say(
        f"{_when(open_)[0]} 과정은 {len(open_)}개예요.",
        f"You can apply for {english.counted(len(open_), 'course')} {_when(open_)[1]}.",
    ).worked_out(len(open_))


def _for_beginners(wish: Wish, shown: Sequence[Choice], choices: Sequence[Choice]) -> list[Choice]:
    """Where beginners ask and none of the courses speaks of them, the best that does."""
    if not wish.beginner or any(choice.beginner for choice in shown):
        return []
    return [choice for choice in choices if choice.beginner and choice.fits][:1]


def _line(choice: Choice, library: Library, now: datetime, draft: Draft) -> str:
    """One course with its reasons: what takes no more applications is labelled so."""
    course, today = choice.course, now.date()
    if choice.rank < _CLOSED:
        line = course_lists.line(course, library, now, draft)
    else:
        closed = draft.either("모집 날짜는 자료에 없음", "dates not written")
        if course.apply_end and choice.phase is not Phase.UNKNOWN:
            on = day(course.apply_end, today, english=draft.english)
            closed = draft.either(f"{on} 모집 마감됨", f"applications closed on {on}")
        where = english.place(course, library) if draft.english else place_of(course, library)
        line = " · ".join(part for part in (f"- **{short_title(course, library)}**", where, closed) if part)
        line = f"{line} {draft.cite(course)}"
    why = ", ".join(reason[1 if draft.english else 0] for reason in choice.reasons)
    return f"{line} – {why}" if why else line


def _say_unknown(wish: Wish, shown: Sequence[Choice], library: Library, draft: Draft) -> None:
    """What the records do not tell of these courses, and what would narrow the choice."""
    if wish.around and not any(choice.close for choice in shown):
        near = wish.around.campuses[:3]
        names = ", ".join(campus.name for campus in near)
        mark = f" {draft.cite_table('캠퍼스 목록', near)}" if near else ""
        draft.say(
            f"{wish.around.name} 가까이({names})에서 지금 지원할 수 있는 과정은 자료에 없어요.{mark}",
            f"Near {wish.around.name}, no course can be applied for now.{mark}",
        )
    if wish.beginner and not all(choice.beginner for choice in shown):
        draft.say(
            "난이도는 과정마다 적혀 있지 않으니, 처음이라면 지원하기 전에 캠퍼스에 물어보세요.",
            "How hard a course is, is not written for each; a beginner had better ask the campus first.",
        )
    if not (wish.field or wish.around or wish.jobs):
        draft.say(
            "관심 있는 분야나 사는 곳을 알려주시면 더 좁혀 드릴게요.",
            "Tell me a field you like or where you live, and I can narrow it down.",
        )


def _say_campuses(wish: Wish, library: Library, draft: Draft) -> None:
    """The campuses that teach the fields."""
    wanted = {korean.squeeze(field) for field in wish.fields}
    teaching = [campus for campus in library.campuses if wanted & {korean.squeeze(field) for field in campus.fields}]
    if not teaching:
        return
    draft.worked_out(*(campus.name for campus in teaching))
    mark = draft.cite_table("캠퍼스 목록", teaching)
    names = ", ".join(campus.name for campus in teaching)
    draft.say(
        f"이 분야를 가르치는 캠퍼스는 {with_particle(names, '이에요/예요')}. {mark}",
        f"Campuses that teach this field: {', '.join(english.short_campus(campus) for campus in teaching)} {mark}",
    )


def _timed(
    wish: Wish, choices: Sequence[Choice], asked: Understanding, library: Library, now: datetime
) -> Reply | None:
    """Courses at the time wished for. Where no record tells of one: that, and what is known of the others' times."""
    fits = [choice for choice in choices if choice.fits]
    draft = Draft(library, english=asked.english).worked_out(*(wish.around.names if wish.around else ()))
    what = (
        draft.either("온라인으로 한다고", "taught online") if wish.online
        else draft.either("저녁이나 주말에 한다고", "taught in the evening or at the weekend") if wish.evening
        else draft.either("주말에 한다고", "taught at the weekend")
    )  # fmt: skip
    if fits:
        draft.say(
            f"{what} 적힌 과정은 {len(fits)}개예요.", f"Said to be {what}: {english.counted(len(fits), 'course')}."
        ).worked_out(len(fits))
        for choice in fits[:_MOST]:
            draft.say(_line(choice, library, now, draft))
        draft.say("수업 시간이 적히지 않은 과정은 뺐어요.", "Courses whose times are not written are left out.")
        return draft.answer("catalog", suggestions=_next(draft, wish, fits))
    told = [choice for choice in choices if (choice.course.mode if wish.online else choice.course.schedule)]
    told = [choice for choice in told if choice.rank < _CLOSED] or told
    if not told and not asked.says(intents.RECOMMENDED):
        return None
    rest = " 시간을 확인할 수 있는 과정은 이래요." if told else ""
    draft.say(
        f"{what} 적힌 과정은 제가 가진 자료에 없어요.{rest}",
        f"No course is said to be {what} in the materials I have." + (" What is written of others:" if told else ""),
    )
    for choice in told[:_MOST]:
        time = choice.course.mode if wish.online else choice.course.schedule
        time = english.value(time) if draft.english else time
        draft.say(f"{_line(replace(choice, reasons=()), library, now, draft)} – {time}")
    draft.say(
        f"적혀 있지 않은 과정도 있으니 {ask_people(library)}",
        f"Not every course has it written. {ask_people(library, in_english=True)}",
    )
    return draft.abstention("catalog", suggestions=_next(draft, wish, told))


def _next(draft: Draft, wish: Wish, choices: Sequence[Choice]) -> tuple[str, ...]:
    """What to ask next: more of the first course, then what is open."""
    first = next((choice.course for choice in choices if choice.fits), None)
    more = [draft.either(f"{nickname(first, draft.library)} 자세히", f"Tell me about the {english.nickname(first, draft.library)}")
            ] if first else []  # fmt: skip
    return (*more, draft.either("지금 모집 중인 과정", "Which courses are open now?"),
            *([] if wish.around else [draft.either("가까운 캠퍼스 찾기", "Which campus is near me?")]))  # fmt: skip
