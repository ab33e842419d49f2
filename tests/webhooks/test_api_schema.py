"""The app keeps what its own schema promises, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pydantic import JsonValue
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET, NotSet

from bot.answers import Answer
from bot.store import ConversationStore
from settings import Settings
from tests.serving import serving
from tests.webhooks.stand_ins import Remembering, Saying
from webhooks.app import create_app
from webhooks.sessions import HEADER


@pytest.fixture(scope="module")
def url(settings: Settings) -> Iterator[str]:
    with serving(create_app(settings, Remembering(Answer(text="네. [1]"), ConversationStore.in_memory()))) as url:
        yield url


def test_the_schema_names_the_fixed_surfaces(schema: dict[str, Any]) -> None:
    assert {(method, path) for path, methods in schema["paths"].items() for method in methods} == {
        ("post", "/api/chat"),
        ("post", "/api/chat/stream"),
        ("post", "/api/feedback"),
        ("get", "/api/about"),
        ("get", "/api/calendar/{id}.ics"),
        ("get", "/api/cards"),
        ("get", "/api/eligibility"),
        ("post", "/api/eligibility"),
        ("post", "/api/session"),
        ("get", "/api/history"),
        ("delete", "/api/history"),
        ("get", "/healthz"),
        ("get", "/readyz"),
        ("get", "/metrics"),
    }
    assert "HTTPValidationError" not in schema["components"]["schemas"]


SENT = [
    ("POST", "/api/chat"),
    ("POST", "/api/chat/stream"),
    ("POST", "/api/feedback"),
    ("POST", "/api/session"),
    ("GET", "/api/about"),
    ("GET", "/api/calendar/{id}.ics"),
    ("GET", "/api/cards"),
    ("GET", "/api/eligibility"),
    ("POST", "/api/eligibility"),
]
WITH_A_SESSION = [("GET", "/api/history"), ("DELETE", "/api/history")]  # where any header is allowed by the schema


@pytest.mark.parametrize(
    ("mode", "method", "path"),
    [
        *((mode, *sent) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) for sent in SENT),
        *((GenerationMode.POSITIVE, *sent) for sent in WITH_A_SESSION),
    ],
)
def test_whatever_is_sent_the_api_keeps_its_schema(
    schema: dict[str, Any], url: str, mode: GenerationMode, method: str, path: str
) -> None:
    operation = schemathesis.openapi.from_dict(schema)[path][method]

    @hypothesis_settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def keeps_it(case: Case[Any]) -> None:
        case.call_and_validate(base_url=url)

    keeps_it()


@pytest.mark.parametrize("path", ["/api/about", "/healthz", "/readyz", "/metrics"])
def test_what_is_read_has_the_form_the_schema_promises(schema: dict[str, Any], url: str, path: str) -> None:
    schemathesis.openapi.from_dict(schema)[path]["GET"].Case().call_and_validate(base_url=url)


@pytest.mark.parametrize(("method", "path"), [*WITH_A_SESSION, ("POST", "/api/chat"), ("POST", "/api/chat/stream")])
def test_what_a_session_is_told_has_the_form_the_schema_promises(
    schema: dict[str, Any], url: str, method: str, path: str
) -> None:
    session = {HEADER: httpx2.post(f"{url}/api/session", json={}).json()["session"]}
    httpx2.post(f"{url}/api/chat", json={"message": "수강료"}, headers=session)
    body: JsonValue | NotSet = {"message": "교재비는?"} if method == "POST" else NOT_SET
    case = schemathesis.openapi.from_dict(schema)[path][method].Case(
        headers=session, body=body, media_type="application/json"
    )
    assert case.call_and_validate(base_url=url).status_code == 200


@pytest.fixture
def schema(settings: Settings) -> dict[str, Any]:
    return create_app(settings, Saying(Answer(text=""))).openapi()
