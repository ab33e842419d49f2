"""What each sign of the ranking is worth: fits the weights on sets of BEIR's shape, all signs and with some left out.

    python -m benchmarks.ablation DIR… [--out docs]

A document's chance of coming first is a softmax over the documents compared; the weights make the right ones likeliest.
Every row is fitted in five folds and measured on the fold left out. The last lines are the weights on all questions, to
hold against those in `retrieval/retriever.py`: these were fitted when forty passages were compared instead of twenty,
and rank as well.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import write_between
from bot.adapters import embedder_of
from knowledge.clock import Clock
from retrieval import evaluation
from retrieval.evidence import GateModel
from retrieval.live import LiveIndex
from settings import read_settings

SIGNS = ("meaning", "words", "grams", "question", "heading")
ROWS = (
    ("words", "grams"), ("meaning",), ("meaning", "words"), ("meaning", "grams"), ("meaning", "words", "grams"),
    ("question",), ("meaning", "question"), ("meaning", "words", "grams", "question"),
    ("words", "grams", "question", "heading"), ("meaning", "question", "heading"),
    ("meaning", "grams", "question", "heading"), SIGNS,
)  # fmt: skip
FOLDS = 5
RIDGE = 1e-3
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """What was compared for one question: `owners` tells the document of each passage, `signs` is (passages, 5)."""

    owners: list[str]
    signs: Rows
    right: frozenset[str]


def questions_of(folder: Path) -> list[Question]:
    """Every answerable question of a set, with the signs of what the first search chose."""
    settings = read_settings()
    embedder = embedder_of(settings)
    home = evaluation.home_of(folder, settings.data_dir)
    documents = evaluation.lay_out(folder / "corpus.jsonl", home / "files")
    relevant = evaluation.relevant(folder / "qrels.tsv")
    found = []
    with closing(LiveIndex(home / "files", home, embedder, clock=Clock())) as index:
        search = evaluation.Search(index.snapshot, documents, GateModel.read())
        for query in evaluation.queries(folder / "queries.jsonl"):
            if query.id in relevant:
                hits = [hit for hit in search.hits(query)[1] if hit.match is not None and hit.passage.file in documents]
                signs = [[h.deviation, h.word_deviation, h.gram_deviation, h.match.question, h.match.heading]
                         for h in hits if h.match]  # fmt: skip
                owners = [documents[hit.passage.file] for hit in hits]
                found.append(Question(owners, np.array(signs), relevant[query.id]))
    return found


class Fit:
    """Weights over some of the signs, in units of each sign's usual spread."""

    def __init__(self, questions: Sequence[Question], signs: Sequence[str]) -> None:
        self.columns = [SIGNS.index(sign) for sign in signs]
        self.spread = np.mean([question.signs.std(axis=0) for question in questions], axis=0)
        self.middle = np.mean([question.signs.mean(axis=0) for question in questions], axis=0)
        self.weights = np.zeros(len(SIGNS))
        self.weights[self.columns] = 1.0
        for _ in range(4):  # which passage stands for a document depends on the weights
            self._improve([self._documents(question) for question in questions])

    def ranking(self, question: Question) -> list[str]:
        """The documents, best first."""
        scores: dict[str, float] = {}
        for owner, score in zip(question.owners, self._scaled(question) @ self.weights, strict=True):
            scores[owner] = max(score, scores.get(owner, -math.inf))
        return sorted(scores, key=lambda owner: -scores[owner])

    def _scaled(self, question: Question) -> Rows:
        return (question.signs - self.middle) / self.spread

    def _documents(self, question: Question) -> tuple[Rows, list[int]]:
        """The best passage's signs of each document, and which of these are right."""
        rows, best = self._scaled(question), {}
        for place in np.argsort(rows @ self.weights):
            best[question.owners[place]] = place
        return rows[list(best.values())][:, self.columns], [
            i for i, owner in enumerate(best) if owner in question.right
        ]

    def _improve(self, documents: Sequence[tuple[Rows, list[int]]]) -> None:
        """A few Newton steps on the ridged mean of -log(chance that a right document comes first)."""
        known = [(rows, right) for rows, right in documents if right]
        size = len(self.columns)
        for _ in range(8):
            slope, bend = 2 * RIDGE * self.weights[self.columns], 2 * RIDGE * np.eye(size)
            for rows, right in known:
                odds = rows @ self.weights[self.columns]
                chance = np.exp(odds - odds.max())
                chance /= chance.sum()
                mean = chance @ rows
                slope = slope + (mean - rows[right].mean(axis=0)) / len(known)
                bend = bend + ((rows * chance[:, None]).T @ rows - np.outer(mean, mean)) / len(known)
            self.weights[self.columns] -= np.linalg.solve(bend, slope)


def measured(questions: Sequence[Question], signs: Sequence[str]) -> tuple[float, float]:
    """Recall@1 and nDCG@10 over the folds left out."""
    folds = np.random.default_rng(0).permutation(len(questions)) % FOLDS
    ranks = []
    for fold in range(FOLDS):
        fitted = Fit([q for q, at in zip(questions, folds, strict=True) if at != fold], signs)
        for question in (q for q, at in zip(questions, folds, strict=True) if at == fold):
            order = fitted.ranking(question)
            ranks.append(min((order.index(right) for right in question.right if right in order), default=99))
    gains = [1 / math.log2(rank + 2) if rank < 10 else 0.0 for rank in ranks]
    return float(np.mean([rank == 0 for rank in ranks])), float(np.mean(gains))


def main() -> None:
    """Prints the table, and writes it where it is shown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if not arguments.folders:
        print("python -m benchmarks.ablation DIR… (docs/measuring.md)")
        return
    questions = [question for folder in arguments.folders for question in questions_of(folder)]
    lines = ["| signs | Recall@1 | nDCG@10 |", "|---|---|---|"]
    for signs in ROWS:
        first, gain = measured(questions, signs)
        lines.append(f"| {' + '.join(signs)} | {first:.3f} | {gain:.3f} |")
    table = "\n".join(lines)
    print(table)
    whole = Fit(questions, SIGNS)
    print("weights:", dict(zip(SIGNS, np.round(whole.weights / whole.spread, 3).tolist(), strict=True)))
    print("usual:", dict(zip(SIGNS, np.round(whole.middle, 3).tolist(), strict=True)))
    if arguments.out:
        write_between(arguments.out / "retrieval.md", "ablation", table)


if __name__ == "__main__":
    main()
