"""What a page shows of records beside an answer: their dates as a calendar file."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from bot.calendar_files import calendar_file
from webhooks.errors import Refusal, documented_beside_a_stream
from webhooks.opening import ReadyAssistant

router = APIRouter()

Id = Annotated[str, Path(max_length=200)]
Locale = Annotated[Literal["ko", "en"], Query()]

_NO_DATES = "저장할 수 있는 일정이 없어요."


class CalendarResponse(Response):
    """An iCalendar file."""

    media_type = "text/calendar"


@router.get(
    "/api/calendar/{id:path}.ics", response_class=CalendarResponse, responses=documented_beside_a_stream(404, 422, 503)
)
def calendar(id: Id, assistant: ReadyAssistant, locale: Locale = "ko") -> Response:
    """The dates of a course or an event, to be saved; 404 where no dates are known."""
    library, now = assistant.present()
    record = library.record(id)
    file = record and calendar_file(record, library, locale=locale, now=now)
    if not file:
        raise Refusal(404, "not_found", message=_NO_DATES)
    saved_as = f"attachment; filename=\"calendar.ics\"; filename*=UTF-8''{quote(id, safe='')}.ics"
    return CalendarResponse(file, headers={"Content-Disposition": saved_as})
