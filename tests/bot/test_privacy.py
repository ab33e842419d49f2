"""Personal numbers are masked before anything else happens."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import contacts_in, luhn, mask
from knowledge.library import read_folder
from settings import HERE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("제 번호는 010-1234-5678이에요", "제 번호는 [휴대전화]이에요"),
        ("01012345678로 연락 주세요", "[휴대전화]로 연락 주세요"),
        ("+82 10-1234-5678", "[휴대전화]"),
        ("+82(0)10 1234 5678", "[휴대전화]"),
        ("010ㅡ1234ㅡ5678 문자주세여", "[휴대전화] 문자주세여"),
        ("010.1234.5678 / 010/8765/4321", "[휴대전화] / [휴대전화]"),
        ("０１０－１２３４－５６７８", "[휴대전화]"),
        ("0 1 0 1 2 3 4 5 6 7 8", "[휴대전화]"),
        ("공일공 일이삼사 오육칠팔이요", "[휴대전화]이요"),
        ("공일공-1234-5678", "[휴대전화]"),
        ("016-123-4567", "[휴대전화]"),
        ("0504-1234-5678 안심번호예요", "[휴대전화] 안심번호예요"),
        ("900101-1234567 조회", "[주민등록번호] 조회"),
        ("0203044123456", "[주민등록번호]"),
        ("900101 1234567", "[주민등록번호]"),
        ("90.01.01-1234567", "[주민등록번호]"),
        ("9 0 0 1 0 1 1 2 3 4 5 6 7", "[주민등록번호]"),
        ("９００１０１－１２３４５６７", "[주민등록번호]"),
        ("900101-1******", "[주민등록번호]"),
        ("900101-2●●●●●●임", "[주민등록번호]임"),
        ("외국인등록번호 950315-5123456", "외국인등록번호 [주민등록번호]"),
        ("주민번호 901301-1234567", "주민번호 [주민등록번호]"),
        ("주민번호 뒷자리 1234567", "주민번호 뒷자리 [주민등록번호]"),
        ("카드 4111 1111 1111 1111", "카드 [카드번호]"),
        ("4111-1111-1111-1112 결제", "[카드번호] 결제"),
        ("4111-11**-****-1111", "[카드번호]"),
        ("체크카드 번호가 4111111111111112예요", "체크카드 번호가 [카드번호]예요"),
        ("메일은 someone@example.com", "메일은 [이메일]"),
        ("메일은someone@example.co.kr이에요", "메일은[이메일]이에요"),
        ("some.one ＠ example.com", "[이메일]"),
        ("someone골뱅이네이버닷컴", "[이메일]"),
        ("someone at gmail.com", "[이메일]"),
        ("국민은행 123456-78-901234로 환급", "국민은행 [계좌번호]로 환급"),
        ("카뱅 3333011234567", "카뱅 [계좌번호]"),
        ("110-123-456789 신한이요", "[계좌번호] 신한이요"),
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
        "2026-09-28 10:00 ~ 2026-10-12",
        "2023 2024 2025 2026년 취업률",
        "98.12.03생이고 2024년 2월에 졸업",
        "1234567890123",
        "4111111111111112",
        "crsSn=1197",
        "은행 예치금 100,000원은 2026-10-12에",
        "우리 1577-1234로 걸어봐",
        "인스타 @academy_official",
        "새싹 골뱅이무침",
        "meet at 10 am",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "typed",
    [
        "help@academy.example",
        "HELP @ academy.example",
        "help골뱅이academy.example",
        "ｈｅｌｐ＠academy.example",
        "010-9999-8888",
        "01099998888",
        "+82 10 9999 8888",
    ],
)
def test_the_academys_own_contacts_stay_however_they_are_written(typed: str) -> None:
    keep = frozenset({"help@academy.example", "010-9999-8888"})
    assert mask(f"{typed} 맞나요", keep=keep) == f"{typed} 맞나요"


def test_what_the_knowledge_publishes_is_kept_but_nobodys_resident_number() -> None:
    texts = ["문의: 010-1234-5678, help@academy.example", "담당 900101-1234567"]
    assert contacts_in(texts) == {"010-1234-5678", "help@academy.example"}


def test_nothing_the_shipped_knowledge_says_is_masked() -> None:
    library = read_folder(HERE / "knowledge" / "files").library
    assert library is not None
    keep = contacts_in(library.documents.values())
    for text in library.documents.values():
        assert mask(text, keep=keep) == text


@given(st.text(alphabet="0123456789- .", min_size=0, max_size=4), st.integers(0, 9999), st.integers(0, 9999))
def test_a_mobile_is_masked_whatever_stands_before_it(before: str, first: int, last: int) -> None:
    assert f"{last:04}" not in mask(f"제 번호: {before.strip()} 전화 010-{first:04}-{last:04}").rsplit("전화", 1)[1]


def test_the_longest_message_is_masked_in_no_time() -> None:
    started = time.perf_counter()
    for text in ("a.b-" * 2500, "0 1 " * 2500, "공일" * 5000, "1-" * 5000, "4111 " * 2000, "주민번호" * 2500):
        mask(text)
    assert time.perf_counter() - started < 2


def test_the_check_digit_of_cards() -> None:
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
