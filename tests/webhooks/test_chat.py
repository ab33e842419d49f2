"""`POST /api/chat`: the answer object, the conversation, and readable refusals."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from bot.answers import Abstention, Answer, Clarification, Greeting, Reply
from settings import Settings
from tests.webhooks.stand_ins import Failing, Saying, Waiting
from webhooks.app import create_app


def test_an_answer_has_exactly_the_published_shape(client: TestClient) -> None:
    response = client.post("/api/chat", json={"message": "수강료 있어요?"})
    assert response.status_code == 200
    body = response.json()
    assert len(body.pop("conversation_id")) >= 20
    assert body == {
        "message_id": "m1",
        "kind": "answer",
        "answer": "네, **무료**예요. [1]\n- 교재비는 따로예요\n\n똠방각하 🌱",
        "engine": "catalog",
        "language": "ko",
        "citations": [
            {"n": 1, "title": "수강료", "file": "faq.md", "record": "faq-1", "url": "https://hanbit.example/faq",
             "as_of": "2026-09-22"}
        ],
        "suggestions": ["교재비는 얼마예요?"],
        "contact": {"phone": "02-123-4567", "email": "hi@hanbit.example", "url": "https://hanbit.example"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Answer(text="네."), "answer"),
        (Abstention(text="자료에 없어요."), "abstention"),
        (Clarification(text="어느 캠퍼스요?"), "clarification"),
        (Greeting(text="안녕하세요."), "greeting"),
    ],
)
def test_every_kind_of_reply_is_named(client: TestClient, saying: Saying, reply: Reply, kind: str) -> None:
    saying.reply = reply
    assert client.post("/api/chat", json={"message": "음"}).json()["kind"] == kind


def test_the_server_names_a_new_conversation_and_carries_a_known_one_on(client: TestClient, saying: Saying) -> None:
    first = client.post("/api/chat", json={"message": "도봉 어디야", "conversation_id": None}).json()
    second = client.post(
        "/api/chat", json={"message": "전화는?", "conversation_id": first["conversation_id"], "locale": "ko"}
    ).json()
    other = client.post("/api/chat", json={"message": "전화는?"}).json()
    assert second["conversation_id"] == first["conversation_id"] != other["conversation_id"]
    assert [question.conversation for question in saying.asked] == [
        f"web:{turn['conversation_id']}" for turn in (first, second, other)
    ]
    assert saying.asked[1].locale == "ko"


@pytest.mark.parametrize(("text", "ascii"), [("가" * 1000, False), ("가" * 1000, True), ("🌱" * 1000, False)])
def test_a_thousand_characters_fit_as_clients_write_them(
    client: TestClient, saying: Saying, text: str, ascii: bool
) -> None:
    content = json.dumps({"message": text, "conversation_id": "c" * 64, "locale": "ko"}, ensure_ascii=ascii)
    response = client.post("/api/chat", content=content.encode(), headers={"Content-Type": "application/json"})
    assert response.status_code == 200, response.text
    assert saying.asked[-1].text == text


def test_a_body_of_more_than_8_kb_is_too_long(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    for size, status in ((8192, 200), (8193, 422)):
        content = b'{"message": "hi"}'.ljust(size)
        assert client.post("/api/chat", content=content, headers=headers).status_code == status
    response = client.post("/api/chat", content=json.dumps({"message": "🌱" * 1000}), headers=headers)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "too_long"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"message": ""}, "empty"),
        ({"message": " \n\t　"}, "empty"),
        ({"message": "가" * 1001}, "too_long"),
        ({"message": "가" * 10_000}, "too_long"),
        ({"message": "a" * 10_000}, "too_long"),
        ({"message": "안녕\x00"}, "invalid_text"),
        ({"message": None}, "invalid_request"),
        ({"message": 7}, "invalid_request"),
        ({"message": ["안녕"]}, "invalid_request"),
        ({}, "invalid_request"),
        ([], "invalid_request"),
        ("안녕", "invalid_request"),
        (None, "invalid_request"),
        ({"message": "안녕", "colour": "red"}, "invalid_request"),
        ({"message": "안녕", "conversation_id": "짧음"}, "invalid_request"),
        ({"message": "안녕", "conversation_id": "../../etc/passwd0000"}, "invalid_request"),
        ({"message": "안녕", "conversation_id": "a" * 65}, "invalid_request"),
        ({"message": "안녕", "conversation_id": 12345678901234567}, "invalid_request"),
        ({"message": "안녕", "locale": "fr"}, "invalid_request"),
    ],
)
@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream"])
def test_bad_input_is_refused_in_readable_korean(client: TestClient, path: str, body: object, code: str) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == code
    assert set(response.json()) == {"error"}
    assert set(response.json()["error"]) == {"code", "message"}
    assert any("가" <= letter <= "힣" for letter in response.json()["error"]["message"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "invalid_request"),
        (b"{", "invalid_json"),
        (b'{"message": "\xff\xfe"}', "invalid_json"),
        ('{"message": "안녕"}'.encode("cp949"), "invalid_json"),
        (b"[" * 5_000, "invalid_json"),
        (b'{"message": ' + b"9" * 5_000 + b"}", "invalid_json"),
        (rb'{"message": "\ud800"}', "invalid_text"),
        (rb'{"message": "\udc00 hi \ud83c"}', "invalid_text"),
        (rb'{"message": "hi", "\ud800": 1}', "invalid_text"),
        (b'{"message": NaN}', "invalid_request"),
    ],
)
def test_bytes_that_are_no_question_are_refused_in_readable_korean(
    client: TestClient, content: bytes, code: str
) -> None:
    response = client.post("/api/chat", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json()["error"]["code"] == code


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read_so_that_other_sites_cannot_post_forms(client: TestClient, content_type: str) -> None:
    response = client.post("/api/chat", content=b'{"message": "hi"}', headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert response.json()["error"]["code"] == "invalid_content_type"


# One client serves all examples; what a question does to the assistant is not at stake here.
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(), max_size=1100))
def test_any_text_is_answered_or_refused_and_never_breaks_the_server(client: TestClient, text: str) -> None:
    response = client.post(
        "/api/chat", content=json.dumps({"message": text}), headers={"Content-Type": "application/json"}
    )
    assert response.status_code in {200, 422}
    assert response.json()


def test_a_bug_is_told_as_a_sentence_without_its_details(settings: Settings, reply: Answer) -> None:
    with (
        capture_logs() as logs,
        TestClient(create_app(settings, Failing(reply)), raise_server_exceptions=False) as client,
    ):
        response = client.post("/api/chat", json={"message": "안녕"})
        figures = client.get("/metrics").text
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "secret" not in response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "saessak_turn_failures_total 1.0" in figures
    assert [entry["event"] for entry in logs] == ["request.failed"]


def test_a_turn_is_logged_with_ids_and_never_with_its_text(client: TestClient) -> None:
    with capture_logs() as logs:
        body = client.post("/api/chat", json={"message": "제 번호는 010-1234-5678"}).json()
    assert logs == [
        {"event": "turn.answered", "log_level": "info", "conversation": body["conversation_id"], "message": "m1",
         "kind": "answer", "engine": "catalog", "ms": 12}
    ]  # fmt: skip


def test_turns_are_counted_by_kind_and_engine(client: TestClient, saying: Saying) -> None:
    client.post("/api/chat", json={"message": "수강료"})
    client.post("/api/chat/stream", json={"message": "수강료"})
    saying.reply = Abstention(text="자료에 없어요.")
    client.post("/api/chat", json={"message": "날씨"})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }
    assert samples["saessak_turns_total", "answer", "catalog"] == 2
    assert samples["saessak_turns_total", "abstention", "passages"] == 1
    assert samples["saessak_turn_seconds_count",] == 3


def test_when_too_many_wait_the_next_is_asked_to_come_back(
    settings: Settings, reply: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhooks.chat._MOST_WAITING", 0)
    with TestClient(create_app(settings, Waiting(reply))) as client:
        response = client.post("/api/chat", json={"message": "안녕"})
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "busy"
    assert int(response.headers["Retry-After"]) > 0
