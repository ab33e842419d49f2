"""What the alerts say in Telegram beside the news themselves, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language's texts. `list` and `none` are Markdown."""

    list: str  # {count}
    none: str
    tell_me: str
    remind_me: str
    tell_me_of_new: str
    told: str
    known: str
    full: str
    stop: str
    stop_this: str  # {name}
    stopped: str
    stop_all: str
    sure: str  # {count}
    back: str
    by_campus: str
    by_track: str
    everything: str
    which_campus: str
    which_track: str
    which_of: str  # {campus}
    all_of: str  # {campus}
    gone: str
    save: str
    save_this: str  # {name}
    saved: str  # {title}
    no_dates: str
    over: str
    previous: str
    next: str
    later: str
    manage: str


KOREAN = Words(
    list="받고 계신 알림은 {count}개예요. 단추를 누르면 바로 꺼져요.",
    none="받고 계신 알림이 없어요. 캠퍼스나 분야를 고르시면 모집이 시작될 때 알려 드려요.",
    tell_me="열리면 알려줘",
    remind_me="마감 전에 알려줘",
    tell_me_of_new="새 과정 열리면 알려줘",
    told="소식이 있으면 여기로 알려 드릴게요. 받고 계신 알림은 /alerts 에서 보실 수 있어요.",
    known="이미 알려 드리기로 했어요.",
    full="알림은 {most}개까지 받을 수 있어요. /alerts 에서 안 보시는 알림을 먼저 꺼 주세요.",
    stop="알림 끄기",
    stop_this="끄기 · {name}",
    stopped="알림을 껐어요.",
    stop_all="모두 끄기",
    sure="알림 {count}개를 모두 끌까요?",
    back="돌아가기",
    by_campus="캠퍼스로 받기",
    by_track="분야로 받기",
    everything="새 과정 모두 받기",
    which_campus="어느 캠퍼스 소식을 받으실래요?",
    which_track="어떤 분야 소식을 받으실래요?",
    which_of="{campus}의 어떤 과정 소식을 받으실래요?",
    all_of="모든 과정",
    gone="지금은 자료에 없어서 알려 드릴 수 없어요.",
    save="일정 저장",
    save_this="일정 저장 · {name}",
    saved="{title} 일정이에요. 파일을 열면 달력에 들어가요.",
    no_dates="달력에 넣을 날짜가 자료에 없어요.",
    over="이미 지난 일정이에요.",
    previous="‹ 이전",
    next="다음 ›",
    later="지금은 처리하지 못했어요. 잠시 뒤에 다시 눌러 주세요.",
    manage="알림 관리",
)

ENGLISH = Words(
    list="Your alerts: {count}. A button turns one off at once.",
    none="You have no alerts. Pick a campus or a field, and I'll tell you when applications open.",
    tell_me="Tell me when it opens",
    remind_me="Remind me before it closes",
    tell_me_of_new="Tell me of new courses",
    told="I'll tell you here when there is news. Your alerts are listed in /alerts.",
    known="You will already hear from me.",
    full="I can keep up to {most} alerts for you. Please turn one off in /alerts first.",
    stop="Turn off this alert",
    stop_this="Turn off · {name}",
    stopped="That alert is off.",
    stop_all="Turn all off",
    sure="Turn off all {count} alerts?",
    back="Back",
    by_campus="By campus",
    by_track="By field",
    everything="All new courses",
    which_campus="Which campus would you like news of?",
    which_track="Which field would you like news of?",
    which_of="Which courses at {campus} would you like news of?",
    all_of="All courses",
    gone="That is not in my material now, so I can't tell you about it.",
    save="Save dates",
    save_this="Save dates · {name}",
    saved="Dates of {title}. Open the file to add them to your calendar.",
    no_dates="My material has no dates that a calendar can keep.",
    over="Those dates are past.",
    previous="‹ Back",
    next="More ›",
    later="That didn't work just now. Please press again in a moment.",
    manage="My alerts",
)


def words_of(locale: Locale) -> Words:
    """The texts of a language."""
    return ENGLISH if locale == "en" else KOREAN
