"""Everybody can use the widget: with a thumb, a keyboard, a screen reader, large letters, other colours, in English."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.answers import Abstention, Answer, Citation, Contact
from settings import Settings
from tests.journeys.widget.conftest import FLAGS, Place
from tests.journeys.widget.hosts import Site
from tests.journeys.widget.speakers import Halting
from tests.journeys.widget.test_trouble import talking_with
from tests.journeys.widget.visits import (
    DARK,
    DARK_PHONE,
    DESKTOP,
    PHONE,
    SMALL_PHONE,
    Device,
    ask,
    open_widget,
    overflow,
    question,
    violations,
    visiting,
)
from tests.webhooks.stand_ins import Failing, Saying

DEVICES = pytest.mark.parametrize("device", [DESKTOP, DARK, PHONE, DARK_PHONE],
                                  ids=["desktop", "dark", "phone", "dark phone"])  # fmt: skip
CITATIONS = (Citation(n=1, title="AI 개발", file="courses.yaml", record="ai-3", url="https://hanbit.example/ai-3"),
             Citation(n=2, title="마포", file="campuses.yaml", record="mapo"))  # fmt: skip
CONTACT = Contact(phone="02-3667-7304~5", email="hi@hanbit.example", url="https://hanbit.example")
RICH = Answer(
    text="**AI 개발** 과정이 있어요. [1][2]\n- 전화 02-123-4567\n\n| 과정 | 마감 |\n|---|---|\n| AI 개발 | 9월 23일 |\n",
    citations=CITATIONS, suggestions=("수강료가 있나요?", "어디에 있어요?"), contact=CONTACT,
)  # fmt: skip


@DEVICES
async def test_axe_finds_nothing_wrong_in_a_conversation(
    browser: Browser, open_settings: Settings, academy_site: Site, device: Device
) -> None:
    halting = Halting(RICH)
    with talking_with(halting, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
            assert await violations(page) == []
            await open_widget(page)
            await expect(page.get_by_role("list", name="이어서 물어보기")).to_be_visible()
            assert await violations(page) == []
            turn = await ask(page, "모집중인 과정", answered=False)
            await expect(turn.locator(".prose")).not_to_be_empty()
            assert await violations(page) == []
            halting.released.set()
            await expect(turn.locator(".card")).to_have_count(2)
            await turn.get_by_role("button", name="근거 1").click()
            await turn.locator("summary").first.click()
            await turn.get_by_role("button", name="아쉬워요").click()
            await expect(turn.get_by_role("textbox")).to_be_visible()
            assert await violations(page) == []
            assert await overflow(page) <= 0
            await page.get_by_role("button", name="메뉴").click()
            assert await violations(page) == []
            await page.get_by_role("button", name="사람에게 물어보기").click()
            assert await violations(page) == []


@DEVICES
async def test_axe_finds_nothing_wrong_when_something_is(
    browser: Browser, open_settings: Settings, academy_site: Site, device: Device
) -> None:
    with talking_with(Failing(RICH), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
            await open_widget(page)
            turn = await ask(page, "수강료", answered=False)
            await expect(turn.locator(".trouble")).to_be_visible()
            await question(page).fill("010-1234-5678")
            await page.context.set_offline(True)
            await expect(page.locator(".offline")).not_to_be_empty()
            assert await violations(page) == []
            await page.context.set_offline(False)
            await question(page).press("Enter")
            await expect(page.get_by_role("dialog", name="보내기 전에 확인해 주세요")).to_be_visible()
            assert await violations(page) == []


@DEVICES
async def test_axe_finds_nothing_wrong_in_the_eligibility_check(browser: Browser, place: Place, device: Device) -> None:
    async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
        await open_widget(page)
        await page.get_by_role("button", name="지원 자격 확인하기").click()
        form = page.locator("form.questions")
        await form.get_by_text("만 15~29세").click()
        await expect(form.get_by_role("group")).to_have_count(2)
        assert await violations(page) == []
        await form.get_by_text("서울에 살아요").click()
        await expect(page.locator(".verdict .status")).to_be_visible()
        assert await violations(page) == []
        assert await overflow(page) <= 0


@pytest.mark.parametrize("path", ["/", "/embed"])
@DEVICES
async def test_axe_finds_nothing_wrong_on_our_own_pages(
    browser: Browser, place: Place, path: str, device: Device
) -> None:
    async with visiting(browser, place.app + path, device=device) as page:
        await expect(question(page).or_(page.get_by_role("textbox")).first).to_be_visible()
        assert await violations(page) == []
        assert await overflow(page) <= 0


@pytest.mark.parametrize("device", [DESKTOP, DARK], ids=["light", "dark"])
async def test_any_colour_is_made_readable(browser: Browser, place: Place, device: Device) -> None:
    async with visiting(browser, place.plain('data-open="true"'), servers=[place.app], device=device) as page:
        await ask(page, "도봉캠퍼스 전화번호 알려줘")
        for color in ("#ffd400", "#000000", "#ffffff", "#ff0000", "#3b5bdb", "red;}*{display:none", "#12345"):
            await page.evaluate("color => { document.querySelector('saessak-chat').dataset.color = color; }", color)
            await expect(page.locator("article.turn .card")).to_be_visible()
            assert await violations(page) == []


async def test_a_phone_gives_the_whole_screen_and_never_zooms_or_scrolls_sideways(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    long = "아주긴낱말" * 30
    answer = Answer(
        text=f"{long} https://hanbit.example/{'a' * 200}\n- {long} [1]", citations=CITATIONS, suggestions=(long,)
    )
    with talking_with(Saying(answer), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], device=SMALL_PHONE) as page:
            await page.get_by_role("button", name="궁금한 거 물어보기").tap()
            panel = page.get_by_role("dialog")
            assert await panel.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 568}
            turn = await ask(page, long)
            await turn.get_by_role("button", name="아쉬워요").tap()
            await expect(turn.get_by_role("textbox")).to_be_visible()
            assert await overflow(page) <= 0
            sizes = await page.evaluate("""[...document.querySelector("saessak-chat").shadowRoot
                .querySelectorAll("input:not([type]), textarea")].map(field => parseFloat(getComputedStyle(field).fontSize))""")
            assert len(sizes) > 1
            assert min(sizes) >= 16
            await expect(page.get_by_role("button", name="보내기", exact=True)).to_be_in_viewport(ratio=1)
            assert await page.evaluate("visualViewport.scale") == 1


async def test_a_keyboard_on_a_phone_never_hides_what_is_typed(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.plain(), servers=[place.app], device=PHONE) as page:
        await open_widget(page)
        # Only the browser of a real phone shows a keyboard; this is all that a page is told of it.
        await page.evaluate("""() => { Object.defineProperty(visualViewport, "height", {get: () => 420});
            visualViewport.dispatchEvent(new Event("resize")); }""")
        box = await page.get_by_role("button", name="보내기", exact=True).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 420


async def test_on_a_phone_the_focus_stays_in_the_panel_and_returns_when_it_closes(
    browser: Browser, place: Place
) -> None:
    async with visiting(browser, place.plain(), servers=[place.app], device=PHONE) as page:
        launcher = page.get_by_role("button", name="궁금한 거 물어보기")
        await launcher.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("list", name="이어서 물어보기")).to_be_visible()
        for _ in range(25):
            await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement.localName") in {"saessak-chat", "body"}
        await expect(page.get_by_role("button", name="지원하기")).not_to_be_focused()
        await page.keyboard.press("Escape")
        await expect(launcher).to_be_focused()


async def test_the_keyboard_alone_is_enough_and_its_place_is_seen(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(RICH)
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await tab_to(page, "궁금한 거 물어보기")
            await page.keyboard.press("Enter")
            await expect(question(page)).to_be_focused()
            await page.keyboard.type("하나")
            await page.keyboard.press("Enter")
            turn = page.locator("article.turn").first
            await expect(turn.locator(".card")).to_have_count(2)
            await expect(question(page)).to_be_focused()
            await tab_to(page, "근거 1", backwards=True)
            await page.keyboard.press("Space")
            await expect(turn.locator(".source")).to_be_visible()
            await tab_to(page, "아쉬워요")
            await page.keyboard.press("Enter")
            await expect(turn.get_by_role("textbox")).to_be_visible()
            await tab_to(page, "오래된 내용이에요")
            await page.keyboard.press("Space")
            await tab_to(page, "의견 보내기")
            await page.keyboard.press("Enter")
            await expect(turn.get_by_role("button", name="아쉬워요")).to_be_focused()
            assert saying.told[-1] == ("m1", "down", "오래된 내용이에요")
            await tab_to(page, "수강료가 있나요?")
            await page.keyboard.press("Enter")
            await expect(page.locator("article.turn")).to_have_count(2)
            await tab_to(page, "메뉴", backwards=True)
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("dialog", name="메뉴")).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("button", name="메뉴")).to_be_focused()
            await expect(question(page)).to_be_visible()
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("button", name="궁금한 거 물어보기")).to_be_focused()


FOCUSED = """() => { let at = document.activeElement; while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  const box = at.getBoundingClientRect();
  const ring = [at, at.closest("label, .composer") || at].map(node => getComputedStyle(node))
    .some(style => style.outlineStyle !== "none" || style.boxShadow !== "none");
  return [at.getAttribute("aria-label") || (at.closest("label") || at).textContent.trim(), ring,
          box.bottom > 0 && box.top < innerHeight]; }"""


async def tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    """Presses Tab until the control of this name has the focus; on the way each one must show that it has it."""
    for _ in range(40):
        await page.keyboard.press("Shift+Tab" if backwards else "Tab")
        label, ring, in_sight = await page.evaluate(FOCUSED)
        assert ring, label
        assert in_sight, label
        if label == name:
            return
    raise AssertionError(f"Tab never reaches {name}")


async def test_only_finished_answers_are_announced(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    halting = Halting(RICH)
    with talking_with(halting, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app]) as page:
            await open_widget(page)
            await page.evaluate("""() => { window.told = []; const root = document.querySelector("saessak-chat").shadowRoot;
                new MutationObserver(() => told.push(root.querySelector("[role=log]").textContent))
                    .observe(root.querySelector("[role=log]"), {childList: true, subtree: true, characterData: true}); }""")
            turn = await ask(page, "모집중인 과정", answered=False)
            await expect(turn.locator(".prose")).not_to_be_empty()
            live = page.locator("saessak-chat").locator("[aria-live], [role=log], [role=status], [role=alert]")
            for region in await live.all():
                assert "과정이" not in await region.inner_text()
            halting.released.set()
            await expect(turn.locator(".card")).to_have_count(2)
            told = [text for text in await page.evaluate("told") if text]
            assert len(told) == 1
            assert "AI 개발 과정이 있어요." in told[0]
            await expect(page.locator("saessak-chat .frame")).to_have_attribute("lang", "ko")


@pytest.mark.parametrize("device", [
    {**DESKTOP, "viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    {**DESKTOP, "viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
], ids=["200 %", "400 %"])  # fmt: skip
async def test_a_page_zoomed_in_keeps_everything_within_reach(
    browser: Browser, open_settings: Settings, academy_site: Site, device: Device
) -> None:
    with talking_with(Saying(RICH), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
            await open_widget(page)
            await everything_is_within_reach(page)


async def test_letters_of_twice_the_size_keep_everything_within_reach(
    open_settings: Settings, academy_site: Site
) -> None:
    with talking_with(Saying(RICH), open_settings, academy_site) as place:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
            )
            async with visiting(browser, place.plain(), servers=[place.app]) as page:
                await open_widget(page)
                size = await question(page).evaluate("field => parseFloat(getComputedStyle(field).fontSize)")
                assert size == 32
                await everything_is_within_reach(page)
            await browser.close()


async def everything_is_within_reach(page: Page) -> None:
    turn = await ask(page, "모집중인 과정")
    assert await overflow(page) <= 0
    for control in (
        question(page),
        page.get_by_role("button", name="보내기", exact=True),
        page.get_by_role("button", name="닫기"),
    ):
        await expect(control).to_be_in_viewport(ratio=0.9)
    last = turn.get_by_role("button", name="어디에 있어요?")
    await last.scroll_into_view_if_needed()
    await expect(last).to_be_in_viewport()
    scroller = await page.locator("saessak-chat .scroller").bounding_box()
    assert scroller is not None
    assert scroller["height"] >= 60


async def test_forced_colours_still_show_what_is_what(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    device = {**DESKTOP, "forced_colors": "active"}
    with talking_with(Saying(RICH), open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
            await has_border(page.get_by_role("button", name="궁금한 거 물어보기"))
            await open_widget(page)
            turn = await ask(page, "모집중인 과정")
            for look in (".asked", ".mark", ".card", ".chip"):
                await has_border(turn.locator(look).first)
            await has_border(page.locator("saessak-chat .composer"))
            await turn.get_by_role("button", name="아쉬워요").click()
            chip = turn.get_by_text("오래된 내용이에요")
            before = await chip.evaluate("chip => getComputedStyle(chip).backgroundColor")
            await chip.click()
            assert await chip.evaluate("chip => getComputedStyle(chip).backgroundColor") != before


async def has_border(box: Locator) -> None:
    width = await box.evaluate("box => parseFloat(getComputedStyle(box).borderTopWidth)")
    assert width > 0


async def test_nothing_moves_for_who_wants_no_motion(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    opened = "button => { button.click(); return button.getRootNode().getAnimations().length; }"
    for wanted in ("no-preference", "reduce"):
        halting = Halting(RICH)
        with talking_with(halting, open_settings, academy_site) as place:
            device = {**DESKTOP, "reduced_motion": wanted}
            async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
                moving = await page.get_by_role("button", name="궁금한 거 물어보기").evaluate(opened)
                assert (moving > 0) == (wanted == "no-preference")
                turn = await ask(page, "모집중인 과정", answered=False)
                await expect(turn.locator(".prose")).not_to_be_empty()
                halting.released.set()
                await expect(turn.locator(".card")).to_have_count(2)


@pytest.mark.parametrize("device", [DESKTOP, DARK], ids=["light", "dark"])
async def test_an_abstention_shows_whom_to_ask(
    browser: Browser, open_settings: Settings, academy_site: Site, device: Device
) -> None:
    saying = Saying(Abstention(text="자료에서 확인되지 않아요.", contact=CONTACT, suggestions=("수강료가 있나요?",)))
    with talking_with(saying, open_settings, academy_site) as place:
        async with visiting(browser, place.plain(), servers=[place.app], device=device) as page:
            await open_widget(page)
            turn = await ask(page, "기숙사 있어요?")
            links = turn.locator(".actions a")
            await expect(links).to_have_count(3)
            assert [await link.get_attribute("href") for link in await links.all()] == [
                "tel:02-3667-7304", "mailto:hi@hanbit.example", "https://hanbit.example",
            ]  # fmt: skip
            assert await violations(page) == []


async def test_in_english_everything_the_widget_says_is_english(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.plain(lang="en"), servers=[place.app]) as page:
        await page.get_by_role("button", name="Ask a question").click()
        await expect(page.get_by_role("list", name="Ask next")).to_be_visible()
        field = page.get_by_role("textbox", name="Question")
        assert korean(await page.locator("saessak-chat .foot").inner_text()) == []
        assert korean(await field.get_attribute("placeholder") or "") == []
        await field.fill("Where is the Dobong campus?")
        await field.press("Enter")
        turn = page.locator("article.turn")
        await expect(turn.get_by_role("group", name="Was this answer helpful?")).to_be_visible()
        await turn.get_by_role("button", name="Source 1").first.click()
        await expect(turn.locator(".source")).to_contain_text("as of")
        await turn.get_by_role("button", name="Not helpful").click()
        await expect(turn.get_by_role("button", name="Skip")).to_be_visible()
        await page.get_by_role("button", name="Menu").click()
        names = await page.locator("saessak-chat").locator("button").all()
        said = [await name.get_attribute("aria-label") or await name.inner_text() for name in names]
        assert [text for text in said if korean(text)] == ["한국어"]
        assert await violations(page) == []


def korean(text: str) -> list[str]:
    """The Hangul in a text."""
    return re.findall("[가-힣]+", text)
