from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.romanization import romanized


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("종로", "Jongno"),
        ("신림", "Sillim"),
        ("왕십리", "Wangsimni"),
        ("선릉", "Seolleung"),
        ("독립문", "Dongnimmun"),
        ("압구정", "Apgujeong"),
        ("영등포", "Yeongdeungpo"),
        ("별내", "Byeollae"),
        ("청량리", "Cheongnyangni"),
        ("학여울", "Hagyeoul"),
        ("해운대", "Haeundae"),
        ("국회의사당", "Gukhoeuisadang"),
        ("7호선", "7Hoseon"),
        ("Seoul", "Seoul"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_it_is_spoken(name: str, latin: str) -> None:
    assert romanized(name) == latin


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_no_hangul_is_left(text: str) -> None:
    assert romanized(text).isascii()
