/** A sheet over everything, for a choice or a notice: a modal dialog that Esc closes. */

import { button, h, iconButton } from "./dom.js";
import type { Texts } from "./texts.js";

/** What a button says, what it does, and how it looks. */
export type Choice = [string, () => unknown, string?];

export interface Sheet {
  readonly root: HTMLElement;
  /** Shows content under a title, and choices below. */
  open(title: string, content: (Node | null)[], choices?: Choice[]): void;
}

export function makeSheet(texts: Texts): Sheet {
  const close = () => root.close();
  const root: HTMLDialogElement = h("dialog", { class: "sheet", onclick: (event) => event.target === root && close() });
  return {
    root,
    open(title, content, choices = []) {
      const heading = h("h3", { tabindex: -1 }, title);
      root.setAttribute("aria-label", title);
      root.replaceChildren(h("div", "bar", heading, iconButton("close", texts.close, close)), h("div", "content", ...content,
        h("div", "choices", ...choices.map(([text, action, look = ""]) => button(`action ${look}`, () => {
          close();
          action();
        }, text)))));
      root.showModal();
      heading.focus();
    },
  };
}
