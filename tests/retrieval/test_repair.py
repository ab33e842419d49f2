"""Questions as people really type them."""

from __future__ import annotations

import pytest

from retrieval.repair import Repairer

VOCABULARY = [
    "자기소개서",
    "접수",
    "연락처",
    "캠퍼스",
    "교육분야",
    "예치금",
    "모집",
    "전화번호",
    "주소",
    "레벨테스트",
    "지원",
    "주차",
]
NAMES = ["새싹", "청취사", "금천", "서초", "영등포", "청년취업사관학교", "웹개발", "웹", "앱"]


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return Repairer(VOCABULARY, NAMES)


@pytest.mark.parametrize(
    ("typed", "part"),
    [("새삭 자기소게서", "새싹 자기소개서"), ("서초캠페스", "서초캠퍼스"), ("영등포켐퍼스", "영등포캠퍼스"), ("청년취업사간학교", "청년취업사관학교"),
     ("cjdcnltk 모집", "청취사 모집"), ("금천캠 ㅇㄷ?", "금천캠 어디?"), ("ㅊㅊㅅ 지원", "청취사 지원"), ("래벨테스트", "레벨테스트"),
     ("웹게발 신청 어케해", "웹개발 신청 어떻게해")],
)  # fmt: skip
def test_slips_are_mended_towards_the_vocabulary(repairer: Repairer, typed: str, part: str) -> None:
    assert part in repairer.repair(typed)


@pytest.mark.parametrize(
    "text",
    [
        "주사 맞고 왔어요",
        "접시를 닦았어요",
        "지원 자격이 궁금해요",
        "What floor is it on?",
        "when does it start?",
        "AI 과정",
        "sesac 지원",
        "모집과 조집",
        "앱개발 과정",
    ],
)
def test_a_right_word_is_never_corrected(repairer: Repairer, text: str) -> None:
    assert repairer.repair(text) == text


def test_nothing_and_emoji_stay_as_they_are(repairer: Repairer) -> None:
    assert repairer.repair("") == ""
    assert repairer.repair("😀😀") == "😀😀"


TEXTS = (
    "지원 자격은 만 15세 이상이에요. 신청은 누리집에서 해요.",
    "서울에 사는 청년이면 신청할 수 있어요. 거주 여부는 신청일로 봐요.",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("거쥬 여부는 언제로 봐요?", "거주 여부는 언제로 봐요?"),
        ("누리짐에서 신청해요?", "누리집에서 신청해요?"),
        ("거주여뷰", "거주여부"),
    ],
)
def test_what_is_left_is_spelled_as_the_texts_do(typed: str, meant: str) -> None:
    assert Repairer(VOCABULARY, NAMES, texts=TEXTS).spelled(typed) == meant


@pytest.mark.parametrize(
    "right", ["내일 서울 비 와?", "서울 사는 만 17세인데", "커피 마셔도 되나요?", "coffee", "", "ㅋㅋㅋ", "123"]
)
def test_words_that_are_right_are_never_spelled_otherwise(right: str) -> None:
    assert Repairer(VOCABULARY, NAMES, texts=TEXTS).spelled(right) == right


def test_nothing_but_the_search_hears_of_a_guess() -> None:
    assert Repairer(VOCABULARY, NAMES, texts=TEXTS).repair("거쥬 여부") == "거쥬 여부"
