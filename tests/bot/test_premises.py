"""A premise: which messages hold one, and what of it can be held against an answer."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import premises
from bot.answers import Abstention, Answer, Reply
from knowledge.library import read_folder
from retrieval.query import Interpreter
from settings import Settings

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture(scope="module")
def interpreter(settings: Settings) -> Interpreter:
    library = read_folder(settings.knowledge_dir).library
    assert library is not None
    return Interpreter(library)


@pytest.mark.parametrize(
    "text", ["노트북 준다며?", "50만원 맞지?", "3개월 과정이라던데", "무료 아니지?", "25곳이죠?", "It is free, right?"]
)
def test_a_message_that_wants_to_be_confirmed_holds_a_premise(interpreter: Interpreter, text: str) -> None:
    assert premises.find(interpreter.understand(text, NOW.date())) is not None


@pytest.mark.parametrize(
    "text", ["노트북 주나요?", "송파 과정 언제 마감이죠?", "캠퍼스 몇 곳이지?", "어제 뭘 발표했다던데요", "무료인가요"]
)
def test_an_open_question_holds_none(interpreter: Interpreter, text: str) -> None:
    assert premises.find(interpreter.understand(text, NOW.date())) is None


def judged(interpreter: Interpreter, settings: Settings, claim: str, reply: Reply) -> Reply:
    library = read_folder(settings.knowledge_dir).library
    assert library is not None
    asked = interpreter.understand(claim, date(2026, 9, 20))
    premise = premises.find(asked)
    assert premise is not None
    return premises.judged(reply, asked, premise, library, NOW)


@pytest.mark.parametrize(
    ("claim", "said", "begins"),
    [
        ("합격률 40%라며?", "합격률은 40%예요.", "네, "),
        ("합격률 40%라며?", "합격률은 30%예요.", "아니요, "),
        ("합격률 40%라며?", "합격률 목표는 40%예요.", "합격률"),
        ("합격률 40%라며?", "합격률은 30%에서 40% 사이예요.", "합격률"),
        ("합격률 40%라며?", "합격률은 과정마다 달라요. 40%인 과정도 있어요.", "합격률"),
        ("합격률 40% 아니지?", "합격률은 40%예요.", "아니요, "),
        (
            "합격률 40%라며?",
            "네, 면접을 봐요.",
            "말씀하신 내용은 제가 가진 자료에서 확인되지 않아요. 적혀 있는 건 이래요.\n면접을",
        ),
        ("수강료 낸다던데 무료 아니라며?", "네, 전액 무료예요.", "아니요, "),
        ("비전공자는 안 된다며?", "네, 비전공자도 돼요.", "아니요, "),
    ],
)
def test_yes_and_no_are_said_only_where_the_same_thing_is_told(
    interpreter: Interpreter, settings: Settings, claim: str, said: str, begins: str
) -> None:
    assert judged(interpreter, settings, claim, Answer(text=said)).text.startswith(begins)


def test_what_is_not_written_is_never_agreed_to(interpreter: Interpreter, settings: Settings) -> None:
    gap = Abstention(text="자료에서 확인되지 않아요.")
    assert judged(interpreter, settings, "노트북 준다며?", gap) == gap
