from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.library import Reading, read_folder
from knowledge.passages import Passage, campus_label, passages_of, title_of
from knowledge.records import Campus, Origin
from tests.knowledge.conftest import TODAY, Read
from tests.knowledge.readers.test_markdown import TABLE, WILD
from tests.knowledge.readers.test_workbooks import saved, workbook


def passages(reading: Reading) -> dict[str, Passage]:
    """By title; the last of several with one title."""
    assert reading.library is not None, reading.problems
    found = passages_of(reading.library)
    for passage in found:
        assert reading.library.documents[passage.file][passage.start : passage.end] == passage.text
    assert len({passage.id for passage in found}) == len(found)
    return {passage.title: passage for passage in found}


def test_a_row_of_any_format_is_one_passage_that_reads_in_korean(read: Read) -> None:
    found = passages(
        read(
            {
                "campuses.yaml": "- {id: gangnam, name: 강남, phone: 02-000-0000}\n",
                "courses.csv": 'title,campus,apply_end,stack\n웹 개발,gangnam,2026-09-28 18:00,"a, b"\n',
                "events.xlsx": saved(workbook({"행사": [["행사명", "시작"], ["설명회", date(2026, 9, 30)]]})),
            }
        )
    )
    course = found["웹 개발"]
    assert course.text == '웹 개발,gangnam,2026-09-28 18:00,"a, b"'
    assert course.context == "과정명: 웹 개발\n캠퍼스: 강남캠퍼스\n모집마감: 2026년 9월 28일(월) 18:00\n기술: a, b"
    assert (course.kind, course.file) == ("course", "courses.csv")
    assert "전화: 02-000-0000" in found["강남캠퍼스"].search_text
    assert found["설명회"].text == "행사명: 설명회\n시작: 2026-09-30"
    assert "9월 30일" in found["설명회"].search_text
    assert found["한빛아카데미"].kind == "academy"


def test_unknown_columns_are_searched(read: Read) -> None:
    assert "주차: 불가" in passages(read({"campuses.csv": "캠퍼스,주차\n강남,불가\n"}))["강남캠퍼스"].search_text


def test_a_question_is_one_passage_with_its_other_wordings_as_keys(read: Read) -> None:
    text = (
        "# 비용\n## 무료인가요?\n이렇게도 물어요: 공짜? / 돈 내요?\n네, 무료예요.\n\n교재비는 따로예요.\n"
        "기준일: 2026-09-01 · 출처: 공고\n"
    )
    found = passages(read({"faq.md": text}))["무료인가요?"]
    assert found.text == "네, 무료예요.\n\n교재비는 따로예요."
    assert found.keys == ("무료인가요?", "공짜?", "돈 내요?")
    assert found.headings == ("비용", "무료인가요?")
    assert (found.kind, found.as_of) == ("faq", date(2026, 9, 1))


def test_a_question_known_to_be_unanswered_says_so(read: Read) -> None:
    found = passages(read({"unknowns.md": "## 경쟁률은요?\n자료에 없어요.\n## 기숙사는요?\n"}))
    assert found["경쟁률은요?"].kind == "unknown"
    assert found["기숙사는요?"].text == "## 기숙사는요?"


def test_a_page_is_cut_into_its_sections(read: Read) -> None:
    front = "---\ntitle: 지원 절차\nurl: https://example.com/a\neffective_from: 2026-01\n---\n"
    text = front + "# 지원 절차\n머리말\n## 서류\n자기소개서\n## 문의: 02-000-0000\n"
    found = passages(read({"pages/apply.md": text}))
    assert found["지원 절차"].headings == ("지원 절차",)
    section = found["지원 절차 > 서류"]
    assert (section.text, section.headings) == ("자기소개서", ("지원 절차", "서류"))
    assert (section.url, section.effective_from) == ("https://example.com/a", date(2026, 1, 1))
    assert found["지원 절차 > 문의: 02-000-0000"].text == "## 문의: 02-000-0000"


def test_rows_of_a_long_table_carry_its_heading_row(read: Read) -> None:
    rows = "\n".join(f"| 과정 {number} | {'설명 ' * 30}|" for number in range(10))
    reading = read({"pages/a.md": f"## 표\n\n| 과정 | 설명 |\n|---|---|\n{rows}\n"})
    assert reading.library is not None
    cut = [passage for passage in passages_of(reading.library) if passage.kind == "page"]
    assert len(cut) > 3
    assert {passage.context for passage in cut[1:]} == {"| 과정 | 설명 |"}


@pytest.mark.parametrize("name", ["FAQ.md", "guide.md"])
def test_a_wild_faq_is_answerable_section_by_section(read: Read, name: str) -> None:
    reading = read({name: WILD})
    passages(reading)
    assert reading.library is not None
    texts: dict[str, str] = {}
    for passage in passages_of(reading.library):
        asked = passage.headings[-1].removeprefix("Q: ") if passage.headings else ""
        texts[asked] = texts.get(asked, "") + passage.text
    assert texts["Is it free?"].startswith("Yes.")
    assert texts["Can I fold?"] == "Sure, folded."
    assert "brew install x" in texts["How do I install?"]
    assert "with a paragraph" in texts["How do I install?"]


def test_an_unchanged_passage_keeps_its_id_when_things_above_it_change(read: Read) -> None:
    before = passages(read({"courses.csv": "과정명\n웹\n", "faq.md": "## 하나?\n답\n"}))
    after = passages(
        read({"courses.csv": "과정명\n앱\n웹\n", "faq.md": "# 새 머리\n\n글\n\n# 질문\n\n## 하나?\n답이 바뀜\n"})
    )
    assert after["웹"].id == before["웹"].id
    assert after["하나?"].id != before["하나?"].id


NAMES = {
    "성동": "성동캠퍼스",
    "노원": "노원캠퍼스",
    "서초캠퍼스": "서초캠퍼스",
    "강남 센터": "강남 센터",
    "부산점": "부산점",
    "제2교육장": "제2교육장",
    "본관": "본관",
    "Gangnam": "Gangnam 캠퍼스",
    "Gangnam Campus": "Gangnam Campus",
}


@pytest.mark.parametrize(("name", "label"), NAMES.items())
def test_a_campus_is_called_as_its_name_says(name: str, label: str) -> None:
    campus = Campus(id="a", origin=Origin("campuses.yaml"), name=name)
    assert campus_label(campus) == title_of(campus) == label


SEEN_LINES = "# 제목|## 둘|#### 질문?|글이에요.|- 하나|  - 안쪽|1. 순서|> 인용|||기준일: 2026-09-01|이렇게도 물어요: 가"
SEEN = st.lists(st.sampled_from([*SEEN_LINES.split("|"), TABLE]), max_size=30).map("\n".join)


@settings(deadline=None)
@given(SEEN, st.sampled_from(["faq.md", "pages/a.md", "a.md", "unknowns.md", "pages/a.txt"]))
def test_passages_hold_every_line_people_see(text: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        for file, content in (("academy.yaml", "name: 한빛\n"), (name, text)):
            path = Path(folder, file)
            path.parent.mkdir(exist_ok=True)
            path.write_text(content)
        library = read_folder(Path(folder), today=TODAY).library
    assert library is not None
    found = [passage for passage in passages_of(library) if passage.file == name]
    for passage in found:
        assert library.documents[name][passage.start : passage.end] == passage.text == passage.text.strip() != ""
    held = "\n".join(passage.text for passage in found)
    for seen in ("글이에요.", "- 하나", "| 1 | 2 |", "> 인용", "1. 순서"):
        assert held.count(seen) == sum(line.strip() == seen for line in text.split("\n"))
