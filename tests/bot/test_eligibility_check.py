"""The eligibility check: what it asks, in which order, and that its verdicts are those of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot import grounding
from bot.answers import Abstention, Answer
from bot.assistant import Assistant
from bot.conversation import Locale
from bot.eligibility_check import Check, UnknownCourse, check
from knowledge.library import read_folder
from knowledge.records import Library
from tests.bot.test_eligibility import ask

HARBOR_RULES = """
- {id: age, name: 나이, attribute: 나이, condition: {min: 18, max: 34}, clause: 만 18세 이상 34세 이하}
- {id: home, name: 거주, attribute: residence, condition: {one_of: [부산, 경남]}, clause: 부산이나 경남에 사는 사람}
- {id: school, name: 대학, attribute: school, condition: {none_of: [부산]}, clause: 부산 밖의 대학(원)생, applies_to: [web]}
- {id: jobless, name: 미취업, attribute: employment, condition: {none_of: [재직]}, clause: 재직자가 아닌 사람, applies_to: [web]}
- {id: license, name: 면허, attribute: license, condition: {one_of: [운전면허]}, applies_to: [crane],
   clause: 운전면허가 있는 사람, ask: 운전면허가 있으신가요?}
- {id: other, name: 다른 과정, attribute: 수강 이력, condition: {none_of: [수료]}, applies_to: [crane],
   clause: 이 과정을 들은 적이 없는 사람, ask: 이 과정을 들은 적이 없으신가요?}
- {id: height, name: 키, attribute: 키, condition: {min: 160, max: 190}, applies_to: [diver],
   clause: 키 160cm 이상 190cm 이하, ask: 키가 몇 cm이세요?}
- {id: degree, name: 학력, attribute: 학력, condition: {one_of: [고졸, 초대졸]}, applies_to: [diver], clause: 고졸이나 초대졸}
"""


@pytest.fixture(scope="module")
def harbor(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Another academy, whose rules know things that the code does not."""
    folder = tmp_path_factory.mktemp("harbor")
    (folder / "academy.yaml").write_text("name: 항구직업학교\nemail: help@harbor.example\n", "utf-8")
    (folder / "courses.yaml").write_text(
        "- {id: crane, title: 크레인}\n- {id: web, title: 웹}\n- {id: diver, title: 잠수}\n", "utf-8"
    )
    (folder / "eligibility.yaml").write_text(HARBOR_RULES, "utf-8")
    library = read_folder(Path(folder), today=date(2026, 9, 20)).library
    assert library is not None
    return library


def stands(library: Library, answers: Mapping[str, str], course: str = "", locale: Locale = "ko") -> Check:
    """Where a check stands; nothing but rules is known."""
    found = check(
        course, answers, library, today=date(2026, 9, 20), locale=locale, texts=lambda text: Abstention(text="몰라요.")
    )
    assert grounding.check(found.reply) == []
    return found


def missing(found: Check) -> list[str]:
    return [question.id for question in found.missing]


def test_what_decides_most_is_asked_first_and_only_while_it_matters(library: Library) -> None:
    assert missing(stands(library, {}))[:2] == ["age", "residence"]
    assert missing(stands(library, {"age": "14"})) == []
    assert missing(stands(library, {"age": "24", "residence": "서울"})) == []
    away = {"age": "24", "residence": "no"}
    assert missing(stands(library, away)) == ["career", "school", "graduated_school"]
    graduate = {**away, "career": "no", "school": "no", "graduated_school": "서울"}
    assert missing(stands(library, graduate)) == ["years_since_graduation"]
    assert missing(stands(library, {**graduate, "graduated_school": "unsure"})) == []


@pytest.mark.parametrize(
    ("answers", "verdict", "told"),
    [
        ({"age": "24", "residence": "서울"}, "yes", "만 24세인데 서울 살아요. 지원되나요?"),
        ({"age": "14"}, "no", "만 14살인데 되나요"),
        ({"age": "스물넷", "residence": "no", "career": "yes"}, "yes", "만 24세 부산 사람이고 직장생활 3년 했어요 지원되나요"),
        ({"age": "24", "residence": "no", "career": "part_time", "school": "no", "graduated_school": "no"}, "unsure",
         "만 24세 고졸이고 알바만 해봤고 인천 살아요 지원 되나요?"),
        ({"age": "24", "residence": "no", "career": "no", "school": "no", "graduated_school": "no"}, "no",
         "만 24세 경기도 사는 고졸인데 일한 적 없어요 지원 가능?"),
        ({"age": "24", "residence": "no", "career": "no", "school": "on_leave"}, "unsure",
         "만 24세이고 경력 없어요. 경기도 살고 서울에 있는 대학 휴학중인데 지원돼요?"),
        ({"age": "24", "residence": "registered_elsewhere", "career": "no", "school": "no", "graduated_school": "no"}, "unsure",
         "만 24세 고졸, 경력 없음, 주민등록은 부산인데 서울 살아요 지원되나요?"),
        ({"age": "24", "residence": "no", "career": "no", "school": "no", "graduated_school": "서울",
          "years_since_graduation": "2023년 2월"}, "no", "만 24세, 2023년 2월에 서울에 있는 대학 졸업, 부산 거주, 경력 없음. 지원되나요?"),
        ({"age": "30-34", "residence": "서울"}, "yes", "만 32살 서울 거주인데 지원되나요"),
        ({"age": "36", "residence": "서울"}, "unsure", "만 서른여섯 서울 살아요 지원되나요"),
    ],
)  # fmt: skip
def test_verdicts_are_those_of_a_conversation(
    assistant: Assistant, answers: dict[str, str], verdict: str, told: str
) -> None:
    found = assistant.check(answers)
    said = ask(assistant, told)
    assert found.missing == ()
    assert found.verdict == verdict
    assert type(found.reply) is type(said)
    assert found.reply.text.split(". ")[0] == said.text.split(". ")[0]
    assert found.reply.citations[0].record == said.citations[0].record


def test_every_way_through_the_check_ends_with_a_grounded_verdict(assistant: Assistant) -> None:
    ways: list[dict[str, str]] = [{}]
    ends = []
    while ways:
        answers = ways.pop()
        found = assistant.check(answers)
        assert grounding.check(found.reply) == []
        assert len(answers) <= 6
        if not found.missing:
            ends.append(found.verdict)
            continue
        question = found.missing[0]
        middle = (
            question.options[:-1] if question.options[-1].value == "unsure" and len(answers) > 3 else question.options
        )
        ways += [{**answers, question.id: option.value} for option in middle[:: 2 if len(answers) == 0 else 1]]
    assert {"yes", "no", "unsure"} == set(ends)


def test_nothing_of_a_check_is_kept(assistant: Assistant) -> None:
    before = len(list(assistant._store.kept()))
    assistant.check({"age": "24", "residence": "서울"})
    assert len(list(assistant._store.kept())) == before


def test_bands_lie_between_the_limits_of_the_rules(harbor: Library, library: Library) -> None:
    (age, *_) = stands(harbor, {}).questions
    assert [option.label for option in age.options] == ["만 17세 이하", "만 18~34세", "만 35세 이상"]
    (age, *_) = stands(library, {}).questions
    assert [option.value for option in age.options] == ["0-14", "15-29", "30-34", "35-120"]
    assert "만 14세 이하" in stands(library, {"age": "0-14"}).reply.text


@pytest.mark.parametrize(
    ("age", "verdict"),
    [("34", "yes"), ("서른다섯", "no"), ("만 18세", "yes"), ("17", "no"), ("97년생", "yes"), ("2009년 9월 21일생", "no"),
     ("2008년 9월 20일생", "yes"), ("18-34", "yes"), ("35-120", "no"), ("20대", "yes")],
)  # fmt: skip
def test_ages_are_taken_as_people_tell_them(harbor: Library, age: str, verdict: str) -> None:
    assert stands(harbor, {"age": age, "residence": "부산"}).verdict == verdict


@pytest.mark.parametrize("age", ["91년생", "30대"])
def test_an_age_that_leaves_the_verdict_open_is_asked_for_again(harbor: Library, age: str) -> None:
    found = stands(harbor, {"age": age, "residence": "부산"})
    assert (found.verdict, missing(found)) == ("unsure", ["age"])
    assert found.missing[0].text in ("올해 생일이 지났나요?", "만 나이로 정확히 몇 살이세요?")
    assert stands(harbor, {"residence": "부산", "age": found.missing[0].options[0].value}).missing == ()


def test_somewhere_else_is_none_of_the_places_a_rule_names(harbor: Library) -> None:
    found = stands(harbor, {"age": "20", "residence": "no"})
    assert found.verdict == "no"
    assert "사는 곳 부산·경남 밖" in found.reply.text
    assert "부산·경남으로 이사하" in found.reply.text
    assert stands(harbor, {"age": "20", "residence": "창원"}).verdict == "yes"


@pytest.mark.parametrize(
    ("course", "answers", "verdict"),
    [
        ("web", {"employment": "employed", "school": "no"}, "no"),
        ("web", {"employment": "unemployed", "school": "no"}, "yes"),
        ("web", {"employment": "freelance", "school": "no"}, "unsure"),
        ("web", {"employment": "unemployed", "school": "부산"}, "no"),
        ("web", {"employment": "unemployed", "school": "other"}, "yes"),
        ("crane", {"license": "yes", "수강 이력": "yes"}, "yes"),
        ("crane", {"license": "네", "수강 이력": "no"}, "no"),
        ("crane", {"license": "아니요"}, "no"),
        ("crane", {"license": "unsure", "수강 이력": "yes"}, "unsure"),
        ("diver", {"키": "165", "학력": "고졸"}, "yes"),
        ("diver", {"키": "195", "학력": "고졸"}, "no"),
        ("diver", {"키": "159cm"}, "no"),
        ("diver", {"키": "yes", "학력": "no"}, "no"),
        ("diver", {"키": "no"}, "no"),
    ],
)
def test_what_only_a_rule_knows_is_asked_in_its_words(
    harbor: Library, course: str, answers: dict[str, str], verdict: str
) -> None:
    found = stands(harbor, {"age": "20", "residence": "부산", **answers}, course)
    assert (found.verdict, missing(found)) == (verdict, [])


def test_what_they_are_unsure_of_is_left_to_people_and_not_asked_again(harbor: Library) -> None:
    found = stands(harbor, {"age": "20", "residence": "부산", "license": "unsure", "수강 이력": "yes"}, "crane")
    assert isinstance(found.reply, Abstention)
    assert "그 답에 따라 달라져요" in found.reply.text
    assert "help@harbor.example" in found.reply.text


@pytest.mark.parametrize("said", ["", " ", "글쎄요", "-1", "1e9", "‮"])
def test_what_tells_nothing_is_asked_again(harbor: Library, said: str) -> None:
    for question in stands(harbor, {}, "crane").questions:
        assert question.id in missing(stands(harbor, {question.id: said}, "crane"))


def test_words_are_heard_as_the_option_that_they_mean(harbor: Library) -> None:
    today = date(2026, 9, 20)
    asked = {question.id: question for question in stands(harbor, {}, "web").questions}
    asked |= {question.id: question for question in stands(harbor, {}, "crane").questions}
    heard = {(id, said): asked[id].heard(said, today) for id, said in (
        ("age", "스물넷"), ("age", "91년생"), ("age", "네"), ("residence", "부산이요"), ("residence", "창원"),
        ("residence", "서울"), ("residence", "아니요"), ("license", "없어요"), ("license", "네"), ("employment", "음"))}  # fmt: skip
    assert list(heard.values()) == ["24", "34-35", "", "부산", "경남", "no", "no", "no", "yes", ""]


def test_a_course_that_is_not_known_is_no_course(harbor: Library) -> None:
    for course in ("nothing", "age"):
        with pytest.raises(UnknownCourse):
            stands(harbor, {}, course)


def test_without_rules_people_are_to_be_asked(tmp_path: Path) -> None:
    (tmp_path / "academy.yaml").write_text("name: 조용한학교\nphone: 051-000-0000\n", "utf-8")
    library = read_folder(tmp_path, today=date(2026, 9, 20)).library
    assert library is not None
    found = stands(library, {"age": "24"})
    assert (found.verdict, found.questions) == ("unsure", ())
    assert "051-000-0000" in found.reply.text


def test_english_asks_and_answers_in_english(library: Library) -> None:
    found = stands(library, {"age": "24", "residence": "no"}, locale="en")
    assert found.missing[0].text == "Have you worked for a company?"
    assert found.missing[0].options[0].label == "I have worked for a company"
    final = stands(library, {"age": "24", "residence": "서울"}, locale="en")
    assert isinstance(final.reply, Answer)
    assert final.reply.text.startswith("Yes, you can apply.")
