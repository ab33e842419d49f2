"""Headers, other origins, sizes, unknown addresses, and the files of the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.answers import Answer
from settings import Settings
from tests.webhooks.stand_ins import Failing, Saying
from webhooks.app import create_app


@pytest.mark.parametrize("path", ["/", "/embed", "/pages/page.css", "/pages/icon.svg", "/healthz", "/nowhere"])
def test_every_response_keeps_a_browser_safe(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-cache"


def test_answers_are_kept_out_of_caches(client: TestClient) -> None:
    assert client.post("/api/chat", json={"message": "수강료"}).headers["Cache-Control"] == "no-store"


def test_the_page_and_its_files_are_served_with_their_types(client: TestClient) -> None:
    types = {path: client.get(path).headers["Content-Type"].split(";")[0] for path in
             ("/", "/embed", "/pages/embed.js", "/pages/page.css", "/pages/icon.svg")}  # fmt: skip
    assert types == {
        "/": "text/html",
        "/embed": "text/html",
        "/pages/embed.js": "text/javascript",
        "/pages/page.css": "text/css",
        "/pages/icon.svg": "image/svg+xml",
    }
    assert client.head("/").status_code == 200
    assert client.get("/pages/../dist/widget.js").status_code == 404
    assert client.get("/pages/%2e%2e/build.mjs").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/pages/nothing.js", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/openapi.json", 404, "not_found"),
        ("GET", "/api/chat", 405, "method_not_allowed"),
        ("DELETE", "/api/chat", 405, "method_not_allowed"),
        ("POST", "/", 405, "method_not_allowed"),
    ],
)
def test_a_wrong_address_is_told_in_korean(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    if status == 405:
        assert response.headers["Allow"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_huge_body_is_refused_whether_its_size_is_announced_or_not(client: TestClient, announced: bool) -> None:
    parts = [b'{"message": "', *[b"a" * 10_000] * 100, b'"}']
    content = b"".join(parts) if announced else iter(parts)
    response = client.post("/api/chat", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "too_long"


@pytest.fixture
def embedded(settings: Settings, saying: Saying) -> Iterator[TestClient]:
    """A client of an app that a page of https://sesac.example may ask."""
    allowing = settings.model_copy(update={"allowed_origins": ("https://sesac.example",)})
    with TestClient(create_app(allowing, saying)) as client:
        yield client


ROUTES = [
    ("POST", "/api/chat", {"message": "수강료"}),
    ("POST", "/api/chat/stream", {"message": "수강료"}),
    ("POST", "/api/feedback", {"message_id": "m1", "value": "up"}),
    ("POST", "/api/session", {}),
    ("GET", "/api/history", None),
    ("DELETE", "/api/history", None),
    ("GET", "/api/about", None),
    ("GET", "/api/cards?id=ai-3", None),
    ("GET", "/api/calendar/ai-3.ics", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_another_site_may_ask_only_when_it_is_allowed(
    embedded: TestClient, client: TestClient, method: str, path: str, body: object
) -> None:
    asks = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type,x-saessak-session"}
    ours, foreign = {"Origin": "https://sesac.example"}, {"Origin": "https://sesac.example.evil.example"}
    before = embedded.options(path, headers={**asks, **ours})
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Origin"] == ours["Origin"]
    assert method in before.headers["Access-Control-Allow-Methods"]
    for other in (foreign, {"Origin": "null"}, {"Origin": "http://sesac.example"}):
        assert embedded.options(path, headers={**asks, **other}).status_code == 400
        for response in (
            embedded.options(path, headers={**asks, **other}),
            embedded.request(method, path, json=body, headers=other),
        ):
            assert "Access-Control-Allow-Origin" not in response.headers
    answer = embedded.request(method, path, json=body, headers=ours)
    assert answer.headers["Access-Control-Allow-Origin"] == ours["Origin"]
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
    for response in (before, answer, embedded.request(method, path, json=body)):
        assert response.headers["Vary"].split(", ").count("Origin") == 1
        assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Access-Control-Allow-Origin" not in client.options(path, headers={**asks, **ours}).headers


def test_an_error_can_be_read_by_an_allowed_site_as_well(embedded: TestClient) -> None:
    ours = {"Origin": "https://sesac.example"}
    for response in (
        embedded.post("/api/chat", json={"message": ""}, headers=ours),
        embedded.get("/api/history", headers=ours),
        embedded.get("/api/nowhere", headers=ours),
    ):
        assert response.status_code in {401, 404, 422}
        assert response.headers["Access-Control-Allow-Origin"] == ours["Origin"]


def test_even_a_bug_is_told_to_an_allowed_site_and_only_to_it(settings: Settings, reply: Answer) -> None:
    allowing = settings.model_copy(update={"allowed_origins": ("https://sesac.example",)})
    with TestClient(create_app(allowing, Failing(reply)), raise_server_exceptions=False) as client:
        for origin, readable in (("https://sesac.example", True), ("https://evil.example", False), ("", False)):
            response = client.post("/api/chat", json={"message": "안녕"}, headers={"Origin": origin})
            assert response.status_code == 500
            assert response.headers.get("Access-Control-Allow-Origin") == (origin if readable else None)
            assert response.headers["Vary"] == "Origin"
