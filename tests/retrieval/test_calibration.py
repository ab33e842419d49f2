"""Fitting the gate, and bringing it to a folder's own questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from knowledge.library import read_folder
from retrieval.calibration import Example, curve, fit, held_out, own_examples, recalibrated
from retrieval.evidence import GateModel, Signs
from tests.doubles.bigram_embedder import BigramEmbedder
from tests.retrieval.conftest import write_knowledge

TODAY = date(2026, 9, 20)
NOTHING = Signs(dense=0.8, score=0, deviation=0, lead=0, question=0.7, heading=0.7, weakest=0.6, coverage=0,
                compounds=0, known=0, aspect=0, pointless=0)  # fmt: skip


def examples(*, source: str = "a", shift: float = 0.0) -> list[Example]:
    """Two hundred questions; what has an answer has mostly the higher signs."""
    draw = np.random.default_rng(1)
    made = []
    for number in range(200):
        answerable = number % 2 == 0
        signs = replace(NOTHING, dense=float(draw.normal(0.9 if answerable else 0.86, 0.02)) + shift,
                        coverage=float(draw.uniform(0.3, 1) if answerable else draw.uniform(0, 0.7)))  # fmt: skip
        made.append(Example(signs, answerable, source))
    return made


def surer(model: GateModel, made: list[Example]) -> float:
    """The share of pairs in which the answerable question is the surer one."""
    good = [model.probability(e.signs, compared=True) for e in made if e.answerable]
    bad = [model.probability(e.signs, compared=True) for e in made if not e.answerable]
    return float(np.mean([a > b for a in good for b in bad]))


def test_a_fitted_model_tells_apart_what_can_be_told_apart() -> None:
    made = examples()
    model = fit(made, threshold=0.5)
    assert surer(model, made) > 0.9
    assert model.weights["dense"] > 0
    assert model.weights["coverage"] > 0
    assert abs(np.mean([model.probability(e.signs, compared=True) for e in made]) - 0.5) < 0.02


def test_hits_without_tokens_are_weighed_without_them() -> None:
    model = fit(examples(), threshold=0.5)
    assert {"question", "heading", "weakest"}.isdisjoint(model.plain)


def test_every_example_is_judged_by_a_model_that_has_not_seen_it() -> None:
    made = examples()
    flipped = [replace(e, answerable=not e.answerable) if n == 0 else e for n, e in enumerate(made)]
    assert held_out(made)[0] == held_out(flipped)[0]


def test_the_curve_refuses_more_and_answers_less_as_the_threshold_rises() -> None:
    made = examples()
    points = curve(held_out(made), [e.answerable for e in made])
    assert points[0].answered > points[-1].answered
    assert points[0].refused < points[-1].refused
    assert [p.threshold for p in points] == sorted(p.threshold for p in points)


def test_recalibrating_moves_probabilities_but_not_their_order() -> None:
    model = fit(examples(), threshold=0.5)
    other = examples(shift=-0.03)
    own = recalibrated(model, other)
    assert surer(own, other) == surer(model, other)
    sure = np.mean([own.probability(e.signs, compared=True) for e in other])
    assert abs(sure - 0.5) < abs(np.mean([model.probability(e.signs, compared=True) for e in other]) - 0.5)
    passing = [own.probability(e.signs, compared=True) >= own.threshold for e in other if e.answerable]
    assert np.mean(passing) == pytest.approx(0.95, abs=0.02)


def test_questions_of_one_kind_calibrate_nothing() -> None:
    model = fit(examples(), threshold=0.5)
    with pytest.raises(ValueError, match="with and without"):
        recalibrated(model, [e for e in examples() if e.answerable])


def test_a_model_is_the_same_after_it_was_written(tmp_path: Path) -> None:
    model = fit(examples(), threshold=0.4)
    model.write(tmp_path / "new" / "gate.json")
    assert GateModel.read(tmp_path / "new" / "gate.json") == model


def test_the_shipped_model_knows_every_sign() -> None:
    shipped = GateModel.read()
    assert set(shipped.weights) == {*Signs.__dataclass_fields__}
    assert 0 < shipped.threshold < 1


def test_own_questions_are_asked_in_words_that_were_held_out(tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    questions = "\n\n".join(
        f"## 물음 {n}번은 무엇인가요?\n이렇게도 물어요: 다른 말 {n} / 딴 말 {n}\n\n답은 {n}이에요." for n in range(12)
    )
    (folder / "faq.md").write_text(f"---\nas_of: 2026-09-01\n---\n{questions}\n", encoding="utf-8")
    library = read_folder(folder, today=TODAY).library
    assert library is not None
    embedder = BigramEmbedder()
    made = own_examples(library, embedder, tmp_path / "home", GateModel.read(), today=TODAY)
    assert {e.answerable for e in made} == {True, False}
    held = sum(not e.answerable for e in made) // 3  # each left out with all its three wordings
    assert sum(e.answerable for e in made) == 12 - held
    assert not any(f"다른 말 {n}" in embedder.embedded for n in range(12))
