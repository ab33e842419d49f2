"""Questions as they are typed in a hurry."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import korean
from retrieval.noise import typos, without_spaces

TEXT = "새싹 캠퍼스에서 AI 과정을 2026년에 신청하려면 어떻게 하나요? ㅠㅠ 🙂\n"


def _hit(was: str, now: str) -> int:
    """How many jamo of a syllable were changed."""
    return sum(one != other for one, other in zip(korean.jamo(was), korean.jamo(now), strict=True))


def test_without_spaces_nothing_else_is_missing() -> None:
    assert without_spaces(" 새싹\t캠퍼스\n어디 \u3000예요?") == "새싹캠퍼스어디예요?"
    assert without_spaces(" \n") == ""


@given(text=st.text(max_size=40) | st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=40),
       seed=st.integers(0, 9))  # fmt: skip
def test_only_syllables_are_hit_each_in_one_jamo(text: str, seed: int) -> None:
    hit = typos(text, 1, seed)
    assert len(hit) == len(text)
    for was, now in zip(text, hit, strict=True):
        if korean.is_syllable(was):
            assert korean.is_syllable(now)
            assert _hit(was, now) == 1
            assert korean.jamo(was)[2] or not korean.jamo(now)[2]
        else:
            assert was == now


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_about_the_share_is_hit(share: float) -> None:
    draw = random.Random(11)
    text = "".join(chr(draw.randrange(0xAC00, 0xD7A4)) for _ in range(10_000))
    hit = sum(was != now for was, now in zip(text, typos(text, share, 3), strict=True))
    assert hit / len(text) == pytest.approx(share, abs=0.02)


def test_every_place_of_a_syllable_may_be_hit() -> None:
    hit = typos("각" * 300, 1, 1)
    places = {tuple(one != other for one, other in zip(korean.jamo("각"), korean.jamo(c), strict=True)) for c in hit}
    assert places == {(True, False, False), (False, True, False), (False, False, True)}


def test_the_same_seed_hits_the_same() -> None:
    assert typos(TEXT, 0.5, 1) == typos(TEXT, 0.5, 1)
    assert len({typos(TEXT, 0.5, seed) for seed in range(5)}) == 5


def test_a_share_of_nothing_hits_nothing() -> None:
    assert typos(TEXT, 0, 1) == TEXT
    assert typos("", 1, 1) == ""
