"""`POST /api/chat/stream`: the order of events, their form, and people who leave."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.answers import Answer
from settings import Settings
from tests.serving import serving
from tests.webhooks.stand_ins import Failing, Saying, Waiting
from webhooks.app import create_app
from webhooks.chat import pieces


def events_of(text: str) -> list[tuple[str, Any]]:
    """(event, data) of each block, read as the standard says."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def test_the_stream_is_stage_then_tokens_then_the_answer_then_done(client: TestClient, reply: Answer) -> None:
    response = client.post("/api/chat/stream", json={"message": "수강료"})
    assert response.status_code == 200
    events = events_of(response.text)
    names = [name for name, _ in events]
    assert names == ["stage", *["token"] * (len(names) - 3), "answer", "done"]
    assert len(names) > 6
    assert "".join(data["text"] for name, data in events if name == "token") == reply.text
    answer = events[-2][1]
    assert answer["answer"] == reply.text
    whole = client.post("/api/chat", json={"message": "수강료", "conversation_id": answer["conversation_id"]}).json()
    assert {**answer, "message_id": ""} == {**whole, "message_id": ""}


def test_the_stream_is_not_buffered_and_not_cached(client: TestClient) -> None:
    headers = client.post("/api/chat/stream", json={"message": "수강료"}).headers
    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Accel-Buffering"] == "no"


def test_hangul_travels_as_utf_8(client: TestClient) -> None:
    content = client.post("/api/chat/stream", json={"message": "수강료"}).content
    assert "똠방각하 🌱".encode() in content
    assert b"\\u" not in content


def test_the_stage_arrives_while_the_assistant_still_thinks(settings: Settings, reply: Answer) -> None:
    waiting = Waiting(reply)
    with (
        serving(create_app(settings, waiting)) as url,
        httpx2.Client(timeout=10) as client,
        client.stream("POST", f"{url}/api/chat/stream", json={"message": "수강료"}) as response,
    ):
        lines: Iterator[str] = response.iter_lines()
        assert next(lines) == "event: stage"
        assert not waiting.asked
        waiting.released.set()
        assert [line for line in lines if line.startswith("event")][-1] == "event: done"


def test_an_error_inside_becomes_an_event_and_done_is_still_last(settings: Settings, reply: Answer) -> None:
    with capture_logs() as logs, TestClient(create_app(settings, Failing(reply))) as client:
        response = client.post("/api/chat/stream", json={"message": "안녕"})
    events = events_of(response.text)
    assert [name for name, _ in events] == ["stage", "error", "done"]
    assert events[1][1]["code"] == "internal"
    assert "물어봐 주세요" in events[1][1]["message"]
    assert "secret" not in response.text
    assert [entry["event"] for entry in logs] == ["stream.failed"]


def test_a_client_that_leaves_is_noticed_and_the_next_one_is_served(settings: Settings, reply: Answer) -> None:
    waiting = Waiting(reply)
    with (
        capture_logs() as logs,
        serving(create_app(settings, waiting)) as url,
        httpx2.Client(timeout=10) as client,
    ):
        with client.stream("POST", f"{url}/api/chat/stream", json={"message": "수강료"}) as response:
            lines = response.iter_lines()  # dropping the iterator would close the response
            assert next(lines) == "event: stage"
            assert waiting.thinking.wait(10)
        time.sleep(0.1)
        waiting.released.set()
        assert client.post(f"{url}/api/chat", json={"message": "수강료"}).status_code == 200
        seen = wait_for(lambda: any(entry["event"] == "stream.left" for entry in logs))
    assert seen, logs


def test_a_question_that_waits_for_its_turn_goes_with_who_asked_it(
    settings: Settings, reply: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # one turn at a time
    waiting = Waiting(reply)
    with capture_logs() as logs, serving(create_app(settings, waiting)) as url:
        address = httpx2.URL(url)
        first = threading.Thread(target=httpx2.post, args=(f"{url}/api/chat",), kwargs={"json": {"message": "먼저"}})
        first.start()
        assert waiting.thinking.wait(30)
        with socket.create_connection((address.host, address.port)) as connection:
            body = json.dumps({"message": "그다음"}).encode()
            head = (
                f"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            )
            connection.sendall(f"{head}\r\n\r\n".encode() + body)
            time.sleep(0.2)  # it has come to wait; who leaves earlier is not even heard
        assert wait_for(lambda: any(entry["event"] == "chat.left" for entry in logs))
        waiting.released.set()
        first.join()
        assert httpx2.post(f"{url}/api/chat", json={"message": "나중"}).status_code == 200
    assert [question.text for question in waiting.asked] == ["먼저", "나중"]


def test_two_people_are_answered_at_once_and_apart(settings: Settings, reply: Answer) -> None:
    saying = Saying(reply)
    with serving(create_app(settings, saying)) as url:
        names: list[str] = []

        def ask() -> None:
            with httpx2.Client(timeout=10) as client:
                for _ in range(5):
                    text = client.post(f"{url}/api/chat/stream", json={"message": "수강료"}).text
                    names.append(events_of(text)[-2][1]["conversation_id"])

        people = [threading.Thread(target=ask) for _ in range(4)]
        for person in people:
            person.start()
        for person in people:
            person.join()
    assert len(set(names)) == 20


@given(st.text())
def test_pieces_lose_nothing(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_pieces_end_where_words_end() -> None:
    assert list(pieces("네, 무료예요.\n- 교재비")) == ["네, ", "무료예요.\n", "- ", "교재비"]


def wait_for(condition: Any, seconds: float = 10) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
