"""An app over a stand-in that says one full answer, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from bot.answers import Answer, Citation, Contact
from settings import Settings
from tests.webhooks.stand_ins import Saying
from webhooks.app import create_app


@pytest.fixture
def reply() -> Answer:
    return Answer(
        text="네, **무료**예요. [1]\n- 교재비는 따로예요\n\n똠방각하 🌱",
        engine="catalog",
        citations=(
            Citation(n=1, title="수강료", file="faq.md", record="faq-1", url="https://hanbit.example/faq",
                     as_of=date(2026, 9, 22), texts=("안에서만 쓰는 글",)),
        ),
        suggestions=("교재비는 얼마예요?",),
        contact=Contact(phone="02-123-4567", email="hi@hanbit.example", url="https://hanbit.example"),
    )  # fmt: skip


@pytest.fixture
def saying(reply: Answer) -> Saying:
    return Saying(reply)


@pytest.fixture
def client(settings: Settings, saying: Saying) -> Iterator[TestClient]:
    with TestClient(create_app(settings, saying)) as client:
        yield client
