"""Measures retrieval on sets of BEIR's shape, along the way that knowledge files go: read, cut, embedded, searched."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, quantiles

from errors import OperatorError
from knowledge.clock import Clock
from retrieval.embeddings import Embedder
from retrieval.evidence import Evidence, EvidenceGate, GateModel
from retrieval.live import LiveIndex, Snapshot
from retrieval.noise import Noise, spoiled
from retrieval.query import Interpreter, Understanding
from retrieval.retriever import Hit
from retrieval.sync import Progress, sync

CUTOFFS = (1, 5, 10)
_PASSAGES_SEARCHED = 60  # enough for ten different documents
_WEIGHED = 12  # as many as an answer looks at


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How well documents are ranked, over the queries that have a source; each 0 to 1."""

    queries: int
    recall: tuple[float, ...]
    mrr: float
    ndcg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gating:
    """How well the evidence gate tells apart what has an answer; each 0 to 1. `precision` and `recall` are those of
    refusing; `answered` is the share of answerable queries that pass."""

    answerable: int
    unanswerable: int
    precision: float
    recall: float
    answered: float
    auroc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalScores:
    """What one set gave. Milliseconds are those of one whole search, embedding included. `per_second` is None when
    every vector was kept from an earlier run."""

    name: str
    documents: int
    passages: int
    ranking: Ranking | None
    gating: Gating | None
    p50: float
    p95: float
    per_second: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    id: str
    text: str
    unanswerable: bool
    candidates: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one query gave: the documents found, best first, and how sure the gate is that one of them answers."""

    query: Query
    documents: tuple[str, ...]
    evidence: Evidence | None
    milliseconds: float

    @property
    def probability(self) -> float:
        return self.evidence.probability if self.evidence else 0.0

    @property
    def passed(self) -> bool:
        return self.evidence is not None and self.evidence.enough


def evaluate_retrieval(
    folder: Path, data_dir: Path, embedder: Embedder, gate: GateModel, *, noise: Noise = Noise.NONE,
    progress: Progress | None = None,
) -> RetrievalScores:  # fmt: skip
    """Measures one set: `corpus.jsonl`, `queries.jsonl` and, unless only the gate is measured, `qrels.tsv`.

    The corpus is laid out as a folder of pages under `data_dir/evaluation` and kept there with its index, so only
    the first run embeds. Raises `OperatorError` when a file is missing or a line cannot be read.
    """
    asked, right = list(queries(folder / "queries.jsonl")), relevant(folder / "qrels.tsv")
    home = home_of(folder, data_dir)
    documents = lay_out(folder / "corpus.jsonl", home / "files")
    report = sync(home / "files", home, embedder, today=Clock().today(), progress=progress)
    with closing(LiveIndex(home / "files", home, embedder, clock=Clock())) as index:
        search = Search(index.snapshot, documents, gate)
        outcomes = [search.run(replace(query, text=spoiled(query.text, noise))) for query in asked]
        passages = len(index.snapshot.passages)
    times = [outcome.milliseconds for outcome in outcomes]
    return RetrievalScores(
        name=folder.resolve().name,
        documents=len(documents),
        passages=passages,
        ranking=_ranking([outcome for outcome in outcomes if outcome.query.id in right], right),
        gating=_gating(outcomes),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        per_second=report.embedded / report.seconds if report.embedded else None,
    )


def home_of(folder: Path, data_dir: Path) -> Path:
    """Where a set is laid out and indexed."""
    return data_dir / "evaluation" / folder.resolve().name


def report(scores: RetrievalScores) -> str:
    """The figures of one set, as text."""
    lines = [f"{scores.name}: 문서 {scores.documents}개, 글토막 {scores.passages}개"]
    if (ranking := scores.ranking) is not None:
        recalls = zip(CUTOFFS, ranking.recall, strict=True)
        recall = "  ".join(f"Recall@{cutoff} {value:.3f}" for cutoff, value in recalls)
        lines.append(f"  찾기 ({ranking.queries}개)  {recall}  MRR@10 {ranking.mrr:.3f}  nDCG@10 {ranking.ndcg:.3f}")
    if (gate := scores.gating) is not None:
        lines.append(
            f"  문턱 (답 있음 {gate.answerable}, 없음 {gate.unanswerable})  AUROC {gate.auroc:.3f}  "
            f"거절 정밀도 {gate.precision:.3f}  거절 재현율 {gate.recall:.3f}  답 있을 때 통과 {gate.answered:.3f}"
        )
    speed = "벡터를 다시 썼어요" if scores.per_second is None else f"1초에 글토막 {scores.per_second:.1f}개"
    return "\n".join([*lines, f"  시간  p50 {scores.p50:.1f} ms  p95 {scores.p95:.1f} ms  색인 {speed}"])


class Search:
    """Asks one snapshot of a laid out corpus and gives documents in place of passages."""

    def __init__(self, snapshot: Snapshot, documents: Mapping[str, str], gate: GateModel) -> None:
        self._retriever = snapshot.retriever
        self._documents = documents
        self._records = {documents[p.file]: p.record for p in snapshot.passages if p.file in documents}
        self._interpreter = Interpreter(snapshot.library, snapshot.retriever.vocabulary, snapshot.passages)
        self._gate = EvidenceGate(snapshot.retriever, self._interpreter.names, gate)

    def hits(self, query: Query) -> tuple[Understanding, list[Hit]]:
        """What one query means and what it finds. Candidates narrow the search where the set names them."""
        records = frozenset(self._records[id] for id in query.candidates if id in self._records) or None
        asked = self._interpreter.understand(query.text, Clock().today())
        return asked, self._retriever.search(asked.wordings, limit=_PASSAGES_SEARCHED, records=records,
                                             synonyms=asked.synonyms(self._interpreter.names))  # fmt: skip

    def run(self, query: Query) -> Outcome:
        """One query, timed."""
        started = time.perf_counter()
        asked, hits = self.hits(query)
        milliseconds = (time.perf_counter() - started) * 1000
        evidence = self._gate.weigh(asked, hits[:_WEIGHED])
        return Outcome(
            query=query,
            documents=tuple(dict.fromkeys(self._documents.get(hit.passage.file, "") for hit in hits)),
            evidence=evidence,
            milliseconds=milliseconds,
        )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative; ties count half."""
    if not positive or not negative:
        return math.nan
    above = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return above / (len(positive) * len(negative))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed, between neighbours where it falls between them."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else sum(values)


def _ranking(outcomes: Sequence[Outcome], relevant: Mapping[str, frozenset[str]]) -> Ranking | None:
    """Recall, reciprocal rank and discounted gain of what was found, averaged over the queries."""
    if not outcomes:
        return None
    found = [([document in relevant[o.query.id] for document in o.documents[:10]], len(relevant[o.query.id]))
             for o in outcomes]  # fmt: skip
    return Ranking(
        queries=len(found),
        recall=tuple(fmean(sum(right[:cutoff]) / wanted for right, wanted in found) for cutoff in CUTOFFS),
        mrr=fmean(1 / (right.index(True) + 1) if True in right else 0.0 for right, _ in found),
        ndcg=fmean(_gain(right) / _gain([True] * min(wanted, 10)) for right, wanted in found),
    )


def _gain(right: Sequence[bool]) -> float:
    return sum(1 / math.log2(rank + 2) for rank, is_right in enumerate(right) if is_right)


def _gating(outcomes: Sequence[Outcome]) -> Gating | None:
    """How the gate does on the queries that have no answer; None where the set marks none."""
    answerable = [outcome for outcome in outcomes if not outcome.query.unanswerable]
    unanswerable = [outcome for outcome in outcomes if outcome.query.unanswerable]
    if not answerable or not unanswerable:
        return None
    refused = [outcome for outcome in outcomes if not outcome.passed]
    rightly = sum(outcome.query.unanswerable for outcome in refused)
    return Gating(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        precision=rightly / len(refused) if refused else math.nan,
        recall=rightly / len(unanswerable),
        answered=fmean(outcome.passed for outcome in answerable),
        auroc=auroc([o.probability for o in answerable], [o.probability for o in unanswerable]),
    )


def lay_out(corpus: Path, folder: Path) -> dict[str, str]:
    """Writes each document as a page; which document each file is."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pages").mkdir(parents=True)
    (folder / "academy.yaml").write_text("name: 측정\n", encoding="utf-8")
    documents = {}
    for number, line in enumerate(_lines(corpus)):
        title, text = json.dumps(str(line.get("title", "")), ensure_ascii=False), str(line.get("text", ""))
        file = f"pages/{number:06}.md"
        (folder / file).write_text(f"---\ntitle: {title}\n---\n\n{text}\n", encoding="utf-8")
        documents[file] = str(line["id"])
    return documents


def queries(path: Path) -> Iterator[Query]:
    for line in _lines(path):
        candidates = line.get("candidates") or ()
        yield Query(
            id=str(line["id"]),
            text=str(line["text"]),
            unanswerable=bool(line.get("unanswerable")),
            candidates=frozenset(map(str, candidates)) if isinstance(candidates, list) else frozenset(),
        )


def relevant(path: Path) -> dict[str, frozenset[str]]:
    """The right documents of each query; empty without a file."""
    found: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else ():
        query, _, document, score = (*line.split("\t"), "", "", "")[:4]
        if score.strip().isdecimal() and int(score) > 0:
            found.setdefault(query, set()).add(document)
    return {query: frozenset(documents) for query, documents in found.items()}


def _lines(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a JSON Lines file, each with an `id`. Raises `OperatorError` with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise OperatorError(f"{path}: 읽을 수 없어요. UTF-8로 저장한 파일이 있는지 확인해 주세요.") from None
    for number, line in enumerate(text.split("\n"), 1):
        try:
            parsed = json.loads(line) if line.strip() else None
        except ValueError:
            raise OperatorError(f"{path} {number}번째 줄: JSON이 아니에요.") from None
        if parsed is None:
            continue
        if not isinstance(parsed, dict) or "id" not in parsed:
            raise OperatorError(f"{path} {number}번째 줄: id가 있는 JSON 객체를 적어 주세요.")
        yield parsed
