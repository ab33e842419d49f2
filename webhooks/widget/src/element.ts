/** `<saessak-chat>`: the widget as an element, inside a page or floating over it. */

import { makeApi } from "./api.js";
import { accentProperties } from "./color.js";
import type { Context, WidgetEvent } from "./context.js";
import { h } from "./dom.js";
import { launcher } from "./launcher.js";
import { makePanel, type Panel } from "./panel.js";
import style from "./style.css";
import { KOREAN, type Locale, type Texts } from "./texts.js";

const PHONE = "(max-width: 640px), (max-height: 480px)";
const DARK = "(prefers-color-scheme: dark)";
const KEYBOARD = 120; // px that go missing from the visible part when a keyboard opens
const MOST = 1000;

export const ATTRIBUTES = ["locale", "campus", "course", "color", "position", "open", "title", "theme"] as const;

let sheet: CSSStyleSheet | undefined;

export class SaessakChat extends HTMLElement {
  /** Where the script came from; the only server that is asked. */
  static base = "";
  static readonly observedAttributes = ATTRIBUTES.map((name) => `data-${name}`);

  #frame: HTMLElement | null = null;
  #panel: Panel | null = null;
  #launcher: HTMLButtonElement | null = null; // null where the widget is part of the page
  #texts = KOREAN;
  #gone = new AbortController();
  #renewing = false;
  #early: (() => void)[] = []; // what was called before the widget stood

  connectedCallback(): void {
    void this.#build();
  }

  disconnectedCallback(): void {
    this.#clear();
  }

  attributeChangedCallback(): void {
    if (!this.#frame || this.#renewing) return;
    this.#renewing = true;
    queueMicrotask(async () => {
      const wasOpen = this.isOpen;
      this.#renewing = false;
      this.#clear();
      if (this.isConnected) await this.#build();
      if (wasOpen) this.open({ focus: false });
    });
  }

  get isOpen(): boolean {
    return this.#panel?.root.hasAttribute("open") ?? false;
  }

  /** Opens the panel and moves there, unless `focus` is false. */
  open({ focus = true } = {}): void {
    if (!this.#frame) return void this.#early.push(() => this.open({ focus }));
    if (this.isOpen) return;
    this.#panel ??= this.#makePanel();
    this.#show();
    if (focus) this.#panel.focus();
    this.#tell("open");
  }

  /** Closes the panel and returns to the button; inside a page it stays. */
  close(): void {
    if (this.#launcher && this.isOpen) (this.#panel?.root as HTMLDialogElement).close();
  }

  /** Opens the panel and asks. */
  ask(text: string): void {
    if (!this.#frame) return void this.#early.push(() => this.ask(text));
    this.open();
    const question = String(text).trim().slice(0, MOST);
    if (question) this.#panel?.submit(question);
  }

  /** Calls `heard` with the details of each event; the result stops that. */
  on(event: WidgetEvent, heard: (detail: object) => void): () => void {
    const listener = (told: Event) => heard((told as CustomEvent<object>).detail);
    this.addEventListener(`saessak:${event}`, listener);
    return () => this.removeEventListener(`saessak:${event}`, listener);
  }

  get #locale(): Locale {
    return /^en\b/i.test(this.dataset.locale || document.documentElement.lang) ? "en" : "ko";
  }

  async #build(): Promise<void> {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    sheet ??= styled();
    shadow.adoptedStyleSheets = [sheet];
    const { signal } = (this.#gone = new AbortController());
    const locale = this.#locale;
    this.#texts = await words(locale);
    if (signal.aborted) return;
    const { position = "inline", title, open = "false" } = this.dataset;
    const inline = position === "inline";
    this.#launcher = inline ? null : launcher(this.#texts, () => this.open());
    this.#frame = h("section", {
      class: `frame ${inline ? position : `floating ${position}`}`,
      lang: locale,
      "aria-label": title || this.#texts.guide,
      onkeydown: (event) => this.#key(event as KeyboardEvent),
      onkeypress: own,
      onkeyup: own,
    }, this.#launcher);
    shadow.replaceChildren(this.#frame);
    this.#paint();
    const listen = (target: EventTarget | null, event: string, act: () => unknown) => target?.addEventListener(event, act, { signal });
    listen(matchMedia(DARK), "change", () => this.#paint());
    listen(matchMedia(PHONE), "change", () => {
      const focused = shadow.activeElement as HTMLElement | null;
      if (this.isOpen) this.#show();
      focused?.focus();
    });
    for (const event of ["resize", "scroll"]) listen(visualViewport, event, () => this.#fit());
    if (inline || (open !== "false" && !matchMedia(PHONE).matches)) this.open({ focus: false });
    for (const call of this.#early.splice(0)) call();
  }

  #clear(): void {
    this.#gone.abort();
    this.#panel = this.#launcher = this.#frame = null;
    this.shadowRoot?.replaceChildren();
  }

  #makePanel(): Panel {
    const { title = "", course = "", campus = "" } = this.dataset;
    const locale = this.#locale;
    const context: Context = {
      api: makeApi(SaessakChat.base, locale, [campus, course, this.id].join(" ").trim()),
      locale, course, campus,
      texts: this.#texts,
      contact: { phone: "", email: "", url: "" },
      ask: (text) => panel.ask(text),
      announce: (text) => panel.announce(text),
      tell: (event, detail) => this.#tell(event, detail),
    };
    const panel: Panel = makePanel(context, {
      title,
      gone: this.#gone.signal,
      close: this.#launcher && (() => this.close()),
      translate: () => (this.dataset.locale = locale === "ko" ? "en" : "ko"),
    });
    panel.root.addEventListener("close", (event) => {
      if (event.target !== panel.root || this.isOpen) return; // a sheet's, or one between two layouts
      this.#launcher?.focus({ preventScroll: true });
      this.#tell("close");
    });
    this.#frame?.prepend(panel.root);
    return panel;
  }

  #tell(event: WidgetEvent, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`saessak:${event}`, { detail, bubbles: true, composed: true }));
  }

  /** A phone's screen is filled by a modal dialog; elsewhere the page stays within reach. */
  #show(): void {
    const dialog = this.#panel?.root as HTMLDialogElement;
    if (this.#launcher) dialog.close();
    if (this.#launcher && matchMedia(PHONE).matches) dialog.showModal();
    else dialog.setAttribute("open", "");
    this.#fit();
  }

  /** Colours for the day or the night. */
  #paint(): void {
    const { theme, color = "" } = this.dataset;
    const dark = theme ? theme === "dark" : matchMedia(DARK).matches;
    this.#frame?.classList.toggle("dark", dark);
    for (const [name, value] of Object.entries(accentProperties(color, dark))) this.#frame?.style.setProperty(name, value);
  }

  /** A keyboard on a phone covers the page without telling it: the panel takes the part that is seen. */
  #fit(): void {
    const { height, offsetTop, scale } = visualViewport ?? { height: innerHeight, offsetTop: 0, scale: 1 };
    const covered = scale === 1 && innerHeight - height > KEYBOARD;
    this.#frame?.style.setProperty("--seen-height", covered ? `${height}px` : "100dvh");
    this.#frame?.style.setProperty("--seen-top", covered ? `${offsetTop}px` : "0px");
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing && !(event.target as Element).closest(".sheet")) this.close();
    own(event);
  }
}

/** What is typed here is no shortcut of the page's, which cannot see from outside that it is typed into a field. */
function own(event: Event): void {
  if ((event.target as Element).matches("input, textarea")) event.stopPropagation();
}

function styled(): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(style);
  return made;
}

async function words(locale: Locale): Promise<Texts> {
  if (locale === "ko") return KOREAN;
  const response = await fetch(`${SaessakChat.base}widget.${locale}.json`).catch(() => null);
  return response?.ok ? response.json() : KOREAN;
}
