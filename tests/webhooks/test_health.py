"""Alive, ready, and how the assistant introduces itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient

from bot.answers import Answer
from bot.assistant import Assistant, Health
from errors import OperatorError
from knowledge.problems import Problem, Severity
from settings import Settings
from tests.webhooks.stand_ins import Saying
from webhooks.app import create_app


class Opened:
    """Stands for `open_assistant`: opens when it is let, or fails when it is told to."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.failures: list[Exception] = []
        self.let = threading.Event()
        self.closed = threading.Event()

    @contextmanager
    def __call__(self, settings: Settings, *, watch: bool = False) -> Iterator[Assistant]:
        assert watch
        if self.failures:
            raise self.failures.pop(0)
        self.let.wait(10)
        yield self.assistant
        self.closed.set()


@pytest.fixture
def opened(saying: Saying, monkeypatch: pytest.MonkeyPatch) -> Opened:
    opened = Opened(saying)
    monkeypatch.setattr("webhooks.opening.open_assistant", opened)
    monkeypatch.setattr("webhooks.opening._SECONDS_BETWEEN_ATTEMPTS", 0.05)
    return opened


def ready(client: TestClient) -> bool:
    """Whether the app came to be ready."""
    end = time.monotonic() + 10
    while client.get("/readyz").status_code != 200:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_the_server_lives_at_once_and_says_that_it_is_not_ready_yet(settings: Settings, opened: Opened) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.get("/healthz").json() == {"alive": True}
        readiness = client.get("/readyz")
        assert readiness.status_code == 503
        assert readiness.json()["reason"] == "자료를 읽고 있어요. 잠시 뒤에 다시 물어봐 주세요."
        for response in (
            readiness,
            client.post("/api/chat", json={"message": "안녕"}),
            client.post("/api/chat/stream", json={"message": "안녕"}),
            client.post("/api/feedback", json={"message_id": "m1", "value": "up"}),
            client.get("/api/about"),
        ):
            assert response.status_code == 503
            assert int(response.headers["Retry-After"]) > 0
        assert client.post("/api/chat", json={"message": "안녕"}).json()["error"]["code"] == "not_ready"
        opened.let.set()
        assert ready(client)
        assert client.post("/api/chat", json={"message": "안녕"}).status_code == 200
        assert not opened.closed.is_set()
    assert opened.closed.is_set()


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (OperatorError("지식 폴더가 없어요. SAESSAK_KNOWLEDGE_DIR을 확인해 주세요."), "지식 폴더가 없어요"),
        (RuntimeError("/srv/secret"), "서버 기록을 확인해 주세요"),
    ],
)
def test_when_opening_fails_the_reason_is_told_and_a_mended_folder_needs_no_restart(
    settings: Settings, opened: Opened, monkeypatch: pytest.MonkeyPatch, failure: Exception, reason: str
) -> None:
    opened.failures = [failure]
    monkeypatch.setattr("webhooks.opening._SECONDS_BETWEEN_ATTEMPTS", 0.5)
    with TestClient(create_app(settings)) as client:
        end = time.monotonic() + 10
        while reason not in (told := client.get("/readyz")).json()["reason"]:
            assert time.monotonic() < end
        assert told.status_code == 503
        assert "secret" not in told.text
        assert client.get("/healthz").status_code == 200
        opened.let.set()
        assert ready(client)


def test_readiness_tells_the_generation_and_what_is_wrong_in_the_files(settings: Settings, reply: Answer) -> None:
    class Broken(Saying):
        def health(self) -> Health:
            problem = Problem(file="courses.csv", what="끝이 시작보다 빨라요", mend="날짜를 확인해 주세요", line=12,
                              severity=Severity.WARNING)  # fmt: skip
            return Health(ready=True, generation="g-7", passages=310, problems=(problem,))

    with TestClient(create_app(settings, Broken(reply))) as client:
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "reason": "",
        "generation": "g-7",
        "passages": 310,
        "problems": [
            {"file": "courses.csv", "where": "courses.csv 12번째 줄", "what": "끝이 시작보다 빨라요",
             "mend": "날짜를 확인해 주세요", "severity": "warning"}
        ],
    }  # fmt: skip


def test_an_assistant_that_is_open_but_has_no_index_is_not_ready(settings: Settings, reply: Answer) -> None:
    class Empty(Saying):
        def health(self) -> Health:
            return Health(ready=False)

    with TestClient(create_app(settings, Empty(reply))) as client:
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reason"]


def test_about_tells_name_date_first_questions_and_what_is_kept(settings: Settings, saying: Saying) -> None:
    with TestClient(create_app(settings.model_copy(update={"keep_days": 12}), saying)) as client:
        about = client.get("/api/about").json()
        in_english = client.get("/api/about", params={"locale": "en"}).json()
        assert client.get("/api/about", params={"locale": "fr"}).status_code == 422
    assert "12일이 지나면 저절로 지워져요" in about.pop("privacy")
    assert about == {
        "name": "한빛학교",
        "greeting": "안녕하세요! 저는 한빛학교 자료로 답하는 AI 안내 도우미예요. 무엇이 궁금하세요?",
        "as_of": "2026-09-18",
        "site": "https://hanbit.example",
        "suggestions": ["지금 모집 중인 과정 뭐 있어?", "지원 자격 알려줘", "캠퍼스 어디어디 있어?"],
        "contact": {"phone": "", "email": "", "url": "https://hanbit.example"},
    }
    assert "an AI assistant" in in_english["greeting"]
    assert "deleted after 12 days" in in_english["privacy"]


def test_the_real_assistant_opens_answers_and_introduces_itself_as_an_ai(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        end = time.monotonic() + 120
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.1)
        readiness = client.get("/readyz").json()
        assert readiness["generation"]
        assert readiness["passages"] > 100
        about = client.get("/api/about").json()
        assert "AI" in about["greeting"]
        assert about["name"] == "청년취업사관학교"
        assert about["suggestions"]
        answer = client.post("/api/chat", json={"message": "도봉캠퍼스 전화번호 알려줘"}).json()
        assert "02-6249-7400" in answer["answer"]
        assert answer["citations"]
        opinion = {"message_id": answer["message_id"], "value": "up"}
        assert client.post("/api/feedback", json=opinion).status_code == 200
