"""What texts and questions of one knowledge look like on the whole: what the likeness of one pair is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage
from retrieval import lexicon
from retrieval.embeddings import Floats
from retrieval.vector_index import text_hash

_QUESTIONS = 48


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """`frequencies`: in how many of the embedded texts each piece of the model's vocabulary stands, int32.
    `texts`: how many texts were embedded. `question`: the mean vector of questions that may be asked, float32
    (dimension,); zeros where the embedder reads no tokens. A passage near to every question answers none."""

    frequencies: NDArray[np.int32]
    texts: int
    question: Floats

    def save(self, folder: Path) -> None:
        """Writes `background.npz` into the folder."""
        np.savez(folder / "background.npz", frequencies=self.frequencies, texts=self.texts, question=self.question)

    @classmethod
    def load(cls, folder: Path) -> Background:
        """What `save` wrote. Raises OSError, ValueError or KeyError when it is not there or not whole."""
        try:
            with (folder / "background.npz").open("rb") as file, np.load(file) as arrays:
                return cls(arrays["frequencies"], int(arrays["texts"]), arrays["question"])
        except (BadZipFile, EOFError) as error:
            raise ValueError("background.npz is not whole") from error


def likely_questions(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Questions that may be asked of this knowledge: those it holds itself, and its titles in the forms people ask
    in. A sample that hardly changes when a passage does."""
    titles = dict.fromkeys(passage.headings[0] if passage.headings else passage.title for passage in passages)
    asked = dict.fromkeys(key for passage in passages for key in passage.keys)
    forms = lexicon.QUESTION_FORMS
    formed = (forms[int(text_hash(title), 16) % len(forms)].format(title) for title in titles if title not in asked)
    return tuple(sorted((*asked, *formed), key=text_hash)[:_QUESTIONS])
