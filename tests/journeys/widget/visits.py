"""A person before a browser: opens a page with the widget, asks, and looks; afterwards nothing may have gone wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

Device = dict[str, Any]

DESKTOP: Device = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light", "reduced_motion": "reduce"}
DARK: Device = {**DESKTOP, "color_scheme": "dark"}
PHONE: Device = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
                 "color_scheme": "light", "reduced_motion": "reduce"}  # fmt: skip
DARK_PHONE: Device = {**PHONE, "color_scheme": "dark"}
SMALL_PHONE: Device = {**PHONE, "viewport": {"width": 320, "height": 568}}

# Told by the browser itself of any response that is not a success; only tests that provoke one may see it.
_REFUSED = "Failed to load resource"


_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@asynccontextmanager
async def visiting(
    browser: Browser, address: str, *, device: Device = DESKTOP, servers: Sequence[str] = (), provoked: bool = False
) -> AsyncIterator[Page]:
    """An open page. Afterwards its console must be clean, no dialog have opened, and no server been asked but the
    page's own and `servers`. `provoked`: the test itself makes requests fail."""
    context = await browser.new_context(locale="ko-KR", **device)
    try:
        async with watching(context, servers=servers, provoked=provoked) as page:
            await page.goto(address)
            yield page
    finally:
        await context.close()


@asynccontextmanager
async def watching(context: BrowserContext, *, servers: Sequence[str], provoked: bool) -> AsyncIterator[Page]:
    """A page of a context whose troubles are noted, and must be none in the end."""
    page = await context.new_page()
    wrong: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.add(_origin(request.url)))

    async def dismiss(dialog: Any) -> None:
        wrong.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    page.on("dialog", dismiss)
    yield page
    own = {_origin(page.url), *servers}
    assert [text for text in wrong if not (provoked and _REFUSED in text)] == []
    assert {origin for origin in asked if origin.startswith("http")} <= own


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3])


async def open_widget(page: Page | Locator) -> None:
    """Opens the widget with its button."""
    await page.get_by_role("button", name="궁금한 거 물어보기").click()
    await expect(question(page)).to_be_visible()


def question(page: Page | Locator) -> Locator:
    """Where a question is typed."""
    return page.get_by_role("textbox", name="질문", exact=True)


async def ask(page: Page, text: str, *, answered: bool = True) -> Locator:
    """Types a question and sends it with Enter; waits for its answer, and returns the turn."""
    turns = page.locator("article.turn")
    count = await turns.count()
    await question(page).fill(text)
    await question(page).press("Enter")
    turn = turns.nth(count)
    await expect(turn).to_be_visible()
    if answered:
        await expect(turn.get_by_role("group", name="이 답이 도움이 됐나요?")).to_be_visible()
    return turn


async def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page and in the widgets on it, once nothing moves any more: rule and element."""
    await page.evaluate("""() => Promise.all(
        [document, ...[...document.querySelectorAll("saessak-chat")].map(chat => chat.shadowRoot)]
        .flatMap(root => root.getAnimations())
        .filter(animation => animation.effect.getComputedTiming().endTime < Infinity)
        .map(animation => animation.finished.catch(() => {})))""")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    found = await page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


async def overflow(page: Page) -> int:
    """By how many px the page, or the open panel, is wider than the screen. A table or a row of cards may scroll."""
    return int(
        await page.evaluate("""() => Math.max(...[document.documentElement,
        ...[...document.querySelectorAll("saessak-chat")].flatMap(chat =>
            [...chat.shadowRoot.querySelectorAll(".panel, .scroller, .sheet[open], .composer")])]
        .map(box => box.scrollWidth - box.clientWidth))""")
    )
