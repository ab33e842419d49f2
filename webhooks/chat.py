"""The chat API: one question in, one answer out, whole or as a stream of events."""

from __future__ import annotations

import asyncio
import math
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated, Literal

import anyio
import anyio.from_thread
import structlog
from anyio.lowlevel import checkpoint
from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.answer_object import AnswerObject, answer_object, kind_of
from bot.assistant import Assistant
from bot.conversation import Listener, Question
from webhooks.errors import FIELDS, SENTENCES, ErrorDetail, Refusal, documented, documented_beside_a_stream
from webhooks.limits import ChargedQuestion
from webhooks.metrics import metrics_of
from webhooks.opening import ReadyAssistant
from webhooks.sessions import AnySession

log = structlog.get_logger()
router = APIRouter()

_MOST_WAITING = 200
_BUSY_RETRY_AFTER = 2
_WORD = re.compile(r"\S+\s*|\s+")


def readable(text: str) -> str:
    """The text, where every character can be stored and sent. For pydantic."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("unreadable_text", "NUL or a lone surrogate")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank_text", "blank")
    return text


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Message = Annotated[
    str,
    Field(min_length=1, max_length=1000, json_schema_extra={"pattern": r"^[^\x00]*[^\s\x00\x1c-\x1f\x85][^\x00]*$"}),
    AfterValidator(readable),
    AfterValidator(_not_blank),
]


class ChatRequest(BaseModel):
    """A question. `conversation_id` carries a conversation on; null begins a new one, or means the session's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message: Message
    conversation_id: Id | None = None
    locale: Literal["ko", "en"] | None = None


class Stage(BaseModel):
    """What the assistant is doing. "searching" is sent at once, so that a person sees that the question has arrived;
    "rewriting" means that the pieces so far do not hold: the answer's text begins anew."""

    stage: Literal["searching", "rewriting"] = "searching"
    text: str = "자료를 찾고 있어요"


class Token(BaseModel):
    """The next piece of the answer's text; all pieces since the last stage, joined, are `answer`."""

    text: str


class Done(BaseModel):
    """The stream is complete."""


async def conversation_of(body: ChatRequest, session: AnySession) -> str:
    """The name of a question's conversation: that of its session, the one it carries on, or a new one. Raises a 422
    `Refusal` for a question that names both."""
    if session is None:
        return body.conversation_id or secrets.token_urlsafe(18)
    if body.conversation_id is not None:
        raise Refusal(422, "invalid_request", message=FIELDS["conversation_id"])
    return session.id


Conversation = Annotated[str, Depends(conversation_of)]


@router.post("/api/chat", responses=documented(401, 415, 422, 429, 503))
async def chat(
    request: Request, body: ChatRequest, assistant: ReadyAssistant, conversation: Conversation, _: ChargedQuestion
) -> AnswerObject:
    """The whole answer in one object. Who leaves before it is there ends the work on it."""
    listener = Listener()
    answering = asyncio.create_task(_answer(request, body, conversation, assistant, listener))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            return answering.result()
        log.info("chat.left")
        raise Refusal(503, "busy")  # to nobody
    finally:
        leaving.cancel()
        if not answering.done():
            listener.leave()
            answering.cancel()


@router.post(
    "/api/chat/stream",
    response_class=EventSourceResponse,
    responses=documented_beside_a_stream(401, 415, 422, 429, 503),
)
async def chat_stream(
    request: Request, body: ChatRequest, assistant: ReadyAssistant, conversation: Conversation, _: ChargedQuestion
) -> AsyncIterator[ServerSentEvent]:
    """`stage`, then `token` pieces, then the whole `answer` (or an `error`), and `done` always last."""
    complete = False
    heard = _Heard()
    answering = asyncio.create_task(_answer(request, body, conversation, assistant, heard))
    answering.add_done_callback(lambda _: heard.end())
    try:
        try:
            yield _event("stage", Stage())
            async for event in heard.events:
                yield _event(type(event).__name__.lower(), event)
            answer = await answering
            await checkpoint()  # where someone who has left meanwhile is noticed
            for event in heard.rest(answer.answer):
                yield _event(type(event).__name__.lower(), event)
            yield _event("answer", answer)
        except Refusal as refusal:
            yield _event("error", refusal.detail)
        except Exception:
            log.exception("stream.failed")
            yield _event("error", ErrorDetail(code="internal", message=SENTENCES["internal"]))
        yield _event("done", Done())
        complete = True
    finally:
        heard.events.close()
        if not complete:
            heard.leave()
            answering.cancel()
            log.info("stream.left")


class _Heard(Listener):
    """Takes what is said in the turn's thread to the stream of events."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._send, self.events = anyio.create_memory_object_stream[Token | Stage](math.inf)

    def say(self, text: str) -> None:
        self._said += text
        anyio.from_thread.run_sync(self._send.send_nowait, Token(text=text))

    def start_over(self) -> None:
        self._said = ""
        anyio.from_thread.run_sync(self._send.send_nowait, _REWRITING)

    def end(self) -> None:
        """Nothing more will be said."""
        self._send.close()

    def rest(self, text: str) -> Iterator[Token | Stage]:
        """What of the finished text was not said yet."""
        if not text.startswith(self._said):
            yield _REWRITING
            self._said = ""
        yield from (Token(text=piece) for piece in pieces(text.removeprefix(self._said)))


async def _left(request: Request) -> None:
    """Returns when the connection of a request that was read is closed."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


_REWRITING = Stage(stage="rewriting", text="답을 다시 쓰고 있어요")


def pieces(text: str) -> Iterator[str]:
    """The text word by word, each with the white space that follows it."""
    return (match.group() for match in _WORD.finditer(text))


async def _answer(
    request: Request, body: ChatRequest, conversation: str, assistant: Assistant, listener: Listener
) -> AnswerObject:
    question = Question(text=body.message, conversation=f"web:{conversation}", channel="web", locale=body.locale)
    threads: anyio.CapacityLimiter = request.app.state.threads
    if threads.statistics().tasks_waiting >= _MOST_WAITING:
        raise Refusal(503, "busy", retry_after=_BUSY_RETRY_AFTER)
    metrics = metrics_of(request)
    try:
        answer = partial(assistant.answer, question, listener=listener)
        turn = await anyio.to_thread.run_sync(answer, limiter=threads, abandon_on_cancel=True)
    except Exception:
        metrics.failed()
        raise
    kind = kind_of(turn.reply)
    metrics.answered(kind=kind, engine=turn.reply.engine, seconds=turn.milliseconds / 1000)
    log.info("turn.answered", conversation=conversation, message=turn.id, kind=kind, engine=turn.reply.engine,
             ms=round(turn.milliseconds))  # fmt: skip
    return answer_object(turn, conversation_id=conversation)


def _event(name: str, data: BaseModel) -> ServerSentEvent:
    return ServerSentEvent(event=name, raw_data=data.model_dump_json())
