"""Personal numbers are masked before anything else happens."""

from __future__ import annotations

import pytest

from bot.privacy import luhn, mask


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("제 번호는 010-1234-5678이에요", "제 번호는 [휴대전화]이에요"),
        ("01012345678로 연락 주세요", "[휴대전화]로 연락 주세요"),
        ("+82 10-1234-5678", "[휴대전화]"),
        ("900101-1234567 조회", "[주민등록번호] 조회"),
        ("0203044123456", "[주민등록번호]"),
        ("카드 4111 1111 1111 1111", "카드 [카드번호]"),
        ("메일은 someone@example.com", "메일은 [이메일]"),
    ],
)
def test_personal_numbers_are_masked(typed: str, kept: str) -> None:
    assert mask(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "도봉 02-6249-7400이 맞나요",
        "7400이랑 7402 중 뭐가 맞아요?",
        "모집 2026-09-28까지",
        "1234567890123",
        "4111 1111 1111 1112",
        "crsSn=1197",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_the_academys_own_contacts_stay() -> None:
    assert mask("sesac@sba.seoul.kr 맞나요", keep=frozenset({"sesac@sba.seoul.kr"})) == "sesac@sba.seoul.kr 맞나요"


def test_the_check_digit_of_cards() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
