"""The app keeps what its own schema promises, whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import Case, GenerationMode

from bot.answers import Answer
from settings import Settings
from tests.serving import serving
from tests.webhooks.stand_ins import Saying
from webhooks.app import create_app


@pytest.fixture(scope="module")
def url(settings: Settings) -> Iterator[str]:
    with serving(create_app(settings, Saying(Answer(text="네. [1]")))) as url:
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
        ("get", "/healthz"),
        ("get", "/readyz"),
        ("get", "/metrics"),
    }
    assert "HTTPValidationError" not in schema["components"]["schemas"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/chat"),
        ("POST", "/api/chat/stream"),
        ("POST", "/api/feedback"),
        ("GET", "/api/calendar/{id}.ics"),
        ("GET", "/api/cards"),
        ("GET", "/api/eligibility"),
        ("POST", "/api/eligibility"),
    ],
)
def test_whatever_is_sent_the_api_keeps_its_schema(
    schema: dict[str, Any], url: str, method: str, path: str, mode: GenerationMode
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


@pytest.fixture
def schema(settings: Settings) -> dict[str, Any]:
    return create_app(settings, Saying(Answer(text=""))).openapi()
