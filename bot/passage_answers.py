"""Answers quoted from prose: the best passage that carries enough evidence, else an honest "not written"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot import campus_answers, course_answers, course_lists, english, event_answers, messages
from bot.answers import Abstention, Reply
from bot.drafts import Draft, ask_people, contact_of
from bot.guard import annoyed, only_tells, speaks_of_learning, without_instructions
from bot.model_answers import Source, Writer
from bot.wording import sentences
from knowledge.passages import Passage, title_of
from knowledge.places import region_of
from knowledge.records import Academy, Campus, Course, Event, Faq, Library, Record, Rule, Term, Track
from retrieval import korean
from retrieval.evidence import Evidence, EvidenceGate
from retrieval.lexicon import Aspect
from retrieval.names import COMMON, Names
from retrieval.query import Understanding
from retrieval.retriever import Hit, Retriever

_LONGEST = 320
_SURE = 0.8  # the probability from which on a message that asks nothing is answered too,
_SURELY, _LIKELY = 0.7, 0.5  # … a question none of whose words stands in the files, and one of no word of learning
_NEAR = 0.82  # the cosine from which on a passage may mean the same in another language
_VAGUE = frozenset({Aspect.DETAIL, Aspect.STATUS, Aspect.FIELDS, Aspect.CONTACT})  # points that small talk has too
_MEANING = re.compile(r"뭐(야|예요|에요|임|죠|지|냐|니|인)|뭔|무엇|무슨|뜻|의미|설명|정의|whatis|mean")
_SOURCES = 4  # that a language model is given
PROSE = frozenset({"faq", "unknown", "page", "term", "academy", "event", "rule", "track", "course", "campus"})


def answer(
    asked: Understanding,
    library: Library,
    names: Names,
    retriever: Retriever,
    gate: EvidenceGate,
    now: datetime,
    *,
    about: str = "",
    writer: Writer | None = None,
) -> Reply:
    """The reply from prose. One embedding of the question, one search. `about` is the id of the FAQ entry that was
    quoted last: a question without a subject of its own goes on about it, one with few words may. With a `writer` a
    language model words the answer; where it fails, the best passage is quoted."""
    readings = [asked]
    if isinstance(before := library.record(about) if about else None, Faq):
        words = (*asked.words, *names.content(before.question))
        carried = replace(asked, words=words, subject=f"{before.question} {asked.subject}", spelled="")
        readings = [asked, carried] if asked.words else [carried]
    for reading in readings:
        hits = retriever.search(reading.wordings, limit=12, kinds=PROSE, synonyms=reading.synonyms(names))
        hits = [hit for hit in hits if _in_force(hit.passage, now)]
        evidence = gate.weigh(reading, hits)
        if evidence is None:
            continue
        enough = evidence.enough and _fits(evidence, asked)
        judge = writer if enough or _may_mean_the_same(evidence, asked) else None
        if written := judge and _written(evidence, hits, reading, library, gate, judge):
            return written
        if enough:
            return _told(evidence, hits, reading, library, names, now)
    return _not_written(asked, library, evidence)


def _fits(evidence: Evidence, asked: Understanding) -> bool:
    """Whether evidence that is enough for a question is so for this message. What names nothing that an academy is
    asked about is mostly small talk: more so when it asks nothing, or when none of its words stands in the files.
    A question about learning none of whose other words does ("추석에도 수업해요?") is about something not written."""
    if only_tells(asked.text) or annoyed(asked.text):
        return evidence.probability >= _SURE or bool(not annoyed(asked.text) and _pointed(asked))
    if _pointed(asked):
        return True
    unheard = not evidence.signs.known and not asked.period
    if asked.english or (speaks_of_learning(asked.text) and not (unheard and asked.topics)):
        return True
    gap = evidence.passage.kind == "unknown"  # which is no answer either
    sure_enough = _SURELY if unheard and not speaks_of_learning(asked.text) and not gap else _LIKELY
    return evidence.probability >= sure_enough


def _pointed(asked: Understanding) -> bool:
    return bool(asked.named or set(asked.aspects) - _VAGUE)


def _may_mean_the_same(evidence: Evidence, asked: Understanding) -> bool:
    """Whether a model is to judge what our signs cannot: words of another language do not stand in the files."""
    return asked.english and evidence.signs.dense >= _NEAR


def _written(
    evidence: Evidence, hits: Sequence[Hit], asked: Understanding, library: Library, gate: EvidenceGate, writer: Writer
) -> Reply | None:
    """What a language model writes from the evidence; None where the records or the known gaps say it, or it failed."""
    best = evidence.passage
    if best.kind in ("unknown", "campus", "course"):
        return None
    others = [gate.evidence(asked, hit) for hit in hits if hit.passage.id != best.id and hit.passage.kind != "unknown"]
    near = [other.passage for other in others if other.probability >= evidence.threshold / 2]
    sources = [
        Source(passage, text) for passage in (best, *near[: _SOURCES - 1]) if (text := _readable(passage, library))
    ]
    draft = Draft(library, english=asked.english)
    named = (library.record(id) for id in (*asked.campuses, *asked.courses, *asked.events))
    written = writer.write(asked.text, sources, draft, about=[title_of(record) for record in named if record])
    if written is None:
        return None
    if not written:
        return replace(_not_written(asked, library, evidence), engine="model")
    return draft.answer("model", suggestions=_suggestions(hits, best, asked, library))


def _told(
    evidence: Evidence, hits: Sequence[Hit], asked: Understanding, library: Library, names: Names, now: datetime
) -> Reply:
    """What the passage says, in its own words; of a campus's or a course's record, the card."""
    passage = evidence.passage
    if passage.kind == "unknown":
        return _known_gap(passage, asked, library)
    record = library.record(passage.record)
    if isinstance(record, Campus | Course) and not _speaks_of_any(passage, asked.topics, names):
        return _not_written(asked, library, evidence)
    if isinstance(record, Campus):
        return campus_answers.card(record, library, english=asked.english)
    if isinstance(record, Course):
        return course_answers.card(record, library, now, english=asked.english)
    if isinstance(record, Event):
        return event_answers.told([record], asked, library, now)
    if isinstance(record, Track) and not asked.says(_MEANING):
        return course_lists.in_fields(replace(asked, fields=(record.name,)), library, now) or _not_taught(
            record, asked, library
        )
    draft = Draft(library, english=asked.english)
    mark = draft.cite_passage(passage)
    text = _quote(passage, asked, library)
    if not text:
        return _not_written(asked, library, evidence)
    if passage.kind == "faq" and not _names_subject(text, passage, asked, names):
        draft.say(f"**{passage.title}**")
    draft.say(f"{text} {mark}", f"The materials say, in Korean: {text} {mark}")
    return draft.answer("passages", suggestions=_suggestions(hits[1:], passage, asked, library))


def _speaks_of_any(passage: Passage, topics: Sequence[str], names: Names) -> bool:
    """Whether a record holds something of what a question is about, where it is about anything; and all of the names
    in Latin letters that are nobody's here."""
    written = korean.squeeze(f"{passage.title} {passage.search_text}")

    def holds(word: str) -> bool:
        return any(korean.squeeze(spelling) in written for spelling in (word, *names.groups.get(word, ())))

    return not topics or (any(map(holds, topics)) and all(holds(word) for word in topics if names.strange(word)))


def _not_taught(track: Track, asked: Understanding, library: Library) -> Reply:
    """A field that no course and no campus is known for: what it is, and that."""
    draft = Draft(library, english=asked.english)
    mark = draft.cite(track)
    draft.say(
        f"{track.name} 분야의 과정이나 그 분야를 가르치는 캠퍼스는 제가 가진 자료에 없어요. {mark} {ask_people(library)}",
        f"The materials I have name no course and no campus for {english.term(track.name, library)}. {mark} "
        + ask_people(library, in_english=True),
    )
    offers = messages.suggestions(library, "en" if asked.english else "ko")[:2]
    return draft.abstention("catalog", suggestions=offers)


def _in_force(passage: Passage, now: datetime) -> bool:
    today = now.date()
    return not (passage.effective_from and today < passage.effective_from)


def gap_beside(asked: Understanding, words: Collection[str], library: Library, names: Names, retriever: Retriever,
               gate: EvidenceGate) -> Abstention | None:  # fmt: skip
    """The known gap that a question about oneself also touches ("외국인인데 서울 살아요"); `words` are those that rules
    decide on. None when nothing else is named."""
    beside = [
        word
        for word in asked.topics
        if len(word) > 1 and word not in words and not any(word in known for known in words)
    ]
    if not beside:
        return None
    hits = retriever.search(asked.wordings, limit=5, kinds=frozenset({"unknown"}), synonyms=asked.synonyms(names))
    for hit in hits:
        heads = korean.squeeze(" ".join((*hit.passage.keys, *hit.passage.headings)))
        if any(word in heads and region_of(word) is None for word in beside) and gate.evidence(asked, hit).enough:
            return _known_gap(hit.passage, asked, library)
    return None


def _names_subject(text: str, passage: Passage, asked: Understanding, names: Names) -> bool:
    """Whether a person who reads the answer alone knows what it speaks of."""
    subjects = [word for word in names.content(passage.title) if word not in COMMON]
    said = korean.squeeze(text)
    spelled = [korean.squeeze(spelling) for word in subjects for spelling in (word, *names.groups.get(word, ()))]
    return not subjects or bool(set(subjects) & set(asked.words)) or any(spelling in said for spelling in spelled)


def _quote(passage: Passage, asked: Understanding, library: Library) -> str:
    """The passage's own words: all of a short one, the sentences nearest to the question of a long one."""
    text = _readable(passage, library)
    if len(text) <= _LONGEST:
        return text
    parts = sentences(text)
    wanted = set(asked.words)
    scored = sorted(range(len(parts)), key=lambda i: (-len(wanted & set(korean.words(parts[i]))), i))
    chosen: list[int] = []
    for index in scored:
        if sum(len(parts[i]) for i in chosen) + len(parts[index]) <= _LONGEST:
            chosen.append(index)
    joiner = "\n" if any(part.startswith(("-", "*", "|")) for part in parts) else " "
    return joiner.join(parts[i] for i in sorted(chosen[:4])) or parts[0][:_LONGEST]


def _readable(passage: Passage, library: Library) -> str:
    """A passage's text without the marks of headings, and without what speaks to an assistant: that is neither quoted
    to a person nor given to a model."""
    record = library.record(passage.record)
    text = without_instructions(record.answer if isinstance(record, Faq) else _in_words(passage, record))
    return re.sub(r"^#+\s*", "", text.strip(), flags=re.MULTILINE)


def _in_words(passage: Passage, record: Record | None) -> str:
    """A passage as people read it: prose as written, of a table's record what describes it."""
    match record:
        case Event() | Track() | Term() | Academy():
            return record.description or passage.title
        case Rule():
            return record.clause or record.name
        case _:
            return passage.text


def _known_gap(passage: Passage, asked: Understanding, library: Library) -> Abstention:
    """A question that staff know is not written anywhere: what they say of it, and whom to ask."""
    draft = Draft(library, english=asked.english)
    mark = draft.cite_passage(passage)
    record = library.record(passage.record)
    text = record.answer if isinstance(record, Faq) else passage.text
    draft.say(
        f"{text.strip()} {mark}",
        f"That is not confirmed in the materials I have. {mark} {ask_people(library, in_english=True)}",
    )
    if not asked.english and not re.search(r"문의|물어|확인해\s?(보|주)", text):
        draft.say(ask_people(library))
    return draft.abstention("passages", suggestions=messages.suggestions(library, "en" if asked.english else "ko")[:2])


def _not_written(asked: Understanding, library: Library, evidence: Evidence | None) -> Abstention:
    language: messages.Language = "en" if asked.english else "ko"
    campus = library.campus(asked.campuses[0]) if asked.campuses else None
    contact = contact_of(library, campus)
    if annoyed(asked.text):
        text = messages.ANNOYED[language].format(ask=ask_people(library, campus, in_english=asked.english))
        return Abstention(text=text, language=language, contact=contact)
    if (evidence is None or evidence.off_topic) and not asked.named and not speaks_of_learning(asked.text):
        head = messages.OFF_TOPIC if only_tells(asked.text) else messages.NOT_OURS
        text = f"{head[language]} {messages.offer(library, language)}"
        return Abstention(
            text=text,
            language=language,
            reason="off_topic",
            contact=contact,
            suggestions=messages.suggestions(library, language),
        )
    routes = " or ".join(route for route in (contact.email, contact.phone, contact.url) if route)
    text = messages.NOT_WRITTEN[language].format(
        ask=ask_people(library, campus), ask_english=f"Please ask {routes}." if routes else ""
    )
    return Abstention(
        text=text.strip(), language=language, contact=contact, suggestions=messages.suggestions(library, language)
    )


def _suggestions(hits: Sequence[Hit], used: Passage, asked: Understanding, library: Library) -> tuple[str, ...]:
    if asked.english:
        return messages.suggestions(library, "en")
    found: list[str] = []
    for hit in hits:
        passage = hit.passage
        if passage.kind == "faq" and passage.record != used.record and len(passage.title) <= 40:
            found.append(passage.title)
    return tuple(dict.fromkeys(found))[:3]
