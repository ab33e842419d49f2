"""What a page shows of records beside an answer: cards, and their dates as a calendar file."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from bot.calendar_files import calendar_file
from bot.cards import Card, Cards
from webhooks.errors import Refusal, documented, documented_beside_a_stream
from webhooks.opening import ReadyAssistant

router = APIRouter()

_MOST = 12
_LONGEST = 200
_NO_DATES = "저장할 수 있는 일정이 없어요."

Id = Annotated[str, Path(max_length=_LONGEST)]
Ids = Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Query(alias="id", min_length=1, max_length=_MOST)]
Locale = Annotated[Literal["ko", "en"], Query()]


class CardList(BaseModel):
    """The cards of the records that there are, in the order asked for."""

    cards: list[Card]


class CalendarResponse(Response):
    """An iCalendar file."""

    media_type = "text/calendar"


@router.get("/api/cards", responses=documented(422, 503))
def cards(request: Request, assistant: ReadyAssistant, ids: Ids, locale: Locale = "ko") -> CardList:
    """Courses, campuses and events at a glance, as they stand now. What is none of them is left out."""
    library = assistant.library
    root = request.scope.get("root_path", "")

    def calendar_of(id: str) -> str:
        return f"{root}/api/calendar/{quote(id, safe='')}.ics?locale={locale}"

    makes = Cards(library, locale=locale, now=assistant.now(), calendar=calendar_of)
    records = [record for id in dict.fromkeys(ids) if (record := library.record(id))]
    return CardList(cards=[card for record in records if (card := makes.of(record))])


@router.get(
    "/api/calendar/{id:path}.ics",
    response_class=CalendarResponse,
    responses=documented_beside_a_stream(404, 422, 503),
)
def calendar(id: Id, assistant: ReadyAssistant, locale: Locale = "ko") -> Response:
    """The dates of a course or an event, to be saved; 404 where no dates are known."""
    library = assistant.library
    record = library.record(id)
    file = record and calendar_file(record, library, locale=locale, now=assistant.now())
    if not file:
        raise Refusal(404, "not_found", message=_NO_DATES)
    saved_as = f"attachment; filename=\"calendar.ics\"; filename*=UTF-8''{quote(id, safe='')}.ics"
    return CalendarResponse(file, headers={"Content-Disposition": saved_as})
