"""Answers that a language model writes from the evidence: streamed, and held back until each sentence has passed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from bot import faithfulness
from bot.chat_model import ChatModel, ModelFailure
from bot.conversation import Listener
from bot.drafts import Draft
from bot.grounding import Evidence
from bot.guard import promises
from bot.name_list import NameList
from bot.prompt import NOT_WRITTEN, EvidenceText, prompt_for
from bot.wording import sentences
from knowledge.passages import Passage
from retrieval.names import Names

log = structlog.get_logger(__name__)

_MARKS = re.compile(r"(?:\s*\[\s*e?\d+(?:\s*,\s*e?\d+)*\s*\])+[.!?]?")
_BEGUN = re.compile(r"\s*(?:\[[\s,e\d]*)?$")
_ID = re.compile(r"\d+")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that may be answered from, and its text as people read it."""

    passage: Passage
    text: str


class Writer:
    """Writes with one model for one listener over one generation's names."""

    def __init__(
        self, model: ChatModel, listener: Listener, *, names: Names, spoken: NameList, today: date
    ) -> None:  # fmt: skip
        self._model = model
        self._listener = listener
        self._names = names
        self._spoken = spoken
        self._today = today

    def write(self, question: str, sources: Sequence[Source], draft: Draft, *, about: Sequence[str]) -> bool | None:
        """Fills the draft with sentences that the sources hold. False when the model says that they do not answer the
        question, None when it failed or nothing of what it wrote held: then the draft is to be thrown away."""
        evidence = [
            EvidenceText(id=f"e{n}", title=source.passage.title, text=source.text, as_of=source.passage.as_of)
            for n, source in enumerate(sources, 1)
        ]
        prompt = prompt_for(question, evidence, academy=draft.library.academy.name, today=self._today, about=about)
        sieve = Sieve(sources, draft, about, names=self._names, spoken=self._spoken)
        said = ""
        try:
            for piece in self._model.stream(prompt, today=self._today, listener=self._listener):
                for passed in sieve.feed(piece):
                    said += self._say(said, passed)
            for passed in sieve.end():
                said += self._say(said, passed)
        except ModelFailure as failure:
            log.info("model.fell_back", reason=failure.reason, prompt=prompt.version)
            self._take_back(said)
            return None
        if sieve.not_written and not said:
            return False
        log.info("model.answered", dropped=sieve.dropped, kept=bool(said), prompt=prompt.version)
        if not said:
            return None
        draft.lines[:] = [said]
        return True

    def _say(self, said: str, passed: str) -> str:
        text = passed.lstrip() if not said else passed
        self._listener.say(text)
        return text

    def _take_back(self, said: str) -> None:
        if said:
            self._listener.start_over()


class Sieve:
    """Lets pass what the cited sources hold. A sentence waits for the marks that follow it: what stands before a mark
    rests on it."""

    def __init__(
        self, sources: Sequence[Source], draft: Draft, about: Sequence[str], *, names: Names, spoken: NameList
    ) -> None:
        self._sources = {str(n): source for n, source in enumerate(sources, 1)}
        self._draft = draft
        self._about = about
        self._names = names
        self._spoken = spoken
        self._held = ""
        self.dropped = 0
        self.not_written = False

    def feed(self, piece: str) -> Iterator[str]:
        """Takes the next piece; what may be said now, with our citation marks."""
        self._held += piece
        while (match := _MARKS.search(self._held)) and not _BEGUN.match(self._held, match.end()):
            group, self._held = self._held[: match.end()], self._held[match.end() :]
            yield from self._passed(group)

    def end(self) -> Iterator[str]:
        """The rest, when the model is done."""
        rest, self._held = self._held, ""
        self.not_written = rest.strip(" .\"'*`") == NOT_WRITTEN
        if not self.not_written and rest.strip():
            yield from self._passed(rest)

    def _passed(self, group: str) -> Iterator[str]:
        ids = [id for mark in _MARKS.findall(group) for id in _ID.findall(mark)]
        cited = [self._sources[id] for id in dict.fromkeys(ids) if id in self._sources]
        lines = [self._kept(line, cited) for line in _MARKS.sub("", group).splitlines()]
        text = "\n".join(line for line in lines if line)
        if not text:
            return
        before = "\n" if group.lstrip(" ").startswith("\n") or _LIST_ITEM.match(text) else " "
        marks = " ".join(self._draft.cite_passage(source.passage) for source in cited)
        yield f"{before}{text} {marks}".rstrip()

    def _kept(self, line: str, cited: Sequence[Source]) -> str:
        """The sentences of a line that hold."""
        item = match.group() if (match := _LIST_ITEM.match(line)) else ""
        parts = sentences(line[len(item) :])
        kept = [part for part in parts if self._holds(part, cited)]
        self.dropped += len(parts) - len(kept)
        return f"{'- ' if item else ''}{' '.join(kept)}" if kept else ""

    def _holds(self, sentence: str, cited: Sequence[Source]) -> bool:
        if not cited and not faithfulness.says_not_written(sentence):
            return False
        if promises(sentence):
            return False
        texts = [f"{source.passage.title}\n{source.text}" for source in cited]
        bare = re.sub(r"[*_`#>]", "", sentence)
        if Evidence(texts, self._about, names=self._spoken).unsupported(bare):
            return False
        return faithfulness.faithful(bare, texts, self._names, korean_asked=not self._draft.english)
