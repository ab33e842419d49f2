/** Where a question is typed. Enter sends, Shift+Enter begins a line, and the Enter that ends a syllable does neither. */

import { h, icon, rename } from "./dom.js";
import type { Texts } from "./texts.js";

const MOST = 1000;

export interface Composer {
  readonly root: HTMLElement;
  readonly input: HTMLTextAreaElement;
  /** Puts a text in the place of what is typed. */
  put(text: string): void;
  /** While an answer comes the button stops it. */
  busy(asking: boolean): void;
}

export function makeComposer(texts: Texts, send: (text: string) => void, stop: () => void): Composer {
  let asking = false;
  const fit = () => {
    root.classList.toggle("ready", asking || input.value.trim() !== "");
    if (CSS.supports("field-sizing", "content")) return;
    input.style.setProperty("height", "auto");
    input.style.setProperty("height", `${input.scrollHeight}px`);
  };
  const input = h("textarea", {
    rows: 1, maxlength: MOST, placeholder: texts.placeholder, "aria-label": texts.question, "aria-describedby": "fine",
    enterkeyhint: "send", autocomplete: "off", oninput: fit,
    onkeydown(event) {
      const { key, shiftKey, isComposing, keyCode } = event as KeyboardEvent;
      if (key !== "Enter" || shiftKey || isComposing || keyCode === 229) return; // an old Safari composes only by the code
      event.preventDefault();
      if (!asking) root.requestSubmit();
    },
  });
  const sender = h("button", "send");
  const root = h("form", {
    class: "composer",
    onsubmit(event) {
      event.preventDefault();
      if (asking) stop();
      else if (input.value.trim()) send(input.value.trim());
    },
  }, input, sender);
  const busy = (now: boolean) => {
    asking = now;
    rename(sender, asking ? texts.stop : texts.send).replaceChildren(icon(asking ? "stop" : "send"));
    fit();
  };
  busy(false);
  return {
    root, input, busy,
    put(text) {
      input.value = text;
      fit();
    },
  };
}
