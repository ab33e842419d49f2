"""Of right answers made wrong in one number, date, phone, place or name nearly every one is caught; the right ones stay."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot import assistant as turn
from bot import grounding
from bot.answers import Answer
from bot.assistant import Assistant
from bot.conversation import Question
from bot.name_list import NameList
from knowledge.records import Library
from retrieval.names import Names
from tests.bot.mutations import mutated

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))
ANSWERS = 300


@pytest.fixture(scope="module")
def answers(assistant: Assistant, library: Library) -> list[tuple[str, Answer]]:
    """Answers as they are before anything is taken out of them, with their questions."""
    questions = list(_questions(library))
    random.Random(7).shuffle(questions)
    found: list[tuple[str, Answer]] = []
    with pytest.MonkeyPatch.context() as unchecked:
        unchecked.setattr(turn, "grounded", lambda reply, *_, **__: reply)
        for question in questions:
            reply = assistant.answer(Question(text=question), now=NOW).reply
            if isinstance(reply, Answer):
                found.append((question, reply))
            if len(found) == ANSWERS:
                break
    return found


def _questions(library: Library) -> Iterator[str]:
    for campus in library.campuses:
        for point in ("전화번호 알려줘", "어디 있어?", "뭐 배워?", "언제 열었어?", "모집하는 과정"):
            yield f"{campus.name}캠퍼스 {point}"
    for course in library.courses:
        for point in ("언제까지 지원해?", "교육기간", "자세히", "몇 시간?"):
            yield f"{course.title} {point}"
    yield from (f"{event.title} 언제야?" for event in library.events)
    yield from (faq.question for faq in library.faqs)


def test_a_right_answer_keeps_all_its_sentences(answers: list[tuple[str, Answer]], library: Library) -> None:
    names = NameList(library, Names(library))
    lost = [text for question, text in answers if grounding.check(text, question=question, names=names)]
    assert len(answers) == ANSWERS
    assert len(lost) <= 0.01 * len(answers), lost


def test_what_was_made_wrong_is_caught(answers: list[tuple[str, Answer]], library: Library) -> None:
    names, rng = NameList(library, Names(library)), random.Random(11)
    wrong = [
        (question, *made) for question, reply in answers for _ in range(3) if (made := mutated(reply, library, rng))
    ]
    missed = [(kind, reply.text) for question, kind, reply in wrong
              if not grounding.check(reply, question=question, names=names)]  # fmt: skip
    assert len(wrong) > 2 * ANSWERS
    assert {kind for _, kind, _ in wrong} == {"number", "date", "phone", "name"}
    assert len(missed) <= 0.01 * len(wrong), missed
