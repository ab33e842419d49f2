"""Masks personal numbers in what people type, before anything is stored, logged or sent to a model."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

_RESIDENT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})\s?[-–]?\s?([1-8])(\d{6}|[*xX]{6})(?![\d])")
_CARD = re.compile(r"(?<![\d-])(?:\d{4}[ -]?){3}\d{1,7}(?![\d-])|(?<![\d-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\d-])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?82[-\s.]?0?1|01)[016789][-\s.]?\d{3,4}[-\s.]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def mask(text: str, *, keep: frozenset[str] = frozenset()) -> str:
    """The text with resident and foreigner numbers (with a possible birth date), cards (Luhn), mobile numbers and
    e-mails replaced by their names. `keep` are the academy's own contacts, which are never masked."""

    def unless_kept(name: str) -> Callable[[re.Match[str]], str]:
        return lambda match: match.group() if match.group() in keep else name

    text = _RESIDENT.sub(lambda match: "[주민등록번호]" if _is_birth_date(match) else match.group(), text)
    text = _CARD.sub(lambda match: "[카드번호]" if luhn(match.group()) else match.group(), text)
    text = _MOBILE.sub(unless_kept("[휴대전화]"), text)
    return _EMAIL.sub(unless_kept("[이메일]"), text)


def _is_birth_date(match: re.Match[str]) -> bool:
    century = 1900 if match.group(4) in "1256" else 2000
    try:
        date(century + int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return False
    return True


def luhn(number: str) -> bool:
    """Whether a card number's check digit is right (13 to 19 digits)."""
    digits = [int(character) for character in number if character.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
