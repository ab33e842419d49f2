"""What was said in a session: to be read again after the page was left, and to be deleted for good."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import structlog
from fastapi import APIRouter
from pydantic import BaseModel

from bot.answer_object import AnswerObject
from bot.errors import StoreDown
from bot.history import History
from bot.store import KeptTurn
from webhooks.errors import Refusal, documented
from webhooks.limits import ChargedDeletion, ChargedHistory
from webhooks.opening import ReadyAssistant
from webhooks.sessions import OwnSession

log = structlog.get_logger()
router = APIRouter()

_MOST = 300
_RETRY_AFTER = 10
_NOT_READ = "지금은 지난 대화를 불러오지 못했어요. 잠시 뒤에 다시 열어 주세요."
_NOT_DELETED = "지금은 대화를 지우지 못했어요. 잠시 뒤에 다시 지워 주세요."


class TurnObject(BaseModel):
    """One question, masked as it is kept, and its answer. `feedback` is what the person thought of it."""

    message_id: str
    question: str
    at: datetime
    answer: AnswerObject
    feedback: Literal["up", "down"] | None


class HistoryObject(BaseModel):
    """The last turns of a session, the oldest first."""

    turns: list[TurnObject]


class Deleted(BaseModel):
    """How many turns were deleted."""

    turns: int


@router.get("/api/history", responses=documented(401, 422, 429, 503))
def history(assistant: ReadyAssistant, session: OwnSession, _: ChargedHistory) -> HistoryObject:
    """The turns of the session; what they cite is looked up in the knowledge as it is now."""
    try:
        kept = assistant.history(session.conversation, most=_MOST)
    except StoreDown:
        raise Refusal(503, "busy", message=_NOT_READ, retry_after=_RETRY_AFTER) from None
    rebuilt = History(assistant.library)
    return HistoryObject(turns=[_turn(turn, rebuilt, session.id) for turn in kept])


@router.delete("/api/history", responses=documented(401, 422, 429, 503))
def forget(assistant: ReadyAssistant, session: OwnSession, _: ChargedDeletion) -> Deleted:
    """Deletes the session's turns, with what was thought of them, and what its conversation is about."""
    try:
        count = assistant.forget(session.conversation)
    except StoreDown:
        raise Refusal(503, "busy", message=_NOT_DELETED, retry_after=_RETRY_AFTER) from None
    log.info("history.deleted", conversation=session.id, turns=count)
    return Deleted(turns=count)


def _turn(turn: KeptTurn, rebuilt: History, conversation_id: str) -> TurnObject:
    feedback: Literal["up", "down"] | None = None
    if turn.feedback:
        feedback = "up" if turn.feedback.value == "up" else "down"
    return TurnObject(
        message_id=turn.id,
        question=turn.question,
        at=turn.at,
        answer=rebuilt.answer(turn, conversation_id=conversation_id),
        feedback=feedback,
    )
