/** The window of the conversation: its bar, what was said, and the place to type. */

import { contactRow } from "./actions.js";
import { checkForm } from "./check_form.js";
import { makeComposer } from "./composer.js";
import type { Context } from "./context.js";
import { makeConversation } from "./conversation.js";
import { button, h, icon, iconButton, put } from "./dom.js";
import { prose } from "./markdown.js";
import { veiled } from "./personal.js";
import { makeSheet, type Choice } from "./sheet.js";
import { day, fill } from "./texts.js";
import { welcome } from "./welcome.js";
import type { About } from "./wire.js";

const MS_BETWEEN_LOOKS = 3000;
const NEAR = 120; // px from the end that still count as being there

export interface PanelOptions {
  /** The heading; where it is empty, the academy's name. */
  title: string;
  /** Closes the panel; null where it is part of the page. */
  close: (() => void) | null;
  /** Goes on in the other language. */
  translate: () => void;
  /** Ends the panel's life. */
  gone: AbortSignal;
}

export interface Panel {
  readonly root: HTMLElement;
  focus(): void;
  /** Asks at once. */
  ask(text: string): void;
  /** Asks what a person typed, unless it holds a number that should stay with them. */
  submit(text: string): void;
  /** Reads a text to those who listen. */
  announce(text: string): void;
}

export function makePanel(context: Context, { title, close, translate, gone }: PanelOptions): Panel {
  const { texts, locale, api } = context;
  const touch = matchMedia("(pointer: coarse)").matches;
  let about: About | null = null;

  const heading = h("h2", { tabindex: -1 }, title || texts.guide);
  const fine = h("p", { class: "fine", id: "fine" }, texts.notice);
  const status = h("p", { class: "trouble offline", role: "status" });
  const beginning = h("div");
  const turns = h("div");
  const spoken = h("div", { class: "unseen", role: "log", "aria-label": texts.answers });
  const latest = iconButton("down", texts.latest, () => scroll(scroller.scrollHeight), "latest");
  const look = () => {
    latest.hidden = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  };
  const scroller = h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": texts.conversation, onscroll: look },
    beginning, turns);
  const scroll = (top: number, behavior: ScrollBehavior = "auto") => scroller.scrollTo({ top, behavior });
  const sheet = makeSheet(texts);
  const conversation = makeConversation(context, ({ root }) => show(root), (asking) => {
    composer.busy(asking);
    look();
  });
  const composer = makeComposer(texts, submit, conversation.stop);
  const root = h(close ? "dialog" : "div", { class: "panel", "aria-label": title || texts.guide },
    h("header", "bar", h("span", "seal", icon("sprout")),
      h("div", "names", heading, h("p", "soft", texts.subtitle)),
      iconButton("more", texts.menu, menu), close && iconButton("close", texts.close, close)),
    h("div", "middle", scroller, latest),
    h("div", "foot", status, composer.root, fine), sheet.root, spoken);

  function show(turn: HTMLElement): void {
    turns.querySelector(".newest")?.classList.remove("newest");
    turn.classList.add("newest");
    turns.append(turn);
    greet();
    scroll(turn.offsetTop);
  }

  function greet(): void {
    root.classList.toggle("empty", !turns.firstChild);
    if (!turns.firstChild) put(beginning, welcome(context, about, check));
    else if (!conversation.hasEarlier()) put(beginning);
    else put(beginning, button("action earlier", () => {
      const below = scroller.scrollHeight - scroller.scrollTop;
      turns.prepend(...conversation.page().map((turn) => turn.root));
      greet();
      scroll(scroller.scrollHeight - below, "instant");
      scroller.focus({ preventScroll: true });
    }, texts.earlier));
  }

  async function introduce(): Promise<void> {
    try {
      about = await api.about();
    } catch {
      if (!gone.aborted) setTimeout(introduce, MS_BETWEEN_LOOKS);
      return;
    }
    const { name, as_of, site, contact } = about;
    context.contact = contact ?? { phone: "", email: "", url: site };
    if (!title && name) heading.textContent = fill(texts.title, name);
    if (as_of) fine.append(" ", h("span", {}, fill(texts.asOf, day(as_of, locale))));
    greet();
  }

  async function restore(): Promise<void> {
    turns.prepend(...(await conversation.restore()).map((turn) => turn.root));
    greet();
    scroll(scroller.scrollHeight, "instant");
  }

  function submit(text: string): void {
    const safe = veiled(text, texts.veiled);
    if (safe === text) {
      send(text);
      return;
    }
    composer.put(text);
    sheet.open(texts.personalTitle, [h("p", {}, texts.personalText)], [
      [texts.veil, () => send(safe), "strong"],
      [texts.anyway, () => send(text)],
      [texts.rewrite, () => composer.input.focus(), "plain"],
    ]);
  }

  function send(text: string): void {
    if (conversation.isAsking()) return;
    composer.put("");
    ask(text);
  }

  function ask(text: string): void {
    if (conversation.isAsking()) return;
    if (touch) composer.input.blur();
    else composer.input.focus({ preventScroll: true }); // what was pressed may go away
    void conversation.ask(text);
  }

  function connected(): void {
    status.textContent = navigator.onLine ? "" : texts.offline;
  }

  function menu(): void {
    const privacy = about?.privacy;
    sheet.open(texts.menu, [], [
      [texts.newTalk, forget, "row"],
      [texts.check, check, "row"],
      [texts.human, () => sheet.open(texts.human, [contactRow(context, context.contact)]), "row"],
      ...(privacy ? [[texts.privacy, () => sheet.open(texts.privacy, [prose(privacy)]), "row"] as Choice] : []),
      [texts.forget, () => sheet.open(texts.forget, [h("p", {}, texts.forgetAsk)], [
        [texts.forgetYes, forget, "strong"],
        [texts.cancel, () => {}, "plain"],
      ]), "row"],
      [texts.other, translate, "row"],
    ]);
  }

  async function forget(): Promise<void> {
    conversation.stop();
    try {
      await api.forget();
    } catch {
      sheet.open(texts.forget, [h("p", "trouble", texts.unforgotten)]);
      return;
    }
    conversation.clear();
    turns.replaceChildren();
    greet();
    context.announce(texts.forgotten);
    context.tell("forgotten");
  }

  function check(): void {
    show(h("article", "turn", h("h3", "unseen", texts.check), checkForm(context)));
  }

  greet();
  connected();
  look();
  for (const event of ["online", "offline"]) addEventListener(event, connected, { signal: gone });
  gone.addEventListener("abort", conversation.clear);
  void introduce();
  if (api.isKnown()) restore().catch(() => {});

  return {
    root, ask, submit,
    focus: () => (touch ? heading : composer.input).focus({ preventScroll: true }),
    announce(text) {
      spoken.textContent = text;
    },
  };
}
