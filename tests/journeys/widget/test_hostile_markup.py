"""Hostile markup wherever text comes from: nothing of it runs, and nothing of it becomes more than text or a safe link."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from bot.answers import Abstention, Answer, Citation, Contact, Reply
from bot.assistant import open_assistant
from settings import Settings
from tests.doubles.chat_server import Says, chat_server, evidence_of
from tests.journeys.widget.conftest import Place
from tests.journeys.widget.hosts import Site, page
from tests.journeys.widget.payloads import ADDRESSES, ELEMENTS, EVERYTHING, MARKDOWN
from tests.journeys.widget.test_trouble import talking_with
from tests.journeys.widget.visits import ask, open_widget, question, visiting
from tests.webhooks.stand_ins import Saying

TRAP = """<script>window.ran = []; window.pwned = what => { ran.push(what); return false; };
window.alert = window.confirm = window.prompt = window.print = pwned;
addEventListener("securitypolicyviolation", () => ran.push("policy"));</script>"""

# What is in a widget, and cannot come from it: elements and attributes that nobody who builds it uses.
FOREIGN = """() => {
  const tags = new Set("section button svg path span dialog div header h2 h3 h4 p form textarea article ul ol li a strong code b br table tr th td \
dl dt dd details summary fieldset legend label input".split(" "));
  const names = new Set(`class id lang type title href rel target role tabindex open hidden disabled placeholder rows maxlength name value start scope
    aria-label aria-hidden aria-busy aria-expanded aria-pressed aria-haspopup aria-describedby aria-live viewBox d autocomplete inputmode
    enterkeyhint style`.split(/\\s+/));
  const found = [];
  for (const chat of document.querySelectorAll("saessak-chat")) for (const node of chat.shadowRoot.querySelectorAll("*")) {
    if (!tags.has(node.localName)) found.push(node.outerHTML);
    for (const {name, value} of node.attributes) {
      if (!names.has(name) || name.startsWith("on")) found.push(`${node.localName} ${name}=${value}`);
      if (name === "style" && !/^(--[\\w-]+: [^;]*; ?)*$/.test(value)) found.push(`${node.localName} ${name}=${value}`);
      if (name === "href" && !/^(https?:\\/\\/|tel:|mailto:)/.test(value)) found.push(`${node.localName} ${name}=${value}`);
    }
  }
  return [...found, ...ran, ...[...document.querySelectorAll("body > *")].map(node => node.localName)
    .filter(name => !["main", "saessak-chat"].includes(name))];
}"""


async def harmless(visited: Page) -> None:
    """Asserts that nothing ran and nothing foreign is there, also after everything that can be pressed was pointed at."""
    await visited.evaluate("""() => { for (const chat of document.querySelectorAll("saessak-chat"))
      for (const node of chat.shadowRoot.querySelectorAll("*")) for (const kind of ["mouseover", "mouseenter", "focus", "toggle", "error", "load"])
        node.dispatchEvent(new Event(kind)); }""")
    assert await visited.evaluate(FOREIGN) == []
    assert await visited.title() == "한빛학교"


def trapped(place: Place, attributes: str = "") -> str:
    """The address of a page that has no policy of its own, and notices whatever runs."""
    return place.site.show(page(place.script(attributes), head=TRAP))


async def test_hostile_answers_and_questions_stay_text(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    citations = tuple(Citation(n=n, title=text, file="x.md", record=text[:60], url=address)
                      for n, (text, address) in enumerate(zip(ELEMENTS, ADDRESSES, strict=False), start=1))  # fmt: skip
    marks = " ".join(f"[{citation.n}]" for citation in citations)
    replies: list[Reply] = [
        Answer(text=f"{marks}\n\n" + "\n\n".join(EVERYTHING), citations=citations, suggestions=ELEMENTS[:20]),
        Answer(text="\n".join(EVERYTHING), suggestions=ADDRESSES),
        Answer(text=" ".join(EVERYTHING)),
        Answer(text="\n".join(f"| {text} | {text} |" for text in EVERYTHING)),
        Answer(text="\n".join(f"- **{text}**" for text in EVERYTHING)),
        Abstention(text="몰라요.", contact=Contact(phone=ADDRESSES[0], email='x@y.example"onclick="pwned(1)', url=ADDRESSES[0])),
    ]  # fmt: skip
    saying = Saying(replies[0])
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, trapped(place), servers=[place.app]) as visited:
            await open_widget(visited)
            for number, reply in enumerate(replies):
                saying.reply = reply
                turn = await ask(visited, "\n".join(ELEMENTS)[number * 400 : number * 400 + 990])
                for chip in (await turn.locator("button.mark").all())[:12]:
                    await chip.click()
                await harmless(visited)


async def test_every_way_to_write_a_link_gives_a_safe_one_or_none(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(Answer(text="\n\n".join(f"여기: {text}" for text in MARKDOWN)))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, trapped(place), servers=[place.app]) as visited:
            await open_widget(visited)
            turn = await ask(visited, "링크")
            links: list[list[str]] = await turn.locator("a").evaluate_all(
                "links => links.map(link => [link.protocol, link.rel, link.target])"
            )
            assert {protocol for protocol, *_ in links} == {"https:", "tel:", "mailto:"}
            assert {tuple(rest) for protocol, *rest in links if protocol == "https:"} == {
                ("noopener noreferrer", "_blank")
            }
            for number in range(len(links)):  # what a press does, without leaving
                await (
                    turn.locator("a")
                    .nth(number)
                    .evaluate("""link => { link.addEventListener("click", event => event.preventDefault());
                    link.click(); }""")
                )
            await harmless(visited)


async def test_what_streams_in_pieces_is_as_harmless_as_the_whole(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    with talking_with(Saying(Answer(text="네.")), open_settings, academy_site) as place:
        async with visiting(browser, trapped(place), servers=[place.app]) as visited:
            await open_widget(visited)
            text = "\n".join((*MARKDOWN, *ELEMENTS))
            for size in (3, 7):
                pieces = [text[at : at + size] for at in range(0, len(text), size)]
                body = "".join(f"event: token\ndata: {json.dumps({'text': piece})}\n\n" for piece in pieces)
                await visited.unroute("**/api/chat/stream")
                await visited.route("**/api/chat/stream", answering(body=body, content_type="text/event-stream"))
                turn = await ask(visited, "수강료", answered=False)
                await expect(turn.locator(".trouble")).to_be_visible()
                await harmless(visited)


def answering(**response: Any) -> Callable[[Route], Awaitable[None]]:
    """Answers in the server's place."""

    async def fulfil(route: Route) -> None:
        await route.fulfill(
            headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}, **response
        )

    return fulfil


def hostile(kind: str) -> dict[str, Any]:
    """What a server that was taken over might say, of the shapes that it has."""
    some, other = ELEMENTS[10], ADDRESSES[0]
    text = "\n\n".join(EVERYTHING)
    contact = {"phone": f"02-123-4567{some}", "email": other, "url": other}
    citations = [{"n": 1, "title": some, "file": some, "record": some, "url": other, "as_of": some}]
    said: dict[str, dict[str, Any]] = {
        "about": {"name": some, "greeting": text, "as_of": some, "site": other, "suggestions": list(ELEMENTS),
                  "privacy": text, "contact": contact},
        "cards": {"cards": [{"id": some, "kind": "course", "title": text, "status": {"code": 'open" onclick="pwned(1)', "label": some},
                             "facts": [{"label": one, "value": one} for one in ELEMENTS],
                             "links": [{"rel": some, "label": one, "url": one} for one in ADDRESSES]}]},
        "eligibility": {"title": some, "note": text, "questions": [
            {"id": f"q{n}{one}", "text": one, "kind": "choice", "options": [{"value": one, "label": one}] * 2}
            for n, one in enumerate(ELEMENTS[:20])] + [{"id": some, "text": some, "kind": "number", "options": [], "unit": some}],
            "verdict": "unsure", "answer": text, "missing": [], "citations": citations, "contact": contact, "suggestions": [some]},
        "history": {"turns": [{"message_id": some, "question": text, "at": some, "feedback": None, "answer": {
            "conversation_id": some, "message_id": some, "kind": "abstention", "answer": text, "engine": some, "language": some,
            "citations": citations, "suggestions": list(ELEMENTS), "contact": contact}}]},
    }  # fmt: skip
    return said[kind]


async def test_a_server_that_was_taken_over_cannot_take_the_page_over(browser: Browser, place: Place) -> None:
    async with visiting(
        browser, trapped(place, 'data-campus="<img src=x onerror=pwned(1)>"'), servers=[place.app]
    ) as visited:
        await visited.evaluate("Object.keys(localStorage).forEach(key => localStorage.removeItem(key))")
        await open_widget(visited)
        await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        for kind in ("about", "cards", "eligibility", "history"):
            await visited.route(f"**/api/{kind}*", answering(json=hostile(kind)))
        await visited.reload()
        await open_widget(visited)
        await expect(visited.locator("article.turn")).to_have_count(1)
        await harmless(visited)
        turn = await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".card")).to_be_visible()
        await harmless(visited)
        for entry in ("지원 자격 확인하기", "사람에게 물어보기", "개인정보 안내"):
            await visited.get_by_role("button", name="메뉴").click()
            await visited.get_by_role("button", name=entry).click()
            await harmless(visited)
            if entry != "지원 자격 확인하기":
                await visited.keyboard.press("Escape")
        await expect(visited.locator(".check .status")).to_be_visible()
        await harmless(visited)


async def test_hostile_knowledge_files_come_out_as_text(
    browser: Browser, academy_site: Site, open_settings: Settings, tmp_path: Path, data_dir: Path
) -> None:
    write_hostile(tmp_path / "files")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "engine").symlink_to(data_dir / "engine")
    settings = Settings(
        _env_file=None, SAESSAK_KNOWLEDGE_DIR=tmp_path / "files", SAESSAK_DATA_DIR=tmp_path / "data", SAESSAK_RATE_LIMIT="off",
        SAESSAK_NOW=date(2026, 9, 20), SAESSAK_ALLOWED_ORIGINS=academy_site.url,
    )  # fmt: skip
    with open_assistant(settings) as assistant, talking_with(assistant, settings, academy_site) as place:
        async with visiting(browser, trapped(place), servers=[place.app]) as visited:
            await open_widget(visited)
            await harmless(visited)
            for words in ("모집중인 과정 알려줘", "캠퍼스 알려줘", "식당 안내 알려줘", "주차 되나요?"):
                turn = await ask(visited, words)
                for chip in await turn.locator("button.mark").all():
                    await chip.click()
                await harmless(visited)
            assert await visited.locator(".card").count() > 0


def write_hostile(folder: Path) -> None:
    """Knowledge whose every text carries markup."""
    (folder / "pages").mkdir(parents=True)
    image, script = ELEMENTS[10], ELEMENTS[0]
    (folder / "academy.yaml").write_text(
        json.dumps({"name": f"한빛{image}", "description": script, "phone": "02-000-1111"})
    )
    (folder / "campuses.yaml").write_text(
        json.dumps(
            [
                {
                    "id": 'mapo"onclick="pwned(1)',
                    "name": f"마포{image}",
                    "address": f"서울 마포구 백범로 1 {script}",
                    "note": " ".join(ELEMENTS),
                }
            ]
        )
    )
    (folder / "courses.yaml").write_text(
        json.dumps(
            [
                {
                    "id": f"c{n}",
                    "title": f"과정{n} {text}",
                    "apply_start": "2026-09-01",
                    "apply_end": "2026-09-25",
                    "start": "2026-10-05",
                    "end": "2026-12-31",
                    "audience": text,
                    "benefits": text,
                    "note": text,
                }
                for n, text in enumerate(ELEMENTS[10:13])
            ]
        )
    )
    (folder / "pages" / "식당.md").write_text(
        "# 식당 안내\n\n학생 식당은 2층에 있어요. " + " ".join(ELEMENTS), encoding="utf-8"
    )
    (folder / "pages" / "주차.html").write_text(
        "<title>주차 안내&lt;img src=x onerror=pwned(1)&gt;</title><h1>주차 안내</h1><p>주차는 두 시간까지 무료예요. "
        "&lt;script&gt;pwned(1)&lt;/script&gt;</p><script>pwned(1)</script>", encoding="utf-8")  # fmt: skip


async def test_a_hostile_model_is_read_as_text(
    browser: Browser, open_settings: Settings, academy_site: Site, data_dir: Path, tmp_path: Path
) -> None:
    def evil(request: dict[str, Any]) -> str:
        said = " ".join(f"{text} {ELEMENTS[0]} {MARKDOWN[0]} [{id}]" for id, text in evidence_of(request))
        return f"{said} {' '.join(ELEMENTS)}"

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "engine").symlink_to(data_dir / "engine")
    (tmp_path / "files" / "pages").mkdir(parents=True)
    (tmp_path / "files" / "academy.yaml").write_text("name: 한빛배움터\nphone: 02-000-1111\n")
    (tmp_path / "files" / "pages" / "식당.md").write_text("# 식당 안내\n\n학생 식당은 2층에 있어요.")
    with chat_server(Says(text=evil, piece=200)) as server:
        settings = Settings(
            _env_file=None, SAESSAK_KNOWLEDGE_DIR=tmp_path / "files", SAESSAK_DATA_DIR=tmp_path / "data", SAESSAK_RATE_LIMIT="off",
            SAESSAK_NOW=date(2026, 9, 20), SAESSAK_ALLOWED_ORIGINS=academy_site.url, OPENAI_BASE_URL=server.url, SAESSAK_MODEL="evil",
        )  # fmt: skip
        with open_assistant(settings) as assistant, talking_with(assistant, settings, academy_site) as place:
            async with visiting(browser, trapped(place), servers=[place.app]) as visited:
                await open_widget(visited)
                turn = await ask(visited, "식당은 어디에 있어요?")
                await expect(turn.locator(".prose")).to_contain_text("2층")
                assert server.requests
                await harmless(visited)


ATTRIBUTES = ("locale", "campus", "course", "color", "position", "open", "title", "theme")


@pytest.mark.parametrize("some", [ELEMENTS[::3], ELEMENTS[1::3], ADDRESSES[::2]], ids=["one", "two", "addresses"])
async def test_attributes_and_calls_of_the_page_stay_text(browser: Browser, place: Place, some: Sequence[str]) -> None:
    async with visiting(browser, trapped(place), servers=[place.app], provoked=True) as visited:
        await open_widget(visited)
        for text in some:
            await visited.evaluate("""([names, text]) => { const chat = document.querySelector("saessak-chat");
                for (const name of names) chat.dataset[name] = text; }""", [[name for name in ATTRIBUTES if name != "position"], text])  # fmt: skip
            await visited.evaluate("text => { Saessak.open(); Saessak.ask(text); }", text)
            await visited.wait_for_function("() => document.querySelector('saessak-chat').isOpen")
            await harmless(visited)
        await visited.evaluate("text => document.querySelector('saessak-chat').dataset.position = text", some[0])
        await expect(question(visited)).to_be_attached()
        await harmless(visited)
