"""English questions: answered in English from the records, with Korean names and the Korean source kept."""

from __future__ import annotations

import re

import pytest

from bot.answers import Abstention, Answer, Reply
from bot.assistant import Assistant
from tests.bot.test_assistant import ask


def _foreign(reply: Reply) -> list[str]:
    """Lines of a reply in which a Korean sentence is left that is no quotation."""
    lines = [re.sub(r"“[^”]*”", "", line) for line in (*reply.text.splitlines(), *reply.suggestions)]
    ending = re.compile(r"[가-힣](요|다|까)[.?!]?(\s|$|\[)")
    return [line for line in lines if ending.search(line) and not line.startswith("Source (Korean): ")]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Which courses are open now?", ["3 courses", "September 27", "D-7", "Songpa", "Seongdong", "cohort 4"]),
        ("When does the Songpa course close?", ["September 27", "D-7", "Songpa"]),
        ("Where is the Jungnang campus?", ["Jungnang", "상봉동 100"]),
        ("Is there a course on cloud?", ["Cloud", "Seongdong", "September 28"]),
        ("phone number of Dobong", ["02-6249-7400", "02-6249-7402"]),
        ("how long is the Seongdong full stack course", ["October 12", "March 3, 2027"]),
        ("which campus is closest to Sangbong station?", ["Jungnang", "상봉동 100"]),
        ("How many campuses are there?", ["25 campuses", "Songpa"]),
        ("What does the Guro campus teach?", ["Guro", "데이터분석"]),
        ("class schedule of the Songpa course", ["10:00", "18:00"]),
        ("Are there any upcoming events?", ["June 2026"]),
        ("which campuses opened in 2025", ["2025", "Jungnang"]),
        ("tell me about the Seongdong full stack course", ["September 28", "776"]),
        ("is the Eunpyeong e-commerce course still open", ["October 7", "17 days"]),
        ("which campuses teach security", ["Geumcheon", "Yongsan"]),
        ("what is your email address?", ["sesac@sba.seoul.kr"]),
        ("which course closes first?", ["September 27"]),
        ("when do classes start for the Songpa course?", ["October 14"]),
        ("which campus is near Hongdae?", ["Mapo"]),
        ("I live in Gangnam, which campus should I go to?", ["Gangnam"]),
        ("do they give lunch at the Eunpyeong course?", ["Lunch", "점심"]),
        ("which campus works with Intel?", ["Jongno", "Intel"]),
        ("courses on data analysis please", ["data analysis", "applications closed"]),
        ("is there a course about fintech?", ["fintech", "Yongsan"]),
        ("can I still apply for the Songpa course?", ["September 27"]),
        ("which courses are running right now?", ["Seongdong", "December 3"]),
        ("any courses closing next week?", ["September 27"]),
        ("any courses starting in October?", ["Songpa", "Seongdong"]),
        ("website?", ["https://sesac.seoul.kr"]),
        ("how many hours is the Seongdong full stack course in total?", ["776 hours"]),
        ("recommend a course for a beginner", ["beginner", "D-7"]),
        ("I want to learn UX design, which course should I take?", ["UX/UI", "closed"]),
        ("Tell me about the Seocho campus", ["Seocho", "070-4129-6438"]),
        ("nearest campus to Hongik University station", ["Mapo"]),
        ("compare the Songpa course and the Seongdong course", ["350 hours in total", "776 hours in total"]),
        ("compare Mapo and Jongno campuses", ["embedded (임베디드)", "Intel", "Microsoft"]),
        ("which closes first, the Songpa course or the Eunpyeong course?", ["Songpa", "September 27"]),
        ("Where is the Songpa campus and what is its phone number?", ["송파대로 167", "02-408-1636"]),
        ("I live in Bucheon, is there a campus nearby?", ["Guro", "Cheonwang station (천왕역), line 7"]),
        ("what's the curriculum of the e-commerce course?", ["Eunpyeong", "48개"]),
    ],
)
def test_an_english_question_is_answered_in_english(assistant: Assistant, question: str, parts: list[str]) -> None:
    reply = ask(assistant, question)
    assert isinstance(reply, Answer)
    assert reply.language == "en"
    assert [part for part in parts if part.lower() not in reply.text.lower()] == []
    assert _foreign(reply) == []
    assert "Source (Korean): " in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "Is there a weekend class?",
        "how many seats does the Songpa course have",
        "parking at Mapo campus?",
        "can foreigners apply?",
        "do I get a laptop?",
        "When is the job fair?",
        "how hard is the level test",
        "what's the weather today",
    ],
)
def test_an_english_abstention_is_english_throughout(assistant: Assistant, question: str) -> None:
    reply = ask(assistant, question)
    assert isinstance(reply, Abstention)
    assert reply.language == "en"
    assert _foreign(reply) == []


def test_the_days_left_and_the_last_day_are_told(assistant: Assistant) -> None:
    question = "can I still apply for the Eunpyeong e-commerce course?"
    assert "Not open yet" in ask(assistant, question, on="2026-09-01").text
    assert "close today, October 7" in ask(assistant, question, on="2026-10-07").text
    assert ask(assistant, question, on="2026-10-08").text.startswith("No. ")


def test_a_day_without_open_courses_is_told_in_english(assistant: Assistant) -> None:
    reply = ask(assistant, "which courses are open now?", on="2026-11-23")
    assert "no course is open for applications now" in reply.text
    assert "Eunpyeong (은평), cohort 5, on October 7" in reply.text
    assert _foreign(reply) == []


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (["Where is the Songpa campus?", "What's its phone number?"], "02-408-1636"),
        (["Which courses are open now?", "tell me about the second one"], "776 hours"),
        (["Which courses are open now?", "which one is in Eunpyeong?"], "October 7"),
        (["Tell me about the Seongdong full stack course", "what time are the classes?"], "09:00~18:00"),
        (["phone number of Gangbuk", "sorry I meant Gangdong"], "02-6249-1601"),
    ],
)
def test_a_conversation_in_english_carries_on(assistant: Assistant, texts: list[str], part: str) -> None:
    reply = ask(assistant, *texts)
    assert part in reply.text
    assert _foreign(reply) == []


def test_a_short_greeting_is_answered_in_its_language(assistant: Assistant) -> None:
    assert ask(assistant, "hi").text.startswith("Hello")
    assert ask(assistant, "하이").text.startswith("안녕")
