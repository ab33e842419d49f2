"""Who may apply: verdicts over the shipped rules and over those of another academy, in a conversation."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import grounding
from bot.answers import Abstention, Answer, Clarification, Reply
from bot.assistant import Assistant, open_assistant
from bot.conversation import Question
from settings import Settings

YES, NO, CHECK = "네, ", "지원할 수 없어요", "확인이 필요해요"


def ask(assistant: Assistant, *texts: str, on: str = "2026-09-20") -> Reply:
    """The reply to the last of some messages of one conversation; every reply must be grounded."""
    conversation = f"test:{secrets.token_hex(8)}"
    now = datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=ZoneInfo("Asia/Seoul"))
    for text in texts:
        turn = assistant.answer(Question(text=text, conversation=conversation), now=now)
        assert grounding.check(turn.reply, question=turn.question.text) == []
    return turn.reply


def first_sentence(reply: Reply) -> str:
    return reply.text.split(". ")[0].splitlines()[0]


@pytest.mark.parametrize(
    ("text", "verdict", "part"),
    [
        # the branch that decided is named, and no other
        ("98년생 경기도 사는데 서울에 있는 대학 졸업했어요 작년에", YES, "졸업한 사람은"),
        ("경기도 사는데 대학은 서울이에요 지원 가능한가요", YES, "대학(원)생은"),
        ("저는 제주도에 거주 중이고 서울 소재 대학원에 재학 중입니다. 지원되나요?", YES, "대학(원)생은"),
        ("서울 사는 스물다섯인데 지원 돼요?", YES, "서울시민은"),
        ("지난달에 경기에서 서울로 이사했어요 지원 되나요?", YES, "서울시민은"),
        ("부산 토박이고 직장생활 3년 했어요 지원되나요", YES, "기업 근무 경력자는"),
        ("회사에서 2년 일하다 퇴사한 29살 대전 사람인데요 지원 가능해요?", YES, "기업 근무 경력자는"),
        ("졸업한 지 3년 안 됐고 학교는 서울인데 인천 살아요. 신청 되나요?", YES, "졸업한 사람은"),
        ("2023년 10월에 서울에서 대학 졸업했고 수원 살아요 지원 가능?", YES, "졸업한 사람은"),
        ("고2인데 서울 살아요 지원돼요?", YES, "서울시민은"),
        ("자퇴했고 서울 거주 중인데 신청 가능한가요", YES, "서울시민은"),
        ("본가는 부산인데 서울에서 자취해요 지원 되나요", YES, "주민등록 주소가"),
        ("서울 살다가 다음 달 이사 가요 지원 되나요", YES, "이사한 뒤에는"),
        ("32살 서울 거주인데 지원되나요", YES, "나이 상한"),
        # what no branch meets
        ("만 14살인데 되나요", NO, "만 15세"),
        ("졸업한 지 7년 됐고 서울 밖에 살고 직장 경험은 없어요. 학교는 서울에 있었어요. 대상이 될까요?", NO, "졸업한 지 7년"),
        ("인천 사는 고1인데 지원되나요", NO, "서울로 이사하"),
        ("경기도 사는 고졸인데 일한 적 없어요 지원 가능?", NO, "대학 없음"),
        ("2023년 2월에 서울에 있는 대학 졸업, 부산 거주, 경력 없음. 지원되나요?", NO, "최근 3년"),
        # something is missing, and only that is asked
        ("저 경기도 사는데 지원 가능해요?", CHECK, "다니거나 최근 3년 안에 졸업하셨나요?"),
        ("저 서울시민이 아닌데 지원 가능해요?", CHECK, "다니거나 최근 3년 안에 졸업하셨나요?"),
        ("서울 거주자 아니어도 지원 돼?", CHECK, "다니거나 최근 3년 안에 졸업하셨나요?"),
        ("서울시민 아니고 경력도 없는데 지원돼?", CHECK, "다니거나 최근 3년 안에 졸업하셨나요?"),
        ("서울시민은 아니라서 지원 안 되나요", CHECK, "다니거나 최근 3년 안에 졸업하셨나요?"),
        ("서울 사람 아니고 인천 사람인데 지원 돼?", CHECK, "다니거나 최근 3년 안에 졸업하셨나요?"),
        ("서울시민 아니고 대학도 서울이 아닌데 지원돼?", CHECK, "회사에서 일한 경력이 있으신가요?"),
        ("고3인데 지원 되나요", CHECK, "서울에 사시나요?"),
        ("경기 살고 고려대 졸업했어요 작년 2월에 지원되나요?", CHECK, "졸업하신 대학이 서울에 있나요?"),
        ("성균관대 다니는데 수원 살아요 지원되나요?", CHECK, "다니시는 대학이 서울에 있나요?"),
        ("3년 전에 서울 소재 대학 졸업했고 부산 살아요. 지원되나요?", CHECK, "몇 년 몇 월에 졸업하셨나요?"),
        ("2011년생인데 서울 살아요 지원되나요?", CHECK, "올해 생일이 지났나요?"),
        ("다음 달에 서울로 이사해요 지금은 경기도 살아요 지원되나요?", CHECK, "막 전입한 사람"),
        # the files are silent
        ("외국인인데 서울 살아요 지원되나요", CHECK, "외국인이 지원할 수 있는지는 자료에서 확인되지 않아요"),
        ("프리랜서인데 서울 살아요 되나요", CHECK, "프리랜서"),
        ("휴학생인데 서울 살아요 지원돼요?", CHECK, "휴학생"),
        ("서울 소재 대학원 다니면 되나요?", "네, ", "대학(원)생은"),
        ("서울로 전입하면 신청할 수 있어요?", CHECK, "전입"),
        ("검정고시 봤고 서울 살아요 지원되나요", CHECK, "학력 제한"),
        ("알바하고 있고 서울 살아요 지원되나요", CHECK, "아르바이트를 함께 해도 되는지"),
        ("군인인데 서울 살아요 지원되나요", CHECK, "군 입대"),
        ("서른여섯 서울 살아요 지원되나요", CHECK, "나이 상한"),
        ("경기도 살고 서울에 있는 대학 휴학중인데 지원돼요?", CHECK, "휴학생"),
        ("인천 사는데 서울에 있는 대학 졸업예정이에요 지원되나요?", CHECK, "졸업예정"),
        ("알바만 해봤고 인천 살아요 지원 되나요?", CHECK, "아르바이트를 이 기준의 경력으로 보는지"),
        ("대전 살고 서울에 있는 사이버대 다녀요 지원되나요?", CHECK, "사이버대"),
        ("주민등록은 부산인데 서울 살아요 지원되나요?", CHECK, "주민등록 주소가 다를 때"),
        ("주소지는 서울인데 실제로는 경기도 살아요. 지원되나요?", CHECK, "주민등록 주소가 다를 때"),
        ("경기도 사는데 서울로 이사하면 지원되나요?", CHECK, "막 전입한 사람"),
        ("국취제 하고 있는데 서울 살아요 신청돼요?", CHECK, "국민취업지원제도"),
        ("두 과정 동시에 지원하고 싶은데 서울 살아요 가능해요?", CHECK, "여러 과정에 함께"),
        ("제 나이 45세 서울거주 지원 가능한지요", CHECK, "나이 상한"),
        ("지방 사는 30대인데 지원 가능한가요?", CHECK, "나이 상한"),
        ("해외 대학 졸업했어요 지원되나요", CHECK, "서울에 사시나요?"),
    ],
)  # fmt: skip
def test_the_shipped_rules_decide(assistant: Assistant, text: str, verdict: str, part: str) -> None:
    reply = ask(assistant, text)
    assert reply.engine == "eligibility"
    assert verdict in first_sentence(reply)
    assert part in reply.text
    assert reply.citations


@pytest.mark.parametrize(
    "text",
    [
        "서울 사는데 점심 제공돼요?",
        "대학생인데 노트북 지원되나요",
        "서울 사는데 예치금 내야 되나요",
        "부산 사는데 온라인으로 들을 수 있나요",
        "고졸인데 취업률 어떻게 돼요",
        "서울 사는 25살인데 지원 방법 알려주세요",
        "저 서울 사는데 지원서는 어디서 내요?",
        "I live in Seoul. When does the Seongdong full-stack course start?",
    ],
)
def test_facts_beside_another_question_bring_no_verdict(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text).engine != "eligibility"


def test_a_verdict_names_only_the_branch_that_decided(assistant: Assistant) -> None:
    reply = ask(assistant, "경기도 사는데 대학은 서울이에요 지원 가능한가요")
    assert "2025년 4월부터 서울 소재 대학(원)생은 서울에 살지 않아도 지원 대상이에요" in reply.text
    assert "경력자" not in reply.text
    assert {citation.record for citation in reply.citations} >= {"seoul-from-2025-04", "age-from-2025-04"}


def test_rules_of_another_day_are_told_where_they_decide_otherwise(assistant: Assistant) -> None:
    question = "경기도 사는데 대학은 서울에서 다녀요. 지원 가능해요?"
    now, then = ask(assistant, question), ask(assistant, question, on="2025-03-01")
    assert "2025년 4월 전에는 '주민등록상 서울에 사는 사람'만 대상이었어요" in now.text
    assert "지원할 수 없어요" in first_sentence(then)
    assert "2025년 4월부터는 서울 소재 대학(원)생이 대상이라 지원할 수 있어요" in then.text
    assert "서울로 주민등록을 옮기면" in then.text
    assert "2025년 4월 전에는" not in ask(assistant, "서울 사는데 지원 가능해요?").text


def test_where_the_clause_speaks_of_registration_living_there_is_not_enough_to_tell(assistant: Assistant) -> None:
    reply = ask(assistant, "본가는 부산인데 서울에서 자취해요 지원 되나요", on="2025-03-01")
    assert isinstance(reply, Abstention)
    assert "주민등록" in reply.text


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        (("저 경기도 사는데 지원 가능해요?", "네"), YES),
        (("저 경기도 사는데 지원 가능해요?", "아니요"), NO),
        (("저 경기도 사는데 지원 가능해요?", "아뇨 없어요"), NO),
        (("저 경기도 사는데 지원 가능해요?", "대학은 서울이요"), YES),
        (("저 경기도 사는데 지원 가능해요?", "작년에 졸업했어요", "서울이요"), YES),
        (("저 경기도 사는데 지원 가능해요?", "모르겠어요"), CHECK),
        (("고3인데 지원 되나요", "서울이요"), YES),
        (("고3인데 지원 되나요", "네"), YES),
        (("고3인데 지원 되나요", "아니요"), NO),
        (("경기 살고 고려대 졸업했어요 작년 2월에 지원되나요?", "네"), YES),
        (("3년 전에 서울 소재 대학 졸업했고 부산 살아요. 지원되나요?", "2023년 10월이요"), YES),
        (("3년 전에 서울 소재 대학 졸업했고 부산 살아요. 지원되나요?", "2023년 2월이요"), CHECK),
        (("3년 전에 서울 소재 대학 졸업했고 부산 살아요. 지원되나요?", "2023년 2월이요", "아니요"), NO),
        (("2011년생인데 서울 살아요 지원되나요?", "아직이요"), NO),
        (("2011년생인데 서울 살아요 지원되나요?", "네 지났어요"), YES),
        (("저는 경기도 사람이에요", "대학은 서울에 있는 곳 다녀요", "그럼 지원 자격 되나요?"), YES),
        (("서울 사는데 지원 되나요?", "아 아니 경기도 살아요"), CHECK),
        (("저 98년생이에요", "경기도 살아요", "서울에서 대학 다녀요", "지원 되나요?"), YES),
        (("경기도민인데 서울소재대학졸업한지 2년됨 ㄱㄴ?",), YES),
        (("만 15살 서울 사는 학생인데요",), YES),
        (("경기도 사는데 서울로 이사하면 지원되나요?", "경력 없고 고졸이에요 지원되나요?"), NO),
    ],
)
def test_short_answers_and_corrections_continue_the_dialogue(
    assistant: Assistant, texts: tuple[str, ...], verdict: str
) -> None:
    assert verdict in first_sentence(ask(assistant, *texts))


def test_yes_without_a_question_is_only_a_reaction(assistant: Assistant) -> None:
    assert ask(assistant, "서울 사는데 지원 되나요?", "네").engine != "eligibility"


def test_somebody_else_does_not_overwrite_the_person_asking(assistant: Assistant) -> None:
    texts = ["저 서울 사는데 지원 되나요?", "제 동생은 경기도 살아요 지원돼요?", "대학은 서울이에요"]
    assert first_sentence(ask(assistant, *texts)) == "네, 동생은 지원할 수 있어요"
    assert "서울시민은" in ask(assistant, *texts, "저는 지원 자격 되나요?").text


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (("I live in Suwon and graduated from a university in Seoul last year. Can I apply?",), "Yes, you can apply."),
        (("I live in Busan. Am I eligible?",), "Do you attend a university in Seoul"),
        (("I live in Busan. Am I eligible?", "No"), "you cannot apply"),
        (("I'm 14 years old. Can I apply?",), "you cannot apply"),
        (("I live in Busan. Am I eligible?", "I have work experience"), "Yes, you can apply."),
    ],
)
def test_english_is_answered_in_english_with_the_korean_source(
    assistant: Assistant, texts: tuple[str, ...], part: str
) -> None:
    reply = ask(assistant, *texts)
    assert reply.language == "en"
    assert part in reply.text
    assert "Source (Korean): " in reply.text
    assert "as of 2025-04-15" in reply.text


@pytest.fixture(scope="module")
def harbor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Another academy, with other rules."""
    folder = tmp_path_factory.mktemp("harbor")
    (folder / "academy.yaml").write_text(
        "name: 항구직업학교\nemail: help@harbor.example\nsite: https://harbor.example\n", encoding="utf-8"
    )
    (folder / "tracks.yaml").write_text("- {id: marine, name: 해양}\n- {id: web, name: 웹개발}\n", encoding="utf-8")
    (folder / "courses.yaml").write_text(
        """
- {id: crane, title: 크레인 운전 과정, track: marine, audience: 운전면허가 있는 사람, prerequisites: 도면 읽기}
- {id: front, title: 프론트엔드 개발 과정, track: web}
- {id: diver, title: 산업잠수 과정, track: marine}
""",
        encoding="utf-8",
    )
    (folder / "eligibility.yaml").write_text(
        """
- id: age
  name: 나이
  attribute: 나이
  condition: {min: 18, max: 34}
  clause: 만 18세 이상 34세 이하
  ask: 만 나이가 어떻게 되세요?
  as_of: 2026-01-10
- id: home-old
  name: 거주
  attribute: residence
  condition: {one_of: [부산]}
  effective_until: 2026-06-30
  clause: 부산에 사는 사람
  ask: 부산에 사시나요?
  as_of: 2025-12-01
- id: home
  name: 거주
  attribute: residence
  condition: {one_of: [부산, 경남]}
  effective_from: 2026-07-01
  effective_until: 2026-12-31
  clause: 부산이나 경남에 사는 사람
  ask: 부산이나 경남에 사시나요?
  as_of: 2026-06-01
- id: home-next
  name: 거주
  attribute: residence
  condition: {one_of: [부산, 경남, 울산]}
  effective_from: 2027-01-01
  clause: 부산·경남·울산에 사는 사람
  ask: 부산·경남·울산에 사시나요?
  as_of: 2026-06-01
- id: jobless
  name: 미취업
  attribute: employment
  condition: {none_of: [재직]}
  applies_to: [웹개발]
  clause: 재직자가 아닌 사람
  ask: 지금 회사에 다니고 계신가요?
  as_of: 2026-01-10
- id: license
  name: 면허
  attribute: license
  condition: {one_of: [운전면허]}
  applies_to: [crane]
  clause: 운전면허가 있는 사람
  ask: 운전면허가 있으신가요?
  as_of: 2026-01-10
- id: height
  name: 키
  attribute: 키
  condition: {min: 160}
  applies_to: [diver]
  clause: 키 160cm 이상
  ask: 키가 몇 cm이세요?
  as_of: 2026-01-10
""",
        encoding="utf-8",
    )
    settings = Settings(
        _env_file=None,
        SAESSAK_KNOWLEDGE_DIR=folder,
        SAESSAK_DATA_DIR=tmp_path_factory.mktemp("harbor-data"),
        SAESSAK_NOW=date(2026, 9, 20),
        SAESSAK_RATE_LIMIT="off",
    )
    with open_assistant(settings) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("texts", "verdict", "part"),
    [
        (("27살 부산 살아요 지원되나요?",), YES, "나이 조건(만 18세 이상 34세 이하)도 맞아요"),
        (("만 35세 부산 사는데 지원되나요?",), NO, "만 35세"),
        (("35살 부산 사는데 지원되나요?",), CHECK, "만 나이로는 몇 살이세요?"),
        (("35살 부산 사는데 지원되나요?", "34요"), YES, "만 18세 이상 34세 이하"),
        (("37살 부산 사는데 지원되나요?",), NO, "만 18세 이상 34세 이하"),
        (("91년생 부산 사는데 지원되나요?",), CHECK, "올해 생일이 지났나요?"),
        (("91년생 부산 사는데 지원되나요?", "네"), NO, "만 35세"),
        (("91년생 부산 사는데 지원되나요?", "아니요"), YES, "만 18세 이상 34세 이하"),
        (("91년 12월생 부산 사는데 지원되나요?",), YES, "만 18세 이상 34세 이하"),
        (("30대 초반 창원 살아요 지원되나요?",), YES, "부산이나 경남"),
        (("30대인데 창원 살아요 지원되나요?",), CHECK, "만 나이"),
        (("고3인데 부산 살아요 지원되나요?",), CHECK, "올해 생일이 지났나요?"),
        (("서울 사는 25살인데 지원돼요?",), NO, "부산이나 경남에 사는 사람"),
        (("울산 사는 25살인데 지원돼요?",), NO, "2027년 1월부터는"),
        (("김해 사는 25살인데 지원돼요?",), YES, "2026년 7월 전에는 '부산에 사는 사람'만"),
        (("부산 사는데 지원돼요?",), CHECK, "만 나이가 어떻게 되세요?"),
        (("부산 사는데 지원돼요?", "27이요"), YES, "만 18세"),
        (("부산 사는데 지원돼요?", "27이요", "아 98년생이에요"), YES, "만 18세"),
        (("25살 부산 살고 회사 다녀요. 프론트엔드 개발 과정 지원되나요?",), NO, "재직자가 아닌 사람"),
        (("25살 부산 살고 취준생이에요. 프론트엔드 개발 과정 지원되나요?",), YES, "재직자가 아닌 사람"),
        (("25살 부산 살고 프리랜서예요. 프론트엔드 개발 과정 지원되나요?",), CHECK, "프리랜서"),
        (("25살 부산 사는데 프론트엔드 개발 과정 지원되나요?",), CHECK, "지금 회사에 다니고 계신가요?"),
        (("25살 부산 사는데 프론트엔드 개발 과정 지원되나요?", "아니요"), YES, "재직자가 아닌 사람"),
        (("25살 부산 사는데 프론트엔드 개발 과정 지원되나요?", "네"), NO, "재직자가 아닌 사람"),
        (("25살 부산 사는데 크레인 운전 과정 지원되나요?",), CHECK, "운전면허가 있으신가요?"),
        (("25살 부산 사는데 크레인 운전 과정 지원되나요?", "네"), YES, "도면 읽기"),
        (("25살 부산 사는데 크레인 운전 과정 지원되나요?", "없어요"), NO, "운전면허가 있는 사람"),
        (("25살 부산 살고 운전면허 있어요. 크레인 운전 과정 지원되나요?",), YES, "운전면허가 있는 사람"),
        (("25살 부산 살고 운전면허는 없어요. 크레인 운전 과정 지원되나요?",), NO, "운전면허가 있는 사람"),
        (("25살 부산 사는데 산업잠수 과정 지원되나요?",), CHECK, "키가 몇 cm이세요?"),
        (("25살 부산 사는데 산업잠수 과정 지원되나요?", "165요"), YES, "키 160cm 이상"),
        (("25살 부산 사는데 산업잠수 과정 지원되나요?", "155cm예요"), NO, "키 160cm 이상"),
    ],
)
def test_another_academys_rules_decide_for_the_same_reasons(
    harbor: Assistant, texts: tuple[str, ...], verdict: str, part: str
) -> None:
    reply = ask(harbor, *texts)
    assert verdict in first_sentence(reply)
    assert part in reply.text
    kinds = {YES: Answer, NO: Answer}
    assert isinstance(reply, kinds.get(verdict, Clarification | Abstention))


def test_the_first_and_the_last_day_of_a_rule_are_in_force(harbor: Assistant) -> None:
    question = "김해 사는 25살인데 지원돼요?"
    assert "지원할 수 없어요" in ask(harbor, question, on="2026-06-30").text
    assert first_sentence(ask(harbor, question, on="2026-07-01")).startswith(YES)
    assert first_sentence(ask(harbor, question, on="2026-12-31")).startswith(YES)
    assert first_sentence(ask(harbor, "울산 사는 25살인데 지원돼요?", on="2027-01-01")).startswith(YES)


def test_nobody_is_offered_to_say_what_they_just_denied(assistant: Assistant) -> None:
    reply = ask(assistant, "나 부산 사는데 가능?")
    assert reply.suggestions
    assert "서울에 살아요" not in reply.suggestions
    assert "서울에 살아요" in ask(assistant, "저 지원 가능한가요? 스물다섯이에요").suggestions
