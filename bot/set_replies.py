"""Replies that nothing is looked up for: nothing said, too much said, small talk, what is not ours, what is not written."""

from __future__ import annotations

from bot import care, guard, messages
from bot.answers import Abstention, Greeting, Reply
from bot.conversation import Locale
from bot.drafts import ask_people, contact_of
from knowledge.records import Library
from retrieval import korean
from retrieval.query import Understanding, is_english

LONGEST = 1000  # characters of a question


def without_reading(text: str, library: Library, locale: str | None) -> Reply | None:
    """The reply to what needs no understanding: nothing said, too much said, small talk."""
    language: messages.Language = "en" if (locale or ("en" if is_english(text, text) else "ko")) == "en" else "ko"
    contact, offers = contact_of(library), messages.suggestions(library, language)
    if not korean.squeeze(text):
        return Abstention(
            text=messages.EMPTY[language], language=language, reason="empty", contact=contact, suggestions=offers
        )
    if len(text) > LONGEST:
        return Abstention(text=messages.TOO_LONG[language], language=language, reason="empty", contact=contact,
                          suggestions=offers, computed=(str(LONGEST),))  # fmt: skip
    if in_need := care.answer(text, library, english=language == "en"):
        return in_need
    if talk := guard.small_talk(text):
        text = messages.TALK[talk][language].format(name=library.academy.name, ask=_people(library, language))
        return Greeting(text=text, language=language, contact=contact, suggestions=offers)
    return None


def refused(asked: Understanding, library: Library) -> Reply | None:
    """The reply to what is not ours to answer; None for everything else."""
    refusal = guard.refusal(asked.repaired)
    language: messages.Language = "en" if asked.english else "ko"
    if not refusal and not asked.named and guard.love_life(asked.text):
        text = f"{messages.OFF_TOPIC[language]} {messages.offer(library, language)}"
        return Abstention(text=text, language=language, reason="off_topic", contact=contact_of(library),
                          suggestions=messages.suggestions(library, language))  # fmt: skip
    if not refusal:
        return None
    ours = refusal in ("promise", "call")  # for people of the academy to hear
    further = _people(library, language) if ours else messages.offer(library, language)
    text = f"{messages.REFUSED[refusal][language]} {further}".strip()
    return Abstention(text=text, language=language, reason="refused", contact=contact_of(library),
                      suggestions=messages.suggestions(library, language))  # fmt: skip


def _people(library: Library, language: messages.Language) -> str:
    """Whom to ask, as a sentence."""
    if language == "ko":
        return ask_people(library)
    contact = contact_of(library)
    return f"Please ask {contact.email or contact.phone or contact.url or library.academy.name}."


def nothing_written(library: Library, language: Locale) -> Abstention:
    """That it is not written, with whom to ask."""
    ask = ask_people(library, in_english=language == "en")
    text = messages.NOT_WRITTEN[language].format(ask=ask, ask_english=ask)
    return Abstention(text=text, language=language, contact=contact_of(library))
