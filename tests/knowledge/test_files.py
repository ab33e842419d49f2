"""The shipped knowledge itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import knowledge
from knowledge.library import read_folder
from knowledge.passages import passages_of
from knowledge.problems import Severity
from knowledge.records import Library

FILES = Path(knowledge.__file__ or "").parent / "files"


@pytest.fixture(scope="module")
def library() -> Library:
    reading = read_folder(FILES, today=date(2026, 11, 23))
    assert [str(problem) for problem in reading.problems if problem.severity is not Severity.NOTICE] == []
    assert reading.library is not None
    return reading.library


def test_all_campuses_are_there_and_every_record_says_when_and_whence(library: Library) -> None:
    assert len(library.campuses) == 25
    for record in (*library.campuses, *library.courses, *library.events, *library.rules, *library.faqs):
        assert record.as_of is not None, record.id
        assert record.source, record.id


def test_every_passage_is_an_exact_slice_with_an_id_of_its_own(library: Library) -> None:
    found = passages_of(library)
    assert len({passage.id for passage in found}) == len(found)
    for passage in found:
        assert library.documents[passage.file][passage.start : passage.end] == passage.text
        assert library.record(passage.record) is not None
