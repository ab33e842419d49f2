"""Fits the shipped gate and draws its operating curve.

    python -m benchmarks.gate DIR… --talk FILE [--write] [--out docs]

DIR is a set of BEIR's shape with `unanswerable` questions; FILE is JSON Lines of small talk ({"text"}) that nothing
answers: it is asked of the first set and of the shipped knowledge. Of the shipped knowledge's own questions those count
that are asked in other words than stand in it. `--write` replaces `retrieval/gate.json`, keeping its threshold.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import write_between
from bot.adapters import embedder_of
from knowledge.clock import Clock
from knowledge.library import read_folder
from retrieval import evaluation
from retrieval.calibration import Example, curve, fit, held_out, own_examples
from retrieval.embeddings import Embedder
from retrieval.evidence import EvidenceGate, GateModel
from retrieval.live import LiveIndex, Snapshot
from retrieval.query import Interpreter
from retrieval.sync import sync
from settings import Settings, read_settings

SHIPPED = Path(__file__).parents[1] / "retrieval" / "gate.json"
TODAY = date(2026, 9, 20)
OWN, RESAMPLES = "shipped knowledge", 1000


def talked(snapshot: Snapshot, model: GateModel, texts: Iterable[str], source: str) -> list[Example]:
    """Small talk, asked of one index."""
    interpreter = Interpreter(snapshot.library, snapshot.retriever.vocabulary, snapshot.passages)
    gate = EvidenceGate(snapshot.retriever, interpreter.names, model)
    examples = []
    for text in texts:
        asked = interpreter.understand(text, TODAY)
        hits = snapshot.retriever.search(asked.wordings, limit=12, synonyms=asked.synonyms(interpreter.names))
        if (evidence := gate.weigh(asked, hits)) is not None:
            examples.append(Example(evidence.signs, False, source))
    return examples


def of_set(folder: Path, data: Path, embedder: Embedder, model: GateModel, talk: Sequence[str]) -> list[Example]:
    """A set's questions, and small talk asked of it."""
    home = evaluation.home_of(folder, data)
    documents = evaluation.lay_out(folder / "corpus.jsonl", home / "files")
    sync(home / "files", home, embedder, today=Clock().today())
    with closing(LiveIndex(home / "files", home, embedder, clock=Clock())) as index:
        search = evaluation.Search(index.snapshot, documents, model)
        outcomes = [search.run(query) for query in evaluation.queries(folder / "queries.jsonl")]
        asked = [Example(o.evidence.signs, not o.query.unanswerable, folder.name) for o in outcomes if o.evidence]
        return asked + talked(index.snapshot, model, talk, f"small talk · {folder.name}")


def of_knowledge(settings: Settings, embedder: Embedder, model: GateModel, talk: Sequence[str]) -> list[Example]:
    """The shipped knowledge's own questions in other words, and small talk asked of it."""
    folder, data = settings.knowledge_dir, settings.data_dir
    library = read_folder(folder, today=TODAY).library
    assert library is not None
    own = own_examples(library, embedder, data / "calibration", model, today=TODAY)
    sync(folder, data, embedder, today=TODAY)
    with closing(LiveIndex(folder, data, embedder, clock=Clock(frozen=TODAY))) as index:
        spoken = talked(index.snapshot, model, talk, f"small talk · {OWN}")
    return [replace(example, source=OWN) for example in own if example.answerable] + spoken


def interval(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    """The area under the curve with its 95 % interval over resampled questions."""
    draw = np.random.default_rng(0)
    areas = []
    for _ in range(RESAMPLES):
        chosen = draw.integers(0, len(sure), len(sure))
        areas.append(area(sure[chosen], right[chosen]))
    low, high = np.nanquantile(areas, [0.025, 0.975])
    return f"{area(sure, right):.3f} ({low:.3f}–{high:.3f})"


def area(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The chance that an answerable question is surer than another one."""
    ranks = np.searchsorted(np.sort(sure), sure, side="left") + np.searchsorted(np.sort(sure), sure, side="right")
    good, bad = int(right.sum()), int((~right).sum())
    return float((ranks[right].sum() / 2 + good / 2 - good * (good + 1) / 2) / (good * bad)) if good and bad else np.nan


def table(examples: Sequence[Example], sure: NDArray[np.float64], model: GateModel) -> str:
    """The areas under the curve and the operating points."""
    source = np.array([example.source for example in examples])
    right = np.array([example.answerable for example in examples])
    lines = ["| 견준 것 | AUROC |", "|---|---|"]
    for name in dict.fromkeys(source):
        base = name.removeprefix("small talk · ")
        here = (source == name) | ((source == base) & right)
        if not right[here].all():
            shown = f"`{base}`의 답 있는 질문과 잡담" if base != name else f"`{name}`의 답 있는 질문과 없는 질문"
            lines.append(f"| {shown} | {interval(sure[here], right[here])} |")
    names = list(dict.fromkeys(source))
    lines += ["", "| 문턱 | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    chosen = {round(point.threshold, 2): point for point in curve(sure, right)}
    for threshold in sorted({*chosen, model.threshold}):
        if 0.1 <= threshold <= 0.7:
            shares = [_shares(sure[source == name], right[source == name], threshold) for name in names]
            mark = "**" if threshold == model.threshold else ""
            lines.append(f"| {mark}{threshold:.2f}{mark} | " + " | ".join(shares) + " |")
    return "\n".join(lines)


def _shares(sure: NDArray[np.float64], right: NDArray[np.bool_], threshold: float) -> str:
    answered = f"답함 {(sure[right] >= threshold).mean():.0%}" if right.any() else ""
    refused = f"거절 {(sure[~right] < threshold).mean():.0%}" if not right.all() else ""
    return " · ".join(part for part in (answered, refused) if part)


def draw(examples: Sequence[Example], sure: NDArray[np.float64], threshold: float, file: Path) -> None:
    """Answered against refused while the threshold moves, a line a set."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4.4), layout="constrained")
    right = np.array([example.answerable for example in examples])
    source = np.array([example.source for example in examples])
    for name in dict.fromkeys(source):
        base = name.removeprefix("small talk · ")
        good, bad = sure[(source == base) & right], sure[(source == name) & ~right]
        if len(bad):
            steps = np.linspace(0, 1, 201)
            axes.plot([(bad < t).mean() for t in steps], [(good >= t).mean() for t in steps], label=name)
            axes.plot((bad < threshold).mean(), (good >= threshold).mean(), "ko", markersize=4)
    axes.set(xlabel="rightly refused", ylabel="answerable and passed", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="lower left", title=f"dots: threshold {threshold:.2f}", title_fontsize=8)
    figure.savefig(file, dpi=130)


def main() -> None:
    """Collects, fits, prints; writes what it was told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--talk", type=Path, metavar="FILE")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if not arguments.folders or not arguments.talk:
        print("python -m benchmarks.gate DIR… --talk FILE (docs/measuring.md)")
        return
    settings, model = read_settings(), GateModel.read(SHIPPED)
    embedder = embedder_of(settings)
    talk = [
        json.loads(line)["text"] for line in arguments.talk.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    examples = of_knowledge(settings, embedder, model, talk)
    for number, folder in enumerate(arguments.folders):
        examples += of_set(folder, settings.data_dir, embedder, model, talk if number == 0 else ())
    fitted = fit(examples, threshold=model.threshold)
    sure = held_out(examples)
    shown = table(examples, sure, fitted)
    print(shown)
    print(fitted)
    if arguments.write:
        fitted.write(SHIPPED)
    if arguments.out:
        write_between(arguments.out / "retrieval.md", "gate", shown)
        draw(examples, sure, fitted.threshold, arguments.out / "images" / "retrieval-gate.png")


if __name__ == "__main__":
    main()
