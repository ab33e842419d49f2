"""The files of the widget: how they are served, and that they are built from the sources beside them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re

import pytest
from fastapi.testclient import TestClient

from webhooks.widget_files import BUILT, PAGES

WIDGET = BUILT.parent
MOST_BYTES = 15_000


def sources() -> str:
    """The hash that a build of these sources carries; `build.mjs` makes it in the same way."""
    names = ["build.mjs", "package-lock.json", "package.json", "tsconfig.json"]
    names += [f"src/{path.name}" for path in (WIDGET / "src").iterdir()]
    hashed = hashlib.sha256()
    for name in sorted(names):
        hashed.update(f"{name}\0".encode() + (WIDGET / name).read_bytes() + b"\0")
    return hashed.hexdigest()


@pytest.mark.parametrize("name", ["widget.js", "widget.mjs"])
def test_a_build_is_that_of_its_sources(name: str) -> None:
    first = (BUILT / name).read_text("utf-8").splitlines()[0]
    assert first == f"/* saessak widget, sources {sources()} */", "run: make widget"


@pytest.mark.parametrize("name", ["widget.js", "widget.mjs"])
def test_a_build_is_small(name: str) -> None:
    assert len(gzip.compress((BUILT / name).read_bytes())) <= MOST_BYTES


def test_a_lock_names_no_registry() -> None:
    lock = json.loads((WIDGET / "package-lock.json").read_text("utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all(package["integrity"].startswith("sha512-") and "resolved" not in package for package in packages)


def test_the_widget_makes_elements_never_markup_and_asks_no_other_host() -> None:
    unsafe = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"style"
    )
    foreign = re.compile(r"https?://\w|//cdn|@import|url\(")
    for path in [*(WIDGET / "src").iterdir(), *PAGES.iterdir(), *BUILT.iterdir()]:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "").replace("https://school.example", "")
        assert not unsafe.search(text), path.name
        assert not foreign.search(text), path.name


@pytest.mark.parametrize("name", ["index.html", "embed.html"])
def test_a_page_has_nothing_inline(name: str) -> None:
    page = (PAGES / name).read_text("utf-8")
    assert '<html lang="ko">' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize(
    ("path", "type_"),
    [("/widget.js", "text/javascript"), ("/widget.mjs", "text/javascript"), ("/widget.en.json", "application/json")],
)
def test_any_site_may_load_the_widget(client: TestClient, path: str, type_: str) -> None:
    response = client.get(path, headers={"Origin": "https://school.example"})
    assert response.headers["Content-Type"].split(";")[0] == type_
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content == (BUILT / path.removeprefix("/")).read_bytes()


def test_the_widget_comes_compressed_to_who_can_read_that(client: TestClient) -> None:
    whole = (BUILT / "widget.js").read_bytes()
    compressed = client.get("/widget.js", headers={"Accept-Encoding": "gzip, br"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in compressed.headers["Vary"]
    assert int(compressed.headers["Content-Length"]) <= MOST_BYTES
    assert compressed.content == whole
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert int(plain.headers["Content-Length"]) == len(whole)


def test_a_widget_that_is_known_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/widget.js").headers["ETag"]
    again = client.get("/widget.js", headers={"If-None-Match": f'"other", {tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/widget.js", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head("/widget.js").status_code == 200


def test_korean_and_english_say_the_same_things() -> None:
    english = json.loads((BUILT / "widget.en.json").read_text("utf-8"))
    korean = (WIDGET / "src" / "texts.ts").read_text("utf-8")
    names = re.findall(r"^  (\w+):", korean, re.M)
    assert list(english) == names
    assert len(english["reasons"]) == len(re.search(r"reasons: \[(.*)\]", korean)[1].split('", "'))  # type: ignore[index]
