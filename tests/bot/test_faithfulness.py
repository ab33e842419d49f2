"""A sentence in free words says no more than its evidence."""

from __future__ import annotations

import pytest

from bot.faithfulness import faithful, says_not_written
from knowledge.records import Library
from retrieval.names import Names

EVIDENCE = (
    "은평 5기 이커머스 과정은 점심을 제공해요. 노트북은 빌려주지 않아요.\n수강료는 전액 무료이고 교재비는 별도예요. "
    "출석률 80% 이상이어야 수료해요. 면접은 온라인으로 봐요."
)


@pytest.fixture
def names(library: Library) -> Names:
    return Names(library)


@pytest.mark.parametrize(
    "sentence",
    ["점심을 제공해요.", "네, 점심이 제공돼요.", "노트북은 빌려주지 않아요.", "수강료는 무료예요.", "교재비는 별도예요.", "온라인으로 면접을 봐요.",
     "출석률이 80% 이상이어야 해요.", "강사 이름은 자료에 적혀 있지 않아요."],
)  # fmt: skip
def test_what_the_evidence_says_passes(sentence: str, names: Names) -> None:
    assert faithful(sentence, [EVIDENCE], names, korean_asked=True)


@pytest.mark.parametrize(
    "sentence",
    ["노트북을 빌려줘요.", "점심은 제공하지 않아요.", "교통비도 제공해요.", "수강료는 유료예요.", "취업을 보장해요.", "면접은 오프라인으로 봐요.",
     "출석률이 80% 이하여야 해요.", "Lunch is provided.", "午餐由学校提供。"],
)  # fmt: skip
def test_what_it_does_not_say_is_dropped(sentence: str, names: Names) -> None:
    assert not faithful(sentence, [EVIDENCE], names, korean_asked=True)


def test_an_english_question_is_not_answered_in_korean(names: Names) -> None:
    assert faithful("Lunch is provided.", [EVIDENCE], names, korean_asked=False)
    assert not faithful("점심이 제공돼요.", [EVIDENCE], names, korean_asked=False)


@pytest.mark.parametrize("sentence", ["그건 자료에 적혀 있지 않아요.", "비용은 확인되지 않아요.", "It is not stated."])
def test_saying_that_it_is_not_written_is_known(sentence: str) -> None:
    assert says_not_written(sentence)
