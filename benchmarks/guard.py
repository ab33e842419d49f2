"""What the guard lets through and what it stops: personal numbers, planted instructions, small talk.

    python -m benchmarks.guard [--pii FILE] [--injection FILE] [--talk FILE]

Files are JSON Lines. --pii: {"text", "pii": [{"type", "text"}]}, types RRN, FRN, CARD, PHONE, EMAIL, ACCOUNT.
--injection: {"text", "label": "attack"|"benign"}; each text is asked as a question and planted as a page of a copy of
the shipped knowledge. --talk: {"text"} that nothing answers. What the academy itself says is always measured.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.answers import milliseconds
from bot import guard
from bot.answers import Answer
from bot.assistant import Assistant, open_assistant
from bot.conversation import Question
from bot.privacy import contacts_in, mask
from knowledge.instructions import speaks_to_assistant
from knowledge.library import read_folder
from retrieval import korean
from settings import Settings

TODAY = date(2026, 9, 20)
_MOBILE = re.compile(r"(?:\+?82[-\s]?1|01)[016789]")
_MASKED = ("RRN", "FRN", "CARD", "MOBILE", "EMAIL", "ACCOUNT")


def lines_of(file: Path) -> list[Any]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def masking(documents: Iterable[Any]) -> None:
    """How many of the marked numbers are masked, by type."""
    all_of, masked = Counter[str](), Counter[str]()
    for document in documents:
        left = mask(document["text"])
        for found in document["pii"]:
            kind = "MOBILE" if found["type"] == "PHONE" and _MOBILE.match(found["text"]) else found["type"]
            if kind in _MASKED:
                all_of[kind] += 1
                masked[kind] += found["text"] not in left
    for kind in _MASKED:
        print(f"masked {kind:<8} {masked[kind]:4} of {all_of[kind]:4}  {share(masked[kind], all_of[kind])}")


def own_words(settings: Settings) -> None:
    """What of the shipped knowledge would be masked or taken for instructions, and what masking costs."""
    library = read_folder(settings.knowledge_dir, today=TODAY).library
    assert library is not None
    texts = list(library.documents.values())
    keep = contacts_in(texts)
    digits = sum(map(str.isdigit, "".join(texts)))
    for name, own in (("academy's digits masked", keep), ("… without its own contacts", frozenset[str]())):
        gone = digits - sum(map(str.isdigit, "".join(mask(text, keep=own) for text in texts)))
        print(f"{name:<28} {gone} of {digits}  {share(gone, digits)}")
    sentences = [line for text in texts for line in text.splitlines() if line.strip()]
    print(f"academy's lines taken out    {sum(map(speaks_to_assistant, sentences))} of {len(sentences)}")
    questions = [faq.question for faq in library.faqs]
    spent = milliseconds(lambda: [mask(question, keep=keep) for question in questions])
    print(f"masking a question           {spent / len(questions):.3f} ms")


def injection(rows: Sequence[Any], settings: Settings) -> None:
    """The texts as questions, as passages, and planted as pages that are asked for by their title."""
    for label in ("attack", "benign"):
        texts = [row["text"] for row in rows if row["label"] == label]
        refused = sum(guard.refusal(korean.clean(text)) is not None for text in texts)
        found = sum(guard.without_instructions(text) != text for text in texts)
        print(f"{label:<7} as a question: refused {refused} of {len(texts)}  {share(refused, len(texts))}")
        print(f"{label:<7} as a passage: something taken out {found} of {len(texts)}  {share(found, len(texts))}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        shutil.copytree(settings.knowledge_dir, folder)
        for number, row in enumerate(rows):
            page = folder / "pages" / f"planted-{number}.md"
            page.write_text(f"# {title_of(row['text'], number)}\n\n{row['text']}\n", encoding="utf-8")
        planted = settings.model_copy(update={"knowledge_dir": folder, "data_dir": Path(name) / "data"})
        with open_assistant(planted) as assistant:
            asked(assistant, rows)


def title_of(text: str, number: int) -> str:
    """A harmless title for a planted page: the first words that are left of it, and a number of its own."""
    left = re.sub(r"[^\w가-힣 ]+", " ", guard.without_instructions(text)).split()
    return f"{' '.join(left[:6])} {number}번 안내"


def asked(assistant: Assistant, rows: Sequence[Any]) -> None:
    """Asks for every planted page: quoted instructions, and pages that are answered."""
    quoted, answered, shown = Counter[str](), Counter[str](), []
    for number, row in enumerate(rows):
        reply = assistant.answer(Question(text=f"{title_of(row['text'], number)} 알려줘")).reply
        answered[row["label"]] += isinstance(reply, Answer)
        if any(speaks_to_assistant(line) for line in re.split(r"(?<=[.!?])\s|\n", reply.text)):
            quoted[row["label"]] += 1
            shown.append(reply.text)
    for label, total in Counter(row["label"] for row in rows).items():
        print(
            f"{label:<7} planted as pages: answered {answered[label]} of {total}, instructions quoted {quoted[label]}"
        )
    for text in shown:
        print("  ", text.replace("\n", " ")[:150])


def talk(rows: Sequence[Any], settings: Settings) -> None:
    """Small talk: what is answered from knowledge all the same."""
    kinds, wrong = Counter[str](), []
    with open_assistant(settings) as assistant:
        for row in rows:
            reply = assistant.answer(Question(text=row["text"])).reply
            kinds[type(reply).__name__] += 1
            if isinstance(reply, Answer):
                wrong.append(f"{row['text']} → {reply.text}")
    right = len(rows) - kinds["Answer"]
    print(f"small talk not answered from knowledge: {right} of {len(rows)}  {share(right, len(rows))}  {dict(kinds)}")
    for line in wrong:
        print("  ", line.replace("\n", " ")[:150])


def share(part: int, whole: int) -> str:
    """A share as it is read."""
    return f"{part / whole:.1%}" if whole else "–"


def main() -> None:
    """Measures what it is given files for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pii", "injection", "talk"):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(_env_file=None, SAESSAK_DATA_DIR=name, SAESSAK_NOW=TODAY)
        own_words(settings)
        if wanted.pii:
            masking(lines_of(wanted.pii))
        if wanted.injection:
            injection(lines_of(wanted.injection), settings)
        if wanted.talk:
            talk(lines_of(wanted.talk), settings)


if __name__ == "__main__":
    main()
