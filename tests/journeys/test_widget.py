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

from bot.answers import Abstention, Answer, Citation, Contact
from bot.assistant import Assistant
from bot.conversation import Question
from bot.store import ConversationStore
from settings import Settings
from tests.journeys.widget.visits import violations
from tests.serving import serving
from tests.webhooks.stand_ins import Failing, Remembering, Saying, Waiting
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


async def test_a_first_question_is_one_tap_away(browser: Browser, url: str) -> None:
    async with visiting(browser, url, PHONE) as page:
        first = page.locator(".follow button").first
        question = await first.inner_text()
        box = await first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        await first.tap()
        await expect(page.locator(".asked")).to_contain_text(question)
        await expect(page.locator(".turn .opinion")).to_be_visible()


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


async def test_a_page_can_open_ask_and_listen(browser: Browser, settings: Settings) -> None:
    app = create_app(settings, saying := Saying(Answer(text="네.")))
    app.router.routes.insert(0, Route("/school", lambda _: HTMLResponse(SCHOOL)))
    with serving(app) as url:
        async with visiting(browser, url + "/school") as page:
            await page.evaluate("""() => { window.heard = [];
                for (const name of ["open", "close", "question", "answer"])
                    Saessak.on(name, (detail) => heard.push([name, detail])); }""")
            await page.evaluate("Saessak.ask('수강료가 있나요?')")
            await expect(page.locator(".opinion")).to_be_visible()
            await page.evaluate("Saessak.close()")
            await expect(page.locator(".panel")).to_be_hidden()
            assert [question.text for question in saying.asked] == ["수강료가 있나요?"]
            await page.wait_for_function("heard.length > 3")  # a dialog tells of its closing a moment later
            assert await page.evaluate("heard") == [
                ["open", {}], ["question", {}], ["answer", {"message_id": "m1", "kind": "answer"}], ["close", {}],
            ]  # fmt: skip


async def test_an_abstention_shows_the_human_route(browser: Browser, settings: Settings) -> None:
    contact = Contact(phone="02-3667-7304~5", email="hi@hanbit.example", url="https://hanbit.example")
    saying = Saying(Abstention(text="자료에서 확인되지 않아요.", contact=contact, suggestions=("수강료가 있나요?",)))
    with serving(create_app(settings, saying)) as url:
        for device in (DESKTOP, DARK):
            async with visiting(browser, url, device) as page:
                await ask_and_read(page, "기숙사 있어요?")
                links = page.locator(".reply .actions a")
                await expect(links).to_have_count(3)
                assert [await link.get_attribute("href") for link in await links.all()] == [
                    "tel:02-3667-7304", "mailto:hi@hanbit.example", "https://hanbit.example",
                ]  # fmt: skip
                assert await violations(page) == []


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


async def test_enter_sends_but_not_while_a_syllable_is_composed(browser: Browser, settings: Settings) -> None:
    saying = Saying(Answer(text="네."))
    press = """composing => document.querySelector("saessak-chat").shadowRoot.activeElement.dispatchEvent(
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
            await expect(page.locator(".trouble").first).to_have_text("답을 멈췄어요.")
            waiting.released.set()
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네, 무료예요.")
            await expect(page.locator(".turn")).to_have_count(1)
            await expect(page.get_by_role("log")).to_have_text("네, 무료예요.")


async def test_trouble_is_told_as_a_sentence_with_the_human_route(browser: Browser, settings: Settings) -> None:
    with serving(create_app(settings, Failing(Answer(text="")))) as url:
        async with visiting(browser, url, DARK) as page:
            await expect(page.locator(".follow")).to_be_visible()
            await ask(page, "수강료")
            await expect(page.locator(".reply .trouble")).to_contain_text("문제가 생겼어요")
            await expect(page.get_by_role("link", name="누리집", exact=True)).to_have_attribute(
                "href", "https://hanbit.example"
            )
            assert await violations(page) == []
    limited = settings.model_copy(update={"rate_limit": "1/minute"})
    with serving(create_app(limited, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            await ask_and_read(page, "하나")
            await ask(page, "둘")
            await expect(page.locator(".reply .trouble")).to_contain_text("질문이 많았어요")
            retry = page.get_by_role("button", name="다시 물어보기")
            await expect(retry).to_be_disabled()
            await expect(retry).to_have_text(re.compile(r"^\d+초 뒤에 다시 물어보기$"))


async def test_a_lost_connection_keeps_what_has_come_and_offers_another_try(
    browser: Browser, settings: Settings
) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            half = 'event: token\ndata: {"text":"절반까지는 **왔는"}\n\n'
            await page.route("**/api/chat/stream", lambda route: route.fulfill(
                body=half, headers={"Content-Type": "text/event-stream"}))  # fmt: skip
            await ask(page, "수강료")
            await expect(page.locator(".reply .trouble")).to_contain_text("연결이 끊겨")
            await expect(page.locator(".turn .prose")).to_contain_text("절반까지는")
            await page.unroute("**/api/chat/stream")
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네.")


async def test_no_connection_is_told_and_mended(browser: Browser, settings: Settings) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            await page.context.set_offline(True)
            await expect(page.get_by_role("status").first).to_contain_text("인터넷 연결이 끊겼어요")
            await ask(page, "수강료")
            await expect(page.locator(".reply .trouble")).to_contain_text("인터넷 연결이 끊겼어요")
            await page.context.set_offline(False)
            await expect(page.get_by_role("status").first).to_be_empty()
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네.")


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


async def test_what_cannot_be_deleted_is_told_and_stays(browser: Browser, settings: Settings) -> None:
    remembering = Remembering(Answer(text="네."), ConversationStore.in_memory())
    with serving(create_app(settings, remembering)) as url:
        async with visiting(browser, url) as page:
            await ask_and_read(page, "하나")
            await page.route("**/api/history", lambda route: route.fulfill(status=503, json={}))
            await page.get_by_role("button", name="메뉴").click()
            await page.get_by_role("button", name="새 대화").click()
            await expect(page.get_by_role("dialog", name="대화 기록 지우기")).to_contain_text("지우지 못했어요")
            await page.keyboard.press("Escape")
            await expect(page.locator(".turn")).to_have_count(1)


async def test_a_conversation_is_there_after_a_reload_until_it_is_deleted(browser: Browser, settings: Settings) -> None:
    remembering = Remembering(Answer(text="네. [1]", suggestions=("다음은요?",)), ConversationStore.in_memory())
    with serving(create_app(settings, remembering)) as url:
        async with visiting(browser, url) as page:
            await ask_and_read(page, "하나")
            turn = await ask_and_read(page, "둘")
            await turn.get_by_role("button", name="도움이 됐어요").click()
            await expect(turn.get_by_text("의견 고마워요.")).to_be_visible()
            await page.reload()
            await expect(page.locator(".turn")).to_have_count(2)
            await expect(page.get_by_role("log")).to_be_empty()
            await expect(page.locator(".turn").last).to_be_in_viewport()
            thumb = page.locator(".turn").last.get_by_role("button", name="도움이 됐어요")
            await expect(thumb).to_have_attribute("aria-pressed", "true")
            await ask_and_read(page, "셋")
            assert len({question.conversation for question in remembering.asked}) == 1

            await page.get_by_role("button", name="메뉴").click()
            await page.get_by_role("button", name="대화 기록 지우기").click()
            await expect(page.get_by_role("dialog", name="대화 기록 지우기")).to_contain_text("되돌릴 수 없어요")
            await page.get_by_role("button", name="취소").click()
            await expect(page.locator(".turn")).to_have_count(3)
            await page.get_by_role("button", name="메뉴").click()
            await page.get_by_role("button", name="대화 기록 지우기").click()
            await page.get_by_role("button", name="지우기", exact=True).click()
            await expect(page.locator(".turn")).to_have_count(0)
            assert remembering.history(remembering.asked[0].conversation, most=300) == []
            await page.reload()
            await expect(page.locator(".welcome")).to_be_visible()


async def test_a_long_past_opens_with_its_newest_part(browser: Browser, settings: Settings) -> None:
    remembering = Remembering(Answer(text="네."), ConversationStore.in_memory())
    with serving(create_app(settings, remembering)) as url:
        async with visiting(browser, url) as page:
            await ask_and_read(page, "0번째")
            conversation = remembering.asked[0].conversation
            for number in range(1, 121):
                remembering.answer(Question(text=f"{number}번째", conversation=conversation, channel="web"))
            await page.reload()
            await expect(page.locator(".turn")).to_have_count(50)
            await expect(page.locator(".turn").last).to_be_in_viewport()
            await page.get_by_role("button", name="이전 대화 보기").click()
            await expect(page.locator(".turn")).to_have_count(100)
            await page.get_by_role("button", name="이전 대화 보기").click()
            await expect(page.locator(".turn")).to_have_count(121)
            await expect(page.get_by_role("button", name="이전 대화 보기")).to_have_count(0)
            await expect(page.locator(".asked").first).to_contain_text("0번째")


async def test_the_eligibility_check_asks_one_thing_after_another(browser: Browser, url: str) -> None:
    async with visiting(browser, url, PHONE) as page:
        await page.get_by_role("button", name="지원 자격 확인하기").click()
        fields = page.locator(".field:visible")
        await expect(fields).to_have_count(1)
        assert await violations(page) == []
        await page.get_by_text("만 15~29세").tap()
        await expect(fields).to_have_count(2)
        await expect(page.locator(".verdict")).to_be_empty()
        await page.get_by_text("서울에 살아요", exact=True).tap()
        verdict = page.locator(".verdict")
        await expect(verdict.locator(".status")).to_have_text("지원할 수 있어요")
        await expect(verdict).to_be_in_viewport()
        await expect(verdict.locator(".prose")).to_contain_text("지원할 수 있어요")
        assert await violations(page) == []
        await verdict.locator(".mark").first.tap()
        await expect(verdict.locator(".source")).to_be_visible()


async def test_cards_show_where_a_course_stands_and_what_can_be_done(browser: Browser, url: str) -> None:
    async with visiting(browser, url) as page:
        turn = await ask_and_read(page, "지금 모집 중인 과정 뭐 있어?")
        card = turn.locator(".card").first
        await expect(card.locator(".status")).to_have_text(re.compile(r"모집중 D-\d"))
        await expect(card.get_by_role("link", name="일정 저장")).to_have_attribute(
            "href", re.compile(rf"^{url}/api/calendar/")
        )
        await expect(card.get_by_role("link", name="지원하러 가기")).to_have_attribute(
            "href", re.compile("^https://sesac")
        )
        assert await violations(page) == []


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


async def test_a_number_that_should_stay_with_a_person_is_asked_about_first(
    browser: Browser, settings: Settings
) -> None:
    saying = Saying(Answer(text="네."))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url) as page:
            await ask(page, "제 번호는 010-1234-5678, 960229-1234567인데 지원 되나요?")
            sheet = page.get_by_role("dialog", name="보내기 전에 확인해 주세요")
            await expect(sheet).to_contain_text("주민등록번호, 카드나 전화번호처럼")
            assert await violations(page) == []
            await page.keyboard.press("Escape")
            await expect(sheet).to_be_hidden()
            await expect(page.get_by_label("질문", exact=True)).to_have_value(re.compile("010-1234-5678"))
            assert not saying.asked
            await page.keyboard.press("Enter")
            await page.get_by_role("button", name="가리고 보내기").click()
            await expect(page.locator(".opinion")).to_be_visible()
            asked = saying.asked[0].text
            assert asked == "제 번호는 (가린 번호), (가린 번호)인데 지원 되나요?"
            await ask_and_read(page, "02-123-4567은 어디 번호예요? 2026-09-22 기준 1234567890123")
            assert len(saying.asked) == 2


async def test_the_page_waits_for_an_assistant_that_is_still_reading(browser: Browser, settings: Settings) -> None:
    app = create_app(settings, saying := Saying(Answer(text="네.")))
    app.state.opening.assistant = None
    with serving(app) as url:
        async with visiting(browser, url) as page:
            await expect(page.locator(".welcome")).to_contain_text("자료를 읽고 있어요.")
            await ask(page, "수강료")
            await expect(page.locator(".reply .trouble")).to_contain_text("자료를 읽고 있어요")
            app.state.opening.assistant = saying
            await expect(page.get_by_role("heading", name="한빛학교 안내")).to_be_visible()
            await expect(page.get_by_role("button", name="다시 물어보기")).to_be_enabled()
            await page.get_by_role("button", name="다시 물어보기").click()
            await expect(page.locator(".turn .prose")).to_have_text("네.")


FOCUSED = """() => { const {activeElement} = document.querySelector("saessak-chat").shadowRoot;
    return activeElement && [activeElement.ariaLabel || activeElement.textContent, getComputedStyle(activeElement).outlineStyle]; }"""


async def test_the_keyboard_reaches_everything_and_is_seen(browser: Browser, settings: Settings) -> None:
    citation = Citation(n=1, title="제목", file="a.md", record="a")
    answer = Answer(text="네. [1]", citations=(citation,), suggestions=("다음은요?",))
    with serving(create_app(settings, Saying(answer))) as url:
        async with visiting(browser, url) as page:
            await ask_and_read(page, "하나")
            await page.get_by_role("button", name="메뉴").focus()
            seen = []
            for _ in range(9):
                focused = await page.evaluate(FOCUSED)
                seen.append(focused and focused[0])
                assert focused is None or focused[1] != "none" or focused[0] == "질문"
                await page.keyboard.press("Tab")
            assert seen == [
                "메뉴",
                "대화",
                "근거 1",
                "근거 1개",
                "도움이 됐어요",
                "아쉬워요",
                "다음은요?",
                "질문",
                "보내기",
            ]


async def test_a_phone_never_zooms_or_scrolls_sideways(browser: Browser, settings: Settings) -> None:
    long = "아주긴낱말" * 30
    saying = Saying(Answer(text=f"{long} https://hanbit.example/{'a' * 200}\n- {long}", suggestions=(long,)))
    with serving(create_app(settings, saying)) as url:
        async with visiting(browser, url, {**PHONE, "viewport": {"width": 320, "height": 568}}) as page:
            turn = await ask_and_read(page, long)
            box = page.get_by_label("질문", exact=True)
            assert await box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") >= 16
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
            assert await turn.evaluate("turn => turn.scrollWidth <= turn.clientWidth")
            await expect(page.get_by_role("button", name="보내기")).to_be_in_viewport()


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
CUT = r"""size => { const real = window.fetch; window.fetch = (address, options) => {
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


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_events_are_read_right_when_hangul_is_cut_at_any_byte(
    browser: Browser, settings: Settings, size: int
) -> None:
    with serving(create_app(settings, Saying(Answer(text="네.")))) as url:
        async with visiting(browser, url) as page:
            await page.evaluate(CUT, size)
            turn = await ask_and_read(page, "수강료")
            await expect(turn.locator(".prose")).to_have_text("똠방각하 🌱: 뷁 굵게")
