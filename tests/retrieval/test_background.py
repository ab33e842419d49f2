"""What questions and texts of one knowledge look like on the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.passages import Passage
from retrieval.background import Background, likely_questions


def _passage(title: str, *, keys: tuple[str, ...] = (), headings: tuple[str, ...] = ()) -> Passage:
    return Passage(id=title, file="f.md", start=0, end=1, text="글", record=title, kind="faq", title=title, keys=keys,
                   headings=headings)  # fmt: skip


MANY = [_passage(f"{number}번째 안내") for number in range(200)]


def test_questions_that_the_knowledge_holds_are_likely_as_they_stand() -> None:
    asked = likely_questions([_passage("수강료", keys=("수강료는?", "공짜야?")), _passage("공짜야?")])
    assert {"수강료는?", "공짜야?"} <= set(asked)
    [formed] = set(asked) - {"수강료는?", "공짜야?"}
    assert formed.startswith("수강료")
    assert formed != "수강료"


def test_a_title_is_asked_about_once_and_by_its_outermost_heading() -> None:
    passages = [_passage("쪽", headings=("지원 안내", "서류")), _passage("쪽", headings=("지원 안내", "면접"))]
    [asked] = likely_questions(passages)
    assert asked.startswith("지원 안내")


def test_the_sample_is_small_and_always_the_same() -> None:
    asked = likely_questions(MANY)
    assert len(asked) == len(set(asked)) == 48
    assert likely_questions(MANY[::-1]) == asked
    assert likely_questions([*MANY, *MANY]) == asked
    assert likely_questions([]) == ()


def test_the_sample_hardly_changes_when_a_passage_does() -> None:
    before = set(likely_questions(MANY))
    for number in range(0, 200, 40):
        without = likely_questions(MANY[:number] + MANY[number + 1 :])
        assert len(before & set(without)) >= 47
    assert len(before & set(likely_questions([*MANY, _passage("새 안내", keys=("새 질문?",))]))) >= 46


def test_titles_of_any_characters_are_asked_about() -> None:
    assert all("{0} {} %s" in asked for asked in likely_questions([_passage("{0} {} %s")]))
    assert len(likely_questions([_passage("\ud800")])) == 1


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    saved = Background(np.array([0, 3, 1], dtype=np.int32), 7, np.array([0.5, -0.25], dtype=np.float32))
    saved.save(tmp_path)
    read = Background.load(tmp_path)
    assert read.texts == 7
    for was, now in ((saved.frequencies, read.frequencies), (saved.question, read.question)):
        assert was.dtype == now.dtype
        assert np.array_equal(was, now)


def test_what_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="background"):
        Background.load(tmp_path)
    np.savez(tmp_path / "background.npz", frequencies=np.zeros(2))
    with pytest.raises(KeyError):
        Background.load(tmp_path)
