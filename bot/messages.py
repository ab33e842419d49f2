"""Sentences of the assistant that no knowledge file holds, in Korean and English."""

from __future__ import annotations

from typing import Literal

from bot.guard import Refusal, SmallTalk
from knowledge.records import Library

Language = Literal["ko", "en"]

REFUSED: dict[Refusal, dict[Language, str]] = {
    "instruction": {"ko": "그건 해 드릴 수 없어요.", "en": "I can't do that."},
    "private": {
        "ko": "다른 사람의 개인정보는 알려드릴 수 없어요.",
        "en": "I can't share other people's personal data.",
    },
    "promise": {
        "ko": "합격이나 선발은 제가 정하거나 약속할 수 없어요.",
        "en": "I can't decide or promise who gets in.",
    },
    "call": {
        "ko": "저는 AI 안내 도우미라 먼저 전화하거나 연락할 수 없어요.",
        "en": "I'm an AI assistant, so I can't call or contact you.",
    },
    "chore": {"ko": "그건 제가 대신 해 드릴 수 없어요.", "en": "I can't do that for you."},
}
TALK: dict[SmallTalk, dict[Language, str]] = {
    "hello": {"ko": "안녕하세요! 저는 {name} 자료로 답하는 AI 안내 도우미예요. 무엇이 궁금하세요?",
              "en": "Hello! I'm an AI assistant that answers from the materials of {name}. What would you like to know?"},
    "identity": {"ko": "저는 {name} 자료로 답하는 AI 안내 도우미예요. 사람이 아니라서, 자료에 없는 건 모른다고 말씀드려요.",
                 "en": "I'm an AI assistant (not a person) that answers from the materials of {name}."},
    "thanks": {"ko": "도움이 됐다니 다행이에요. 더 궁금한 게 있으면 물어보세요.", "en": "Glad I could help."},
    "bye": {"ko": "네, 또 궁금하면 언제든 물어보세요.", "en": "Bye! Come back any time."},
    "complaint": {"ko": "도움이 되지 못해 죄송해요. {ask}", "en": "I'm sorry that didn't help. {ask}"},
    "abuse": {"ko": "마음에 들지 않으셨다면 죄송해요. 궁금한 걸 알려주시면 다시 찾아볼게요.",
              "en": "I'm sorry if I let you down. Tell me what you need and I'll look again."},
    "reaction": {"ko": "네, 더 궁금한 게 있으면 물어보세요.", "en": "Sure. Anything else you'd like to know?"},
}  # fmt: skip
NOT_WRITTEN = {"ko": "그 내용은 제가 가진 자료에서 확인되지 않아요. 잘못 알려드리면 안 되니 {ask}",
               "en": "That is not written in the materials I have. {ask_english}"}  # fmt: skip
OFF_TOPIC = {
    "ko": "말씀 고마워요. 그건 제가 잘 모르는 이야기예요.",
    "en": "Thanks for telling me, but that's not something I know about.",
}
NOT_OURS = {
    "ko": "그건 제가 가진 자료로 답할 수 없어요.",
    "en": "That is not something I can answer from the materials I have.",
}
ANNOYED = {"ko": "불편을 드려 죄송해요. 어떤 점이 궁금하신지 알려주시면 다시 찾아볼게요. {ask}",
           "en": "I'm sorry for the trouble. Tell me what you need and I'll look again. {ask}"}  # fmt: skip
EMPTY = {"ko": "질문을 글로 적어 주세요. 예: 지금 모집 중인 과정 뭐 있어?", "en": "Please type a question."}
TOO_LONG = {
    "ko": "질문이 너무 길어요. 1,000자 안으로 줄여서 다시 물어봐 주세요.",
    "en": "That is too long. Please keep it under 1,000 characters.",
}
_MOST = 3


def offer(library: Library, language: Language) -> str:
    """What this library can be asked about."""
    kinds = ((library.courses, "교육과정", "courses"), (library.rules, "지원 자격", "eligibility"),
             (library.campuses, "캠퍼스", "campuses"), (library.events, "행사", "events"))  # fmt: skip
    known = [(korean, english) for records, korean, english in kinds if records]
    if language == "en":
        return f"I can help with {', '.join(english for _, english in known) or library.academy.name}."
    if not known:
        return f"{library.academy.name}에 관한 질문이라면 도와드릴게요."
    return f"{', '.join(korean for korean, _ in known)}에 관한 질문이라면 도와드릴게요."


def suggestions(library: Library, language: Language) -> tuple[str, ...]:
    """Questions that this library answers."""
    offers = ((library.courses, "지금 모집 중인 과정 뭐 있어?", "Which courses are open now?"),
              (library.rules, "지원 자격 알려줘", "Who can apply?"),
              (library.campuses, "캠퍼스 어디어디 있어?", "How many campuses are there?"))  # fmt: skip
    found = [english if language == "en" else korean for records, korean, english in offers if records]
    headings = [faq.question for faq in library.faqs if faq.answered]
    headings += [section.title for page in library.pages for section in page.sections if section.title]
    return tuple(dict.fromkeys(found if language == "en" else [*found, *headings]))[:_MOST]
