"""A visitor who meets the widget: asks, reads, follows the sources, says what they think, and meets trouble."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.answers import Answer, Citation
from bot.assistant import Assistant
from bot.store import ConversationStore
from settings import Settings
from tests.journeys.widget.visits import violations
from tests.serving import serving
from tests.webhooks.stand_ins import Remembering, Saying, Waiting
from webhooks.app import create_app

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-quic"]  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True,
                         "has_touch": True, "color_scheme": "light"}  # fmt: skip
DARK: dict[str, Any] = {**PHONE, "color_scheme": "dark"}
DEVICES = pytest.mark.parametrize("device", [DESKTOP, PHONE, DARK], ids=["desktop", "phone", "dark"])
expect.set_options(timeout=15_000)  # a busy machine is no fault of the widget


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
    assert {
        address for address in asked if not address.startswith(url.removesuffix("/school").removesuffix("/embed"))
    } == set()


async def ask(page: Page, question: str) -> None:
    """Types a question and sends it with Enter."""
    await page.get_by_label("질문", exact=True).fill(question)
    await page.keyboard.press("Enter")


async def ask_and_read(page: Page, question: str) -> Locator:
    """Asks, and waits for the finished answer: its turn."""
    await ask(page, question)
    turn = page.locator(".turn").last
    await expect(turn.locator(".opinion")).to_be_visible()
    return turn


@DEVICES
async def test_a_visitor_asks_and_reads_an_answer_with_its_source(
    browser: Browser, url: str, device: dict[str, Any]
) -> None:
    async with visiting(browser, url, device) as page:
        await expect(page.get_by_role("heading", name="청년취업사관학교 안내")).to_be_visible()
        await expect(page.locator(".welcome .prose")).to_contain_text("AI")
        await expect(page.locator(".fine")).to_contain_text("자료 기준일 2026년")
        await expect(page.locator("footer")).to_contain_text("비공식")
        assert await violations(page) == []

        turn = await ask_and_read(page, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.get_by_role("heading", level=3)).to_contain_text("도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".prose a").first).to_have_attribute("href", "tel:02-6249-7400")
        mark = turn.get_by_role("button", name="근거 1").first
        await mark.click()
        await expect(mark).to_have_attribute("aria-expanded", "true")
        source = turn.locator(".source")
        await expect(source).to_be_in_viewport()
        await expect(source).to_contain_text("도봉캠퍼스")
        await expect(source).to_contain_text("2026년 2월 10일 기준")
        await expect(source.get_by_role("link")).to_have_attribute("href", re.compile("^https://sesac.seoul.kr/"))
        await expect(page.get_by_role("log")).to_contain_text("02-6249-7400")
        assert await violations(page) == []
        await mark.click()
        await expect(source).to_have_count(0)

        follow_up = await ask_and_read(page, "거기 주소는?")
        await expect(follow_up.locator(".prose")).to_contain_text("도봉")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@DEVICES
async def test_the_launcher_opens_a_panel_that_esc_closes(
    browser: Browser, settings: Settings, device: dict[str, Any]
) -> None:
    app = create_app(settings, Saying(Answer(text="네, 무료예요.")))
    app.router.routes.insert(0, Route("/school", lambda _: HTMLResponse(SCHOOL)))
    with serving(app) as url:
        async with visiting(browser, url + "/school", device) as page:
            launcher = page.get_by_role("button", name="궁금한 거 물어보기")
            assert await violations(page) == []
            await launcher.click()
            panel = page.get_by_role("dialog", name="안내 도우미")
            await expect(panel).to_be_visible()
            await expect(launcher).to_be_hidden()
            if device is DESKTOP:
                await expect(page.get_by_label("질문", exact=True)).to_be_focused()
            assert await violations(page) == []
            turn = await ask_and_read(page, "수강료가 있나요?")
            await expect(turn.locator(".prose")).to_have_text("네, 무료예요.")
            await page.keyboard.press("Escape")
            await expect(panel).to_be_hidden()
            await expect(launcher).to_be_focused()
            await launcher.click()
            await expect(turn.locator(".prose")).to_have_text("네, 무료예요.")
            await panel.get_by_role("button", name="닫기").click()
            await expect(launcher).to_be_focused()


SCHOOL = """<!doctype html><html lang="ko"><head><title>학교</title><meta name="viewport" content="width=device-width">
<script src="/widget.js" defer></script></head><body><main><h1>학교</h1></main></body></html>"""


HOSTILE = """<img src=x onerror="document.title='hacked'"> **<b>굵게</b>** [누르세요](javascript:alert(1))
- <script>document.title='hacked'</script> [data](data:text/html,hi) [전화](tel:02-123-4567)
- https://hanbit.example/a?b=1. [집](https://hanbit.example) [7]"""


async def test_markup_in_questions_and_answers_never_becomes_elements(browser: Browser, settings: Settings) -> None:
    citation = Citation(n=1, title="<i>제목</i>", file="a.md", record="a", url="javascript:alert(1)")
    saying = Saying(Answer(text=HOSTILE, citations=(citation,), suggestions=("<u>다음</u>",)))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url) as page:
            turn = await ask_and_read(page, "<img src=x onerror=alert(1)><script>alert(1)</script>")
            assert await turn.locator("img, script, i, u, iframe").count() == 0
            assert [await link.get_attribute("href") for link in await turn.locator("a").all()] == [
                "tel:02-123-4567", "https://hanbit.example/a?b=1", "https://hanbit.example",
            ]  # fmt: skip
            assert await turn.locator("strong").inner_text() == "<b>굵게</b>"
            await expect(turn.locator(".asked")).to_contain_text(
                "<img src=x onerror=alert(1)><script>alert(1)</script>"
            )
            await expect(page).not_to_have_title("hacked")


TABLE = """과정을 비교했어요.
| 과정 | 마감 |
|---|---:|
| **송파** | 9월 27일 [1] |
| 성동 | 9월 28일 |

1. 먼저 지원해요
2. 그다음 기다려요
## 문의
`코드`는 02-123-4567로 물어보세요. 2026-09-22 기준이에요."""


async def test_tables_lists_and_phone_numbers_become_what_they_are(browser: Browser, settings: Settings) -> None:
    citation = Citation(n=1, title="과정 목록", file="a.md", record="a")
    with serving(create_app(settings, Saying(Answer(text=TABLE, citations=(citation,))))) as url:
        async with visiting(browser, url) as page:
            turn = await ask_and_read(page, "비교해줘")
            assert await turn.locator("th").all_inner_texts() == ["과정", "마감"]
            assert await turn.locator("tr").count() == 3
            assert await turn.locator("td strong").all_inner_texts() == ["송파"]
            assert await turn.locator("ol li").all_inner_texts() == ["먼저 지원해요", "그다음 기다려요"]
            assert await turn.locator("code").all_inner_texts() == ["코드"]
            assert await turn.locator(".prose a").all_inner_texts() == ["02-123-4567"]
            await turn.locator("td .mark").click()
            await expect(turn.locator(".table + .source")).to_contain_text("과정 목록")
            assert await violations(page) == []


async def test_an_answer_can_be_stopped_and_asked_for_again(browser: Browser, settings: Settings) -> None:
    waiting = Waiting(Answer(text="네, 무료예요."))
    with serving(create_app(settings, waiting)) as url:
        async with visiting(browser, url) as page:
            await ask(page, "수강료")
            await expect(page.locator(".waiting")).to_have_text("자료를 찾고 있어요")
            await expect(page.get_by_role("log")).to_be_empty()
            await page.get_by_role("button", name="멈추기").click()
            await expect(page.locator(".trouble").first).to_have_text("답을 멈췄어요.")
            waiting.released.set()
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네, 무료예요.")
            await expect(page.locator(".turn")).to_have_count(1)
            await expect(page.get_by_role("log")).to_have_text("네, 무료예요.")


async def test_a_thumb_down_is_kept_and_its_reason_too(browser: Browser, settings: Settings) -> None:
    saying = Saying(Answer(text="네."))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url) as page:
            turn = await ask_and_read(page, "하나")
            await turn.get_by_role("button", name="아쉬워요").click()
            await turn.get_by_text("오래된 내용이에요").click()
            assert await violations(page) == []
            await turn.get_by_label("더 하고 싶은 말").fill("번호가 달라요")
            await turn.get_by_role("button", name="의견 보내기").click()
            await expect(turn.get_by_text("의견 고마워요.")).to_be_visible()
            await expect(turn.locator("form")).to_have_count(0)
            assert saying.told == [("m1", "down", ""), ("m1", "down", "오래된 내용이에요 · 번호가 달라요")]
            await turn.get_by_role("button", name="도움이 됐어요").click()
            await expect(turn.get_by_role("button", name="도움이 됐어요")).to_have_attribute("aria-pressed", "true")
            assert saying.told[2:] == [("m1", "up", "")]


async def test_a_new_conversation_begins_afresh(browser: Browser, settings: Settings) -> None:
    remembering = Remembering(Answer(text="네."), ConversationStore.in_memory())
    with serving(create_app(settings, remembering)) as url:
        async with visiting(browser, url) as page:
            await ask_and_read(page, "하나")
            await ask_and_read(page, "둘")
            await page.get_by_role("button", name="메뉴").click()
            assert await violations(page) == []
            await page.get_by_role("button", name="새 대화").click()
            await expect(page.locator(".turn")).to_have_count(0)
            await expect(page.get_by_role("heading", name="무엇이든 물어보세요")).to_be_visible()
            await ask_and_read(page, "셋")
            first, second, third = (question.conversation for question in remembering.asked)
            assert first == second != third


async def test_two_widgets_on_one_page_keep_apart(browser: Browser, settings: Settings) -> None:
    app = create_app(settings, saying := Saying(Answer(text="네.")))
    page_of_two = SCHOOL.replace(
        "</h1>", '</h1><saessak-chat id="one"></saessak-chat><saessak-chat id="two"></saessak-chat>'
    )
    page_of_two = page_of_two.replace('"/widget.js" defer', '"/widget.mjs" type="module"')
    app.router.routes.insert(0, Route("/school", lambda _: HTMLResponse(page_of_two)))
    with serving(app) as url:
        async with visiting(browser, url + "/school") as page:
            for number, name in enumerate(("one", "two"), 1):
                widget = page.locator(f"#{name}")
                await widget.get_by_label("질문", exact=True).fill(name)
                await page.keyboard.press("Enter")
                await expect(widget.locator(".opinion")).to_be_visible()
                await expect(page.locator(".turn")).to_have_count(number)
            one, two = (question.conversation for question in saying.asked)
            assert one != two


async def test_the_embed_page_writes_the_line_to_copy_and_shows_the_widget(browser: Browser, url: str) -> None:
    async with visiting(browser, url + "/embed") as page:
        snippet = page.locator("#snippet")
        await expect(snippet).to_have_text(f'<script src="{url}/widget.js" defer></script>')
        await page.get_by_label("제목").fill('마포 "안내" <b>')
        await page.get_by_label("자리").select_option(label="왼쪽 아래")
        await expect(snippet).to_have_text(
            f'<script src="{url}/widget.js" data-title="마포 &#34;안내&#34; &#60;b&#62;" data-position="left" defer></script>'
        )
        await expect(page.locator("#policy")).to_have_text(f"script-src {url}; connect-src {url}")
        assert await violations(page) == []
        await page.locator("saessak-chat").get_by_role("button", name="궁금한 거 물어보기").click()
        await expect(page.get_by_role("dialog").get_by_role("heading", name='마포 "안내" <b>')).to_be_visible()
        box = await page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert box["x"] < 100


async def test_an_english_widget_speaks_english(browser: Browser, url: str) -> None:
    async with visiting(browser, url) as page:
        await page.get_by_role("button", name="메뉴").click()
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", name="Ask me anything")).to_be_visible()
        await page.get_by_label("Question", exact=True).fill("Where is the Dobong campus?")
        await page.keyboard.press("Enter")
        await expect(page.locator(".turn .prose")).to_contain_text("Dobong")
        await expect(page.locator(".turn .prose")).to_have_attribute("lang", "en")
        assert await violations(page) == []


# Answers the stream in pieces of this many bytes, whatever syllable they cut.
CUT = r"""size => { window.real ??= window.fetch; window.fetch = (address, options) => {
    if (!String(address).endsWith("/stream")) return real(address, options);
    const answer = {conversation_id: "c".repeat(16), message_id: "m1", kind: "answer", answer: "똠방각하 🌱: 뷁 **굵게**",
        engine: "catalog", language: "ko", citations: [], suggestions: [], contact: {phone: "", email: "", url: ""}};
    const bytes = new TextEncoder().encode(': ping\n\nevent: stage\ndata: {"stage":"searching","text":"찾고 있어요"}\n\n'
        + 'event: token\r\ndata: {"text":"똠방각하"}\r\n\r\n'
        + `event: answer\ndata: ${JSON.stringify(answer)}\n\nevent: done\ndata: {}\n\n`);
    let at = 0;
    return Promise.resolve(new Response(new ReadableStream({pull(stream) {
        if (at >= bytes.length) stream.close(); else stream.enqueue(bytes.slice(at, at += size));
    }})));
}; }"""


async def test_events_are_read_right_when_hangul_is_cut_at_any_byte(browser: Browser, settings: Settings) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            for number, size in enumerate((1, 2, 3, 7), 1):
                await page.evaluate(CUT, size)
                await ask(page, "수강료")
                await expect(page.locator(".turn .opinion")).to_have_count(number)
                await expect(page.locator(".turn .prose").last).to_have_text("똠방각하 🌱: 뷁 굵게")
