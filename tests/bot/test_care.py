"""Somebody in distress is met with warmth and the lines that staff list; a figure of speech is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot import care, grounding
from bot.answers import Answer
from bot.assistant import Assistant
from bot.conversation import Question
from knowledge.library import read_folder
from knowledge.records import Library

MEANT = [
    "죽고 싶어요",
    "그냥 다 사라지고 싶다",
    "취업도 안 되고 살기 싫어",
    "자해했어요",
    "우울해서 죽을 것 같아",
    "마감 놓쳐서 죽고 싶어요",
    "죽고싶다ㅋㅋ",
    "친구가 자살하겠대요",
    "남친한테 데이트폭력 당하고 있어",
    "I want to die",
    "요즘 너무 우울하고 다 끝내고 싶어요",
    "이제 그만 끝내버리고 싶어",
]
FIGURES = [
    "마감 놓쳐서 죽고 싶다 ㅋㅋ",
    "배고파 죽겠다",
    "더워 죽겠네",
    "과제 많아서 죽을거같음",
    "죽어라 공부했는데 떨어졌어",
    "자살예방 교육 과정 있나요",
    "서울 살기 싫으면 지원 못하나요",
    "서버가 자꾸 죽어요",
    "유서 깊은 건물이네요",
    "과제 다 끝내고 싶다",
    "9월 안에 교육 다 끝내고 싶은데 가능한가요",
]


def library(folder: Path, **files: str) -> Library:
    (folder / "academy.yaml").write_text("name: 한빛아카데미\nphone: 02-000-0000\n", encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    read = read_folder(folder, today=date(2026, 9, 20)).library
    assert read is not None
    return read


@pytest.mark.parametrize("text", MEANT)
def test_words_of_self_harm_and_violence_are_taken_as_meant(text: str) -> None:
    assert care.distressed(text)


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_of_speech_sets_nothing_off(text: str) -> None:
    assert not care.distressed(text)


def test_the_public_lines_are_told_with_their_source(assistant: Assistant) -> None:
    reply = assistant.answer(Question(text="요즘 너무 힘들어서 죽고 싶어")).reply
    assert isinstance(reply, Answer)
    assert reply.engine == "catalog"
    assert "109" in reply.text
    assert reply.citations[0].file == "helplines.yaml"
    assert grounding.check(reply) == []


def test_the_line_that_speaks_of_it_comes_first(assistant: Assistant) -> None:
    reply = assistant.answer(Question(text="아빠한테 가정폭력 당하고 있어요")).reply
    assert "1366" in reply.text.splitlines()[1]


def test_another_academys_lines_are_its_own(tmp_path: Path) -> None:
    own = library(tmp_path, helplines="- {이름: 한빛 상담실, 전화: 02-111-2222, 운영시간: 평일 9~18시}\n")
    reply = care.answer("죽고 싶어", own, english=False)
    assert reply is not None
    assert "**한빛 상담실** 02-111-2222 (평일 9~18시)" in reply.text
    assert "109" not in reply.text


def test_without_a_list_a_caring_word_and_the_academys_people_remain(tmp_path: Path) -> None:
    reply = care.answer("죽고 싶어", library(tmp_path), english=False)
    assert reply is not None
    assert "혼자 견디지" in reply.text
    assert "02-000-0000" in reply.text
