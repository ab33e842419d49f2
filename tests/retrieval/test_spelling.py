"""Wrong jamo mended by what the texts write."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import korean
from retrieval.spelling import Speller

TEXTS = (
    "새싹캠퍼스는 지하철역에서 걸어서 5분이에요. 새싹캠퍼스 주차장은 없어요.",
    "교육비는 모두 무료예요! 교육 과정을 마치면 수료증을 드려요.\n모집 일정은 누리집에서 확인해 주세요.",
    "AI 개발자 과정은 노트북을 빌려드려요? 지원하고 싶으면 신청서를 내 주세요.",
)
SPELLER = Speller(TEXTS)
TYPED = st.text(st.sampled_from("새쌱싹켐캠퍼프스 는은교육귝과정졍무뮤료 5AIai.?!,🙂ㅋㅜ\n뷁"), max_size=40)


def _spell(text: str, speller: Speller = SPELLER, *, right: str = "") -> str:
    """The text mended but for the characters of `right`."""
    return speller.spell(text, [character in right for character in text])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("새싹켐퍼스", "새싹캠퍼스"), ("새쌱켐퍼스 주차장", "새싹캠퍼스 주차장"), ("새싹 켐퍼스는 어디?", "새싹 캠퍼스는 어디?"),
     ("수료쯩 주세요", "수료증 주세요"), ("교융비는", "교육비는"), ("ai 개밟자 과정", "ai 개발자 과정"),
     ("AI 개발자 과젇", "AI 개발자 과정"), ("지원하교싶으면", "지원하고싶으면")],
)  # fmt: skip
def test_wrong_jamo_are_mended_toward_the_texts(typed: str, meant: str) -> None:
    assert _spell(typed) == meant


@pytest.mark.parametrize(
    "text", ["새싹캠퍼스", "새싹 캠퍼스 주차장", "모두무료예요", "AI 개발자 과정", "", " ", "?!", "a", "켐", "켐퍼"]
)
def test_what_the_texts_write_is_left_as_it_is(text: str) -> None:
    assert _spell(text) == text


@pytest.mark.parametrize("text", ["뷁뷁뷁뷁", "xyzzy plugh", "🙂🙂🙂", "12345678", "ㅋㅋㅋㅋㅋ"])
def test_what_is_near_to_nothing_is_left_as_it_is(text: str) -> None:
    assert _spell(text) == text


def test_characters_that_are_right_stay() -> None:
    assert _spell("새싹켐퍼스", right="켐") == "새싹켐퍼스"
    assert _spell("새쌱켐퍼스", right="켐") == "새싹켐퍼스"
    assert _spell("새쌱켐퍼스", right="새쌱켐퍼스") == "새쌱켐퍼스"


def test_without_texts_nothing_changes() -> None:
    for nothing in (Speller([]), Speller([""]), Speller(["...\n"])):
        assert _spell("새싹켐퍼스 주차장", nothing) == "새싹켐퍼스 주차장"


def test_sentences_are_not_learned_across_their_ends() -> None:
    assert _spell("예요너트", Speller(["무료예요 노트북"])) == "예요노트"
    for apart in ("무료예요. 노트북", "무료예요?! 노트북", "무료예요\n노트북"):
        assert _spell("예요너트", Speller([apart])) == "예요너트"


def test_of_two_syllables_one_jamo_away_the_likelier_one_is_meant() -> None:
    assert _spell("한붗과정 안내", Speller(["한빛과정 안내"] * 20 + ["한붙과정 안내"])) == "한빛과정 안내"
    assert _spell("한붗과정 안내", Speller(["한빛과정 안내"] + ["한붙과정 안내"] * 20)) == "한붙과정 안내"


@given(text=TYPED, marks=st.lists(st.booleans(), min_size=40, max_size=40))
def test_mending_changes_single_jamo_of_doubtful_syllables_only(text: str, marks: list[bool]) -> None:
    mended = SPELLER.spell(text, marks[: len(text)])
    assert len(mended) == len(text)
    learned = set("".join(TEXTS))
    for was, now, right in zip(text, mended, marks, strict=False):
        if was == now:
            continue
        assert not right
        assert korean.is_syllable(was)
        assert now in learned
        assert sum(one != other for one, other in zip(korean.jamo(was), korean.jamo(now), strict=True)) == 1


@given(text=TYPED)
def test_spaces_do_not_matter(text: str) -> None:
    mended = _spell(text)
    assert [c.isspace() for c in mended] == [c.isspace() for c in text]
    tight = "".join(text.split())
    assert _spell(tight) == "".join(mended.split())


@pytest.mark.parametrize("typed", ["새쌱켐퍼스 ", "교융과젇", "뷁쉛", "가나다라마바사아자차카타파하"])
def test_a_long_text_is_mended_in_no_time(typed: str) -> None:
    text = (typed * 1000)[:1000]
    began = time.thread_time()
    assert len(_spell(text)) == 1000
    assert time.thread_time() - began < 3


def test_a_letter_whose_small_form_is_two_letters_is_left_alone() -> None:
    assert Speller(["새싹"]).spell("İ", [False]) == "İ"
