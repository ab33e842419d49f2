"""Several processes over one index: killed builders, readers during syncs, openers at the same time."""

from __future__ import annotations

import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.generations import generations_of, recipe_of
from retrieval.live import LiveIndex
from retrieval.sync import sync
from tests.doubles.bigram_embedder import BigramEmbedder
from tests.forked import forked
from tests.retrieval import other_processes
from tests.retrieval.other_processes import CLOCK, TODAY, editions_of, write_edition

ROUNDS = 14


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "academy.yaml").write_text("name: 한빛배움터\n", encoding="utf-8")
    write_edition(folder, 0)
    return folder


def test_a_builder_killed_at_any_moment_leaves_a_whole_index(folder: Path, data: Path) -> None:
    chance = random.Random(7)
    edition = 0
    sync(folder, data, BigramEmbedder(), today=TODAY)
    recipe = recipe_of(folder, BigramEmbedder(), "")
    generations = generations_of(data, recipe)
    for number in range(ROUNDS):
        here, there = forked().Pipe()
        builder = forked().Process(target=other_processes.build_without_end, args=(folder, data, number * 1000, there))
        builder.start()
        there.close()
        assert here.recv() == "ready"
        time.sleep(chance.uniform(0.0, 0.5))
        builder.kill()
        builder.join()
        builder.close()
        here.close()
        left = generations.live(recipe).manifest.id  # whole, whichever it is
        with closing(LiveIndex(folder, data, BigramEmbedder(), clock=CLOCK)) as index:
            [now] = editions_of(index.snapshot)
        assert index.snapshot.manifest.id >= left
        assert int(now) >= edition
        edition = int(now)
    sync(folder, data, BigramEmbedder(), today=TODAY)
    assert len(list(generations.folder("").iterdir())) <= 2


def test_readers_never_see_an_error_or_a_mix_while_a_builder_builds(folder: Path, data: Path) -> None:
    embedder = BigramEmbedder()
    sync(folder, data, embedder, today=TODAY)
    lines = []
    readers = []
    for _ in range(2):
        here, there = forked().Pipe()
        reader = forked().Process(target=other_processes.read_until_told, args=(folder, data, there))
        reader.start()
        there.close()
        lines.append(here)
        readers.append(reader)
    assert [line.recv() for line in lines] == ["ready", "ready"]
    for number in range(1, 13):
        write_edition(folder, number)
        sync(folder, data, embedder, today=TODAY, wait=20)
        with closing(LiveIndex(folder, data, embedder, clock=CLOCK)) as asking:
            assert editions_of(asking.snapshot) == {str(number)}
        time.sleep(0.2)
    time.sleep(1.5)
    for line, reader in zip(lines, readers, strict=True):
        line.send("stop")
        seen = [int(edition) for edition in line.recv()]
        assert seen == sorted(seen)
        assert seen[-1] == 12
        reader.join()
        assert reader.exitcode == 0
        reader.close()
        line.close()


def test_of_several_that_open_a_new_index_one_builds_and_all_answer_from_it(folder: Path, data: Path) -> None:
    started = []
    for _ in range(3):
        here, there = forked().Pipe()
        process = forked().Process(target=other_processes.open_first, args=(folder, data, there))
        process.start()
        there.close()
        assert here.recv() == "ready"
        started.append((process, here))
    for _, line in started:
        line.send("go")
    opened = [line.recv() for _, line in started]
    for process, line in started:
        process.join()
        line.close()
        process.close()
    assert len({generation for generation, _, _ in opened}) == 1
    assert [embedded for _, embedded, _ in opened].count(True) == 1
