"""Masks personal numbers in what people type, before anything is stored, logged or sent to a model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

_MOBILE_NAME, _EMAIL_NAME, _ACCOUNT_NAME = "[휴대전화]", "[이메일]", "[계좌번호]"
# One character for one: a number is found in the plain copy of a text and masked at the same place of the text itself.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord(dash): "-" for dash in "–—―‐‑−ㅡ"}
_SPOKEN = str.maketrans("공영일이삼사오육칠팔구", "00123456789")
_SPELLED = re.compile(r"[공영]\s?일\s?[공영일육칠팔구](?:[\s.-]{0,2}[\d공영일이삼사오육칠팔구]){7,8}")
_MAY_HOLD = re.compile(r"\d\D{0,3}\d|@|골뱅이|[공영]\s?일|\bat\b", re.IGNORECASE)

_HIDDEN = r"[\d*xX●○•]"
_RESIDENT = re.compile(
    r"(?<!\d)(?P<front>\d{6}|\d\d(?P<mark>[ .])\d\d(?P=mark)\d\d|\d(?: \d){5})[ ._/-]{0,3}(?P<era>[1-8])"
    r"(?:(?:[ -]?\d){6}|\d{0,3}[*xX●○•]{3,8})(?!\d)"
)
_RESIDENT_NAMED = re.compile(
    rf"(?:주민|외국인|거소)[^\d]{{0,16}}(?:(?P<whole>\d{{6}} ?- ?[1-8]{_HIDDEN}{{0,8}})|(?<=자리)[^\d]{{0,6}}(?P<part>[1-8]\d{{6}}))(?!\d)"
)
_CARD = re.compile(
    rf"(?<![\d-])(?:\d{{4}}(?P<mark> ?[-. /] ?){_HIDDEN}{{4}}(?P=mark){_HIDDEN}{{4}}(?P=mark)\d{{3,4}}"
    r"|3[47]\d\d[ -]?\d{6}[ -]?\d{5}|(?:2[2-7]|[3-69]\d)\d{12,14}|(?:\d{4} ?-? ?){3}\d{2,4})(?![\d-])"
)
_CARD_NAMED = re.compile(r"카드[^\d]{0,12}$")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D*){4}")
_BETWEEN = r"[-\s.,/_~)(·]{0,3}"
_MOBILE = re.compile(
    rf"(?<![\d-])(?:\+?\(?82\)?{_BETWEEN}0?\)?|0)(?:1[016789]|50[2-8]){_BETWEEN}"
    rf"(?:{_HIDDEN}{{3,4}}{_BETWEEN}{_HIDDEN}{{4}}|\d\d(?:[ .-]\d\d){{3}})(?![\d*]|-\d)"
    r"|(?<!\d)0 1 [016789](?: -)?(?: \d){3,4}(?: -)?(?: \d){4}(?!\d)"
)
_MAIL = r"(?:gmail|naver|daum|hanmail|kakao|nate|outlook|hotmail|icloud|yahoo|네이버|지메일|다음|한메일|카카오|네이트)"
_DOT = r"\s?(?:\.|,|닷|쩜|점|dot)\s?"
_LOCAL = r"(?<![\w.%+-])[A-Za-z0-9][\w.%+-]*"
_HOST, _MORE = rf"(?:{_MAIL}|[A-Za-z][A-Za-z0-9-]*)", rf"(?:{_DOT}(?:[A-Za-z][A-Za-z0-9-]*|컴|콤|넷|케이알))"
_EMAIL = re.compile(
    rf"(?:{_LOCAL}|[가-힣]{{2,6}})@{_HOST}{_MORE}*(?!\w)|{_LOCAL}\s?(?:@|골뱅이|\(at\)|\[at\])\s?{_HOST}{_MORE}+(?!\w)"
    rf"|{_LOCAL} at (?:{_MAIL}{_DOT}(?:com|net|컴)|[\w-]+ dot [a-z]{{2,}}(?: dot [a-z]{{2,}})?)",
    re.ASCII | re.IGNORECASE,
)
_BANK = (
    r"(?:계좌|통장|예금주|입금|송금|이체|은행|뱅크|농협|수협|신협|새마을금고|우체국|증권|카뱅|케뱅|토스|신한|국민|하나|기업"
    r"|우리|부산|대구|광주|전북|경남|제주|KB|NH|IBK|SC)"
)
_ACCOUNT = re.compile(r"(?<![\d-])\d{2,6}(?:[- ]\d{1,8}){1,4}(?![\d-])|(?<![\d-])\d{10,16}(?![\d-])")
_BEFORE = re.compile(rf"(?:(?:계좌|통장|예금주|입금|송금|이체|은행|뱅크)[^\d]{{0,24}}|{_BANK}[\s(:]{{0,3}})$", re.I)
_AFTER = re.compile(
    rf"^[\s(,]{{0,3}}(?:{_BANK}|[가-힣]{{0,4}}(?:은행|뱅크))|^[^\d]{{0,8}}(?:계좌|입금|송금|이체)", re.I
)
_PHONE = re.compile(r"0\d{1,2}[- ]?\d{3,4}[- ]?\d{4}|1[568]\d\d[- ]?\d{4}")


def mask(text: str, *, keep: Collection[str] = ()) -> str:
    """The text with the numbers of a person replaced by their names: resident and foreigner numbers (with a possible
    birth date), cards (Luhn, or four groups of four), mobiles, e-mails, and accounts where a bank is spoken of.
    `keep` are the academy's own contacts, which are never masked, however they are written. About 0.05 ms."""
    own = _normalised(frozenset(keep))
    parts, done = [], 0
    for start, end, name, number in _found(text):
        if start >= done and _bare(number) not in own:
            parts += [text[done:start], name]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def contacts_in(texts: Iterable[str]) -> frozenset[str]:
    """The mobiles, e-mails and accounts that texts hold, for `keep`: what an academy publishes is nobody's secret."""
    public = (_MOBILE_NAME, _EMAIL_NAME, _ACCOUNT_NAME)
    return frozenset(number for text in texts for _, _, name, number in _found(text) if name in public)


def _found(text: str) -> list[tuple[int, int, str, str]]:
    """(start, end, name, as written in plain characters) of every number; the earlier and longer ones first."""
    plain = text.translate(_PLAIN)
    if not _MAY_HOLD.search(plain):
        return []
    plain = _SPELLED.sub(lambda match: match.group().translate(_SPOKEN), plain)
    spans = [(*match.span(), "[주민등록번호]") for match in _RESIDENT.finditer(plain) if _is_birth_date(match)]
    for match in _RESIDENT_NAMED.finditer(plain):
        spans.append((*match.span("whole" if match["whole"] else "part"), "[주민등록번호]"))
    spans += [(*match.span(), "[카드번호]") for match in _CARD.finditer(plain) if _is_card(match)]
    spans += [(*match.span(), _MOBILE_NAME) for match in _MOBILE.finditer(plain)]
    spans += [(*match.span(), _EMAIL_NAME) for match in _EMAIL.finditer(plain)]
    spans += [(*match.span(), _ACCOUNT_NAME) for match in _ACCOUNT.finditer(plain) if _is_account(match)]
    return [(*span, plain[span[0] : span[1]]) for span in sorted(spans, key=lambda span: (span[0], -span[1]))]


def luhn(number: str) -> bool:
    """Whether a card number's check digit is right (13 to 19 digits)."""
    digits = [int(character) for character in number if character.isdigit()]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_birth_date(match: re.Match[str]) -> bool:
    born = re.sub(r"\D", "", match["front"])
    century = 1900 if match["era"] in "1256" else 2000
    try:
        date(century + int(born[:2]), int(born[2:4]), int(born[4:]))
    except ValueError:
        return False
    return True


def _is_card(match: re.Match[str]) -> bool:
    """Right by its check digit; or written as cards are, four by four, or called one: a mistyped card is still one."""
    number = match.group()
    if _YEARS.fullmatch(number):
        return False
    return match["mark"] is not None or luhn(number) or bool(_CARD_NAMED.search(match.string[: match.start()][-16:]))


def _is_account(match: re.Match[str]) -> bool:
    number, text = match.group(), match.string
    if not 10 <= sum(map(str.isdigit, number)) <= 16 or _PHONE.fullmatch(number):
        return False
    before, after = text[max(0, match.start() - 32) : match.start()], text[match.end() : match.end() + 16]
    return bool(_BEFORE.search(before) or _AFTER.search(after))


@lru_cache(maxsize=8)
def _normalised(contacts: frozenset[str]) -> frozenset[str]:
    return frozenset(_bare(contact.translate(_PLAIN)) for contact in contacts if contact)


def _bare(number: str) -> str:
    """A number or address without the ways in which it may be written."""
    if re.search(r"[^\W\d_x]", number):
        address = re.sub(r"골뱅이|\(at\)|\[at\]| at ", "@", number.lower())
        return re.sub(r"\s", "", re.sub(r"닷|쩜|점| dot ", ".", address))
    digits = re.sub(r"\D", "", number)
    return f"0{digits[2:].removeprefix('0')}" if digits.startswith("82") else digits
