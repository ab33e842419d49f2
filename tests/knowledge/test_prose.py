from __future__ import annotations

from datetime import date

import pytest

from knowledge.problems import Severity
from tests.knowledge.conftest import Read

FAQ = """\
---
as_of: 2026-09-01
source: 누리집
---
# 자주 묻는 질문

아래에서 찾아보세요.

## 비용

### Q1. 수강료가 있나요?

이렇게도 물어요: 돈 내야 돼? / 공짜임? / how much / AR/VR도?
전액 무료예요.

교재비는 따로 들 수 있어요.
기준일: 2026년 9월 10일 · 출처: 과정 상세 · 예전 공고 · 링크: https://example.com/a

### 환불은요?

과정마다 달라요.
"""


def test_headings_are_questions_and_the_text_under_them_is_the_answer(read: Read) -> None:
    library = read({"faq.md": FAQ}).library
    assert library is not None
    first, second = library.faqs
    assert first.question == "수강료가 있나요?"
    assert first.answer == "전액 무료예요.\n\n교재비는 따로 들 수 있어요."
    assert first.also_asked == ("돈 내야 돼?", "공짜임?", "how much", "AR/VR도?")
    assert first.group == ("자주 묻는 질문", "비용")
    assert (first.as_of, first.source, first.url) == (
        date(2026, 9, 10),
        "과정 상세 · 예전 공고",
        "https://example.com/a",
    )
    assert (second.as_of, second.source) == (date(2026, 9, 1), "누리집")
    assert [faq.id for faq in library.faqs] == ["수강료가-있나요", "환불은요"]


def test_an_introduction_above_the_questions_is_a_page(read: Read) -> None:
    library = read({"faq.md": FAQ}).library
    assert library is not None
    (page,) = library.pages
    assert [section.title for section in page.sections] == ["자주 묻는 질문"]


def test_lines_about_a_section_are_found_wherever_they_stand(read: Read) -> None:
    text = (
        "## 점심 주나요?\n\n과정마다 달라요.\n이렇게도 물어요: 밥 주나요\n은평만 줘요.\n\n기준일: 2026-09-01\n\n"
        "| 과정 | 점심 |\n|---|---|\n| 은평 | 줘요 |\n출처: 후기\n"
    )
    library = read({"faq.md": text}).library
    assert library is not None
    (faq,) = library.faqs
    assert faq.answer == "과정마다 달라요.\n\n은평만 줘요.\n\n| 과정 | 점심 |\n|---|---|\n| 은평 | 줘요 |"
    assert (faq.as_of, faq.source) == (date(2026, 9, 1), "후기")


def test_a_sentence_that_begins_like_such_a_line_stays(read: Read) -> None:
    library = read({"faq.md": "## 언제 기준이에요?\n\n기준일은 과정마다 달라요.\nSource: somewhere\n"}).library
    assert library is not None
    assert library.faqs[0].answer == "기준일은 과정마다 달라요.\nSource: somewhere"


def test_unknowns_are_questions_known_to_be_unanswered(read: Read) -> None:
    library = read({"unknowns/a.md": "## 경쟁률은요?\n\n자료에 없어요.\n\n## 기숙사 있나요?\n"}).library
    assert library is not None
    assert [(faq.question, faq.answered) for faq in library.faqs] == [("경쟁률은요?", False), ("기숙사 있나요?", False)]


def test_one_question_in_two_files_keeps_two_ids(read: Read) -> None:
    library = read({"faq/a.md": "## 무료인가요?\n네.\n", "faq/b.md": "## 무료인가요?\n네!\n"}).library
    assert library is not None
    assert [faq.id for faq in library.faqs] == ["무료인가요", "b-무료인가요"]


def test_a_question_without_an_answer_is_warned_about(read: Read) -> None:
    reading = read({"faq.md": "## 하나?\n\n## 둘?\n답\n"})
    assert [(problem.line, problem.severity) for problem in reading.problems] == [(1, Severity.WARNING)]
    assert reading.library is not None


def test_a_question_with_parts_below_it_is_a_question_still(read: Read) -> None:
    library = read({"faq.md": "## 어떻게 지원하나요?\n누리집에서요.\n### 서류\n자기소개서예요.\n"}).library
    assert library is not None
    assert [(faq.question, faq.group) for faq in library.faqs] == [
        ("어떻게 지원하나요?", ()),
        ("서류", ("어떻게 지원하나요?",)),
    ]


def test_a_page_takes_its_front_matter(read: Read) -> None:
    head = "---\n제목: 지원 절차\n링크: example.com/a\n기준일: 2026.9.1.\n"
    text = head + "effective_until: 2026-12\n담당: 교육팀\n---\n본문\n"
    reading = read({"pages/apply.md": text})
    assert reading.library is not None
    (page,) = reading.library.pages
    assert (page.title, page.url, page.as_of) == ("지원 절차", "https://example.com/a", date(2026, 9, 1))
    assert page.effective_until == date(2026, 12, 31)
    assert page.extra == (("담당", "교육팀"),)
    assert [problem.severity for problem in reading.problems] == [Severity.NOTICE]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("지원-절차.md", "본문\n", "지원 절차"),
        ("a.md", "# 제목이에요\n\n본문\n", "제목이에요"),
        ("a.txt", "본문", "a"),
        ("a.html", "<title>공지</title><p>본문</p>", "공지"),
    ],
)
def test_a_page_without_a_title_takes_its_heading_or_its_file_name(
    read: Read, name: str, text: str, title: str
) -> None:
    library = read({f"pages/{name}": text}).library
    assert library is not None
    assert library.pages[0].title == title


SECTIONS = "---\nas_of: 2026-01-01\n---\n# 공지\n## 하나\n글\n기준일: 2026-02-02\n## 둘\n글\n"


def test_a_section_of_a_page_may_have_its_own_date(read: Read) -> None:
    library = read({"notices/a.md": SECTIONS}).library
    assert library is not None
    assert [section.as_of for section in library.pages[0].sections if section.blocks] == [date(2026, 2, 2), None]


def test_a_wrong_date_in_prose_is_told_in_its_line(read: Read) -> None:
    (problem,) = read({"faq.md": "## 하나?\n답\n기준일: 2026-02-30\n"}).errors
    assert problem.where == "faq.md 3번째 줄"


def test_an_empty_page_is_warned_about(read: Read) -> None:
    assert [problem.what for problem in read({"pages/a.md": "\n"}).problems] == ["내용이 없는 파일이에요"]
