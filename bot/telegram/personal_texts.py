"""What is said of languages and of what is kept, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language's texts; `privacy` is Markdown."""

    which_language: str
    automatic: str
    language_chosen: str
    language_automatic: str
    language_not_kept: str
    privacy: str
    forget: str
    really: str
    really_group: str
    yes: str
    no: str
    kept: str
    forgotten: str  # {what}
    nothing_kept: str
    not_forgotten: str
    only_administrators: str
    turns: str  # {n}
    opinions: str  # {n}
    alerts: str  # {n}
    language: str


_KOREAN = Texts(
    which_language="어느 언어로 답할까요?",
    automatic="자동",
    language_chosen="이제 한국어로 답할게요.",
    language_automatic="이제 질문하신 언어로 답할게요.",
    language_not_kept="지금은 언어를 바꾸지 못했어요. 잠시 뒤에 /lang 을 다시 보내 주세요.",
    privacy="저는 AI 안내 도우미예요. 개인정보는 이렇게 다뤄요.",
    forget="내 기록 지우기",
    really="저와 나눈 대화와 의견, 신청한 알림, 고른 언어를 모두 지워요. 되살릴 수 없어요. 정말 지울까요?",
    really_group="이 방에서 저와 나눈 대화와 의견, 신청한 알림을 모두 지워요. 되살릴 수 없어요. 정말 지울까요?",
    yes="네, 모두 지울게요",
    no="아니요, 그대로 둘게요",
    kept="그대로 두었어요.",
    forgotten="모두 지웠어요: {what}. 이 대화방에 보이는 글은 텔레그램에서 직접 지워 주세요.",
    nothing_kept="지울 것이 없어요. 남아 있는 대화도, 의견도, 알림도 없어요.",
    not_forgotten="지금은 지우지 못했어요. 잠시 뒤에 /forget 을 다시 보내 주세요.",
    only_administrators="여럿이 쓰는 방의 기록은 방 관리자만 지울 수 있어요. 둘만의 대화방에서 나눈 것은 거기서 /forget 을 보내면 지워져요.",
    turns="질문과 답 {n}개",
    opinions="의견 {n}개",
    alerts="알림 신청 {n}개",
    language="고른 언어",
)
_ENGLISH = Texts(
    which_language="Which language shall I answer in?",
    automatic="Automatic",
    language_chosen="I'll answer in English from now on.",
    language_automatic="I'll answer in the language of each question.",
    language_not_kept="I couldn't change the language just now. Please send /lang again in a moment.",
    privacy="I'm an AI assistant. This is how I treat personal data.",
    forget="Delete what is kept of me",
    really="This deletes our conversation, your feedback and alerts, and the language you chose, for good. Are you sure?",
    really_group="This deletes what was said to me in this group, its feedback and alerts, for good. Are you sure?",
    yes="Yes, delete everything",
    no="No, keep it",
    kept="I've left everything as it is.",
    forgotten="Deleted: {what}. What you see in this chat can be deleted in Telegram itself.",
    nothing_kept="There is nothing to delete: nothing is kept.",
    not_forgotten="I couldn't delete it just now. Please send /forget again in a moment.",
    only_administrators="Only administrators can delete what is kept of a group. What you told me in private goes with /forget there.",
    turns="{n} questions with their answers",
    opinions="{n} opinions",
    alerts="{n} alerts",
    language="the language you chose",
)


def texts(locale: Locale) -> Texts:
    """The texts of a language."""
    return _ENGLISH if locale == "en" else _KOREAN
