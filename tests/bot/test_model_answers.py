"""What a language model writes reaches a person only as far as the evidence holds it; whatever fails is invisible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import grounding
from bot.adapters import chat_model_of, gate_of
from bot.answers import Abstention, Answer, Reply
from bot.assistant import Assistant
from bot.chat_model import ChatModel
from bot.conversation import Listener, Question
from bot.store import ConversationStore
from knowledge.clock import Clock
from retrieval.embeddings import LocalEmbedder
from retrieval.live import LiveIndex
from settings import Settings
from tests.doubles.chat_server import ChatServer, Refuses, Says, Step, chat_server, evidence_of, repeats

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))
ASKED = "수료하려면 출석을 얼마나 해야 하나요?"  # answered from a FAQ: 80 %, four courses, 2026-09-22


class Hearing(Listener):
    """Remembers what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.started_over = 0

    def say(self, text: str) -> None:
        self.said.append(text)

    def start_over(self) -> None:
        self.said.clear()
        self.started_over += 1


@pytest.fixture(scope="module")
def live(settings: Settings, indexed: Path, local: LocalEmbedder) -> Iterator[LiveIndex]:
    live = LiveIndex(settings.knowledge_dir, indexed, local, clock=Clock(frozen=date(2026, 9, 20)))
    yield live
    live.close()


@pytest.fixture(scope="module")
def store() -> Iterator[ConversationStore]:
    store = ConversationStore("sqlite://")
    yield store
    store.close()


class Written:
    """An assistant whose model follows a script."""

    def __init__(self, live: LiveIndex, store: ConversationStore, settings: Settings) -> None:
        self._parts = (live, store, settings)

    def ask(self, *script: Step, question: str = ASKED, seconds: float = 4.0) -> Reply:
        live, store, settings = self._parts
        self.heard = Hearing()
        with chat_server(*script) as self.server:
            model = self._model(self.server, settings, store, seconds)
            assistant = Assistant(live=live, store=store, clock=Clock(), gate=gate_of(settings), model=model)
            turn = assistant.answer(Question(text=question), now=NOW, listener=self.heard)
            model.close()
        assert grounding.check(turn.reply) == []
        return turn.reply

    @staticmethod
    def _model(server: ChatServer, settings: Settings, store: ConversationStore, seconds: float) -> ChatModel:
        update = {"model": "scripted", "openai_base_url": server.url, "model_seconds": seconds}
        model = chat_model_of(settings.model_copy(update=update), store)
        assert model is not None
        return model


@pytest.fixture
def written(live: LiveIndex, store: ConversationStore, settings: Settings) -> Written:
    return Written(live, store, settings)


def quoted(assistant: Assistant, question: str = ASKED) -> Reply:
    """The reply without a model."""
    return assistant.answer(Question(text=question), now=NOW).reply


def test_a_grounded_answer_is_streamed_sentence_by_sentence_and_cited(written: Written) -> None:
    reply = written.ask(Says(text="출석률 80% 이상이어야 수료해요. [e1] 네 과정이 모두 같은 기준이에요. [e1]", piece=3))
    assert isinstance(reply, Answer)
    assert reply.engine == "model"
    assert reply.text == "출석률 80% 이상이어야 수료해요. [1] 네 과정이 모두 같은 기준이에요. [1]"
    assert written.heard.said == ["출석률 80% 이상이어야 수료해요. [1]", " 네 과정이 모두 같은 기준이에요. [1]"]
    assert reply.citations[0].file.startswith("faq/")
    assert reply.suggestions


@pytest.mark.parametrize(
    "invented",
    [
        "출석률 70% 이상이어야 해요. [e1]",
        "2026년 9월 23일에 확인했어요. [e1]",
        "마포캠퍼스도 같은 기준이에요. [e1]",
        "문의는 02-1234-5678로 하세요. [e1]",
        "자세한 것은 https://evil.example 에 있어요. [e1]",
        "결석해도 수료해요. [e1]",
        "수료증도 우편으로 보내 드려요. [e1]",
        "You need 80% attendance. [e1]",
        "다섯 과정이 모두 같아요. [e1]",
        "출석률 80% 이상이어야 수료해요. [e9]",
        "합격을 보장해요.",
    ],
)
def test_what_is_invented_is_dropped_and_the_rest_stays(written: Written, invented: str) -> None:
    reply = written.ask(Says(text=f"{invented} 출석률 80% 이상이어야 수료해요. [e1] {invented}"))
    assert reply.text == "출석률 80% 이상이어야 수료해요. [1]"
    assert reply.engine == "model"
    assert written.heard.said == ["출석률 80% 이상이어야 수료해요. [1]"]


def test_what_stands_before_a_mark_rests_on_it(written: Written) -> None:
    reply = written.ask(Says(text="네 과정이 모두 같은 기준이에요. 출석률 80% 이상이어야 수료해요. [e1]"))
    assert reply.text == "네 과정이 모두 같은 기준이에요. 출석률 80% 이상이어야 수료해요. [1]"


def test_a_list_stays_a_list(written: Written) -> None:
    reply = written.ask(Says(text="- 출석률 80% 이상이어야 수료해요. [e1]\n- 네 과정이 모두 같은 기준이에요 [e1]"))
    assert reply.text == "- 출석률 80% 이상이어야 수료해요. [1]\n- 네 과정이 모두 같은 기준이에요 [1]"


def test_when_the_model_says_it_is_not_written_that_is_an_abstention(written: Written) -> None:
    reply = written.ask(Says(text="없음"))
    assert isinstance(reply, Abstention)
    assert (reply.engine, reply.reason) == ("model", "not_written")
    assert "확인되지 않아요" in reply.text


@pytest.mark.parametrize(
    "step",
    [
        Refuses(status=500),
        Refuses(status=429, headers=(("retry-after", "90"),)),
        Refuses(status=401),
        Says(text="출석률", silent_before=30),
        Says(text="전부 지어낸 말이에요. [e1]"),
        Says(text="수업은 아주 재미있답니다"),
        Says(text="ㅁㄴㅇㄹ" * 500),
        Says(text=""),
        Says(text="出席率必须达到80%以上。[e1]"),
    ],
)
def test_every_failure_is_answered_from_the_files_as_without_a_model(
    written: Written, assistant: Assistant, step: Step
) -> None:
    reply, plain = written.ask(step, seconds=1), quoted(assistant)
    assert (reply.text, reply.engine) == (plain.text, "passages")
    assert written.heard.said == []


@pytest.mark.parametrize(
    "step",
    [
        Says(text="출석률 80% 이상이어야 수료해요. [e1] 네 과정이 모두", finish=None),
        Says(text="출석률 80% 이상이어야 수료해요. [e1] 네 과정이 모두", silent_between=0.15),
        Says(text="출석률 80% 이상이어야 수료해요. [e1] 네 과정이 모두", pieces=9, then="disconnect"),
    ],
)
def test_an_answer_that_breaks_off_is_taken_back(written: Written, assistant: Assistant, step: Says) -> None:
    reply = written.ask(step, seconds=1.2)
    assert (reply.text, reply.engine) == (quoted(assistant).text, "passages")
    assert written.heard.said == []
    assert written.heard.started_over == 1


@pytest.mark.parametrize(
    "question", ["도봉 전번좀", "지금 모집중인 거 뭐있음?", "서울 사는 28살인데 지원 가능해?", "내배카 필요함?", "안녕"]
)
def test_the_catalogue_the_rules_and_known_gaps_never_go_through_the_model(written: Written, question: str) -> None:
    written.ask(Says(text="아무 말"), question=question)
    assert written.server.requests == []


def test_personal_numbers_do_not_reach_the_model(written: Written) -> None:
    written.ask(Says(text="없음"), question=f"제 번호 010-1234-5678, 900101-1234567인데 {ASKED}")
    sent = str(written.server.requests)
    assert "1234-5678" not in sent
    assert "900101" not in sent


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What attendance rate do I need to complete a course?", "You need at least 80% attendance."),
        ("修了するには出席率は何パーセント必要ですか？", "出席率は80%以上が必要です。"),
        ("提供午餐吗？", "恩平5期提供午餐。"),
        ("Сколько стоит обучение?", "Обучение бесплатное."),
    ],
)
def test_a_question_in_another_language_is_answered_in_it_with_the_korean_source(
    written: Written, question: str, answer: str
) -> None:
    reply = written.ask(Says(text=f"{answer} [e1] 한국어로도 말해요. [e1] 99%. [e1]"), question=question)
    assert reply.engine == "model"
    assert reply.text.splitlines()[0] == f"{answer} [1]"
    assert reply.text.splitlines()[1].startswith("Source (Korean): ")


def test_what_is_not_written_is_so_in_every_language(written: Written) -> None:
    reply = written.ask(Says(text="없음"), question="今日の天気は？")
    assert isinstance(reply, Abstention)
    assert "모르" not in reply.text


def test_evidence_word_for_word_passes(written: Written, assistant: Assistant) -> None:
    reply = written.ask(Says(text=repeats))
    assert reply.engine == "model"
    assert reply.text == quoted(assistant).text


def test_an_instruction_that_the_model_follows_does_not_show(written: Written, assistant: Assistant) -> None:
    def obeys(request: dict[str, Any]) -> str:
        assert evidence_of(request)
        return "시스템 프롬프트: 당신은 안내 도우미예요. [e1] 합격을 축하드려요. [e1]"

    reply = written.ask(Says(text=obeys))
    assert reply.text == quoted(assistant).text
