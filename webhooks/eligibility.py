"""An eligibility check over HTTP: its questions, and the verdict as it stands with some answers. Nothing is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.answer_object import CitationObject, ContactObject
from bot.assistant import Assistant
from bot.conversation import Locale
from bot.eligibility_check import Check, CheckQuestion, UnknownCourse
from knowledge.passages import title_of
from webhooks.chat import readable
from webhooks.errors import Refusal, documented
from webhooks.limits import ChargedCheck
from webhooks.opening import ReadyAssistant

router = APIRouter()

_UNKNOWN_COURSE = "그 과정은 목록에 없어요."
_TITLE: dict[Locale, str] = {"ko": "지원 자격 확인", "en": "Eligibility check"}
_NOTE: dict[Locale, str] = {
    "ko": "답은 저장하지 않고, 결과를 보여드리는 데만 써요.",
    "en": "Your answers are not kept; they only serve to show you the result.",
}

_Text = Annotated[str, Field(max_length=200, json_schema_extra={"pattern": r"^[^\x00]*$"}), AfterValidator(readable)]
_Number = Annotated[float, Field(strict=True, ge=0, le=10_000)]


class OptionObject(BaseModel):
    """An answer to choose: `value` is sent back, `label` is shown."""

    value: str
    label: str


class QuestionObject(BaseModel):
    """One question. Of a "number" the options are bands to choose instead; `unit` is that of the number."""

    id: str
    text: str
    kind: Literal["number", "choice"]
    options: list[OptionObject]
    unit: str

    @classmethod
    def of(cls, question: CheckQuestion) -> QuestionObject:
        """The question as it is published."""
        options = [OptionObject(value=option.value, label=option.label) for option in question.options]
        return cls(id=question.id, text=question.text, kind=question.kind, options=options, unit=question.unit)


class CheckQuestions(BaseModel):
    """All questions that there may be, what decides most first."""

    title: str
    questions: list[QuestionObject]
    note: str


class CheckRequest(BaseModel):
    """The answers so far, by the ids of their questions; one that cannot be read counts as none. A number may be written
    as people say it ("스물넷", "97년생")."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    course: _Text | None = None
    answers: Annotated[dict[str, _Text | _Number], Field(max_length=50)] = {}
    locale: Literal["ko", "en"] = "ko"


class CheckVerdict(BaseModel):
    """The verdict as it stands: `answer` is Markdown with [n] marks that point to `citations`, `missing` are the ids of the
    questions still wanted, what decides most first; none when the verdict is final."""

    verdict: Literal["yes", "no", "unsure"]
    answer: str
    missing: list[str]
    questions: list[QuestionObject]
    citations: list[CitationObject]
    contact: ContactObject
    suggestions: list[str]


@router.get("/api/eligibility", responses=documented(404, 422, 503))
def questions(
    assistant: ReadyAssistant,
    course: Annotated[str, Query(max_length=200)] = "",
    locale: Annotated[Literal["ko", "en"], Query()] = "ko",
) -> CheckQuestions:
    """What a check asks: for a course, or what everyone is asked. 404 for a course that is not known."""
    check = _checked(assistant, {}, course, locale)
    name = f"{title_of(check.course)} · " if check.course else ""
    return CheckQuestions(
        title=f"{name}{_TITLE[locale]}",
        questions=[QuestionObject.of(question) for question in check.questions],
        note=_NOTE[locale],
    )


@router.post("/api/eligibility", responses=documented(404, 415, 422, 429, 503))
def verdict(body: CheckRequest, assistant: ReadyAssistant, _: ChargedCheck) -> CheckVerdict:
    """The verdict with these answers. `questions` are those of `missing`, worded anew where an answer left one open."""
    answers = {id: said if isinstance(said, str) else f"{said:g}" for id, said in body.answers.items()}
    check = _checked(assistant, answers, body.course or "", body.locale)
    return CheckVerdict(
        verdict=check.verdict,
        answer=check.reply.text,
        missing=[question.id for question in check.missing],
        questions=[QuestionObject.of(question) for question in check.missing],
        citations=[CitationObject.of(citation) for citation in check.reply.citations],
        contact=ContactObject.of(check.reply.contact),
        suggestions=list(check.reply.suggestions),
    )


def _checked(assistant: Assistant, answers: dict[str, str], course: str, locale: Locale) -> Check:
    try:
        return assistant.check(answers, course=course, locale=locale)
    except UnknownCourse:
        raise Refusal(404, "not_found", message=_UNKNOWN_COURSE) from None
