"""`GET /api/cards` and `GET /api/calendar/{id}.ics`."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar


def test_a_card_has_exactly_the_published_shape(client: TestClient) -> None:
    map_of_mapo = f"https://map.kakao.com/link/search/{quote('서울 마포구 백범로 1')}"
    response = client.get("/api/cards", params={"id": ["ai-3", "mapo"]})
    assert response.status_code == 200
    assert response.json() == {
        "cards": [
            {
                "id": "ai-3",
                "kind": "course",
                "title": "AI 개발, 처음부터",
                "status": {"code": "closing", "label": "모집중 D-3"},
                "facts": [
                    {"label": "캠퍼스", "value": "마포 3기"},
                    {"label": "모집 기간", "value": "9월 1일(화) ~ 9월 23일(수)"},
                    {"label": "교육 기간", "value": "10월 5일(월) ~ 2027년 1월 29일(금)"},
                    {"label": "교육시간", "value": "09:00~18:00"},
                ],
                "links": [
                    {"rel": "apply", "label": "지원하러 가기", "url": "https://hanbit.example/ai-3"},
                    {"rel": "calendar", "label": "일정 저장", "url": "/api/calendar/ai-3.ics?locale=ko"},
                    {"rel": "map", "label": "지도", "url": map_of_mapo},
                    {"rel": "phone", "label": "전화", "url": "tel:021234567"},
                ],
            },
            {
                "id": "mapo",
                "kind": "campus",
                "title": "마포캠퍼스",
                "status": None,
                "facts": [
                    {"label": "주소", "value": "서울 마포구 백범로 1"},
                    {"label": "가까운 역", "value": "공덕역"},
                    {"label": "전화", "value": "02-123-4567"},
                ],
                "links": [
                    {"rel": "map", "label": "지도", "url": map_of_mapo},
                    {"rel": "phone", "label": "전화", "url": "tel:021234567"},
                    {"rel": "source", "label": "자세히 보기", "url": "https://hanbit.example/mapo"},
                ],
            },
        ]
    }


def test_what_is_no_card_is_left_out_and_the_order_is_that_of_the_question(client: TestClient) -> None:
    asked = ["nothing", "open day", "academy", "old", "open day", "없음"]
    assert [card["id"] for card in client.get("/api/cards", params={"id": asked}).json()["cards"]] == [
        "open day",
        "old",
    ]


def test_a_card_may_be_in_english_and_its_calendar_file_is_there(client: TestClient) -> None:
    (card,) = client.get("/api/cards", params={"id": "open day", "locale": "en"}).json()["cards"]
    assert card["status"] == {"code": "planned", "label": "Coming up · D-11"}
    assert card["facts"][0] == {"label": "When", "value": "October 1 14:00"}
    (saved,) = [link["url"] for link in card["links"] if link["rel"] == "calendar"]
    (event,) = Calendar.from_ical(client.get(saved).content).events
    assert "Dates may change" in event.description


@pytest.mark.parametrize("params", [{}, {"id": ["x"] * 13}, {"id": "x" * 201}, {"id": "x", "locale": "fr"}])
def test_a_bad_wish_for_cards_is_refused(client: TestClient, params: dict[str, str | list[str]]) -> None:
    response = client.get("/api/cards", params=params)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_request"


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
