"""What the eligibility check says in Telegram, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language's texts; `{title}` is a course's."""

    heading: str
    heading_of: str  # {title}
    kept_nowhere: str
    in_numbers: str
    which: str
    whoever: str
    not_found: str
    changed: str
    gone: str
    stopped: str
    unread: str
    privately: str
    to_private: str
    back: str
    stop: str
    again: str
    apply: str
    course: str


_KOREAN = Texts(
    heading="**지원 자격 확인**",
    heading_of="**{title}** 지원 자격 확인",
    kept_nowhere="답은 저장하지 않아요.",
    in_numbers="숫자로 적어 보내도 돼요. 예: 24, 97년생",
    which="어느 과정의 자격을 확인할까요?",
    whoever="과정과 상관없이",
    not_found="그런 과정은 찾지 못해서, 모두에게 적용되는 기준으로 여쭤볼게요.",
    changed="그사이 자격 기준이 바뀌어서 처음부터 다시 여쭤볼게요.",
    gone="이 과정은 이제 목록에 없어요. 모두에게 적용되는 기준으로 여쭤볼게요.",
    stopped="여기까지 할게요. 답하신 내용은 남기지 않았어요. 다시 하려면 /eligibility 를 눌러 주세요.",
    unread="위 질문에서 단추를 눌러 골라 주세요. 글로 답하시려면 그 질문에 답장으로 적어 주세요.",
    privately="자격 확인은 나이나 사는 곳을 여쭤봐서, 둘만의 대화방에서 도와드릴게요.",
    to_private="둘만의 대화방에서 확인하기",
    back="← 이전",
    stop="그만하기",
    again="처음부터 다시",
    apply="지원하러 가기",
    course="과정 보기",
)
_ENGLISH = Texts(
    heading="**Eligibility check**",
    heading_of="Eligibility check: **{title}**",
    kept_nowhere="Your answers are not kept.",
    in_numbers="You can also type it, such as: 24, born in 1997",
    which="Which course would you like to check?",
    whoever="No course in particular",
    not_found="I found no such course, so I'll ask about what applies to everyone.",
    changed="The requirements have changed meanwhile, so let me ask from the beginning.",
    gone="This course is no longer in the list. I'll ask about what applies to everyone.",
    stopped="We'll stop here. Nothing of what you answered is kept. To start again, press /eligibility.",
    unread="Please press a button under the question above. To answer in words, reply to that question.",
    privately="The check asks for your age and where you live, so let's do it in a private chat.",
    to_private="Check in a private chat",
    back="← Back",
    stop="Stop",
    again="Start again",
    apply="Apply",
    course="See the course",
)


def texts(locale: Locale) -> Texts:
    """The texts of a language."""
    return _ENGLISH if locale == "en" else _KOREAN
