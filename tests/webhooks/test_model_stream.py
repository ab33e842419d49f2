"""A language model's answer over the real web API: streamed as it passes, taken back when it breaks, ended when one leaves."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from bot.assistant import open_assistant
from settings import Settings
from tests.doubles.chat_server import ChatServer, Says, chat_server
from tests.serving import serving
from tests.webhooks.test_stream import events_of
from webhooks.app import create_app

ASKED = {"message": "수료하려면 출석을 얼마나 해야 하나요?"}
RIGHT = "출석률 80% 이상이어야 수료해요. [e1] 네 과정이 모두 같은 기준이에요. [e1]"


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[tuple[str, ChatServer]]:
    """A served app with a model, and the model's server."""
    with chat_server(Says(text=RIGHT)) as server:
        update = {"model": "scripted", "openai_base_url": server.url, "model_seconds": 20}
        changed = settings.model_copy(update=update)
        with open_assistant(changed) as assistant, serving(create_app(changed, assistant)) as url:
            yield url, server


@contextmanager
def asking(url: str) -> Iterator[httpx2.Response]:
    with (
        httpx2.Client(timeout=10) as client,
        client.stream("POST", f"{url}/api/chat/stream", json=ASKED) as response,
    ):
        yield response


def test_tokens_arrive_while_the_model_still_writes(served: tuple[str, ChatServer]) -> None:
    url, server = served
    server.script = [Says(text=RIGHT, silent_between=0.05)]
    with asking(url) as response:
        events = events_of(response.read().decode())
    tokens = [data["text"] for name, data in events if name == "token"]
    assert tokens == ["출석률 80% 이상이어야 수료해요. [1]", " 네 과정이 모두 같은 기준이에요. [1]"]
    answer = next(data for name, data in events if name == "answer")
    assert (answer["answer"], answer["engine"]) == ("".join(tokens), "model")
    assert [name for name, _ in events] == ["stage", "token", "token", "answer", "done"]


def test_what_was_said_is_taken_back_before_the_other_answer(served: tuple[str, ChatServer]) -> None:
    url, server = served
    server.script = [Says(text=RIGHT, finish=None)]
    with asking(url) as response:
        events = events_of(response.read().decode())
    stages = [index for index, (name, _) in enumerate(events) if name == "stage"]
    assert [events[index][1]["stage"] for index in stages] == ["searching", "rewriting"]
    answer = next(data for name, data in events if name == "answer")
    assert answer["engine"] == "passages"
    assert "".join(data["text"] for name, data in events[stages[-1] :] if name == "token") == answer["answer"]


def test_leaving_the_page_ends_the_models_work(served: tuple[str, ChatServer]) -> None:
    url, server = served
    server.asked.clear()
    server.left.clear()
    server.script = [Says(text=RIGHT, silent_before=30)]
    with asking(url) as response:
        lines = response.iter_lines()  # dropping the iterator would close the response
        assert next(lines) == "event: stage"
        assert server.asked.wait(5)
    assert server.left.wait(5)


def test_the_whole_answer_is_the_same_without_a_stream(served: tuple[str, ChatServer]) -> None:
    url, server = served
    server.script = [Says(text=RIGHT)]
    answer = httpx2.post(f"{url}/api/chat", json=ASKED).json()
    assert answer["engine"] == "model"
    assert answer["answer"] == "출석률 80% 이상이어야 수료해요. [1] 네 과정이 모두 같은 기준이에요. [1]"


def test_leaving_without_a_stream_ends_the_models_work_as_well(served: tuple[str, ChatServer]) -> None:
    url, server = served
    server.asked.clear()
    server.left.clear()
    server.script = [Says(text=RIGHT, silent_before=30)]
    address = httpx2.URL(url)
    with socket.create_connection((address.host, address.port)) as connection:
        body = json.dumps(ASKED).encode()
        head = f"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        connection.sendall(f"{head}\r\n\r\n".encode() + body)
        assert server.asked.wait(5)
    assert server.left.wait(5)
