"""`GET /api/calendar/{id}.ics`."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar


def test_a_course_is_saved_into_a_calendar(client: TestClient) -> None:
    response = client.get("/api/calendar/ai-3.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith("filename*=UTF-8''ai-3.ics")
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    summaries = [entry.summary for entry in Calendar.from_ical(response.content).events]
    assert summaries == ["[모집 마감] 마포 3기 AI 개발, 처음부터", "[교육] 마포 3기 AI 개발, 처음부터"]


def test_an_id_with_a_space_and_another_language_are_heard(client: TestClient) -> None:
    response = client.get("/api/calendar/open%20day.ics", params={"locale": "en"})
    assert response.headers["Content-Disposition"].endswith("filename*=UTF-8''open%20day.ics")
    (event,) = Calendar.from_ical(response.content).events
    assert "Dates may change" in event.description


@pytest.mark.parametrize("id", ["nothing", "old", "mapo", "..%2F..%2Fetc%2Fpasswd", "없음"])
def test_what_has_no_dates_is_told_so(client: TestClient, id: str) -> None:
    response = client.get(f"/api/calendar/{id}.ics")
    assert response.status_code == 404
    assert response.json()["error"] == {"code": "not_found", "message": "저장할 수 있는 일정이 없어요."}
