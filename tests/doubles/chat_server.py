"""A chat server that speaks OpenAI's streaming protocol over real HTTP, by a script: also late, cut, broken or wrong.

Strict: a request that OpenAI's own types do not allow, or that carries what they do not know, is refused with 400.
`python -m tests.doubles.chat_server` serves one that repeats the evidence it is given, for measurements.
"""

from __future__ import annotations

import json
import re
import select
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, get_type_hints

from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from pydantic import TypeAdapter, ValidationError

_REQUEST: TypeAdapter[Any] = TypeAdapter(CompletionCreateParamsStreaming)
_KNOWN = frozenset(get_type_hints(CompletionCreateParamsStreaming))
_EVIDENCE = re.compile(r'<자료 번호="(e\d+)"[^>]*>\n(.*?)\n</자료>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """Streams a text in pieces of `piece` characters. `finish` None ends without a finish reason; `silent_before` and
    `silent_between` are seconds; after `pieces` the connection is dropped ("disconnect") or spoils ("garbage")."""

    text: str | Callable[[dict[str, Any]], str]
    finish: str | None = "stop"
    piece: int = 4
    silent_before: float = 0.0
    silent_between: float = 0.0
    pieces: int = 0
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuses:
    """Answers with a status and an error body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()


Step = Says | Refuses


@dataclass
class ChatServer:
    """What the server does next, and what it has seen. The last step of the script is repeated."""

    url: str = ""
    script: list[Step] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Step:
        """The next step."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def evidence_of(request: dict[str, Any]) -> list[tuple[str, str]]:
    """The evidence of a request: (id, text)."""
    return _EVIDENCE.findall(request["messages"][-1]["content"])


def repeats(request: dict[str, Any]) -> str:
    """The first evidence word for word, cited."""
    id, text = evidence_of(request)[0]
    return "\n".join(f"{line} [{id}]" for line in text.splitlines() if line.strip())


@contextmanager
def chat_server(*script: Step) -> Iterator[ChatServer]:
    """A server that follows the script, until the block ends."""
    state = ChatServer(script=list(script or (Says(text=repeats),)))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="chat-server")
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not state.wrong, state.wrong


def _handler(state: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            if not (body := self.rfile.read(int(self.headers["Content-Length"]))):
                state.left.set()
                self.close_connection = True
                return
            request = json.loads(body)
            if reason := _wrong(self.path, request):
                state.wrong.append(reason)
                self._whole(400, {"error": {"message": reason, "type": "invalid_request_error"}})
                return
            state.requests.append(request)
            state.asked.set()
            match state.next():
                case Refuses() as refusal:
                    self._whole(refusal.status, {"error": {"message": "scripted", "type": "error"}}, refusal.headers)
                case Says() as saying:
                    try:
                        self._say(saying, request)
                    except (BrokenPipeError, ConnectionResetError, _Gone):
                        state.left.set()
                        self.close_connection = True

        def _say(self, saying: Says, request: dict[str, Any]) -> None:
            text = saying.text if isinstance(saying.text, str) else saying.text(request)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._wait(saying.silent_before)
            self._chunk({"role": "assistant", "content": ""})
            for number, start in enumerate(range(0, len(text), saying.piece), 1):
                self._chunk({"content": text[start : start + saying.piece]})
                self._wait(saying.silent_between)
                if number == saying.pieces:
                    break
            if saying.then == "disconnect":
                self.close_connection = True
                self.connection.close()
                return
            if saying.then == "garbage":
                self._send(b'data: {"choices": [{\x00 oops\n\n')
            if saying.finish:
                self._chunk({}, finish=saying.finish)
            if request.get("stream_options", {}).get("include_usage"):
                self._event({**_HEAD, "choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}})  # fmt: skip
            self._send(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def _wait(self, seconds: float) -> None:
            """Sleeps, and notices when the other side hangs up."""
            until = time.monotonic() + seconds
            while (rest := until - time.monotonic()) > 0:
                if select.select([self.connection], [], [], min(rest, 0.02))[0] and not self.connection.recv(1):
                    raise _Gone

        def _chunk(self, delta: dict[str, str], finish: str | None = None) -> None:
            self._event({**_HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

        def _event(self, data: dict[str, Any]) -> None:
            self._send(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())

        def _send(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def _whole(self, status: int, body: dict[str, Any], headers: Sequence[tuple[str, str]] = ()) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(data))), *headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


_HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}


class _Gone(Exception):
    """The other side has hung up."""


def _wrong(path: str, request: dict[str, Any]) -> str:
    """Why a request is none that OpenAI would take; "" when it is right."""
    if path != "/v1/chat/completions":
        return f"no such path: {path}"
    if unknown := set(request) - _KNOWN:
        return f"unknown parameters: {sorted(unknown)}"
    try:
        _REQUEST.validate_python(request)
    except ValidationError as error:
        return str(error.errors()[0]["msg"])
    return "" if request.get("stream") is True else "not streamed"


if __name__ == "__main__":
    with chat_server() as serving:
        print(serving.url, flush=True)
        threading.Event().wait()
