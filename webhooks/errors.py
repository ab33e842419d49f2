"""What the API says when it cannot serve a request: a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

log = structlog.get_logger()

Code = Literal[
    "empty", "too_long", "invalid_text", "invalid_json", "invalid_content_type", "invalid_request",
    "unknown_message", "not_found", "method_not_allowed", "too_many_requests", "not_ready", "busy", "internal",
    "unauthorized", "session_expired",
]  # fmt: skip

SENTENCES: dict[Code, str] = {
    "empty": "질문을 적어 주세요.",
    "too_long": "너무 길어요. 질문은 1,000자까지 적을 수 있어요.",
    "invalid_text": "글자가 깨져 있어 읽을 수 없어요. UTF-8로 다시 보내 주세요.",
    "invalid_json": "요청이 올바른 JSON이 아니에요.",
    "invalid_content_type": "Content-Type: application/json으로 보내 주세요.",
    "invalid_request": "요청에 모르는 항목이 있거나 형식이 맞지 않아요.",
    "session_expired": "이어 오던 대화가 끝났어요. 새 대화로 다시 물어봐 주세요.",
    "unknown_message": "어느 답에 대한 의견인지 찾을 수 없어요.",
    "not_found": "그런 주소는 없어요.",
    "method_not_allowed": "이 주소에서는 쓸 수 없는 방식이에요.",
    "too_many_requests": "짧은 시간에 질문이 많았어요. 잠시 뒤에 다시 물어봐 주세요.",
    "not_ready": "자료를 읽고 있어요. 잠시 뒤에 다시 물어봐 주세요.",
    "busy": "지금 질문이 몰려 있어요. 잠시 뒤에 다시 물어봐 주세요.",
    "unauthorized": "비밀 값이 없거나 맞지 않아요.",
    "internal": "답을 만들다가 문제가 생겼어요. 잠시 뒤에 다시 물어봐 주세요.",
}

FIELDS = {
    "message": "message에는 질문을 글자(문자열)로 적어 주세요.",
    "conversation_id": "conversation_id는 앞서 받은 값을 그대로 보내 주세요. 새 대화이거나 세션이 있으면 비워 두세요.",
    "locale": 'locale은 "ko"나 "en"이에요.',
    "message_id": "message_id는 답과 함께 받은 값을 그대로 보내 주세요.",
    "value": 'value는 "up"이나 "down"이에요.',
    "comment": "comment에는 의견을 500자까지 글자(문자열)로 적어 주세요.",
}


class ErrorDetail(BaseModel):
    """`code` never changes its meaning; `message` is shown to a person as it is."""

    code: Code
    message: str


class ErrorObject(BaseModel):
    """The body of every response that is not a success."""

    error: ErrorDetail


class Refusal(Exception):
    """Raised when a request cannot be served; `retry_after` is in seconds."""

    def __init__(self, status: int, code: Code, *, message: str = "", retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.detail = ErrorDetail(code=code, message=message or SENTENCES[code])
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries for error responses with these statuses."""
    return {status: {"model": ErrorObject} for status in statuses}


def documented_beside_a_stream(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for a route whose successes are events or a file: its errors are JSON all the same."""
    schema = {"$ref": f"#/components/schemas/{ErrorObject.__name__}"}
    return {
        status: {"description": "Error", "content": {"application/json": {"schema": schema}}} for status in statuses
    }


def install(app: FastAPI, *, headers: dict[str, str], origins: Collection[str] = ()) -> None:
    """Answers every failure of the app with an `ErrorObject`. `headers` go out with an unforeseen one, which passes no
    middleware; pages of these origins may read it all the same."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return _response(error.status, error.detail, error.headers)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        detail = _explained(error.errors()[0])
        return _response(415 if detail.code == "invalid_content_type" else 422, detail, {})

    def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status, code = _FAILURES.get(error.status_code, (error.status_code, "invalid_request"))
        return _response(status, ErrorDetail(code=code, message=SENTENCES[code]), dict(error.headers or {}))

    def broken(request: Request, error: Exception) -> Response:
        log.error("request.failed", path=request.url.path, exc_info=error)
        origin = request.headers.get("Origin", "")
        readable = {"Access-Control-Allow-Origin": origin} if origin in origins else {}
        detail = ErrorDetail(code="internal", message=SENTENCES["internal"])
        return _response(500, detail, {**headers, **readable, "Vary": "Origin"})

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, failed)
    app.add_exception_handler(Exception, broken)


# What cannot be read, or is too long to be a question, is bad input (422) like any other.
_FAILURES: dict[int, tuple[int, Code]] = {
    400: (422, "invalid_json"),
    404: (404, "not_found"),
    405: (405, "method_not_allowed"),
    413: (422, "too_long"),
}


def _explained(error: dict[str, Any]) -> ErrorDetail:
    field = str(error["loc"][1]) if len(error["loc"]) > 1 else ""
    match error["type"], field:
        case "json_invalid", _:
            code: Code = "invalid_json"
        case (("missing" | "model_attributes_type"), ""):
            code = "invalid_content_type" if isinstance(error.get("input"), bytes) else "invalid_request"
        case "string_unicode" | "unreadable_text", _:
            code = "invalid_text"
        case (("string_too_short" | "blank_text"), "message"):
            code = "empty"
        case "string_too_long", "message":
            code = "too_long"
        case _:
            code = "invalid_request"
    specific = FIELDS.get(field, "") if code == "invalid_request" and error["type"] != "extra_forbidden" else ""
    return ErrorDetail(code=code, message=specific or SENTENCES[code])


def _response(status: int, detail: ErrorDetail, headers: dict[str, str]) -> JSONResponse:
    return JSONResponse(ErrorObject(error=detail).model_dump(), status_code=status, headers=headers)
