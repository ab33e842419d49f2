"""Every number, date, amount, phone, address, e-mail and link of an answer must occur in what it cites. No tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answers import Abstention, Answer, Clarification, Reply

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s)\]>\"'가-힣]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:kr|com|net|org|io|gle|me|ai|co)(?:/[^\s)\]>\"',가-힣]*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:\d{2,4}[-.\s)]{1,2})?\d{3,4}[-.]\d{4}(?:\s?~\s?\d+)?(?!\d)")
_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s?[년.\-/]\s?)?(?<!\d)(?P<month>1[0-2]|0?[1-9])\s?(?:월|[.\-/])\s?(?P<day>3[01]|[12]\d|0?[1-9])(?:일|(?!\d))"
)
_ENGLISH_DATE = re.compile(
    r"(?P<name>January|February|March|April|May|June|July|August|September|October|November|December)\s(?P<day>\d{1,2})(?:,\s(?P<year>\d{4}))?"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FULL_DATE = re.compile(r"(?:19|20)\d\d[.\-/]\d{1,2}[.\-/]\d{1,2}")
_DAYS_LEFT = re.compile(r"\bD-(\d+)")
_MARK = re.compile(r"\[\d+\]")
_MYRIAD = re.compile(r"(\d+(?:\.\d+)?)\s?만(?:\s?(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Stated:
    """The checkable things a text states, normalised."""

    links: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]
    dates: frozenset[tuple[int, int, int]]  # year (0 where none), month, day
    numbers: frozenset[str]


def stated(text: str) -> Stated:
    """The links, e-mails, phones, dates and remaining numbers of a text."""
    text = unicodedata.normalize("NFKC", _MARK.sub(" ", text))
    emails, text = _take(_EMAIL, text)
    links, text = _take(_LINK, text)
    phones, text = _take(_PHONE, text)
    dates = set()
    for pattern in (_DATE, _ENGLISH_DATE):
        for match in pattern.finditer(text):
            month = _MONTHS.index(match["name"]) + 1 if pattern is _ENGLISH_DATE else int(match["month"])
            dates.add((int(match["year"] or 0), month, int(match["day"])))
        text = pattern.sub(" ", text)
    return Stated(
        frozenset(map(_bare_link, links)),
        frozenset(email.lower() for email in emails),
        frozenset(re.sub(r"\D", "", phone) for phone in phones),
        frozenset(dates),
        frozenset(_numbers(text)),
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return pattern.findall(text), pattern.sub(" ", text)


def _bare_link(link: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", link.lower()).rstrip("/.,").removeprefix("www.")


def _numbers(text: str) -> set[str]:
    found = set()
    for match in _MYRIAD.finditer(text):
        found.add(_plain(str(int(float(match.group(1)) * 10000 + int(match.group(2) or 0)))))
    for number in _NUMBER.findall(_MYRIAD.sub(" ", text)):
        found.add(_plain(number))
    return found


def _plain(number: str) -> str:
    bare = number.replace(",", "").rstrip(".")
    whole, _, part = bare.partition(".")
    return (whole.lstrip("0") or "0") + (f".{part}" if part.strip("0") else "")


class Evidence:
    """Everything that may be repeated in an answer: the cited texts and the figures worked out by code."""

    def __init__(self, texts: Iterable[str], computed: Iterable[str] = ()) -> None:
        self._text = unicodedata.normalize("NFKC", "\n".join(texts))
        source = stated(self._text)
        self._digits = (
            re.sub(r"\D", "", re.sub(r"[~,]\s?\d+", " ", self._text)) + " " + re.sub(r"[^\d\n]", "", self._text)
        )
        self._lower = self._text.lower()
        self._dates = source.dates | _loose_dates(self._text)
        self._computed = {_plain(figure) for figure in computed if figure}
        self._numbers = source.numbers | _numbers(_FULL_DATE.sub(" ", self._text)) | self._computed
        self._numbers |= {str(part) for year, month, _ in source.dates for part in (year, month) if part}

    def unsupported(self, text: str) -> list[str]:
        """The checkable things of a text that this evidence does not hold, as written there (normalised)."""
        claims = stated(text)
        missing = [link for link in claims.links if link not in self._lower]
        missing += [email for email in claims.emails if email not in self._lower]
        missing += [phone for phone in claims.phones if phone not in self._digits]
        missing += ["-".join(map(str, day)) for day in claims.dates if not self._has_date(day)]
        missing += [f"D-{days}" for days in _DAYS_LEFT.findall(text) if _plain(days) not in self._computed]
        return missing + [number for number in claims.numbers if number not in self._numbers]

    def _has_date(self, day: tuple[int, int, int]) -> bool:
        year, month, date = day
        return any((m, d) == (month, date) and (not year or not y or y == year) for y, m, d in self._dates)


def _loose_dates(text: str) -> frozenset[tuple[int, int, int]]:
    """Dates written with the year once for two ("2026.08.13~09.28") or as "8~11월"."""
    found = set()
    for match in re.finditer(r"~\s?(\d{1,2})\.(\d{1,2})", text):
        found.add((0, int(match.group(1)), int(match.group(2))))
    return frozenset(found)


def check(reply: Reply, *, question: str = "") -> list[str]:
    """What a reply states and its citations do not hold; empty for a grounded one."""
    contact = (reply.contact.phone, reply.contact.email, reply.contact.url)
    as_of = [c.as_of.isoformat() for c in reply.citations if c.as_of]
    texts = [citation.text for citation in reply.citations] + [c.url for c in reply.citations] + as_of + list(contact)
    return Evidence([*texts, question], reply.computed).unsupported(reply.text)


def grounded(reply: Reply, fallback: Abstention, *, question: str = "") -> Reply:
    """The reply without the lines that its citations do not hold; the fallback where nothing is left."""
    if not isinstance(reply, Answer | Abstention | Clarification) or not check(reply, question=question):
        return reply
    texts = [citation.text for citation in reply.citations]
    as_of = [c.as_of.isoformat() for c in reply.citations if c.as_of]
    contact = [reply.contact.phone, reply.contact.email, reply.contact.url, *(c.url for c in reply.citations)]
    evidence = Evidence([*texts, *as_of, *contact, question], reply.computed)
    kept = [line for line in reply.text.splitlines() if not evidence.unsupported(line)]
    return replace(reply, text="\n".join(kept)) if _says_something(kept) else fallback


def _says_something(lines: Sequence[str]) -> bool:
    return bool(re.sub(r"[\W_]", "", "".join(lines)))
