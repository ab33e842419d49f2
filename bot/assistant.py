"""The turn: a question goes in, is understood, answered, checked, remembered, and a reply comes out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Lock, Thread
from zoneinfo import ZoneInfo

from bot import (
    catalog,
    eligibility,
    eligibility_check,
    guard,
    parts,
    passage_answers,
    premises,
    set_replies,
    topic,
    watching,
    wishes,
)
from bot.adapters import chat_model_of, embedder_of, gate_of, store_of
from bot.answers import Abstention, Reply
from bot.chat_model import ChatModel
from bot.conversation import Aside, Channel, Listener, Locale, Question, Turn
from bot.database import Database
from bot.eligibility_check import Check
from bot.errors import StoreDown
from bot.grounding import grounded
from bot.introduction import Introduction, introduction
from bot.keys import shared_key
from bot.model_answers import Writer
from bot.name_list import NameList
from bot.notifications import NOTIFIED, Notifications
from bot.privacy import contacts_in, mask
from bot.store import ConversationStore, Forgotten, KeptTurn
from bot.subscriptions import Subscriptions
from bot.topic import Topic
from knowledge.clock import Clock
from knowledge.passages import title_of
from knowledge.problems import Problem
from knowledge.records import Library, Record
from retrieval import korean
from retrieval.embeddings import Embedder, TokenEmbedder
from retrieval.evidence import EvidenceGate, GateModel
from retrieval.live import LiveIndex, Snapshot
from retrieval.query import Interpreter, Understanding
from settings import Settings

_LONGEST_QUOTED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What `/readyz` and `doctor` tell: the live generation, and what is wrong in the files beside it."""

    ready: bool
    generation: str = ""
    passages: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mind:
    """What is worked out once for a generation: its names, how sure evidence must be, the contacts it publishes."""

    snapshot: Snapshot
    interpreter: Interpreter
    gate: EvidenceGate
    names: NameList
    contacts: frozenset[str]


class Assistant:
    """Answers questions. Every method may be called from any thread; none needs an event loop."""

    def __init__(
        self,
        *,
        live: LiveIndex,
        store: ConversationStore,
        clock: Clock,
        gate: GateModel,
        model: ChatModel | None = None,
    ) -> None:
        """`model` words the answers from prose; without one the best passage is quoted."""
        self._live = live
        self._model = model
        self._gate = gate
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._mind: _Mind | None = None
        self.subscriptions = Subscriptions(store.database)
        self.notifications = Notifications(store.database)

    def answer(self, question: Question, *, now: datetime | None = None, listener: Listener | None = None) -> Turn:
        """The reply to one question, remembered under its conversation. Takes 5 to 100 ms of CPU, and with a language
        model some seconds of waiting. `now` is the aware instant to answer for, the clock's own by default."""
        started = time.perf_counter()
        mind = self._current()
        library = mind.snapshot.library
        now = (now or self._clock.now()).astimezone(ZoneInfo(library.academy.timezone))
        text = mask(korean.clean(question.text), keep=mind.contacts)
        earlier = self._store.topic(question.conversation)
        if question.quoted:
            quoted = mind.interpreter.understand(korean.clean(question.quoted)[:_LONGEST_QUOTED], now.date())
            earlier = topic.pointed_at(quoted, earlier, library)
        listener = listener or Listener()
        reply, later = self._reply(mind, text, earlier, now, question, listener)
        turn = Turn(id=secrets.token_urlsafe(9), question=replace(question, text=text), reply=reply,
                    milliseconds=(time.perf_counter() - started) * 1000, first=not earlier.introduced)  # fmt: skip
        later = replace(later, introduced=True)
        self._store.remember(turn, later, ongoing=listener.left)  # who has left may have deleted it all meanwhile
        return turn

    def _reply(
        self, mind: _Mind, text: str, earlier: Topic, now: datetime, question: Question, listener: Listener
    ) -> tuple[Reply, Topic]:
        library, locale = mind.snapshot.library, question.locale
        answers = bool(earlier.asking) and eligibility.is_short_answer(text)
        if not answers and (early := set_replies.without_reading(text, library, locale)):
            return early, earlier
        asked = _read(mind, text, earlier, now, locale)
        if question.channel in NOTIFIED and watching.wished(asked):
            return self._promised(mind, asked, earlier, now, question)
        if refused := set_replies.refused(asked, library):
            return refused, earlier
        questions = parts.split(text, lambda part: _read(mind, part, earlier, now, locale))
        if len(questions) == 1:
            return self._one(mind, asked, earlier, now, listener)
        replies, later = [], earlier
        for part in questions:  # silently: what one part streams is numbered anew when all are joined
            asked = _read(mind, part, later, now, locale)
            reply, later = self._one(mind, asked, later, now, Aside(listener))
            replies.append((part, reply))
        return parts.joined(replies), later

    def _one(
        self, mind: _Mind, asked: Understanding, earlier: Topic, now: datetime, listener: Listener
    ) -> tuple[Reply, Topic]:
        """The reply to one question, and what the conversation is about then."""
        library, names = mind.snapshot.library, mind.interpreter.names
        asked = topic.resolve(asked, earlier, library)
        if guard.only_tells(asked.text) and not (asked.campuses or asked.partners or asked.cohort or asked.aspects):
            asked = replace(asked, courses=())  # a title that shares a word with somebody's day
        premise = premises.find(asked)
        if premise:
            asked, listener = premises.unbiased(asked, premise), Aside(listener)  # judged before it is said
        general = None
        reply = self._verdict(mind, asked, now, ongoing=earlier.eligibility) or catalog.answer(
            asked, library, names, now, earlier
        )
        if reply is None:
            general = catalog.tuition_of_all(asked, library, names)
            reply = passage_answers.answer(
                general or asked,
                library,
                names,
                mind.snapshot.retriever,
                mind.gate,
                now,
                about=earlier.prose if not general and topic.continues(asked, earlier) else "",
                writer=self._writer(mind, listener, now),
            )
        if isinstance(reply, Abstention) and not reply.citations and reply.reason in ("not_written", "off_topic"):
            reply = self._verdict(mind, asked, now, ongoing=earlier.eligibility, last=True) or reply
        if reply.engine == "catalog" and wishes.wished(asked):
            asked = replace(asked, courses=())  # the courses recommended are talked about, not those it was like
        if premise and not general:  # what all courses cost confirms nothing of one
            reply = premises.judged(reply, asked, premise, library, now)
        return self._checked(mind, asked, reply, earlier, now)

    def _checked(
        self, mind: _Mind, asked: Understanding, reply: Reply, earlier: Topic, now: datetime
    ) -> tuple[Reply, Topic]:
        """A reply as it may go out, and what the conversation is about then."""
        library = mind.snapshot.library
        reply = replace(reply, computed=(*reply.computed, *_subjects(asked, library)))
        reply = guard.harmless(reply, _not_written(asked, library))
        if reply.engine != "model":  # whose sentences were held against their sources one by one
            reply = grounded(reply, _not_written(asked, library), question=asked.text, names=mind.names)
        cited = tuple(id for citation in reply.citations for id in (citation.listed or (citation.record,)) if id)
        later = topic.after(asked, earlier, reply, cited=cited, library=library)
        return replace(reply, watch=watching.worth_watching(asked, reply, library, now)), later

    def _promised(
        self, mind: _Mind, asked: Understanding, earlier: Topic, now: datetime, question: Question
    ) -> tuple[Reply, Topic]:
        """The reply to who wants to be told of something later: that it will be done, and how it stands now."""
        library = mind.snapshot.library
        subject = watching.meant(asked, earlier, library)
        reply, later = self._checked(mind, asked, watching.standing(subject, asked, library, now), earlier, now)
        locale: Locale = "en" if asked.english else "ko"
        try:
            outcome = self.subscriptions.add(question.conversation, subject, channel=question.channel, locale=locale)
            promise = watching.confirmed(outcome, subject, library, locale, now)
        except StoreDown:
            promise = watching.NOT_NOW[locale]
        return replace(reply, text=f"{promise}\n\n{reply.text}", watch=None), later

    def _writer(self, mind: _Mind, listener: Listener, now: datetime) -> Writer | None:
        if self._model is None:
            return None
        return Writer(self._model, listener, names=mind.interpreter.names, spoken=mind.names, today=now.date())

    def _verdict(
        self, mind: _Mind, asked: Understanding, now: datetime, *, ongoing: bool, last: bool = False
    ) -> Reply | None:
        """Eligibility by rules, and what the texts say of things beside them that no rule decides."""
        if catalog.advice_wanted(asked):
            return None
        library, names = mind.snapshot.library, mind.interpreter.names
        retriever, gate = mind.snapshot.retriever, mind.gate
        return eligibility.answer(
            asked,
            library,
            now,
            ongoing=ongoing,
            last=last,
            gap=lambda words: passage_answers.gap_beside(asked, words, library, names, retriever, gate),
            texts=partial(_from_texts, mind, now),
        )

    def check(self, answers: Mapping[str, str], *, course: str = "", locale: Locale = "ko") -> Check:
        """Where an eligibility check stands with these answers, by the ids of its questions: for a course, or for
        everyone. Nothing of it is kept. Raises `UnknownCourse`."""
        mind, now = self._current(), self.now()
        library, texts = mind.snapshot.library, partial(_from_texts, mind, now)
        found = eligibility_check.check(course, answers, library, today=now.date(), locale=locale, texts=texts)
        reply = grounded(found.reply, set_replies.nothing_written(library, locale), names=mind.names)
        return found if reply is found.reply else replace(found, reply=reply, verdict="unsure")

    def feedback(self, message_id: str, *, value: str, comment: str = "") -> bool:
        """Keeps what a person thought of a reply ("up" or "down"); False when no such message is known.
        Raises `StoreDown` when it cannot be kept now."""
        return self._store.feedback(message_id, value, mask(korean.clean(comment), keep=self._current().contacts))

    def history(self, conversation: str, *, most: int) -> list[KeptTurn]:
        """The last turns of a conversation as they are kept, the oldest first. Raises `StoreDown`."""
        return self._store.latest(conversation, most=most)

    def signing_key(self, name: str) -> bytes:
        """The key of this name that all processes of the deployment share. Raises `StoreDown`."""
        return shared_key(self._store.database, name)

    def forget(self, conversation: str) -> int:
        """Deletes what is kept of a conversation; how many turns that were. Raises `StoreDown`."""
        return self._store.forget(conversation)

    def forget_person(self, key: str) -> Forgotten:
        """Deletes all that is kept of who speaks under a channel's key ("telegram:42"), in every thread of theirs. Raises
        `StoreDown`."""
        return self._store.forget_person(key)

    def introduced(self, conversation: str, *, channel: Channel) -> None:
        """Notes that the person was told in a conversation that they speak to an AI."""
        topic = self._store.topic(conversation)
        if not topic.introduced:
            self._store.turn_to(conversation, replace(topic, introduced=True), channel=channel)

    def begin(self, conversation: str, *, about: str, channel: Channel) -> Record | None:
        """Turns a conversation to the record with this id, so that "기간은?" asks about it; None when there is no such
        record. Nobody has asked anything: no turn is kept."""
        record = self.library.record(about)
        if record is not None:
            later = topic.begun(record, self._store.topic(conversation))
            self._store.turn_to(conversation, later, channel=channel)
        return record

    def asking(self, conversation: str) -> tuple[str, ...]:
        """What was last asked back in a conversation, by the assistant itself or by a channel (`ask_back`)."""
        return self._store.topic(conversation).asking

    def ask_back(self, conversation: str, asking: tuple[str, ...], *, channel: Channel) -> None:
        """Notes what a channel asks back by itself, nothing where it no longer does. The next question ends it."""
        topic = self._store.topic(conversation)
        if topic.asking != asking:
            self._store.turn_to(conversation, replace(topic, asking=asking), channel=channel)

    def understand(self, text: str) -> Understanding:
        """What a text names, by itself, at the present instant. Nothing is answered or kept. About 2 ms of CPU."""
        return self._current().interpreter.understand(text[: set_replies.LONGEST], self.now().date())

    def locale(self, conversation: str) -> Locale | None:
        """The language chosen for a conversation; None when none was, or it cannot be looked up now."""
        return self._store.locale(conversation)

    def choose_locale(self, conversation: str, locale: Locale | None, *, channel: Channel) -> None:
        """Answers a conversation in this language from now on; None: each question in its own. Raises `StoreDown`."""
        self._store.choose_locale(conversation, locale, channel=channel)

    def subject(self, conversation: str) -> Record | None:
        """The course, event or campus that a conversation is about now; None when it is about no single one."""
        return topic.subject(self._store.topic(conversation), self.library)

    @property
    def library(self) -> Library:
        """The records that are live now: those of one generation, whatever staff save meanwhile."""
        return self._live.snapshot.library

    def now(self) -> datetime:
        """The aware instant that statuses are computed for, in the academy's time zone."""
        return self._clock.now().astimezone(ZoneInfo(self.library.academy.timezone))

    @property
    def database(self) -> Database:
        """What every process that answers shares."""
        return self._store.database

    def health(self) -> Health:
        """The state of the index and of the files it was made from."""
        snapshot = self._live.snapshot
        return Health(ready=True, generation=snapshot.manifest.id, passages=len(snapshot.passages),
                      problems=tuple(self._live.problems))  # fmt: skip

    def about(self, locale: Locale = "ko") -> Introduction:
        """How the assistant introduces itself in a language."""
        return introduction(self.library, locale=locale)

    def _current(self) -> _Mind:
        snapshot = self._live.snapshot
        mind = self._mind
        if mind is None or mind.snapshot is not snapshot:
            with self._lock:
                if self._mind is None or self._mind.snapshot is not snapshot:
                    interpreter = Interpreter(snapshot.library, snapshot.retriever.vocabulary, snapshot.passages)
                    gate = EvidenceGate(snapshot.retriever, interpreter.names, self._gate)
                    names = NameList(snapshot.library, interpreter.names)
                    contacts = contacts_in(snapshot.library.documents.values())
                    self._mind = _Mind(snapshot, interpreter, gate, names, contacts)
                mind = self._mind
        return mind


def _read(mind: _Mind, text: str, earlier: Topic, now: datetime, locale: str | None) -> Understanding:
    asked = mind.interpreter.understand(text, now.date())
    asked = eligibility.heard(asked, earlier, mind.snapshot.library, now.date())
    return replace(asked, english=locale == "en") if locale else asked


def _subjects(asked: Understanding, library: Library) -> Iterator[str]:
    """The names of the records and fields that the question was understood to mean."""
    yield from asked.fields
    for id in (*asked.campuses, *asked.partners, *asked.courses, *asked.events):
        if record := library.record(id):
            yield title_of(record)


def _not_written(asked: Understanding, library: Library) -> Abstention:
    return set_replies.nothing_written(library, "en" if asked.english else "ko")


def _from_texts(mind: _Mind, now: datetime, text: str) -> Reply:
    """What prose answers to another question, worded without a language model."""
    asked = mind.interpreter.understand(text, now.date())
    snapshot = mind.snapshot
    return passage_answers.answer(asked, snapshot.library, mind.interpreter.names, snapshot.retriever, mind.gate, now)


def _warmings(embedder: Embedder, model: ChatModel | None) -> Iterator[Callable[[], object]]:
    """Each loads something that the first question needs, beside the opening of the index. The local model comes first:
    it takes half a second outside of Python's lock, which Kiwi holds for one and a half; the client of a language
    model takes one."""
    if isinstance(embedder, TokenEmbedder):
        yield partial(embedder.query, "예열")
    yield partial(korean.words, "예열")
    if model is not None:
        yield model.warm


@contextmanager
def open_assistant(
    settings: Settings,
    *,
    watch: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    store: ConversationStore | None = None,
    clock: Clock | None = None,
) -> Iterator[Assistant]:
    """An assistant over the settings' folder: builds the index when there is none yet, and with `watch` takes
    in every saved edit while it runs. `progress` is told of the first build: texts done, and of how many.
    `store` is where it remembers, the settings' database by default; it is closed in the end. `clock` tells the time,
    the settings' one by default.
    Raises `errors.OperatorError` with what to do."""
    clock = clock or Clock(frozen=settings.now)
    gate = gate_of(settings)
    store = store or store_of(settings)
    embedder = embedder_of(settings)
    model = chat_model_of(settings, store)
    warming = [Thread(target=warm, name="warm", daemon=True) for warm in _warmings(embedder, model)]
    for thread in warming:
        thread.start()
    live = LiveIndex(
        settings.knowledge_dir,
        settings.data_dir,
        embedder,
        clock=clock,
        chroma_url=settings.chroma_url,
        progress=progress,
    )
    try:
        if watch:
            live.watch()
        yield Assistant(live=live, store=store, clock=clock, gate=gate, model=model)
    finally:
        for thread in warming:
            thread.join()
        if model is not None:
            model.close()
        live.close()
        store.close()
