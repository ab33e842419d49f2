"""The language model: a stream of text within limits of time and tokens, or a failure at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Literal, Protocol

import anyio
import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal

from bot.circuit import Circuit
from bot.conversation import Listener
from bot.prompt import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = structlog.get_logger(__name__)

Reason = Literal["slow", "unreachable", "refused", "busy", "broken", "cut", "resting", "ceiling", "left"]
Closing = Callable[[], Awaitable[None]]
_FINISHED = frozenset({"stop", "end_turn", "stop_sequence", "complete", "eos"})
_SOON = 2.0  # seconds that a server may ask us to wait and still be asked again
_MISCONFIGURED = 300.0  # seconds of rest after a refusal that the next question would meet as well


class ModelFailure(Exception):
    """The language model gave no whole answer. `reason` is a word for logs and figures; nothing of it is shown."""

    def __init__(self, reason: Reason, *, rest: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rest = rest


class TokenLedger(Protocol):
    """Keeps how many tokens a day took, over all processes. Both methods may block for a moment."""

    def spend(self, day: date, tokens: int) -> None:
        """Adds to a day's tokens."""

    def spent(self, day: date) -> int:
        """A day's tokens so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait: for the first piece of text over all attempts, between pieces, for the whole."""

    first: float
    between: float
    whole: float
    attempts: int = 3

    @classmethod
    def of(cls, whole: float) -> Patience:
        """Half of the whole time for the first piece, a quarter between two."""
        return cls(first=whole / 2, between=whole / 4, whole=whole)


class ChatModel:
    """One model with one client in this process. Any thread may ask; requests run on an event loop of their own."""

    def __init__(
        self,
        load: Callable[[], tuple[BaseChatModel, Closing]],
        ledger: TokenLedger,
        *,
        patience: Patience,
        daily_tokens: int,
    ) -> None:
        """`load` makes the LangChain model, and tells how to close its connections; it is called on first use, because
        its libraries take a second to import."""
        self._load = load
        self._ledger = ledger
        self._patience = patience
        self._daily_tokens = daily_tokens
        self._circuit = Circuit()
        self._lock = Lock()
        self._open = ExitStack()
        self._portal: BlockingPortal | None = None
        self._model: BaseChatModel | None = None
        self._closing: Closing | None = None

    def stream(self, prompt: Prompt, *, today: date, listener: Listener) -> Iterator[str]:
        """The answer in pieces, as they come. Raises `ModelFailure`, also after some pieces; when the listener leaves
        or the iterator is closed the request ends."""
        if self._ledger.spent(today) >= self._daily_tokens:
            raise ModelFailure("ceiling")
        if not self._circuit.passes():
            raise ModelFailure("resting")
        pieces: SimpleQueue[str | _End] = SimpleQueue()
        request = self.warm().start_task_soon(self._request, prompt, pieces)

        def stop() -> None:
            request.cancel()
            pieces.put(_LEFT)  # a request that had not begun puts nothing

        received, end = 0, _LEFT
        try:
            with listener.while_here(stop):
                while isinstance(piece := pieces.get(), str):
                    received += len(piece)
                    yield piece
                end = piece
        finally:
            request.cancel()
            self._ledger.spend(today, end.tokens or (received and prompt.length + received))
        if end.failure is None:
            self._circuit.succeeded()
            return
        if end is not _LEFT:
            self._circuit.failed(rest=end.failure.rest)
        raise end.failure

    def warm(self) -> BlockingPortal:
        """Loads the client, and returns the loop it runs on."""
        with self._lock:
            if self._portal is None or self._model is None:
                self._model, self._closing = self._load()
                self._portal = self._open.enter_context(start_blocking_portal(name="model"))
            return self._portal

    def close(self) -> None:
        """Ends what is still running."""
        with self._lock:
            if self._portal is not None and self._closing is not None:
                self._portal.call(self._closing)
                self._portal.call(self._portal.stop, True)
            self._portal = self._model = None
            self._open.close()

    async def _request(self, prompt: Prompt, pieces: SimpleQueue[str | _End]) -> None:
        """One request with its attempts; puts pieces and, always last, how it ended."""
        end = _LEFT
        try:
            with anyio.fail_after(self._patience.whole):
                tokens = await self._attempts(prompt, pieces)
            end = _End(tokens=tokens)
        except TimeoutError:
            end = _End(failure=ModelFailure("slow"))
        except ModelFailure as failure:
            end = _End(failure=failure)
        except Exception as error:
            end = _End(failure=_failure(error))
            log.warning("model.failed", error=type(error).__name__, reason=end.failure and end.failure.reason)
        finally:
            pieces.put(end)

    async def _attempts(self, prompt: Prompt, pieces: SimpleQueue[str | _End]) -> int:
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

        with anyio.fail_after(self._patience.first) as waiting:

            def put(piece: str) -> None:
                waiting.deadline = anyio.current_time() + self._patience.between
                pieces.put(piece)

            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(self._patience.attempts),
                wait=wait_random_exponential(multiplier=0.2, max=_SOON),
                retry=retry_if_exception(_may_be_tried_again),
                reraise=True,
            ):
                with attempt:
                    return await self._once(prompt, put)
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, prompt: Prompt, put: Callable[[str], None]) -> int:
        """One attempt; the tokens it took. Once a piece has come, nothing is tried again."""
        assert self._model is not None
        finish, tokens, received = "", 0, 0
        try:
            async for chunk in self._model.astream([("system", prompt.system), ("human", prompt.user)]):
                metadata = chunk.response_metadata
                finish = (metadata.get("finish_reason") or metadata.get("stop_reason")
                          or metadata.get("done_reason") or finish)  # fmt: skip
                usage = getattr(chunk, "usage_metadata", None)
                tokens += usage["total_tokens"] if usage else 0
                if text := str(chunk.text):
                    received += len(text)
                    put(text)
        except Exception as error:
            raise (ModelFailure("cut") if received else error) from error
        if finish.lower() not in _FINISHED:
            raise ModelFailure("cut")
        return (
            tokens or prompt.length + received
        )  # a server that does not count: about a token a character, which is more than it is


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """How a request ended."""

    tokens: int = 0
    failure: ModelFailure | None = None


_LEFT = _End(failure=ModelFailure("left"))


def _may_be_tried_again(error: BaseException) -> bool:
    """Too busy, broken over there, or not reached: nothing was said yet. Not what has timed out."""
    if _is_timeout(error):
        return False
    status = getattr(error, "status_code", None)
    if status is None:
        return "Connect" in type(error).__name__ or isinstance(error, ConnectionError)
    return (status == 429 or status >= 500) and _retry_after(error) <= _SOON


def _failure(error: Exception) -> ModelFailure:
    status = getattr(error, "status_code", None)
    if status == 429:
        return ModelFailure("busy", rest=_retry_after(error))
    if status is not None and status < 500:
        return ModelFailure("refused", rest=_MISCONFIGURED)
    if _is_timeout(error):
        return ModelFailure("slow")
    return ModelFailure("broken" if status else "unreachable" if _may_be_tried_again(error) else "broken")


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or "Timeout" in type(error).__name__


def _retry_after(error: BaseException) -> float:
    """Seconds that the server asked to wait; 0 where it did not say."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return float(headers.get("retry-after", 0))
    except ValueError:
        return 0.0
