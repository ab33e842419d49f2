"""What a person thought of an answer."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.errors import StoreDown
from webhooks.chat import readable
from webhooks.errors import Refusal, documented
from webhooks.limits import ChargedFeedback
from webhooks.opening import ReadyAssistant

log = structlog.get_logger()
router = APIRouter()

_NOT_KEPT = "지금은 의견을 저장하지 못했어요. 잠시 뒤에 다시 보내 주세요."
_RETRY_AFTER = 10

Comment = Annotated[str, Field(max_length=500, json_schema_extra={"pattern": r"^[^\x00]*$"}), AfterValidator(readable)]


class FeedbackRequest(BaseModel):
    """A thumb up or down for one message, with a word if the person likes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    value: Literal["up", "down"]
    comment: Comment | None = None


class FeedbackKept(BaseModel):
    """The feedback is kept."""

    kept: bool = True


@router.post("/api/feedback", responses=documented(401, 404, 415, 422, 429, 503))
def feedback(body: FeedbackRequest, assistant: ReadyAssistant, _: ChargedFeedback) -> FeedbackKept:
    """Keeps a feedback; 404 when there is no such message, 503 when it cannot be kept now."""
    try:
        kept = assistant.feedback(body.message_id, value=body.value, comment=body.comment or "")
    except StoreDown:
        raise Refusal(503, "busy", message=_NOT_KEPT, retry_after=_RETRY_AFTER) from None
    if not kept:
        raise Refusal(404, "unknown_message")
    log.info("feedback.kept", message=body.message_id, value=body.value)
    return FeedbackKept()
