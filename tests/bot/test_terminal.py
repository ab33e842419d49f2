"""What the terminal shows of a reply, and what it never lets through."""

from __future__ import annotations

import io
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import usage
from bot.answers import Abstention, Answer, Citation, Clarification, Contact
from bot.terminal import clean, markdown, progress_bar, read_question, render

PHONE = Contact(phone="02-123-4567", email="help@academy.example", url="https://academy.example")
CITED = Citation(n=1, title="환불 규정", file="faq.md", record="refund", as_of=date(2026, 9, 22))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_question_is_read_in_the_encoding_it_comes_in(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("주차 되나요?\n".encode(encoding))))
    assert read_question() == "주차 되나요?"


def test_markdown_becomes_plain_words() -> None:
    shown = markdown("**3개**예요. [1]\n- [누리집](https://a.example)\n- [02-1](tel:02-1)")
    assert shown.plain == "3개예요. [1]\n• 누리집 (https://a.example)\n• 02-1"


def test_bold_is_bold_where_there_is_a_terminal() -> None:
    [span] = markdown("모두 **3개**예요.").spans
    assert (span.start, span.end, span.style) == (3, 5, "bold")


def test_an_answer_shows_where_it_is_written_and_what_to_ask_next() -> None:
    reply = Answer(text="돌려드려요. [1]", citations=(CITED,), suggestions=("기간은?", "방법은?"), contact=PHONE)
    assert render(reply).plain == "돌려드려요. [1]\n\n[1] 환불 규정 · 2026-09-22 기준 · faq.md\n\n→ 기간은?\n→ 방법은?"


def test_suggestions_have_numbers_where_a_number_asks_them() -> None:
    reply = Clarification(text="어느 쪽인가요?", suggestions=("가", "나"))
    assert render(reply, numbered=True).plain.endswith("1) 가\n2) 나")


def test_an_abstention_shows_the_human_route() -> None:
    shown = render(Abstention(text="자료에 없어요.", contact=PHONE)).plain
    assert shown == "자료에 없어요.\n\n문의: 02-123-4567 · help@academy.example · https://academy.example"


@given(st.text())
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    shown = render(Answer(text=text, citations=(Citation(n=1, title=text, file=text, record=""),), suggestions=(text,)))
    assert not set(shown.plain) & {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160), 0x202E)}


def test_lines_and_tabs_stay() -> None:
    assert clean(" 가\r\n나\t다\x1b[31m ") == "가\n나\t다[31m"


def test_a_build_nobody_watches_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as tell:
        for done in range(1, 4):
            tell("색인을 만들고 있어요", done, 3)
    assert capsys.readouterr() == ("", "색인을 만들고 있어요 (3개)…\n")


def test_a_usage_error_that_is_not_in_the_table_stays_as_it_is() -> None:
    assert usage.in_korean("Missing argument '질문'.") == "질문: 무엇인지 적어 주세요."
    assert usage.in_korean("Something new.") == "Something new."
