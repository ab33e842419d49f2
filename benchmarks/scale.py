"""How the index grows: building, memory, disk and search at several sizes, each in processes of their own.

    python -m benchmarks.scale [--passages 1000 10000 100000] [--home DIR] [--out docs]

The passages are those of the shipped knowledge, written again and again with other numbers, dates, places and fields,
in a knowledge folder that is read, cut, indexed and opened as any other. Lengths and words are real, but words that are
rare in a grown knowledge are not rare here: word search has more to do, and fewer words to remember, than it would.

Embedding so many texts would take an hour: of each text the first variation is read by the real model, the others get
that reading with a little noise. Questions are read by the real model. Searching is measured on one core. Linux only.
100,000 passages take 5 GB of disk. `--home` keeps it all; `--out` also writes the table between the markers of
`retrieval.md` there, with a plot.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from benchmarks.tables import write_between
from knowledge.clock import Clock
from knowledge.library import read_folder
from knowledge.passages import PROSE, Passage, passages_of
from retrieval import korean, sync
from retrieval.chroma_index import ChromaIndex, EmbeddedStore
from retrieval.embedding_cache import EmbeddingCache
from retrieval.embeddings import Counted, Floats, Reading, TokenEmbedder, local_embedder
from retrieval.evaluation import percentile
from retrieval.generations import Generations, generations_of, recipe_of
from retrieval.live import LiveIndex
from retrieval.vector_index import entries_of, text_hash
from settings import Settings

TODAY, SEED = date(2026, 9, 20), 7
SECTIONS, FILES, NOISE = 24, 100, 0.15  # of a page; of a folder; length of what is added to a unit vector
QUESTIONS, ROUNDS, SAMPLE, LIMIT = 60, 3, 100, 12
WHOLE, BARE, MEMORY = "whole search, p50 / p95 ms", "search without embedding, p50 / p95 ms", "memory in all, MB"
GOALS = {BARE: "p95 at most 3 at 1,000, 25 at 100,000"}
PLACES = (
    "영등포 금천 마포 용산 강동 강서 동작 광진 서대문 중구 종로 성동 성북 동대문 도봉 강북 관악 강남 노원 은평 송파 "
    "서초 양천 구로 중랑 상계 화곡 신림 봉천 목동 잠실 가락 문정 천호 길동 명일 암사 성내 둔촌 방이 오금 거여 마천 "
    "장지 세곡 자곡 율현 일원 수서 개포 대치 도곡 역삼 논현 신사 압구정 청담 삼성 반포 잠원 방배 양재 내곡 우면 사당 "
    "흑석 상도 노량진 대방 신길 당산 문래 양평 가산 독산 시흥 오류 개봉 고척 신정 등촌 염창 가양 방화 공항 상암 망원 "
    "합정 서교 연남 공덕 아현 도화 북가좌 남가좌 홍제 홍은 응암 불광 갈현 진관"
).split()
FIELDS = (
    "웹개발 앱개발 인공지능 빅데이터 사물인터넷 로봇 클라우드 증강현실 메타버스 핀테크 보안 마케팅 서비스기획 퍼블리싱 "
    "프론트엔드 백엔드 게임 반도체"
).split()
CHANGING = re.compile("|".join((r"\d+", *sorted((*PLACES, *FIELDS), key=len, reverse=True))))
Measures = dict[str, float | list[float]]
"""What was measured, by what it is; a list holds the two figures that the name promises."""


class VaryingEmbedder:
    """The real model for questions and for the first text of a kind; for its variations that reading, with noise."""

    dimension = 384

    def __init__(self, home: Path) -> None:
        """Makes the engine in `home` unless it is there."""
        real = local_embedder(home / "engine")
        if not isinstance(real, TokenEmbedder):
            raise SystemExit("The fast engine cannot be made here.")
        self.name, self.real = f"{real.name}:varied", real
        self._known: dict[str, Reading] = {}
        self._file = home / "readings.pickle"

    def prepare(self, texts: Sequence[str]) -> None:
        """Has the first text of each kind read now, and keeps the readings for the next size."""
        self._known = pickle.loads(self._file.read_bytes()) if self._file.exists() else {}
        self.read_passages(list({skeleton(text): text for text in texts}.values()))
        self._file.write_bytes(pickle.dumps(self._known))

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        """Unit rows."""
        return np.stack([reading.vector for reading in self.read_passages(texts)])

    def query(self, text: str) -> Floats:
        """The real one."""
        return self.real.query(text)

    def read_query(self, text: str) -> Reading:
        """The real one."""
        return self.real.read_query(text)

    def read_passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> list[Reading]:
        """The same for the same text, whatever else is read."""
        new = {skeleton(text): text for text in texts if skeleton(text) not in self._known}
        self._known |= zip(new, self.real.read_passages(list(new.values())), strict=True)
        return [self._noisy(self._known[skeleton(text)], text) for text in texts]

    def _noisy(self, reading: Reading, text: str) -> Reading:
        noise = np.random.default_rng(int(text_hash(text), 16)).standard_normal(self.dimension, dtype=np.float32)
        vector = reading.vector + noise * np.float32(NOISE / np.linalg.norm(noise))
        return Reading(np.asarray(vector / np.linalg.norm(vector), dtype=np.float32), reading.tokens)


def skeleton(text: str) -> str:
    """What all variations of a text have in common."""
    return CHANGING.sub("#", text)


def vary(text: str, order: random.Random) -> str:
    """The text with everything changed that may change; about as long."""

    def other(found: re.Match[str]) -> str:
        was, unit = found[0], found.string[found.end() : found.end() + 1]
        if not was.isdigit():
            return order.choice(FIELDS if was in FIELDS else PLACES)
        if len(was) == 4 and was.startswith("20"):
            return str(order.randint(2010, 2030))
        return str(order.randint(1, {"월": 12, "일": 28, "시": 23}.get(unit, 10 ** len(was) - 1)))

    return CHANGING.sub(other, text)


def sources() -> list[Passage]:
    """The passages of the shipped knowledge."""
    library = read_folder(Settings.model_fields["knowledge_dir"].default, today=TODAY).library
    assert library is not None
    return list(passages_of(library))


def body(passage: Passage) -> str:
    """What stands below the heading: of a row of a table, what it says in words."""
    return passage.text if passage.kind in PROSE else passage.context


def write_folder(folder: Path, passages: int) -> None:
    """A knowledge folder of so many passages: pages of many headings, every tenth file one of questions."""
    order = random.Random(SEED)
    fitting = [passage for passage in sources() if 30 <= len(body(passage)) <= 380]
    asked = [passage for passage in fitting if passage.keys]
    folder.mkdir(parents=True)
    (folder / "academy.yaml").write_text("name: 청년취업사관학교\naliases: [청취사, 새싹]\n", encoding="utf-8")
    for number in range(-(-(passages - 1) // SECTIONS)):  # the academy is a passage as well
        asks = number % 10 == 9
        drawn = order.sample(asked if asks else fitting, min(SECTIONS, passages - 1 - number * SECTIONS))
        title = f"{order.choice(PLACES)} 캠퍼스 {order.choice(FIELDS)} 안내 {number + 1}호"
        text = "\n".join(section(passage, order, asks=asks) for passage in drawn)
        file = folder / ("faq" if asks else "pages") / f"{number // FILES:03}" / f"{number:06}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: {title}\nas_of: 2026-09-01\n---\n\n{text}", encoding="utf-8")


def section(passage: Passage, order: random.Random, *, asks: bool) -> str:
    """A variation of a passage below its heading; as a question, with other wordings of it."""
    lines = [f"## {(passage.headings or (passage.title,))[-1]}", body(passage), ""]
    if asks:
        lines[0] = f"## 강남 캠퍼스: {passage.keys[0]}"
        lines.insert(1, f"이렇게도 물어요: {' / '.join(f'강남 {key}' for key in (*passage.keys[1:], '안내'))}")
    return vary("\n".join(lines), order)


def build(home: Path, passages: int) -> Measures:
    """Writes a folder, builds its index, changes one page and builds again."""
    folder, data, embedder = home / str(passages) / "knowledge", home / str(passages) / "data", VaryingEmbedder(home)
    write_folder(folder, passages)
    library = read_folder(folder, today=TODAY).library
    assert library is not None
    texts = list(dict.fromkeys(entry.text for passage in passages_of(library) for entry in entries_of(passage)))
    embedder.prepare(texts)
    sample = random.Random(SEED).sample(texts, SAMPLE)
    speed = SAMPLE / seconds(lambda: embedder.real.read_passages(sample))
    del library, texts
    __import__("chromadb")
    korean.words("예열")
    spent = watched()
    first = sync.sync(folder, data, embedder, today=TODAY)
    parts, peak = dict(spent), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent.clear()
    page = folder / "pages" / "000" / "000000.md"
    page.write_text(page.read_text(encoding="utf-8").replace("## ", "## 새 ", 1), encoding="utf-8")
    again = sync.sync(folder, data, embedder, today=TODAY)
    index = generations_of(data, recipe_of(folder, embedder, ""))
    live = index.folder(again.generation)
    return {
        "passages": float(first.added),
        "vectors": float(index.manifest(again.generation).vectors),
        "build / after one section, s": [first.seconds - parts["embedder"], again.seconds - spent["embedder"]],
        **{f"… {part}": [parts[part], spent[part]] for part in parts if part != "embedder"},
        "… the rest": [first.seconds - sum(parts.values()), again.seconds - sum(spent.values())],
        "**left out**: the real model, s": first.embedded / speed,
        "… its texts a second, two threads": speed,
        "memory while building, at most, MB": peak,
        "disk: Chroma, MB": size(live / "chroma"),
        "disk: readings.sqlite, MB": size(index.home) - size(live.parent),
        "disk: the rest of a generation, MB": size(live) - size(live / "chroma"),
    }


def watched() -> dict[str, float]:
    """Seconds spent in each part of a sync from now on, none of them twice."""
    spent: dict[str, float] = defaultdict(float)
    owners: tuple[tuple[str, Any, str], ...] = (
        ("reading files", sync, "signature_of read_folder passages_of"),
        ("words", sync._Builder, "_texts"),
        ("Chroma", ChromaIndex, "upsert read delete"),
        ("Chroma", EmbeddedStore, "create copy"),
        ("readings.sqlite", EmbeddingCache, "vectors add frequencies keep"),
        ("other files and hashes", Generations, "read texts write hashes publish forget tidy"),
        ("embedder", VaryingEmbedder, "read_passages query"),
    )
    for part, owner, names in owners:
        for name in names.split():
            setattr(owner, name, watch(getattr(owner, name), part, spent))
    return spent


def watch(call: Callable[..., Any], part: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The same call; what it takes is added to its part, but for what other parts take within it."""

    @wraps(call)
    def timed(*arguments: Any, **named: Any) -> Any:
        before, started = sum(spent.values()), time.perf_counter()
        try:
            return call(*arguments, **named)
        finally:
            spent[part] += time.perf_counter() - started - (sum(spent.values()) - before)

    return timed


def search(home: Path, passages: int) -> Measures:
    """Opens the index and asks: what each part of the process holds, and how long a question takes."""
    held = resident()
    measures: Measures = {"memory: Python and imports, MB": held}

    def grown(what: str) -> None:
        nonlocal held
        measures[f"memory: {what}, MB"], held = resident() - held, resident()

    folder, data, embedder = home / str(passages) / "knowledge", home / str(passages) / "data", VaryingEmbedder(home)
    started = time.perf_counter()
    with closing(LiveIndex(folder, data, embedder, clock=Clock(frozen=TODAY))) as index:
        snapshot = index.snapshot
    opening, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    grown("the index")
    korean.words("예열")
    grown("Kiwi")
    embedder.query("예열")
    grown("the model")
    retriever = snapshot.retriever
    retriever.search(["예열"])
    grown("a first search")
    measures |= {MEMORY: held, "memory while opening, at most, MB": peak, "opening, s": opening}
    # The same questions at every size, none of them seen by the embedder before.
    asked = sorted({key for passage in sources() for key in (*passage.keys, *passage.headings[-1:])})
    questions = random.Random(SEED).sample(asked, QUESTIONS)
    records = sorted({passage.record for passage in snapshot.passages})
    some = frozenset(random.Random(SEED).sample(records, -(-len(records) // 100)))
    find, faq = partial(retriever.search, limit=LIMIT), frozenset({"faq"})
    measures[WHOLE] = latencies(lambda text: find([text]), questions, anew=True)
    measures[BARE] = latencies(lambda text: find([text]), questions)
    measures["… in 1 % of the records"] = latencies(lambda text: find([text], records=some), questions)
    measures["… in all prose, by kind"] = latencies(lambda text: find([text], kinds=PROSE), questions)
    measures["… in questions, a tenth, by kind"] = latencies(lambda text: find([text], kinds=faq), questions)
    return measures


def latencies(call: Callable[[str], object], questions: Sequence[str], *, anew: bool = False) -> list[float]:
    """p50 and p95 in milliseconds, of the best of some rounds for each question. It is cut into words each time, and
    embedded each time if `anew`; otherwise it was asked before."""
    rounds = []
    for number in range(ROUNDS):
        times = []
        for question in questions:
            korean.morphemes.cache_clear()
            times.append(seconds(partial(call, question + " " * number * anew)) * 1000)
        rounds.append(times)
    best = list(map(min, *rounds))
    return [percentile(best, 50), percentile(best, 95)]


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def resident() -> float:
    """Megabytes of memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def size(folder: Path) -> float:
    """Megabytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def table(results: Mapping[int, Measures]) -> str:
    """Markdown: a row for each measure, a column for each size."""
    rows = [["", *(f"{passages:,}" for passages in results), "goal"]]
    for name in next(iter(results.values())):
        rows.append([name, *(shown(result[name]) for result in results.values()), GOALS.get(name, "")])
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"|---|{'---:|' * len(results)}---|", *body])


def shown(figure: float | list[float]) -> str:
    """A figure with about three digits."""
    if isinstance(figure, list):
        return " / ".join(map(shown, figure))
    return f"{figure:,.0f}" if figure >= 100 or figure.is_integer() else f"{figure:.{1 if figure >= 10 else 2}f}"


def plot(results: Mapping[int, Measures], path: Path) -> None:
    """Latency and memory by size."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    sizes = list(results)
    for name, colour in ((WHOLE, "#2f6f4f"), (BARE, "#d9a441")):
        p50, p95 = zip(*(np.atleast_1d(result[name]) for result in results.values()), strict=True)
        panels[0].plot(sizes, p50, "o-", color=colour, label=f"{name.partition(',')[0]}, p50")
        panels[0].plot(sizes, p95, "o--", color=colour, label=f"{name.partition(',')[0]}, p95")
    panels[1].plot(sizes, [result[MEMORY] for result in results.values()], "o-", color="#2f6f4f", label="resident")
    for panel, label in zip(panels, ("ms, one core", "MB"), strict=True):
        panel.set(xscale="log", xlabel="passages", ylabel=label, ylim=(0, 1.1 * panel.get_ylim()[1]))
        panel.set_xticks(sizes, [f"{passages:,}" for passages in sizes])
        panel.minorticks_off()
        panel.grid(alpha=0.3)
        panel.legend(frameon=False)
        panel.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)


def measure(home: Path, passages: int, core: int) -> Measures:
    """One size: built in one process, opened and searched in another that has one core."""
    measures: Measures = {}
    cores = os.sched_getaffinity(0)
    for part, allowed in (("build", cores), ("search", {core})):
        os.sched_setaffinity(0, allowed)  # before the process starts, so that its libraries make no more threads
        command = [sys.executable, "-m", "benchmarks.scale", "--part", part, "--home", str(home), "--passages"]
        done = subprocess.run(
            [*command, str(passages)], stdout=subprocess.PIPE, check=True, cwd=Path(__file__).parents[1]
        )
        os.sched_setaffinity(0, cores)
        measures |= json.loads(done.stdout)
    return measures


def main() -> None:
    """Measures each size, prints, and writes where told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", nargs="+", type=int, default=[1000, 10_000, 100_000], metavar="N")
    parser.add_argument("--home", type=Path, metavar="DIR", help="an empty folder for what is made; else none is kept")
    parser.add_argument("--out", type=Path, metavar="docs", help="the folder of retrieval.md")
    parser.add_argument("--part", choices=("build", "search"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    if arguments.part:
        run = build if arguments.part == "build" else search
        print(json.dumps(run(arguments.home, arguments.passages[0])))
        return
    core = max(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as temporary:
        home = (arguments.home or Path(temporary)).resolve()
        results = {passages: measure(home, passages, core) for passages in arguments.passages}
    text = f"Opening and searching on one core; building on all, without the time of the model.\n\n{table(results)}"
    print(f"That core: CPU {core}. {text}")
    if not arguments.out:
        return
    write_between(arguments.out / "retrieval.md", "scale", text)
    if find_spec("matplotlib") is None:
        print("No plot: matplotlib is not installed (make bench-peers installs it).")
    else:
        plot(results, arguments.out / "images" / "retrieval-scale.png")


if __name__ == "__main__":
    main()
