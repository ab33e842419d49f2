"""Where one is in the finder, as callback data: nothing is kept between two presses, so old keyboards go on working.

"c:l:mapo:AI:o:2" is the third page of what is open at Mapo in AI, "c:d:c1197:mapo:AI:o:2" a course opened from there.
The last four fields are always the choice and the page; the ids of courses stand before them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.course_finder import ANY, PHASES, QUESTIONS, Choice, CourseFinder, Question
from bot.telegram.ids import id_of, token_of
from knowledge.status import Phase

PREFIX = "c:"
LIST, DETAIL, PICK, COMPARE = "l", "d", "p", "v"
ASK: dict[Question, str] = dict(zip(QUESTIONS, "123", strict=True))  # what further choice is offered

_MOST = 64  # bytes of callback data. Source: Bot API, InlineKeyboardButton
_SHORT = 11  # bytes of an id here, so that three courses and a choice fit together
_LETTERS = dict(zip(PHASES, "ourcen", strict=True))
_PHASES: dict[str, Phase] = {letter: phase for phase, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the finder: what is shown, of which choice and page of it, and of which courses (ids). `lost` says that
    something of the choice is no longer in the knowledge, `gone` that a course is not."""

    view: str = LIST
    choice: Choice = ANY
    page: int = 0
    courses: tuple[str, ...] = ()
    lost: bool = False
    gone: bool = False

    def to(self, view: str, *courses: str) -> Spot:
        """Another view from here, of these courses."""
        return replace(self, view=view, courses=courses, lost=False, gone=False)


def code_of(spot: Spot) -> str:
    """The callback data of a spot. A choice for which there is no room left is left out."""
    courses = tuple(token_of(id, _SHORT) for id in spot.courses)
    choice = (token_of(spot.choice.campus, _SHORT) if spot.choice.campus else "",
              token_of(spot.choice.field, _SHORT) if spot.choice.field else "",
              _LETTERS[spot.choice.phase] if spot.choice.phase else "",
              str(spot.page) if spot.page else "")  # fmt: skip
    code = f"{PREFIX}{':'.join((spot.view, *courses, *choice))}"
    return code if len(code.encode()) <= _MOST else f"{PREFIX}{':'.join((spot.view, *courses, '', '', '', ''))}"


def spot_of(code: str, finder: CourseFinder) -> Spot | None:
    """The spot that callback data stands for in the present library; None for what is no such data."""
    fields = code.removeprefix(PREFIX).split(":")
    if len(fields) < 5:
        return None
    view, *courses, campus, field, letter, page = fields
    if (letter and letter not in _PHASES) or (page and not page.isdecimal()):
        return None
    found = [id_of(token, (course.id for course in finder.courses)) for token in courses]
    known_campus = id_of(campus, finder.campuses) if campus else ""
    known_field = id_of(field, finder.fields) if field else ""
    return Spot(
        view=view,
        choice=Choice(campus=known_campus or "", field=known_field or "", phase=_PHASES.get(letter)),
        page=int(page[:4] or 0),
        courses=tuple(id for id in found if id is not None),
        lost=known_campus is None or known_field is None,
        gone=None in found,
    )
