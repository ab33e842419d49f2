"""A message that asks two things: taken apart where it surely does, and the replies put together as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import guard, measures
from bot.answers import Abstention, Answer, Citation, Clarification, Reply
from bot.english import source_line
from retrieval import korean, lexicon
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

_MOST = 3  # questions of one message
_OFFERS = 3  # next questions under one reply
_SENTENCES = re.compile(
    r"(?<=[?!.…])\s+|\n+|\s+(?=(?:그리고|글구|그리구|또한)\s)|"
    r"\s+(?=and\s(?:what|when|where|how|which|who|is|are|do|does|can)\b)",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"(?<=[가-힣])(?:이랑|랑|하고)\s+|(?<=[가-힣]주)고\s+|\s(?:그리고|및)\s+|\s*,\s+|\s+and\s+", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:그리고|글구|그리구|또한|and)\s+", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？]\s*$|(나요|까요|가요|은요|는요|니|냐|임)\s*[.!~ㅠㅜ]*$|언제|어디|얼마|몇|뭐|무엇|누가|어떻게|알려|궁금|보여|"
    r"^(what|when|where|how|which|who|is|are|do|does|can)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"(요|다|어|아|해|음|고|는데|거든)\s*[.!~ㅠㅜㅋㅎ]*$")
_REQUEST = re.compile(r"알려|궁금|가르쳐|설명|어떻게\s?(되|돼)|tell\s?me", re.IGNORECASE)
_GROUPS: tuple[frozenset[Aspect], ...] = (
    frozenset({Aspect.PHONE, Aspect.EMAIL, Aspect.ADDRESS, Aspect.STATION, Aspect.FLOOR, Aspect.PARKING, Aspect.OPENING_HOURS,
               Aspect.SIZE, Aspect.OPENED}),
    frozenset({Aspect.APPLY_START, Aspect.APPLY_END, Aspect.APPLY_PERIOD, Aspect.STATUS}),
    frozenset({Aspect.START, Aspect.END, Aspect.PERIOD}),
    frozenset({Aspect.COST, Aspect.DEPOSIT}),
)  # fmt: skip
_VAGUE = frozenset({Aspect.DETAIL, Aspect.CONTACT})

Read = Callable[[str], Understanding]


def split(text: str, read: Read) -> list[str]:
    """The questions of a message, in order; the message itself where it asks one thing. `read` understands one."""
    sentences = [part.strip() for part in _SENTENCES.split(text) if part.strip()]
    if len(sentences) < 2 and not _JOINTS.search(text):
        return [text]
    if measures.COMPARING.search(korean.squeeze(text)):
        return [text]
    if len(sentences) > 1:
        found = _apart([_LEAD.sub("", part) for part in sentences], read)
        if len(found) > 1:
            return found[:_MOST]
        return [text]
    return _coordinated(text, read)


def _apart(sentences: Sequence[str], read: Read) -> list[str]:
    """Sentences that each ask something of their own; one that does not belongs to the sentence beside it."""
    found: list[tuple[str, Understanding]] = []
    told = ""  # of oneself, before what one asks about it
    for sentence in sentences:
        if guard.small_talk(sentence):
            continue
        asked = read(sentence)
        if not _asks(sentence, asked) and asked.told.known():
            told = f"{told} {sentence}".strip()
            continue
        if not _asks(sentence, asked) or (asked.told.known() and not sentence.endswith("?")):
            return []
        if any(not _differs(before, asked) for _, before in found):
            return []
        found.append((f"{told} {sentence}".strip(), asked))
        told = ""
    return [] if told else [sentence for sentence, _ in found]


def _asks(sentence: str, asked: Understanding) -> bool:
    """Whether a sentence is a question by itself, or as little as the point it wants ("도봉 전번")."""
    if not _ASKS.search(sentence):
        return _points(asked) and not _TELLS.search(sentence)
    return bool(_points(asked) or asked.aspects or asked.named or asked.topics or asked.says(lexicon.COUNT_WORD))


def _differs(one: Understanding, other: Understanding) -> bool:
    """Whether two sentences ask different things: of different records, or different points."""
    if _records(other) and _records(one) != _records(other):
        return True
    points = set(other.aspects) - _VAGUE
    if points and points <= set(one.aspects):
        return False
    return bool(points or set(other.topics) - set(one.topics) or other.says(lexicon.OPEN_NOW))


def _records(asked: Understanding) -> set[str]:
    return {*asked.campuses, *asked.courses, *asked.events, *asked.partners}


def _coordinated(text: str, read: Read) -> list[str]:
    """Two questions in one sentence ("도봉 전화번호랑 지금 모집하는 과정 알려줘"): each side of a joint has points of
    its own, of different records or of a kind that no single answer tells together."""
    for joint in _JOINTS.finditer(text):
        left, right = text[: joint.start()].strip(), text[joint.end() :].strip()
        if len(left) < 2 or len(right) < 2:
            continue
        one, other = read(left), read(right)
        predicate = right.partition(" ")[2]
        if predicate and _both_of_prose(one, other, request=bool(_REQUEST.search(predicate))):
            return [f"{left} {predicate}", right]
        if one.told.known() or other.told.known() or not _points(one) or not _points(other):
            continue
        if _records(one) and _records(other) - _records(one) and set(one.aspects) - _VAGUE:
            return [left, right]
        if not _records(other) and _records(one) and _kinds(one).isdisjoint(_kinds(other)):
            return [left, right]
    return [text]


def _both_of_prose(one: Understanding, other: Understanding, *, request: bool) -> bool:
    """Whether two sides name no record and different points ("노트북이랑 점심 줘요?"): prose tells one at a time."""
    if _records(one) or _records(other) or one.told.known() or other.told.known():
        return False
    points, others = set(one.aspects) - _VAGUE, set(other.aspects) - _VAGUE
    return bool(points and (others or (request and other.topics)) and points.isdisjoint(others))


def _points(asked: Understanding) -> bool:
    return bool(set(asked.aspects) - _VAGUE) or asked.says(lexicon.OPEN_NOW)


def _kinds(asked: Understanding) -> set[int]:
    """The groups of points asked for; those of no group are told together with anything of a course."""
    if asked.says(lexicon.OPEN_NOW):
        return {-1}
    return {
        next((index for index, group in enumerate(_GROUPS) if aspect in group), len(_GROUPS))
        for aspect in set(asked.aspects) - _VAGUE
    }


def joined(parts: Sequence[tuple[str, Reply]]) -> Reply:
    """One reply of several: an answer where one of them is, the citations numbered anew, each once. What is not written
    is said of the part that asked for it."""
    citations: dict[tuple[str, str, str], Citation] = {}
    lines = []
    in_english = all(reply.language == "en" for _, reply in parts)
    for question, reply in parts:
        numbers: dict[int, int] = {}
        for citation in reply.citations:
            key = (citation.file, citation.record, "" if citation.record else citation.title)
            kept = citations.setdefault(key, replace(citation, n=len(citations) + 1))
            if kept.texts != citation.texts:
                texts = tuple(dict.fromkeys((*kept.texts, *citation.texts)))
                citations[key] = replace(kept, texts=texts, listed=kept.listed or citation.listed)
            numbers[citation.n] = kept.n
        own = reply.text.removesuffix(source_line(reply.citations)).rstrip()
        text = re.sub(r"\[(\d+)\]", lambda mark, n=numbers: f"[{n.get(int(mark[1]), int(mark[1]))}]", own)  # type: ignore[misc]
        named = isinstance(reply, Abstention) and not reply.citations
        lines.append(f"“{question.rstrip('?!. ')}” – {text}" if named else text)
    said = [line for text in lines for line in text.splitlines()]
    lines = [line for index, line in enumerate(said) if line not in said[index + 1 :]]  # whom to ask, once
    if in_english and (source := source_line(tuple(citations.values()))):
        lines.append(source)  # once, below all of it
    replies = [reply for _, reply in parts]
    first = next(
        (r for kind in (Answer, Clarification, Abstention) for r in replies if isinstance(r, kind)), replies[0]
    )
    unanswered = next((reply for reply in replies if isinstance(reply, Abstention)), first)
    offers = dict.fromkeys(offer for reply in replies for offer in reply.suggestions)
    return replace(
        first,
        text="\n".join(lines),
        citations=tuple(citations.values()),
        suggestions=tuple(offers)[:_OFFERS],
        contact=unanswered.contact,
        computed=tuple(figure for reply in replies for figure in reply.computed),
        more=next((reply.more for reply in reversed(replies) if reply.more), ()),
        watch=next((reply.watch for reply in reversed(replies) if reply.watch), None),
    )
