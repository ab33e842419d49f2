from __future__ import annotations

import pytest

from bot.telegram.ids import LONGEST, id_of, record_of, token_of
from knowledge.records import Library

HOSTILE = ("인공지능활용실무자양성과정제4기성동캠퍼스", "a:b", "~a", "빈 칸", "긴" * 100, "x" * 25, ":", "줄\n바꿈")


@pytest.mark.parametrize("id", ["c1197", "mapo", "가나다라마바사아", "x" * 24])
def test_a_short_id_is_its_own_token(id: str) -> None:
    assert token_of(id) == id


@pytest.mark.parametrize("id", HOSTILE)
@pytest.mark.parametrize("most", [11, LONGEST])
def test_any_other_id_is_a_short_token_that_is_found_again(id: str, most: int) -> None:
    token = token_of(id, most)
    assert len(token.encode()) <= most
    assert ":" not in token
    assert id_of(token, HOSTILE) == id


def test_a_token_of_something_deleted_stands_for_nothing(library: Library) -> None:
    assert record_of(token_of("지워진 아주아주아주 긴 과정"), library) is None
    assert record_of("", library) is None


def test_every_record_of_the_shipped_knowledge_is_found_by_its_token(library: Library) -> None:
    for record in library.records():
        for most in (11, LONGEST):
            assert record_of(token_of(record.id, most), library) is record
