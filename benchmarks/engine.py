"""The fast engine beside the packaged one: the same weights, the same texts, in turn, in one run on one core.

    python -m benchmarks.engine [--texts 48]

Texts are the shipped knowledge's own, so it needs nothing else.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.library import read_folder
from knowledge.passages import passages_of
from retrieval.embeddings import LocalEmbedder, PackagedEmbedder
from settings import Settings

TODAY = date(2026, 9, 20)


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def row(name: str, fast: Sequence[float], packaged: Sequence[float], goal: str) -> str:
    """The medians of both and the median of their ratios, pair by pair."""
    ratios = [slow / quick for quick, slow in zip(fast, packaged, strict=True)]
    return (f"{name}: {statistics.median(fast):.1f} ms and {statistics.median(packaged):.1f} ms; "
            f"{statistics.median(ratios):.1f} times as fast (goal {goal})")  # fmt: skip


def measure(folder: Path, texts: int) -> None:
    """Makes the engine, runs both in turn, and prints."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    library = read_folder(Settings.model_fields["knowledge_dir"].default, today=TODAY).library
    assert library is not None
    passages = passages_of(library)
    long = [passage.gist for passage in sorted(passages, key=lambda passage: -len(passage.gist))][:texts]
    questions = [key for passage in passages for key in passage.keys][:texts]
    made = milliseconds(lambda: LocalEmbedder(folder, threads=1))
    fast, packaged = LocalEmbedder(folder, threads=1), PackagedEmbedder(threads=1)
    print(f"made from the packaged weights in {made / 1000:.1f} s; "
          f"first text after {milliseconds(lambda: fast.query('예열')) / 1000:.1f} s")  # fmt: skip
    packaged.query("예열")
    pairs = [(milliseconds(lambda t=t: fast.query(t)), milliseconds(lambda t=t: packaged.query(t))) for t in questions]
    print(row("a question", [a for a, _ in pairs], [b for _, b in pairs], "at least 3"))
    pairs = [(milliseconds(lambda t=t: fast.passages([t])), milliseconds(lambda t=t: packaged.passages([t])))
             for t in long]  # fmt: skip
    print(row("a passage", [a for a, _ in pairs], [b for _, b in pairs], "at least 4"))
    likeness = (fast.passages(long) * packaged.passages(long)).sum(axis=1)
    print(f"cosine between the two engines' vectors: least {likeness.min():.4f}, mean {np.mean(likeness):.4f}")


def main() -> None:
    """Measures in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=48)
    with tempfile.TemporaryDirectory() as temporary:
        measure(Path(temporary), parser.parse_args().texts)


if __name__ == "__main__":
    main()
