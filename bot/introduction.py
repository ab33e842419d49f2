"""How the assistant introduces itself, and what it says of what it keeps of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot import messages
from bot.answers import Contact
from bot.conversation import Locale
from bot.drafts import contact_of
from knowledge.records import Library
from settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Whose assistant it is and what it can be asked. `greeting` is Markdown and says that it is an AI; `as_of` is the
    newest date of the knowledge."""

    name: str
    greeting: str
    as_of: date | None
    site: str
    suggestions: tuple[str, ...]
    contact: Contact


def introduction(library: Library, *, locale: Locale) -> Introduction:
    """The introduction to a library in a language."""
    academy = library.academy
    return Introduction(
        name=academy.name,
        greeting=messages.TALK["hello"][locale].format(name=academy.name),
        as_of=max((record.as_of for record in library.records() if record.as_of), default=None),
        site=academy.site,
        suggestions=messages.suggestions(library, locale),
        contact=contact_of(library),
    )


def privacy_notice(library: Library, settings: Settings, *, channel: Literal["web", "telegram"], locale: Locale) -> str:
    """What is kept, hidden and passed on, and how to have it deleted, as a Markdown list."""
    words = _KOREAN if locale == "ko" else _ENGLISH
    contact = contact_of(library)
    route = contact.email or contact.phone or contact.url
    lines = [words["kept"], words[channel]]
    lines += [words["alerts"]] if channel == "telegram" else []
    lines.append(words["masked"])
    lines += [words["model"]] if settings.model or settings.embedding == "openai" else []
    lines.append(f"{words['deleted'].format(days=settings.keep_days)} {words[f'{channel} deletes']}")
    lines += [words["contact"].format(route=route)] if route else []
    return "\n".join(f"- {line}" for line in lines)


_KOREAN = {
    "kept": "**남기는 것** 질문과 답, 답에 남긴 의견을 남겨요. 답을 고치고 자료를 채우는 데만 써요.",
    "web": "**누구인지** 이름이나 연락처를 묻지 않아요. 이 브라우저에는 대화를 이어 볼 임의의 번호만 24시간 두어요.",
    "telegram": "**누구인지** 이름이나 연락처를 묻지 않아요. 대화를 이어 가려고 텔레그램 대화방 번호를 함께 두어요. "
    "자격 확인에 답하신 것과 보내신 위치는 남기지 않아요.",
    "alerts": "**알림** 신청하신 알림은 끄실 때까지 남겨요. 과정 알림은 그 과정이 끝나고 신청하신 지 반년이 지나면 지워요. "
    "알려 드린 일정·장소·비용이 14일 안에 바뀌면 한 번 알려 드려요.",
    "masked": "**가리는 것** 주민등록번호, 카드·계좌번호, 휴대전화, 이메일은 남기기 전에 가려요. 그래도 적지 않는 게 가장 안전해요.",
    "model": "**언어 모델** 질문을 이해하고 답을 쓸 때 외부 언어 모델을 써요. 개인 번호를 가린 질문과 찾은 자료가 전해져요.",
    "deleted": "**지우기** {days}일이 지나면 저절로 지워져요.",
    "web deletes": "'대화 기록 지우기'를 누르면 바로, 되살릴 수 없게 지워요. 24시간이 지나면 다시 열 수 없으니 그 전에 눌러 주세요.",
    "telegram deletes": "/forget 을 보내면 바로, 되살릴 수 없게 지워요.",
    "contact": "**문의** {route}",
}
_ENGLISH = {
    "kept": "**What is kept** Your questions, the answers, and your feedback, only to improve the answers and the materials.",
    "web": "**Who you are** I don't ask for your name or contact. This browser keeps a random number for 24 hours "
    "so that you can go on reading.",
    "telegram": "**Who you are** I don't ask for your name or contact. The number of this chat is kept with it. "
    "What you answer in the eligibility check, and where you are, is not kept.",
    "alerts": "**Alerts** Those you ask for are kept until you turn them off; one about a course is deleted once the course "
    "is over and half a year has passed since you asked. When dates, place or fee that I told you change within 14 days, "
    "I tell you once.",
    "masked": "**What is hidden** Resident numbers, card and account numbers, mobile numbers and e-mail addresses are "
    "masked before anything is kept. It is safest not to type them.",
    "model": "**Language model** An outside language model helps to understand and to write. It gets the masked question "
    "and what was found in the materials.",
    "deleted": "**Deletion** Everything is deleted after {days} days.",
    "web deletes": "“Delete my conversation” deletes it at once, for good. It cannot be opened again after 24 hours, "
    "so please press it before then.",
    "telegram deletes": "/forget deletes it at once, for good.",
    "contact": "**Contact** {route}",
}
