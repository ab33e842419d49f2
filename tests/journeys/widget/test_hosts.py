"""Pages of other people, some of them old or strange: the widget works there, looks the same, and leaves them alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from bot.answers import Answer
from settings import Settings
from tests.journeys.widget.conftest import FLAGS, Place
from tests.journeys.widget.hosts import BODY, Site, page
from tests.journeys.widget.test_trouble import talking_with
from tests.journeys.widget.visits import ask, open_widget, question, visiting, watching
from tests.webhooks.stand_ins import Saying

# What is inherited, for everything; what would hide or bend all that is inside, for the page's content only.
LOUD = """<style>
* { color: #f0f !important; font: italic 900 40px/3 serif !important; visibility: visible !important;
  letter-spacing: 9px !important; text-transform: uppercase !important; direction: rtl !important;
  word-break: break-all !important; white-space: pre !important; text-align: right !important; cursor: wait !important;
  text-indent: 40px !important; list-style: square !important; user-select: none !important; quotes: none !important; }
body *, body *::before, body *::after { background: #ff0 !important; display: block !important; position: static !important;
  opacity: .5 !important; float: left !important; width: 90% !important; height: 300px !important; margin: 30px !important;
  padding: 30px !important; border: 9px dashed red !important; transform: rotate(3deg) !important; zoom: 1.5 !important;
  box-sizing: content-box !important; animation: none !important; transition: all 9s !important; z-index: 1 !important;
  pointer-events: none !important; filter: blur(1px) !important; overflow: hidden !important; contain: strict !important;
  clip-path: circle(40%) !important; }
button, textarea, input, dialog, section, header, h2, svg, :not(:defined) { display: none !important; }
:root { --paper: red; --ink: red; --accent: red; --saessak-height: 3px; font-size: 62.5%; }
</style>"""

# What Prototype, MooTools and their like did to the browser's own objects.
OLD_LIBRARIES = """<script>
(function () {
  var own = Array.prototype.reverse, remove = Element.prototype.remove;
  Array.prototype.each = function (f) { for (var i = 0; i < this.length; i++) f(this[i], i); return this; };
  Array.prototype.contains = function (one) { return this.indexOf(one) >= 0; };
  Array.prototype.first = function () { return this[0]; };
  Array.prototype.last = function () { return this[this.length - 1]; };
  Array.prototype.clone = function () { return [].concat(this); };
  Array.prototype.entries = Array.prototype.toArray = Array.prototype.clone;
  Array.prototype.reverse = function (inline) { return own.call(inline !== false ? this : this.clone()); };
  Array.prototype.toJSON = function () { return "[" + this.join(",") + "]"; };
  String.prototype.toJSON = function () { return '"' + this + '"'; };
  Date.prototype.toJSON = function () { return '"' + this + '"'; };
  Array.from = function (some) { var all = []; for (var i = 0; some && i < some.length; i++) all.push(some[i]); return all; };
  Object.prototype.extend = function (more) { for (var name in more) this[name] = more[name]; return this; };
  Object.prototype.keys = function () { return []; };
  Function.prototype.bind = function (self) {
    var f = this, given = [].slice.call(arguments, 1);
    return function () { return f.apply(self, given.concat([].slice.call(arguments))); };
  };
  Element.prototype.remove = function () { remove.call(this); return this; };
  Element.prototype.update = Element.prototype.insert = Element.prototype.show = Element.prototype.hide = function () { return this; };
  Event.prototype.stop = function () { this.preventDefault(); this.stopPropagation(); };
  window.$ = function (id) { return document.getElementById(id); };
  window.h = window.name = window.icon = window.self_ = "theirs";
})();
</script>"""

# A page's own shortcuts, which look only at the element that a shadow root shows them.
SHORTCUTS = """<script>
for (const kind of ["keydown", "keypress", "keyup"]) document.addEventListener(kind, event => {
  if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName) || event.key.length > 1) return;
  document.body.dataset.stolen = (document.body.dataset.stolen || "") + event.key;
  event.preventDefault();
});
</script>"""

WRITTEN = """<script>
document.write('<div id="header"><h1>한빛학교</h1></div>');
document.write('<scr' + 'ipt src="{src}"></scr' + 'ipt>');
document.write('<main><p>교육생을 모집해요.</p>');
document.write('</main>');
</script>"""

LOOK = """() => {
  const root = document.querySelector("saessak-chat").shadowRoot;
  return [...root.querySelectorAll(".launcher, .panel, .bar, h2, .icon, .scroller, .composer, textarea, .send, .asked, .prose")]
    .map(node => { const style = getComputedStyle(node), box = node.getBoundingClientRect();
      return [node.className, box.x, box.y, box.width, box.height, style.color, style.backgroundColor, style.font, style.display,
              style.opacity, style.letterSpacing, style.direction, style.cursor, style.textAlign, style.zoom].join("|"); });
}"""


async def test_a_hostile_style_sheet_changes_nothing_in_the_widget(browser: Browser, place: Place) -> None:
    seen: list[tuple[list[str], bytes]] = []
    for head in ("", LOUD):
        async with visiting(browser, place.site.show(page(place.script(), head=head)), servers=[place.app]) as visited:
            closed = await visited.evaluate(LOOK)
            await open_widget(visited)
            turn = await ask(visited, "도봉캠퍼스 전화번호 알려줘")
            await expect(turn.locator(".card")).to_be_visible()
            looks = closed + await visited.evaluate(LOOK)
            panel = visited.locator("saessak-chat .scroller")
            seen.append((looks, await panel.screenshot()))
    (plain, picture), (loud, loud_picture) = seen
    assert loud == plain
    assert loud_picture == picture


PAGE_LOOK = """() => [...document.querySelectorAll("body, main, h1, p, a, button")].map(node => {
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  return [node.tagName, box.x, box.y, box.width, box.height, style.font, style.color, style.margin].join("|"); })
  .concat(document.documentElement.scrollHeight, document.documentElement.scrollWidth, Object.keys(window).length)"""


async def test_the_widget_changes_nothing_on_the_page(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.site.show(page(""))) as visited:
        before = await visited.evaluate(PAGE_LOOK)
    async with visiting(browser, place.plain(), servers=[place.app]) as visited:
        await open_widget(visited)
        await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        *after, names = await visited.evaluate(PAGE_LOOK)
        assert after == before[:-1]
        assert names == before[-1] + 1  # window.Saessak
        await visited.get_by_role("button", name="지원하기").click(timeout=1000)  # the page stays within reach


@pytest.mark.parametrize("head", [OLD_LIBRARIES, SHORTCUTS, '<base href="https://elsewhere.example/">'],
                         ids=["old libraries", "shortcuts", "base"])  # fmt: skip
async def test_what_a_page_does_to_the_browser_does_not_reach_the_widget(
    browser: Browser, place: Place, head: str
) -> None:
    async with visiting(browser, place.site.show(page(place.script(), head=head)), servers=[place.app]) as visited:
        await open_widget(visited)
        await question(visited).press_sequentially("dobong ")
        await expect(question(visited)).to_have_value("dobong ")
        assert await visited.locator("body").get_attribute("data-stolen") is None
        turn = await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".prose")).to_contain_text("02-6249-7400")
        await expect(turn.locator(".card")).to_be_visible()
        await turn.get_by_role("button", name="도움이 됐어요").click()
        await expect(turn.get_by_role("status")).to_have_text("의견 고마워요.")
        await visited.reload()
        await open_widget(visited)
        await expect(visited.locator("article.turn")).to_have_count(1)


async def test_a_page_written_by_its_own_script_has_the_widget(browser: Browser, place: Place) -> None:
    body = WRITTEN.replace("{src}", f"{place.app}/widget.js")
    async with visiting(browser, place.site.show(page("", body=body)), servers=[place.app]) as visited:
        await open_widget(visited)
        turn = await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".prose")).to_contain_text("02-6249-7400")
        await expect(visited.locator("main p")).to_have_text("교육생을 모집해요.")


async def test_a_page_in_quirks_mode_has_the_widget(browser: Browser, place: Place) -> None:
    html = f"<title>옛 누리집</title>{place.script()}<center><font color=red>교육생을 모집해요.</font></center>"
    async with visiting(browser, place.site.show(html), servers=[place.app]) as visited:
        assert await visited.evaluate("document.compatMode") == "BackCompat"
        await open_widget(visited)
        turn = await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".prose")).to_contain_text("02-6249-7400")


async def test_a_strict_content_security_policy_is_kept(browser: Browser, place: Place) -> None:
    async with visiting(browser, f"{place.app}/embed") as visited:
        await expect(visited.locator("#policy")).to_contain_text(place.app)  # the page writes it once it has loaded
        line = await visited.locator("#policy").inner_text()
    policy = f"default-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; {line}"
    address = place.site.show(
        page(place.script('data-color="#3b5bdb" data-title="안내"')), headers={"Content-Security-Policy": policy}
    )
    async with visiting(browser, address, servers=[place.app]) as visited:
        await open_widget(visited)
        turn = await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        await expect(turn.locator(".card")).to_be_visible()
        await turn.get_by_role("button", name="근거 1").first.click()
        await turn.get_by_role("button", name="아쉬워요").click()
        await visited.get_by_role("button", name="메뉴").click()
        color = "getComputedStyle(document.querySelector('saessak-chat').shadowRoot.querySelector('.panel')).position"
        assert await visited.evaluate(color) == "fixed"


async def test_two_widgets_on_a_page_keep_their_conversations_apart(
    browser: Browser, open_settings: Settings, academy_site: Site
) -> None:
    saying = Saying(Answer(text="네."))
    with talking_with(saying, open_settings, academy_site) as place:
        body = BODY + '<div style="height:600px"><saessak-chat id="inside" data-campus="마포"></saessak-chat></div>'
        async with visiting(browser, place.site.show(page(place.script(), body=body)), servers=[place.app]) as visited:
            await open_widget(visited.locator("saessak-chat:not(#inside)"))
            for name in (":not(#inside)", "#inside"):
                widget = visited.locator(f"saessak-chat{name}")
                await question(widget).fill(name)
                await question(widget).press("Enter")
                await expect(widget.locator(".prose").last).to_have_text("네.")
            assert len({asked.conversation for asked in saying.asked}) == 2
            floating, inside = visited.locator("saessak-chat:not(#inside)"), visited.locator("#inside")
            await expect(floating.locator("article.turn")).to_have_count(1)
            await expect(inside.locator("article.turn")).to_have_count(1)
            await visited.keyboard.press("Escape")
            await expect(question(inside)).to_be_visible()


async def test_the_widget_remembers_for_the_page_where_the_browser_keeps_nothing(place: Place, tmp_path: Path) -> None:
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            tmp_path, executable_path="/usr/bin/chromium", args=FLAGS, reduced_motion="reduce"
        )
        async with watching(context, servers=[place.app], provoked=False) as visited:
            await visited.goto(place.plain())
            blocked = "(() => { try { localStorage.length; return false } catch { return true } })()"
            assert await visited.evaluate(blocked)
            await open_widget(visited)
            await ask(visited, "도봉캠퍼스 전화번호 알려줘")
            turn = await ask(visited, "거기 주소는?")
            await expect(turn.locator(".prose")).to_contain_text("도봉")
            await visited.get_by_role("button", name="메뉴").click()
            await visited.get_by_role("button", name="새 대화").click()
            await expect(visited.locator("article.turn")).to_have_count(0)
        await context.close()


EVENTS = """() => { window.heard = [];
  for (const name of ["open", "close", "question", "answer", "feedback"])
    Saessak.on(name, detail => heard.push([name, Object.keys(detail).join(), detail.kind || ""])); }"""


async def test_a_page_can_open_ask_and_listen(browser: Browser, place: Place) -> None:
    script = place.script(
        'data-title="한빛 도우미" data-position="left" data-color="#ffd400" data-campus="마포" data-course="x"'
    )
    async with visiting(browser, place.site.show(page(script)), servers=[place.app]) as visited:
        await visited.evaluate(EVENTS)
        await visited.evaluate("Saessak.open()")
        await expect(visited.get_by_role("heading", name="한빛 도우미")).to_be_visible()
        box = await visited.locator("saessak-chat .panel").bounding_box()
        assert box is not None
        assert box["x"] == 24
        await visited.evaluate("Saessak.ask('도봉캠퍼스 전화번호 알려줘')")
        await expect(visited.locator("article.turn .prose").last).to_contain_text("02-6249-7400")
        await visited.get_by_role("button", name="도움이 됐어요").click()
        await expect(visited.get_by_text("의견 고마워요.")).to_be_visible()
        await visited.evaluate("Saessak.close()")
        await visited.wait_for_function("heard.length === 5")
        assert await visited.evaluate("heard") == [
            ["open", "", ""], ["question", "", ""], ["answer", "message_id,kind", "answer"],
            ["feedback", "message_id,value", ""], ["close", "", ""]]  # fmt: skip


@pytest.mark.parametrize("locale", ["ko", "en"])
async def test_a_page_can_ask_at_once(browser: Browser, place: Place, locale: str) -> None:
    calls = """<script>addEventListener("load", () => { Saessak.on("answer", () => document.body.dataset.answered = "yes");
        Saessak.ask("도봉캠퍼스 전화번호 알려줘"); });</script>"""
    address = place.site.show(page(place.script(f'data-locale="{locale}"') + calls))
    async with visiting(browser, address, servers=[place.app]) as visited:
        await expect(visited.locator("body")).to_have_attribute("data-answered", "yes")
        await expect(visited.locator("article.turn .prose")).to_contain_text("02-6249-7400")
        await expect(question(visited).or_(visited.get_by_role("textbox", name="Question"))).to_be_visible()


async def test_the_script_twice_is_as_good_as_once(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.site.show(page(place.script() * 2)), servers=[place.app]) as visited:
        await expect(visited.locator("saessak-chat")).to_have_count(1)


async def test_a_page_may_take_the_widget_away_and_bring_it_back(browser: Browser, place: Place) -> None:
    async with visiting(browser, place.plain('data-open="true"'), servers=[place.app]) as visited:
        await ask(visited, "도봉캠퍼스 전화번호 알려줘")
        await visited.evaluate("window.kept = document.querySelector('saessak-chat'); kept.remove()")
        await expect(visited.locator("saessak-chat")).to_have_count(0)
        await visited.evaluate("document.body.append(kept)")
        await expect(visited.locator("article.turn .prose")).to_contain_text("02-6249-7400")
        await visited.evaluate("kept.dataset.locale = 'en'")
        await expect(visited.get_by_role("textbox", name="Question")).to_be_visible()
        await expect(visited.locator("article.turn .prose")).to_contain_text("02-6249-7400")
