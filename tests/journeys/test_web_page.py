"""A visitor of the demo page: asks, reads, follows the sources, and meets trouble."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.answers import Abstention, Answer, Citation, Contact
from bot.assistant import Assistant
from settings import Settings
from tests.serving import serving
from tests.webhooks.stand_ins import Failing, Saying, Waiting
from webhooks.app import create_app

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-quic"]  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True,
                         "has_touch": True, "color_scheme": "light"}  # fmt: skip
DARK: dict[str, Any] = {**PHONE, "color_scheme": "dark"}
DEVICES = pytest.mark.parametrize("device", [DESKTOP, PHONE, DARK], ids=["desktop", "phone", "dark"])


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
def url(settings: Settings, assistant: Assistant) -> Iterator[str]:
    """The page over the shipped knowledge."""
    with serving(create_app(settings, assistant)) as url:
        yield url


@asynccontextmanager
async def visiting(browser: Browser, url: str, device: dict[str, Any] = DESKTOP) -> AsyncIterator[Page]:
    """An open page. Afterwards nothing may have gone wrong in it, nor been asked of another host."""
    context = await browser.new_context(locale="ko-KR", **device)
    page = await context.new_page()
    wrong: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(url)
    yield page
    await context.close()
    assert [text for text in wrong if "Failed to load resource" not in text] == []
    assert {address for address in asked if not address.startswith(url)} == set()


async def ask(page: Page, question: str) -> None:
    """Types a question and sends it with Enter."""
    await page.get_by_label("질문", exact=True).fill(question)
    await page.keyboard.press("Enter")


async def accessibility_violations(page: Page) -> list[str]:
    """What axe finds wrong: rule and element."""
    await page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = await page.evaluate("axe.run()")
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


@DEVICES
async def test_a_visitor_asks_and_reads_an_answer_with_its_source(
    browser: Browser, url: str, device: dict[str, Any]
) -> None:
    async with visiting(browser, url, device) as page:
        await expect(page.get_by_role("heading", level=1)).to_have_text("청년취업사관학교")
        await expect(page.locator("#greeting")).to_contain_text("AI")
        await expect(page.locator("#notice")).to_contain_text("비공식")
        await expect(page.locator("#notice")).to_contain_text("자료 기준일은 2026년")
        assert await accessibility_violations(page) == []

        await ask(page, "도봉캠퍼스 전화번호 알려줘")
        turn = page.locator(".turn").nth(0)
        await expect(turn.get_by_role("heading")).to_have_text("도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".prose")).to_contain_text("02-6249-7400")
        source = turn.locator(".sources li").first
        await expect(source).to_be_in_viewport()
        await expect(source).to_contain_text("기준")
        mark = turn.locator(".prose a.mark").first
        await expect(mark).to_have_accessible_name("근거 1")
        await mark.click()
        await expect(page.locator(".sources li:target")).to_have_count(1)
        await expect(page.get_by_role("log")).to_contain_text("02-6249-7400")

        await ask(page, "거기 주소는?")
        await expect(page.locator(".turn").nth(1).locator(".prose")).to_contain_text("도봉")
        await expect(page.locator(".turn").nth(1).locator(".opinion")).to_be_visible()
        assert await accessibility_violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_first_question_is_one_tap_away(browser: Browser, url: str) -> None:
    async with visiting(browser, url, PHONE) as page:
        first = page.locator("#starters button").first
        question = await first.inner_text()
        box = await first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        await first.tap()
        await expect(page.locator(".asked")).to_have_text(question)
        await expect(page.locator(".turn .opinion")).to_be_visible()


async def test_an_abstention_shows_the_human_route(browser: Browser, settings: Settings) -> None:
    contact = Contact(phone="02-3667-7304~5", email="hi@hanbit.example", url="https://hanbit.example")
    saying = Saying(Abstention(text="자료에서 확인되지 않아요.", contact=contact, suggestions=("수강료가 있나요?",)))
    with serving(create_app(settings, saying)) as url:
        for device in (DESKTOP, DARK):
            async with visiting(browser, url, device) as page:
                await ask(page, "기숙사 있어요?")
                links = page.locator(".contact a")
                await expect(links).to_have_count(3)
                assert [await link.get_attribute("href") for link in await links.all()] == [
                    "tel:02-3667-7304", "mailto:hi@hanbit.example", "https://hanbit.example",
                ]  # fmt: skip
                assert await accessibility_violations(page) == []


HOSTILE = """<img src=x onerror="document.title='hacked'"> **<b>굵게</b>** [누르세요](javascript:alert(1))
- <script>document.title='hacked'</script> [data](data:text/html,hi) [전화](tel:02-123-4567)
- https://hanbit.example/a?b=1. [집](https://hanbit.example) [7]"""


async def test_markup_in_questions_and_answers_never_becomes_elements(browser: Browser, settings: Settings) -> None:
    citation = Citation(n=1, title="<i>제목</i>", file="a.md", record="a", url="javascript:alert(1)")
    saying = Saying(Answer(text=HOSTILE, citations=(citation,), suggestions=("<u>다음</u>",)))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url) as page:
            await ask(page, "<img src=x onerror=alert(1)><script>alert(1)</script>")
            turn = page.locator(".turn")
            await expect(turn.locator(".opinion")).to_be_visible()
            assert await turn.locator("img, script, b, i, u, iframe").count() == 0
            assert [await link.get_attribute("href") for link in await turn.locator("a").all()] == [
                "tel:02-123-4567", "https://hanbit.example/a?b=1", "https://hanbit.example",
            ]  # fmt: skip
            assert await turn.locator("strong").inner_text() == "<b>굵게</b>"
            await expect(turn.locator(".asked")).to_have_text("<img src=x onerror=alert(1)><script>alert(1)</script>")
            await expect(page).not_to_have_title("hacked")


async def test_enter_sends_but_not_while_a_syllable_is_composed(browser: Browser, settings: Settings) -> None:
    saying = Saying(Answer(text="네."))
    press = """composing => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", isComposing: composing, bubbles: true, cancelable: true}))"""
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url) as page:
            await page.get_by_label("질문", exact=True).fill("안녕하세요")
            assert await page.evaluate(press, True)
            await page.keyboard.press("Shift+Enter")
            await page.keyboard.type("반가워요")
            assert not saying.asked
            assert not await page.evaluate(press, False)
            await expect(page.locator(".turn .opinion")).to_be_visible()
            assert [question.text for question in saying.asked] == ["안녕하세요\n반가워요"]
            await ask(page, "   ")
            await expect(page.locator(".turn")).to_have_count(1)


async def test_an_answer_can_be_stopped_and_asked_for_again(browser: Browser, settings: Settings) -> None:
    waiting = Waiting(Answer(text="네, 무료예요."))
    with serving(create_app(settings, waiting)) as url:
        async with visiting(browser, url) as page:
            await ask(page, "수강료")
            await expect(page.locator(".waiting")).to_have_text("자료를 찾고 있어요")
            await expect(page.get_by_role("log")).to_be_empty()
            await page.get_by_role("button", name="멈추기").click()
            await expect(page.locator(".trouble")).to_have_text("답을 멈췄어요.")
            waiting.released.set()
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네, 무료예요.")
            await expect(page.locator(".turn")).to_have_count(1)
            await expect(page.get_by_role("log")).to_have_text("네, 무료예요.")


async def test_trouble_is_told_as_a_sentence_with_the_human_route(browser: Browser, settings: Settings) -> None:
    with serving(create_app(settings, Failing(Answer(text="")))) as url:
        async with visiting(browser, url, DARK) as page:
            await ask(page, "수강료")
            await expect(page.locator(".trouble")).to_contain_text("문제가 생겼어요")
            await expect(page.get_by_role("link", name="누리집")).to_have_attribute("href", "https://hanbit.example")
            assert await accessibility_violations(page) == []
    limited = settings.model_copy(update={"rate_limit": "1/minute"})
    with serving(create_app(limited, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            await ask(page, "하나")
            await expect(page.locator(".opinion")).to_be_visible()
            await ask(page, "둘")
            await expect(page.locator(".trouble")).to_contain_text("질문이 많았어요")


async def test_a_lost_connection_keeps_what_has_come_and_offers_another_try(
    browser: Browser, settings: Settings
) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            half = 'event: token\ndata: {"text":"절반까지는 "}\n\n'
            await page.route("**/api/chat/stream", lambda route: route.fulfill(
                body=half, headers={"Content-Type": "text/event-stream"}))  # fmt: skip
            await ask(page, "수강료")
            await expect(page.locator(".trouble")).to_contain_text("연결이 끊겨")
            await expect(page.locator(".turn .prose")).to_contain_text("절반까지는")
            await page.unroute("**/api/chat/stream")
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네.")


async def test_opinions_are_sent_and_a_new_conversation_begins_afresh(browser: Browser, settings: Settings) -> None:
    saying = Saying(Answer(text="네."))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url) as page:
            for question in ("하나", "둘"):
                await ask(page, question)
                await expect(page.locator(".turn:last-child .opinion")).to_be_visible()
            await page.get_by_role("button", name="아쉬워요").click()
            await expect(page.get_by_text("의견 고마워요.")).to_be_visible()
            assert saying.told == [("m2", "down", "")]
            await page.get_by_role("button", name="새 대화").click()
            await expect(page.locator(".turn")).to_have_count(0)
            await expect(page.get_by_role("heading", name="물어보면 찾아드려요")).to_be_visible()
            await ask(page, "셋")
            await expect(page.locator(".opinion")).to_be_visible()
            first, second, third = (question.conversation for question in saying.asked)
            assert first == second != third


async def test_the_page_waits_for_an_assistant_that_is_still_reading(browser: Browser, settings: Settings) -> None:
    app = create_app(settings, saying := Saying(Answer(text="네.")))
    app.state.opening.assistant = None
    with serving(app) as url:
        async with visiting(browser, url) as page:
            await expect(page.locator("#greeting")).to_contain_text("지금 자료를 읽고 있어요.")
            await ask(page, "수강료")
            await expect(page.locator(".trouble")).to_contain_text("자료를 읽고 있어요")
            app.state.opening.assistant = saying
            await expect(page.get_by_role("heading", level=1)).to_have_text("한빛학교")
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네.")


FOCUSED = """[document.activeElement.ariaLabel || document.activeElement.textContent,
             getComputedStyle(document.activeElement).outlineStyle]"""


async def test_the_keyboard_reaches_everything_and_is_seen(browser: Browser, settings: Settings) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.", suggestions=("다음은요?",))))) as url:
        async with visiting(browser, url) as page:
            await expect(page.get_by_label("질문", exact=True)).to_be_focused()
            await ask(page, "하나")
            await expect(page.locator(".opinion")).to_be_visible()
            seen = {}
            for _ in range(8):
                await page.keyboard.press("Tab")
                name, outline = await page.evaluate(FOCUSED)
                seen[name] = outline
            outlined = {name for name, outline in seen.items() if outline != "none"}
            assert outlined == {"새 대화", "도움이 됐어요", "아쉬워요", "다음은요?", "보내기"}


async def test_a_phone_never_zooms_or_scrolls_sideways(browser: Browser, settings: Settings) -> None:
    long = "아주긴낱말" * 30
    saying = Saying(Answer(text=f"{long} https://hanbit.example/{'a' * 200}\n- {long}", suggestions=(long,)))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url, {**PHONE, "viewport": {"width": 320, "height": 568}}) as page:
            await ask(page, long)
            await expect(page.locator(".opinion")).to_be_visible()
            size = await page.evaluate("parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)")
            assert size >= 16
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
            await expect(page.get_by_role("button", name="보내기")).to_be_in_viewport()


CUT = """async () => {
    const {readEvents} = await import("/demo/page.js");
    const bytes = new TextEncoder().encode(
        ': ping\\n\\nevent: token\\ndata: {"text":"똠방각하 🌱: 뷁"}\\n\\nevent: done\\ndata: {}\\n\\n');
    const results = [];
    for (let size = 1; size < 8; size++) {
        const body = new ReadableStream({start(stream) {
            for (let at = 0; at < bytes.length; at += size) stream.enqueue(bytes.slice(at, at + size));
            stream.close();
        }});
        const events = [];
        for await (const {event, data} of readEvents(body)) events.push([event, data.text ?? null]);
        results.push(events);
    }
    return results;
}"""


async def test_events_are_read_right_when_hangul_is_cut_at_any_byte(browser: Browser, settings: Settings) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            results = await page.evaluate(CUT)
    assert results == [[["token", "똠방각하 🌱: 뷁"], ["done", None]]] * 7
