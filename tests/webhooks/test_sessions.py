"""Anonymous sessions: made, carried on, over after a day, understood by every worker, and impossible to forge."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.answers import Answer
from bot.errors import StoreDown
from bot.store import ConversationStore
from settings import Settings
from tests.webhooks.stand_ins import Forgetful, Remembering, Saying
from webhooks.app import create_app
from webhooks.sessions import HEADER, LIFE, Sessions

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
ASK = {"message": "수강료 있어요?"}


@pytest.fixture
def token(client: TestClient) -> str:
    return str(client.post("/api/session", json={"session": None}).json()["session"])


def test_a_new_page_is_given_a_session_for_a_day(client: TestClient) -> None:
    body = client.post("/api/session", json={"session": None}).json()
    assert set(body) == {"session", "expires", "fresh"}
    assert body["fresh"] is True
    left = datetime.fromisoformat(body["expires"]) - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    assert re.fullmatch(r"[\w.-]+", body["session"])


def test_a_page_that_has_one_keeps_it(client: TestClient, token: str) -> None:
    again = client.post("/api/session", json={"session": token}).json()
    assert (again["session"], again["fresh"]) == (token, False)
    assert client.post("/api/session", json={}).json()["session"] != token


def test_the_conversation_is_the_sessions(client: TestClient, saying: Saying, token: str) -> None:
    for path in ("/api/chat", "/api/chat/stream"):
        assert client.post(path, json=ASK, headers={HEADER: token}).status_code == 200
    other = client.post("/api/session", json={}).json()["session"]
    client.post("/api/chat", json=ASK, headers={HEADER: other})
    client.post("/api/chat", json=ASK)
    first, second, third, without = [question.conversation for question in saying.asked]
    assert first == second
    assert len({first, third, without}) == 3
    assert all(conversation.startswith("web:") for conversation in (first, third, without))


def test_nobody_gets_into_a_sessions_conversation_by_its_name(client: TestClient, saying: Saying, token: str) -> None:
    name = client.post("/api/chat", json=ASK, headers={HEADER: token}).json()["conversation_id"]
    response = client.post("/api/chat", json={**ASK, "conversation_id": name})
    assert response.status_code == 422
    assert len(saying.asked) == 1


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
def test_a_question_cannot_name_a_conversation_beside_its_session(client: TestClient, token: str, path: str) -> None:
    response = client.post(path, json={**ASK, "conversation_id": "c" * 20}, headers={HEADER: token})
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_request"
    assert "세션" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/chat", ASK),
        ("POST", "/api/chat/stream", ASK),
        ("POST", "/api/feedback", {"message_id": "m1", "value": "up"}),
        ("GET", "/api/history", None),
        ("DELETE", "/api/history", None),
    ],
)
def test_a_session_that_is_over_or_forged_is_told_so(
    client: TestClient, saying: Saying, token: str, method: str, path: str, body: object
) -> None:
    over = Sessions().make(saying, now=datetime.now(UTC) - LIFE).token
    swapped = ".".join((*token.split(".")[:2], over.split(".")[2], token.split(".")[3]))
    for bad in ("", "x", over, swapped, token[:-1], f"{token}A", token.upper(), f"{token}, {token}", "s.." + "9" * 60):
        response = client.request(method, path, json=body, headers={HEADER: bad})
        assert response.status_code == 401, bad
        assert response.json()["error"]["code"] == "session_expired"
        assert any("가" <= letter <= "힣" for letter in response.json()["error"]["message"])
        fresh = client.post("/api/session", json={"session": bad}).json()
        assert fresh["fresh"] is True
        assert fresh["session"] != bad
    assert not saying.asked


def test_reading_needs_a_session(client: TestClient) -> None:
    for method in ("GET", "DELETE"):
        assert client.request(method, "/api/history").status_code == 401


def test_a_session_ends_after_its_day(saying: Saying) -> None:
    sessions = Sessions()
    token = sessions.make(saying, now=NOW).token
    assert sessions.read(token, saying, now=NOW + LIFE - timedelta(seconds=1)) is not None
    assert sessions.read(token, saying, now=NOW + LIFE) is None


def test_every_worker_understands_every_token(saying: Saying, settings: Settings, reply: Answer) -> None:
    with TestClient(create_app(settings, saying)) as one, TestClient(create_app(settings, Saying(reply))) as other:
        token = one.post("/api/session", json={}).json()["session"]
        assert other.post("/api/session", json={"session": token}).json()["fresh"] is False


def test_workers_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    stores = [ConversationStore.in_folder(tmp_path) for _ in range(4)]
    workers = [Remembering(Answer(text="네."), store) for store in stores]
    with ThreadPoolExecutor(len(workers)) as pool:
        keys = set(pool.map(lambda worker: worker.signing_key("session"), workers))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert workers[0].signing_key("another") != workers[0].signing_key("session")
    for store in stores:
        store.close()


def test_without_its_store_a_worker_signs_for_itself(settings: Settings, reply: Answer) -> None:
    with (
        TestClient(create_app(settings, Forgetful(reply))) as one,
        TestClient(create_app(settings, Forgetful(reply))) as other,
    ):
        token = one.post("/api/session", json={}).json()["session"]
        assert one.post("/api/chat", json=ASK, headers={HEADER: token}).status_code == 200
        assert other.post("/api/chat", json=ASK, headers={HEADER: token}).status_code == 401


def test_what_was_signed_without_the_store_holds_when_it_is_back(
    saying: Saying, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(name: str) -> bytes:
        raise StoreDown

    sessions = Sessions()
    with monkeypatch.context() as patch:
        patch.setattr(saying, "signing_key", down)
        early = sessions.make(saying, now=NOW).token
    later = sessions.make(saying, now=NOW).token
    assert sessions.read(early, saying, now=NOW) is not None
    assert Sessions().read(early, saying, now=NOW) is None
    assert Sessions().read(later, saying, now=NOW) is not None


def test_a_database_that_came_back_empty_gives_a_new_key(saying: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions()
    sessions.make(saying, now=NOW)
    monkeypatch.setattr(saying, "signing_key", lambda name: b"another key")
    elsewhere = Sessions().make(saying, now=NOW).token
    assert sessions.read(elsewhere, saying, now=NOW) is None
    monkeypatch.setattr(sessions, "_known_until", 0.0)
    assert sessions.read(elsewhere, saying, now=NOW) is not None


@pytest.fixture(scope="module")
def known() -> tuple[Sessions, Saying, str]:
    sessions, saying = Sessions(), Saying(Answer(text="네."))
    return sessions, saying, sessions.make(saying, now=NOW).token


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 200), letter=st.characters(exclude_categories=["Cs"]))
def test_a_token_with_any_letter_changed_is_nobodys(
    known: tuple[Sessions, Saying, str], place: int, letter: str
) -> None:
    sessions, saying, token = known
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        assert sessions.read(changed, saying, now=NOW) is None
    assert sessions.read(letter + token, saying, now=NOW) is None


@pytest.mark.parametrize("body", [{"session": 7}, {"session": ["x"]}, {"token": "x"}, [], "x"])
def test_a_bad_wish_for_a_session_is_refused(client: TestClient, body: object) -> None:
    assert client.post("/api/session", json=body).status_code == 422
