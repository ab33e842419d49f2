"""`POST /api/feedback`."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.answers import Answer
from settings import Settings
from tests.webhooks.stand_ins import Forgetful, Saying
from webhooks.app import create_app


def test_an_opinion_is_kept(client: TestClient, saying: Saying) -> None:
    response = client.post("/api/feedback", json={"message_id": "m1", "value": "down", "comment": "번호가 달라요"})
    assert response.status_code == 200
    assert response.json() == {"kept": True}
    client.post("/api/feedback", json={"message_id": "m1", "value": "up"})
    assert saying.told == [("m1", "down", "번호가 달라요"), ("m1", "up", "")]


def test_an_opinion_on_nothing_known_is_told_so(client: TestClient) -> None:
    response = client.post("/api/feedback", json={"message_id": "unknown", "value": "up"})
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_message"


def test_an_opinion_that_cannot_be_kept_now_may_come_again(settings: Settings, reply: Answer) -> None:
    with TestClient(create_app(settings, Forgetful(reply))) as client:
        response = client.post("/api/feedback", json={"message_id": "m1", "value": "up"})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "저장하지 못했어요" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message_id": "m1"},
        {"message_id": "m1", "value": "좋아요"},
        {"message_id": "m 1", "value": "up"},
        {"message_id": "", "value": "up"},
        {"message_id": 1, "value": "up"},
        {"message_id": "m1", "value": "up", "comment": "가" * 501},
        {"message_id": "m1", "value": "up", "comment": "\x00"},
        {"message_id": "m1", "value": "up", "stars": 5},
    ],
)
def test_a_bad_opinion_is_refused_in_readable_korean(client: TestClient, saying: Saying, body: object) -> None:
    response = client.post("/api/feedback", json=body)
    assert response.status_code == 422
    assert any("가" <= letter <= "힣" for letter in response.json()["error"]["message"])
    assert saying.told == []
