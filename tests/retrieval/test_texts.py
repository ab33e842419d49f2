"""Passages, their documents, and how both are found by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from knowledge.passages import Passage
from retrieval.lexical_index import LexicalIndex
from retrieval.texts import Texts, document_hashes, documents_of, texts_of


def _passage(record: str, text: str, *, kind: str = "page", file: str = "f.md", keys: tuple[str, ...] = ()) -> Passage:
    return Passage(id=f"{record}-{text}", file=file, start=0, end=len(text), text=text, record=record, kind=kind,
                   title=record, keys=keys)  # fmt: skip


def _known(texts: Texts) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    return {
        hash: (dict(texts.words.bag(number)), dict(texts.grams.bag(number)))
        for number, hash in enumerate(document_hashes(texts))
    }


def _best(index: LexicalIndex, words: Sequence[str]) -> int:
    return int(np.argmax(index.scores(words)))


PASSAGES = (
    _passage("안내", "노트북을 빌려드려요."),
    _passage("안내", "주차장은 없어요."),
    _passage("수강료", "모두 무료예요.", kind="faq", keys=("돈 내야 해?",)),
    _passage("일정", "모집은 가을에 시작해요."),
)


def test_a_record_is_a_document() -> None:
    assert documents_of(PASSAGES).tolist() == [0, 0, 1, 2]
    assert documents_of(PASSAGES).dtype == np.int32
    assert documents_of(()).tolist() == []


def test_records_of_one_name_in_other_files_or_of_other_kinds_are_other_documents() -> None:
    same = [_passage("a", "가"), _passage("a", "나", file="g.md"), _passage("a", "다", kind="faq"), _passage("a", "라")]
    assert documents_of(same).tolist() == [0, 1, 2, 0]


def test_nine_passages_of_one_record_are_two_documents() -> None:
    long = [_passage("a", f"{number}번째") for number in range(9)]
    assert documents_of([*long, _passage("b", "끝")]).tolist() == [0] * 8 + [1, 2]
    assert documents_of(long[:8]).tolist() == [0] * 8
    assert documents_of([*long, *long]).tolist() == [0] * 8 + [1] * 8 + [2] * 2


def test_a_document_is_found_by_words_of_all_its_passages_and_keys() -> None:
    texts = texts_of(PASSAGES)
    assert len(texts.words) == len(texts.grams) == 3
    both = texts.words.scores(["노트북", "주차장"])
    assert both[0] > texts.words.scores(["노트북"])[0] > 0
    assert not both[1:].any()
    assert _best(texts.words, ["돈"]) == 1
    assert _best(texts.grams, ["가을"]) == 2
    assert texts.passages == PASSAGES


def test_an_index_made_from_known_words_is_the_same() -> None:
    texts = texts_of(PASSAGES)
    again = texts_of(PASSAGES, _known(texts))
    assert np.array_equal(again.owners, texts.owners)
    for was, now in ((texts.words, again.words), (texts.grams, again.grams)):
        assert [now.bag(number) for number in range(3)] == [was.bag(number) for number in range(3)]
        assert np.array_equal(now.scores(was.vocabulary), was.scores(was.vocabulary))


def test_only_documents_that_changed_are_cut_into_words() -> None:
    known = {hash: (Counter(["아는말"]), Counter(["아는"])) for hash in document_hashes(texts_of(PASSAGES))}
    changed = (*PASSAGES[:2], _passage("수강료", "이제 유료예요.", kind="faq"), *PASSAGES[3:])
    texts = texts_of(changed, known)
    assert texts.words.scores(["아는말"]).astype(bool).tolist() == [True, False, True]
    assert texts.words.bag(1)["유료"] == 1


def test_a_hash_tells_documents_apart_by_what_is_searched() -> None:
    hashes = document_hashes(texts_of(PASSAGES))
    assert len(set(hashes)) == 3
    assert document_hashes(texts_of(PASSAGES[::-1]))[0] == hashes[2]
    keyless = texts_of((_passage("수강료", "모두 무료예요.", kind="faq"),))
    assert document_hashes(keyless) != hashes[1:2]
    split = texts_of((_passage("안내", "노트북을 빌려드려요."),))
    assert document_hashes(split) != hashes[:1]


def test_no_passages_make_an_empty_index() -> None:
    texts = texts_of(())
    assert len(texts.words) == len(texts.grams) == len(texts.owners) == 0
    assert document_hashes(texts) == []
