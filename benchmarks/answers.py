"""What an answer costs: against one bare query embedding, in one process and one run; and starting to serve.

    python -m benchmarks.answers [--questions 60]

Questions are made from the knowledge itself (headings of the FAQ, names of campuses and courses), so that they need
no key, no network and no file of questions. Prints ratios; absolute times belong to the machine.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from bot.adapters import embedder_of
from bot.assistant import Assistant, open_assistant
from bot.conversation import Question
from knowledge.library import read_folder
from knowledge.records import Library
from retrieval.embeddings import Embedder
from settings import Settings


def questions_of(library: Library, count: int) -> list[str]:
    """Questions of every way of answering: prose, records, lists, eligibility, and some that are not written."""
    asked = [faq.question for faq in library.faqs]
    asked += [f"{campus.name} 캠퍼스 전화번호 알려줘" for campus in library.campuses]
    asked += [f"{course.title} 언제까지 모집해?" for course in library.courses]
    asked += ["지금 모집 중인 과정 있어?", "27살이고 경기도 사는데 지원 가능해?", "구내식당 김치찌개 얼마야?"]
    random.Random(7).shuffle(asked)
    return asked[:count]


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile of some values (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def latency(assistant: Assistant, bare: Embedder, questions: Sequence[str]) -> None:
    """Whole answers and bare embeddings of the same questions, in turn."""
    bare.query("예열")
    assistant.answer(Question(text="예열"))
    answers, embeddings, prose = [], [], []
    for question in questions:
        embeddings.append(milliseconds(partial(bare.query, question)))
        turn = assistant.answer(Question(text=question))
        answers.append(turn.milliseconds)
        if turn.reply.engine == "passages":
            prose.append(turn.milliseconds)
    base50, base95 = statistics.median(embeddings), quantile(embeddings, 0.95)
    print(f"bare query embedding        p50 {base50:6.1f} ms   p95 {base95:6.1f} ms")
    for name, times in (("whole answer, all", answers), ("whole answer, from prose", prose)):
        half, most = statistics.median(times), quantile(times, 0.95)
        print(f"{name:<26}  p50 {half:6.1f} ms   p95 {most:6.1f} ms   ratio {half / base50:.2f} / {most / base95:.2f}")


def serving(data_dir: Path) -> None:
    """From the start of `serve` on a built index to its first answer, and what it then holds in memory."""
    port = "18917"
    environment = {**os.environ, "SAESSAK_DATA_DIR": str(data_dir), "SAESSAK_RATE_LIMIT": "off"}
    started = time.perf_counter()
    command = [sys.executable, "main.py", "serve", "--port", port]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/chat",
            data='{"message": "교육비는 얼마예요?"}'.encode(),
            headers={"Content-Type": "application/json"},
        )
        while time.perf_counter() - started < 60:
            try:
                with urllib.request.urlopen(request, timeout=20) as response:
                    response.read()
                break
            except OSError:
                time.sleep(0.05)
        seconds = time.perf_counter() - started
        status = Path(f"/proc/{server.pid}/status").read_text()
        resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        print(f"serve: start to first answer {seconds:.1f} s, resident {int(resident) / 1024:.0f} MB")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Runs all of it over the shipped knowledge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=60)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, SAESSAK_DATA_DIR=folder, SAESSAK_NOW=date(2026, 9, 20))
        library = read_folder(settings.knowledge_dir).library
        assert library is not None
        with open_assistant(settings) as assistant:
            latency(assistant, embedder_of(settings), questions_of(library, wanted.questions))
        serving(Path(folder))


if __name__ == "__main__":
    main()
