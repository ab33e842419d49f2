"""Measuring retrieval: the figures by hand, and one small set along the whole way."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from errors import OperatorError
from retrieval.embeddings import LocalEmbedder
from retrieval.evaluation import auroc, evaluate_retrieval, percentile, report
from retrieval.evidence import GateModel

DOCUMENTS = {
    "d1": ("주차 안내", "건물 지하 2층에 주차할 수 있어요. 요금은 하루 3천 원이에요."),
    "d2": ("환불 규정", "개강 전에는 수강료를 모두 돌려드려요. 개강한 뒤에는 남은 날만큼 돌려드려요."),
    "d3": ("도서관", "도서관은 평일 9시부터 18시까지 열어요. 주말에는 닫아요."),
}


def written(folder: Path, *, right: str = "d2") -> Path:
    folder.mkdir()
    corpus = [{"id": id, "title": title, "text": text} for id, (title, text) in DOCUMENTS.items()]
    queries = [
        {"id": "q1", "text": "차를 가져가면 어디에 세우나요?"},
        {"id": "q2", "text": "수강료 환불 되나요?"},
        {"id": "q3", "text": "치킨 맛집 추천해줘", "unanswerable": True},
    ]
    for name, lines in (("corpus", corpus), ("queries", queries)):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text(f"q1\t0\td1\t1\nq2\t0\t{right}\t1\n", encoding="utf-8")
    return folder


def test_a_small_set_is_measured_from_end_to_end_and_not_embedded_twice(tmp_path: Path, local: LocalEmbedder) -> None:
    scores = evaluate_retrieval(written(tmp_path / "set"), tmp_path / "data", local, GateModel.read())
    assert scores.documents == 3
    assert scores.ranking is not None
    assert scores.ranking.queries == 2
    assert scores.ranking.recall == (1.0, 1.0, 1.0)
    assert scores.ranking.mrr == scores.ranking.ndcg == 1.0
    assert scores.gating is not None
    assert (scores.gating.answerable, scores.gating.unanswerable) == (2, 1)
    assert 0.5 <= scores.gating.auroc <= 1
    assert scores.per_second is not None
    again = evaluate_retrieval(tmp_path / "set", tmp_path / "data", local, GateModel.read())
    assert again.per_second is None
    assert again.ranking == scores.ranking
    assert "Recall@10 1.000" in report(again)


def test_a_wrong_first_place_lowers_the_figures(tmp_path: Path, local: LocalEmbedder) -> None:
    scores = evaluate_retrieval(written(tmp_path / "set", right="d3"), tmp_path / "data", local, GateModel.read())
    assert scores.ranking is not None
    assert scores.ranking.recall == (0.5, 1.0, 1.0)
    rank = round(1 / (2 * scores.ranking.mrr - 1))
    assert rank in (2, 3)
    assert scores.ranking.ndcg == pytest.approx((1 + 1 / math.log2(rank + 1)) / 2)


def test_without_right_documents_only_the_gate_is_measured(tmp_path: Path, local: LocalEmbedder) -> None:
    folder = written(tmp_path / "set")
    (folder / "qrels.tsv").unlink()
    scores = evaluate_retrieval(folder, tmp_path / "data", local, GateModel.read())
    assert scores.ranking is None
    assert scores.gating is not None


@pytest.mark.parametrize(("line", "said"), [("{", "JSON"), ('["a"]', "id"), ('{"text": "a"}', "id")])
def test_a_line_that_cannot_be_read_is_named(line: str, said: str, tmp_path: Path, local: LocalEmbedder) -> None:
    folder = written(tmp_path / "set")
    (folder / "queries.jsonl").write_text(f'{{"id": "q1", "text": "a"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(OperatorError, match=rf"queries\.jsonl 2번째 줄.*{said}"):
        evaluate_retrieval(folder, tmp_path / "data", local, GateModel.read())


def test_a_missing_file_is_named(tmp_path: Path, local: LocalEmbedder) -> None:
    with pytest.raises(OperatorError, match=r"queries\.jsonl"):
        evaluate_retrieval(tmp_path, tmp_path / "data", local, GateModel.read())


def test_auroc_counts_how_often_the_better_one_scores_higher() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.1], [0.9]) == 0.0
    assert auroc([0.5, 0.9], [0.5]) == 0.75
    assert math.isnan(auroc([], [0.5]))


def test_percentiles_lie_between_their_neighbours() -> None:
    assert percentile([1, 2, 3], 50) == 2
    assert percentile([7.0], 95) == 7.0
    assert percentile([], 50) == 0
