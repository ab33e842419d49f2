"""Ids of the knowledge in callback data: as they are where they are short, else as a short hash of them."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from knowledge.records import Library, Record

LONGEST = 24  # bytes
_HASHED = 10  # characters of a hash: 60 bits, so that two ids of one library never share them
_PLAIN = re.compile(r"[^\s:~][^\s:]*")  # ":" parts the fields of callback data, "~" begins a hash


def token_of(id: str, most: int = LONGEST) -> str:
    """An id as it goes into callback data, of at most `most` bytes (11 or more): the id itself, else "~" and a hash."""
    return id if len(id.encode()) <= most and _PLAIN.fullmatch(id) else _hashed(id)


def id_of(token: str, ids: Iterable[str]) -> str | None:
    """The one of these ids that a token stands for, whatever bytes it was made for; None when it is no longer there."""
    if token.startswith("~"):
        return next((id for id in ids if _hashed(id) == token), None)
    return next((id for id in ids if id == token), None)


def record_of(token: str, library: Library) -> Record | None:
    """The record that a token stands for; None when the library no longer has it."""
    id = id_of(token, (record.id for record in library.records()))
    return library.record(id) if id is not None else None


def _hashed(id: str) -> str:
    digest = hashlib.blake2b(id.encode(), digest_size=8).digest()
    return "~" + urlsafe_b64encode(digest)[:_HASHED].decode()
