"""The language model over real HTTP: in time, within its tokens, and honest about every way it can fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import pytest

from bot.adapters import chat_model_of
from bot.chat_model import ChatModel, ModelFailure, Patience
from bot.conversation import Listener
from bot.prompt import EvidenceText, Prompt, prompt_for
from errors import OperatorError
from settings import Settings
from tests.doubles.chat_server import ChatServer, Refuses, Says, Step, chat_server

TODAY = date(2026, 9, 20)
HELLO = Says(text="점심이 제공돼요. [e1]")


class Ledger:
    """Counts in memory."""

    def __init__(self) -> None:
        self.tokens = 0

    def spend(self, day: date, tokens: int) -> None:
        self.tokens += tokens

    def spent(self, day: date) -> int:
        return self.tokens


@pytest.fixture
def prompt() -> Prompt:
    return prompt_for(
        "점심 줘?", [EvidenceText(id="e1", title="점심", text="점심이 제공돼요.")], academy="학교", today=TODAY
    )


Opened = Callable[..., AbstractContextManager[tuple[ChatModel, ChatServer, Ledger]]]


@pytest.fixture
def opened() -> Opened:
    """A model with four seconds of patience, before a server that follows a script."""

    @contextmanager
    def open_(
        *script: Step, seconds: float = 4.0, tokens: int = 10**6
    ) -> Iterator[tuple[ChatModel, ChatServer, Ledger]]:
        ledger = Ledger()
        with chat_server(*script) as server:
            settings = Settings(_env_file=None, SAESSAK_MODEL="scripted", OPENAI_BASE_URL=server.url,
                                SAESSAK_MODEL_SECONDS=seconds, SAESSAK_DAILY_TOKENS=tokens)  # fmt: skip
            model = chat_model_of(settings, ledger)
            assert model is not None
            model.warm()
            try:
                yield model, server, ledger
            finally:
                model.close()

    return open_


def ask(model: ChatModel, prompt: Prompt, listener: Listener | None = None) -> str:
    return "".join(model.stream(prompt, today=TODAY, listener=listener or Listener()))


def failure(model: ChatModel, prompt: Prompt) -> str:
    with pytest.raises(ModelFailure) as failed:
        ask(model, prompt)
    return failed.value.reason


def test_the_text_comes_in_pieces_and_its_tokens_are_counted(opened: Opened, prompt: Prompt) -> None:
    with opened(HELLO) as (model, server, ledger):
        pieces = list(model.stream(prompt, today=TODAY, listener=Listener()))
    assert "".join(pieces) == "점심이 제공돼요. [e1]"
    assert len(pieces) > 2
    assert ledger.tokens > 0
    assert [message["role"] for message in server.requests[0]["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "before",
    [
        Refuses(status=429),
        Refuses(status=429, headers=(("retry-after", "1"),)),
        Refuses(status=500),
        Refuses(status=503),
    ],
)
def test_what_passes_is_tried_again(opened: Opened, prompt: Prompt, before: Refuses) -> None:
    with opened(before, HELLO) as (model, server, _):
        assert ask(model, prompt) == "점심이 제공돼요. [e1]"
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("step", "reason", "requests"),
    [
        (Refuses(status=500), "broken", 3),
        (Refuses(status=429), "busy", 3),
        (Refuses(status=429, headers=(("retry-after", "60"),)), "busy", 1),
        (Refuses(status=401), "refused", 1),
        (Refuses(status=404), "refused", 1),
        (Says(text="점심이 제공", finish=None), "cut", 1),
        (Says(text="점심이 제공", finish="length"), "cut", 1),
        (Says(text="점심이 제공돼요.", pieces=2, then="disconnect"), "cut", 1),
        (Says(text="점심이 제공돼요.", pieces=2, then="garbage"), "cut", 1),
    ],
)
def test_every_other_failure_is_one_at_once(
    opened: Opened, prompt: Prompt, step: Step, reason: str, requests: int
) -> None:
    with opened(step) as (model, server, _):
        assert failure(model, prompt) == reason
        assert len(server.requests) == requests


@pytest.mark.parametrize(
    "step",
    [
        Says(text="점심", silent_before=30),
        Says(text="점심이 제공돼요.", silent_between=30),
        Says(text="점심" * 99, silent_between=0.2),
    ],
)
def test_a_server_that_stalls_is_left_in_time(opened: Opened, prompt: Prompt, step: Says) -> None:
    with opened(step, seconds=1.0) as (model, server, _):
        began = time.perf_counter()
        assert failure(model, prompt) == "slow"
        assert time.perf_counter() - began < 3.0
        assert server.left.wait(3)


def test_a_dead_address_is_given_up_soon(opened: Opened, prompt: Prompt) -> None:
    with opened(HELLO) as (_, server, ledger):
        url = server.url
    settings = Settings(_env_file=None, SAESSAK_MODEL="x", OPENAI_BASE_URL=url, SAESSAK_MODEL_SECONDS=4)
    model = chat_model_of(settings, ledger)
    assert model is not None
    assert failure(model, prompt) == "unreachable"
    model.close()


def test_after_three_failures_nobody_waits(opened: Opened, prompt: Prompt) -> None:
    with opened(Refuses(status=500)) as (model, server, _):
        for _ in range(3):
            assert failure(model, prompt) == "broken"
        asked = len(server.requests)
        assert failure(model, prompt) == "resting"
        assert len(server.requests) == asked


def test_a_wrong_key_is_not_tried_with_every_question(opened: Opened, prompt: Prompt) -> None:
    with opened(Refuses(status=401)) as (model, server, _):
        assert failure(model, prompt) == "refused"
        assert failure(model, prompt) == "resting"
        assert len(server.requests) == 1


def test_when_the_days_tokens_are_gone_it_is_not_asked(opened: Opened, prompt: Prompt) -> None:
    with opened(HELLO, tokens=100) as (model, server, ledger):
        ask(model, prompt)
        assert ledger.tokens >= 100
        assert failure(model, prompt) == "ceiling"
        assert len(server.requests) == 1


def test_who_leaves_ends_the_request(opened: Opened, prompt: Prompt) -> None:
    with opened(Says(text="점심이 제공돼요.", silent_before=30)) as (model, server, _):
        listener = Listener()
        threading.Timer(0.3, listener.leave).start()
        with pytest.raises(ModelFailure, match="left"):
            ask(model, prompt, listener)
        assert server.left.wait(3)
        server.script = [HELLO]
        for _ in range(3):  # leaving is no failure of the model's
            assert ask(model, prompt)


def test_who_has_left_before_is_not_asked_for(opened: Opened, prompt: Prompt) -> None:
    with opened(Says(text="점심", silent_before=30)) as (model, _, _ledger):
        listener = Listener()
        listener.leave()
        with pytest.raises(ModelFailure, match="left"):
            ask(model, prompt, listener)


def test_many_ask_one_client_at_once(opened: Opened, prompt: Prompt) -> None:
    answers: list[str] = []
    with opened(Says(text="점심이 제공돼요.", silent_before=0.2)) as (model, _, _ledger):
        threads = [threading.Thread(target=lambda: answers.append(ask(model, prompt))) for _ in range(12)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.perf_counter() - began < 12 * 0.2
    assert answers == ["점심이 제공돼요."] * 12


def test_a_model_opened_after_another_was_closed_works(opened: Opened, prompt: Prompt) -> None:
    with opened(HELLO) as (model, server, ledger):
        assert ask(model, prompt)
        model.close()
        settings = Settings(
            _env_file=None, SAESSAK_MODEL="scripted", OPENAI_BASE_URL=server.url, SAESSAK_MODEL_SECONDS=4
        )
        again = chat_model_of(settings, ledger)
        assert again is not None
        assert ask(again, prompt) == "점심이 제공돼요. [e1]"
        again.close()


def test_patience_is_shared_out() -> None:
    assert Patience.of(20) == Patience(first=10, between=5, whole=20)


def test_a_provider_whose_package_is_missing_is_named() -> None:
    settings = Settings(_env_file=None, SAESSAK_MODEL="nowhere:model")
    with pytest.raises(OperatorError, match="langchain-nowhere"):
        chat_model_of(settings, Ledger())


def test_without_a_model_there_is_none() -> None:
    assert chat_model_of(Settings(_env_file=None), Ledger()) is None
