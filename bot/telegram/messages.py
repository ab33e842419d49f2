"""Everything the Telegram channel says by itself, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """One language's texts. Those that are Markdown say so; `{name}` and the like are filled in by the channel."""

    how_to: str  # Markdown, under the greeting
    knowledge: str  # {as_of}
    help: str  # Markdown; {commands}
    disclosure: str  # Markdown, under the first answer of a conversation
    unknown_command: str
    text_only: str
    mention_me: str
    too_many: str
    turn_lost: str
    failed: str
    site: str  # {site}
    old_button: str
    untitled: str
    as_of: str  # {day}
    phone: str
    email: str
    website: str
    commands: tuple[tuple[str, str], ...]


KOREAN = Messages(
    how_to="AI라서 틀릴 수 있으니, 중요한 내용은 답과 함께 보이는 출처에서 한 번 더 확인해 주세요.",
    knowledge="자료 기준일: {as_of}",
    help=(
        "궁금한 걸 문장으로 적어 주세요. 줄임말이나 오타가 있어도 괜찮아요.\n\n"
        "- 앞에서 나눈 이야기를 이어서 물어도 돼요. 예: 거기 전화번호는?\n"
        "- 답 아래 단추를 누르면 이어서 물어볼 수 있어요.\n"
        "- 위치를 보내면 가까운 캠퍼스를 찾아 드려요.\n"
        "- 자료에 없는 건 없다고 말하고, 물어볼 곳을 알려 드려요.\n"
        "- 단체방에서는 저를 부르거나 제 글에 답장하면 대답해요.\n\n"
        "{commands}\n\n"
        "저는 AI예요. 주민등록번호나 연락처 같은 개인정보는 적지 말아 주세요."
    ),
    disclosure="저는 AI 안내 도우미라 틀릴 수 있어요. 중요한 건 출처에서 한 번 더 확인해 주세요. 도움말 /help",
    unknown_command="모르는 명령이에요. 궁금한 걸 그냥 적어 주시거나 /help 를 눌러 보세요.",
    text_only="저는 글만 읽을 수 있어요. 궁금한 걸 글로 적어 주시면 찾아볼게요.",
    mention_me="네, 궁금한 걸 함께 적어 주세요. 예: 지금 모집 중인 과정은?",
    too_many="앞서 보내신 질문에 답하는 중이에요. 답이 도착하면 방금 질문을 다시 보내 주세요.",
    turn_lost="조금 전에 제가 갑자기 멈춰서 답을 못 드렸을 수 있어요. 답이 없었다면 한 번 더 보내 주세요.",
    failed="지금은 답을 드리지 못했어요. 잠시 뒤에 다시 물어봐 주세요.",
    site="급하시면 누리집에서 확인하실 수 있어요: {site}",
    old_button="오래된 단추라 읽을 수 없어요. 궁금한 걸 글로 적어 주세요.",
    untitled="자료",
    as_of="{day} 기준",
    phone="전화",
    email="이메일",
    website="누리집",
    commands=(
        ("start", "처음 인사"),
        ("help", "쓰는 방법"),
        ("courses", "교육과정 찾아보기"),
        ("campus", "캠퍼스와 내 주변"),
        ("eligibility", "지원 자격 확인"),
        ("events", "행사"),
        ("alerts", "알림 받기와 끄기"),
        ("lang", "언어 · Language"),
        ("human", "담당자에게 물어보기"),
        ("privacy", "개인정보를 어떻게 다루는지"),
        ("forget", "내 기록 지우기"),
    ),
)

ENGLISH = Messages(
    how_to="Just type your question. I can be wrong, so please check important points in the sources shown with "
    "each answer.",
    knowledge="Information as of {as_of}",
    help=(
        "Type your question as a sentence. Typos and short forms are fine.\n\n"
        "- You can carry on from what was said before, such as: what is its phone number?\n"
        "- The buttons under an answer ask the next question.\n"
        "- Send me your location and I find the campuses near it.\n"
        "- What is not in my material I say so, and tell you whom to ask.\n"
        "- In a group I answer when you mention me or reply to me.\n\n"
        "{commands}\n\n"
        "I'm an AI. Please don't send personal details such as ID or phone numbers."
    ),
    disclosure="I'm an AI assistant and can be wrong, so please check what matters in the sources. Help: /help",
    unknown_command="I don't know that command. Just type your question, or try /help.",
    text_only="I can only read text. Type your question and I'll look it up.",
    mention_me="Yes? Please add your question, such as: which courses are open now?",
    too_many="I'm still answering your earlier questions. Please send this one again once they are answered.",
    turn_lost="I stopped for a moment and may have missed your last message. If you got no answer, please send it "
    "again.",
    failed="I couldn't answer just now. Please ask again in a moment.",
    site="If it's urgent, please see {site}",
    old_button="This button is too old for me to read. Please type your question.",
    untitled="Source",
    as_of="as of {day}",
    phone="Phone",
    email="E-mail",
    website="Website",
    commands=(
        ("start", "Introduction"),
        ("help", "How to use this assistant"),
        ("courses", "Find a course"),
        ("campus", "Campuses, and those near you"),
        ("eligibility", "Check whether you may apply"),
        ("events", "Events"),
        ("alerts", "Get alerts, or stop them"),
        ("lang", "Language · 언어"),
        ("human", "Ask a person"),
        ("privacy", "How personal data is treated"),
        ("forget", "Delete what is kept of me"),
    ),
)


def messages(locale: Locale) -> Messages:
    """The texts of a language."""
    return ENGLISH if locale == "en" else KOREAN


def locale_of(language_code: str | None) -> Locale:
    """The language to speak to a person whose Telegram is set to this IETF tag: Korean unless it is another one."""
    return "ko" if not language_code or language_code.lower().split("-")[0] == "ko" else "en"
