"""The language model's tokens of a day are counted over all workers; after them the answers go on without it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from fastapi.testclient import TestClient

from bot.assistant import open_assistant
from bot.store import ConversationStore
from settings import Settings
from tests.doubles.chat_server import Says, chat_server
from tests.webhooks.test_model_stream import ASKED, RIGHT
from tests.webhooks.test_stream import events_of
from webhooks.app import create_app


def test_what_one_worker_spent_the_other_cannot(settings: Settings, tmp_path: Path) -> None:
    with ExitStack() as opened, chat_server(Says(text=RIGHT)) as server:
        update = {"model": "scripted", "openai_base_url": server.url, "daily_tokens": 1}
        changed = settings.model_copy(update=update)
        one, other = (
            opened.enter_context(TestClient(create_app(changed, assistant)))
            for assistant in (
                opened.enter_context(open_assistant(changed, store=ConversationStore.in_folder(tmp_path)))
                for _ in range(2)
            )
        )
        assert one.post("/api/chat", json=ASKED).json()["engine"] == "model"
        for worker in (other, one):
            whole = worker.post("/api/chat", json=ASKED).json()
            assert (whole["kind"], whole["engine"]) == ("answer", "passages")
            assert "80%" in whole["answer"]
            streamed = dict(events_of(worker.post("/api/chat/stream", json=ASKED).text))["answer"]
            assert streamed["engine"] == "passages"
        assert len(server.requests) == 1
