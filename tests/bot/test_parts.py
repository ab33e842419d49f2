"""When a message asks two things, and when it does not."""

from __future__ import annotations

from datetime import date

import pytest

from bot import parts
from bot.answers import Abstention, Answer, Citation
from bot.english import source_line
from knowledge.library import read_folder
from retrieval.query import Interpreter, Understanding
from settings import Settings


@pytest.fixture(scope="module")
def interpreter(settings: Settings) -> Interpreter:
    library = read_folder(settings.knowledge_dir).library
    assert library is not None
    return Interpreter(library)


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("도봉 전화번호랑 지금 모집하는 과정 알려줘", 2),
        ("점심 주나요? 그리고 노트북은요?", 2),
        ("노트북이랑 점심 줘요?", 2),
        ("마포 주소 알려주고 종로 전화번호도 알려줘", 2),
        ("도봉 전화번호\n송파 주소", 2),
        ("서초 어디야? 거기 몇 명 뽑아? 주차는?", 3),
        ("수료 기준이랑 취업률 알려줘", 2),
        ("성동 풀스택 모집기간이랑 교육기간 알려줘", 2),
        ("Where is Mapo? And when does the Songpa course close?", 2),
        ("서울 살고 대학생인데 지원 가능해?", 1),
        ("서울 살아요. 대학생이에요. 지원 가능해요?", 1),
        ("부산 살아요. 지원 가능해요? 교육비는 얼마예요?", 2),
        ("안녕하세요! 도봉 전화번호요", 1),
        ("송파 과정 관심있어요. 언제 마감이에요?", 1),
        ("진짜 공짜예요?? 숨은 비용 없나", 1),
        ("성동이랑 송파 과정 뭐가 더 길어?", 1),
        ("강남이랑 강북 주소", 1),
        ("은평 5기 수업시간이랑 점심 주는지 알려줘", 1),
        ("친구랑 신청하는 방법 알려줘", 1),
        ("엄마랑 같이 가도 돼요?", 1),
        ("자소서 꼭 내야 하나요? 안 내면 떨어지나요?", 1),
        ("AI 활용 데이터분석하고 싶은데 과정 있어?", 1),
        ("저 98년생이고 경기도 사는데 서울에 있는 대학 졸업했어요. 신청 돼요?", 1),
    ],
)
def test_a_message_is_taken_apart_only_where_it_surely_asks_several_things(
    interpreter: Interpreter, message: str, questions: int
) -> None:
    def read(text: str) -> Understanding:
        return interpreter.understand(text, date(2026, 9, 20))

    assert len(parts.split(message, read)) == questions


def _cited(n: int, record: str) -> Citation:
    return Citation(n=n, title=record, file="campuses.yaml", record=record, texts=(record,))


def test_citations_of_several_replies_are_numbered_anew_each_once() -> None:
    one = Answer(text="가 [1] 나 [2]", citations=(_cited(1, "a"), _cited(2, "b")))
    other = Answer(text="다 [1] 라 [2]", citations=(_cited(1, "b"), _cited(2, "c")))
    reply = parts.joined([("가?", one), ("다?", other)])
    assert reply.text == "가 [1] 나 [2]\n다 [2] 라 [3]"
    assert [(citation.n, citation.record) for citation in reply.citations] == [(1, "a"), (2, "b"), (3, "c")]


def test_where_english_parts_are_written_is_said_once_below_all_of_them() -> None:
    def told(record: str) -> Answer:
        citations = (_cited(1, record),)
        return Answer(text=f"{record} [1]\n{source_line(citations)}", language="en", citations=citations)

    assert parts.joined([("A?", told("a")), ("B?", told("b"))]).text == (
        "a [1]\nb [2]\nSource (Korean): a; see the other marks for the rest."
    )


def test_it_is_an_answer_only_where_one_part_is_and_what_is_not_written_is_named() -> None:
    answer = Answer(text="가 [1]", citations=(_cited(1, "a"),))
    gap = Abstention(text="자료에서 확인되지 않아요.")
    mixed = parts.joined([("기숙사 있어?", gap), ("가?", answer)])
    assert isinstance(mixed, Answer)
    assert mixed.text == "“기숙사 있어” – 자료에서 확인되지 않아요.\n가 [1]"
    assert isinstance(parts.joined([("나?", gap), ("다?", gap)]), Abstention)
