"""What was said in a session can be read again, and is deleted for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.answers import Abstention, Answer, Citation
from bot.store import ConversationStore
from settings import Settings
from tests.files import bytes_of
from tests.webhooks.stand_ins import Forgetful, Remembering
from webhooks.app import create_app
from webhooks.sessions import HEADER


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    store = ConversationStore.in_folder(tmp_path)
    yield store
    store.close()


@pytest.fixture
def remembering(reply: Answer, store: ConversationStore) -> Remembering:
    return Remembering(reply, store)


@pytest.fixture
def client(settings: Settings, remembering: Remembering) -> Iterator[TestClient]:
    with TestClient(create_app(settings, remembering)) as client:
        yield client


def begun(client: TestClient) -> dict[str, str]:
    """The header of a new session."""
    return {HEADER: client.post("/api/session", json={}).json()["session"]}


def test_a_session_reads_its_own_turns_in_their_order(client: TestClient, remembering: Remembering) -> None:
    mine, others = begun(client), begun(client)
    first = client.post("/api/chat", json={"message": "수강료 있어요?"}, headers=mine).json()
    client.post("/api/chat", json={"message": "남의 질문"}, headers=others)
    client.post("/api/chat", json={"message": "세션 없는 질문"})
    remembering.reply = Abstention(text="자료에서 확인되지 않아요.")
    client.post("/api/chat/stream", json={"message": "주차 돼요?"}, headers=mine)
    client.post(
        "/api/feedback", json={"message_id": first["message_id"], "value": "down", "comment": "달라요"}, headers=mine
    )
    turns = client.get("/api/history", headers=mine).json()["turns"]
    assert [turn["question"] for turn in turns] == ["수강료 있어요?", "주차 돼요?"]
    assert [turn["feedback"] for turn in turns] == ["down", None]
    assert [turn["answer"]["kind"] for turn in turns] == ["answer", "abstention"]
    assert [set(turn) for turn in turns] == [{"message_id", "question", "at", "answer", "feedback"}] * 2
    assert turns[0]["message_id"] == turns[0]["answer"]["message_id"] == first["message_id"]
    assert datetime.fromisoformat(turns[0]["at"]).tzinfo is not None
    answer = turns[0]["answer"]
    assert set(answer) == set(first)
    for name in ("conversation_id", "answer", "engine", "language"):
        assert answer[name] == first[name]


def test_citations_are_looked_up_in_the_knowledge_of_today(client: TestClient, remembering: Remembering) -> None:
    cited = (
        Citation(n=1, title="예전 이름", file="old.yaml", record="ai-3"),
        Citation(n=2, title="없어진 것", file="old.yaml", record="gone-1"),
        Citation(n=3, title="교육과정 목록", file="courses.yaml", record=""),
        Citation(n=4, title="캠퍼스 목록", file="campuses.yaml", record=""),
    )
    remembering.reply = replace(remembering.reply, citations=cited)
    mine = begun(client)
    client.post("/api/chat", json={"message": "뭐 있어?"}, headers=mine)
    (turn,) = client.get("/api/history", headers=mine).json()["turns"]
    assert turn["answer"]["citations"] == [
        {"n": 1, "title": "[한빛] AI 개발, 처음부터", "file": "courses.yaml", "record": "ai-3",
         "url": "https://hanbit.example/ai-3", "as_of": "2026-09-18"},
        {"n": 2, "title": "gone-1", "file": "", "record": "gone-1", "url": "", "as_of": None},
        {"n": 3, "title": "교육과정 목록", "file": "courses.yaml", "record": "", "url": "https://hanbit.example",
         "as_of": "2026-09-18"},
        {"n": 4, "title": "캠퍼스 목록", "file": "campuses.yaml", "record": "", "url": "https://hanbit.example", "as_of": None},
    ]  # fmt: skip


def test_the_last_three_hundred_turns_are_told(client: TestClient, remembering: Remembering) -> None:
    mine = begun(client)
    for number in range(303):
        client.post("/api/chat", json={"message": f"{number}번째"}, headers=mine)
    turns = client.get("/api/history", headers=mine).json()["turns"]
    assert [turn["question"] for turn in turns] == [f"{number}번째" for number in range(3, 303)]


def test_a_new_session_has_no_history(client: TestClient) -> None:
    mine = begun(client)
    assert client.get("/api/history", headers=mine).json() == {"turns": []}
    assert client.delete("/api/history", headers=mine).json() == {"turns": 0}


def test_deleting_leaves_nothing_in_the_files_and_nobody_else_is_touched(
    client: TestClient, remembering: Remembering, store: ConversationStore, tmp_path: Path
) -> None:
    mine, others = begun(client), begun(client)
    secrets = ("열매나무질문", "열매나무답변", "열매나무의견")
    remembering.reply = Abstention(text=f"자료에 없어요 {secrets[1]}", reason="not_written")  # and with it a gap
    message = client.post("/api/chat", json={"message": secrets[0]}, headers=mine).json()["message_id"]
    client.post("/api/feedback", json={"message_id": message, "value": "down", "comment": secrets[2]}, headers=mine)
    remembering.reply = Abstention(text="자료에 없어요", reason="not_written")
    client.post("/api/chat", json={"message": "남의 이야기"}, headers=others)
    before = bytes_of(tmp_path.iterdir())
    assert all(secret.encode() in before for secret in secrets)
    assert "무엇에 관한 대화인지" in store.topic(remembering.asked[0].conversation).prose

    assert client.delete("/api/history", headers=mine).json() == {"turns": 1}
    after = bytes_of(tmp_path.iterdir())
    assert not any(secret.encode() in after for secret in secrets)
    assert remembering.asked[0].conversation.encode() not in after
    assert not store.topic(remembering.asked[0].conversation).prose
    assert client.get("/api/history", headers=mine).json() == {"turns": []}
    assert [turn["question"] for turn in client.get("/api/history", headers=others).json()["turns"]] == ["남의 이야기"]
    assert [gap.question for gap in store.unanswered()] == ["남의 이야기"]

    client.post("/api/chat", json={"message": "새 이야기"}, headers=mine)
    assert len(client.get("/api/history", headers=mine).json()["turns"]) == 1


def test_without_its_store_reading_and_deleting_say_that_they_cannot(settings: Settings, reply: Answer) -> None:
    with TestClient(create_app(settings, Forgetful(reply))) as client:
        mine = begun(client)
        read, deleted = client.get("/api/history", headers=mine), client.delete("/api/history", headers=mine)
    for response, said in ((read, "불러오지 못했어요"), (deleted, "지우지 못했어요")):
        assert response.status_code == 503
        assert said in response.json()["error"]["message"]
        assert int(response.headers["Retry-After"]) > 0
