from __future__ import annotations

import pytest

from knowledge.readers.documents import UnreadableText, decoded, read_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_text_is_read_in_the_encodings_staff_save_in(encoding: str) -> None:
    assert decoded("청년취업사관학교 똠방각하".encode(encoding), "a.txt") == "청년취업사관학교 똠방각하"


def test_line_breaks_of_every_system_are_one() -> None:
    assert decoded(b"a\r\nb\rc\n", "a.txt") == "a\nb\nc\n"


def test_hangul_is_composed_as_people_type_it() -> None:
    assert decoded("한글".encode(), "a.txt") == "한글"


@pytest.mark.parametrize("content", ["가나".encode("utf-16"), b"\x81", b"PK\x03\x04\xff\xff\x00"])
def test_what_is_no_text_is_told_with_its_place(content: bytes) -> None:
    with pytest.raises(UnreadableText) as raised:
        decoded(content, "pages/a.md")
    assert raised.value.problem.file == "pages/a.md"
    assert "UTF-8" in raised.value.problem.mend


def test_a_damaged_byte_in_utf8_is_told_with_its_line_and_not_read_as_cp949() -> None:
    content = "첫째 줄입니다 안녕하세요\n둘째 줄".encode() + b"\xec\x97" + "입니다 반갑습니다".encode()
    with pytest.raises(UnreadableText) as raised:
        decoded(content, "a.md")
    assert raised.value.problem.line == 2


def test_a_file_of_zeros_is_no_text() -> None:
    with pytest.raises(UnreadableText):
        decoded(b"a\0b", "a.txt")


def test_plain_text_is_parted_at_empty_lines() -> None:
    document = read_text("첫 문단\n이어짐\n\n \n둘째\n")
    (section,) = document.sections
    assert [document.text[block.start : block.end] for block in section.blocks] == ["첫 문단\n이어짐", "둘째"]
