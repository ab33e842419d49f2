"""Korean as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import korean


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("dkssud", "안녕"), ("dudemdvh zoavjtm wnth", "영등포 캠퍼스 주소"), ("wldnjswkrurdl", "지원자격이"), ("Ehdfks", "똥란"),
     ("rkqt", "값"), ("AI", "먀"), ("123", "123")],
)  # fmt: skip
def test_words_typed_with_the_english_layout_become_hangul(typed: str, meant: str) -> None:
    assert korean.from_keyboard(typed) == meant


def test_initials_are_the_first_consonants() -> None:
    assert korean.initials("청취사") == "ㅊㅊㅅ"


def test_content_words_leave_particles_out() -> None:
    assert korean.words("캠퍼스에서 주차가 되나요?") == ["캠퍼스", "주차", "되"]


def test_bigrams_stay_inside_words() -> None:
    assert korean.bigrams("지원 자격") == ["지원", "자격"]
    assert korean.bigrams("a 가나다") == ["a", "가나", "나다"]


@given(st.text(max_size=60))
def test_cleaning_never_fails_and_is_stable(text: str) -> None:
    cleaned = korean.clean(text)
    assert korean.clean(cleaned) == cleaned
    assert "\x00" not in cleaned
    assert korean.squeeze(cleaned) == korean.squeeze(korean.squeeze(cleaned))


@given(st.text(alphabet="qwertyuiopasdfghjklzxcvbnmQWERT", max_size=20))
def test_the_keyboard_layout_turns_any_letters_without_failing(text: str) -> None:
    assert not set(korean.from_keyboard(text)) & set("qwertyuiop")


@pytest.mark.parametrize(
    ("text", "put_together"),
    [("고용장려금을 받을 수 있나요?", ["고용장려금"]), ("국민취업지원제도와 수강료", ["국민취업지원제도", "수강료"]),
     ("비전공자도 되나요", ["비전공자"]), ("Python과정 1기", ["python과정", "1기"]),
     ("새싹 캠퍼스 새싹캠퍼스 새싹", ["새싹", "캠퍼스", "새싹캠퍼스"]), ("집에서 가깝나요", []), ("", [])],
)  # fmt: skip
def test_compounds_are_nouns_written_without_a_space(text: str, put_together: list[str]) -> None:
    assert korean.compounds(text) == put_together


def test_every_syllable_is_made_of_its_jamo() -> None:
    for number in range(0xAC00, 0xD7A4):
        assert korean.syllable(*korean.jamo(chr(number))) == chr(number)
    assert korean.syllable("ㄱ", "ㅏ") == "가"
