/** Makes the element known to the page, and gives the page a handle on it. */

import { SaessakChat } from "./element.js";

const NAME = "saessak-chat";

/** What a page calls: the first widget on it. */
export interface Handle {
  open(): void;
  close(): void;
  ask(text: string): void;
  on: SaessakChat["on"];
}

declare global {
  interface Window {
    Saessak?: Handle;
  }
}

/** Defines `<saessak-chat>` once; `script` is the address of the script that does. */
export function install(script: string): void {
  if (customElements.get(NAME)) return;
  SaessakChat.base = new URL(".", script).href;
  customElements.define(NAME, SaessakChat);
  const first = () => document.querySelector<SaessakChat>(NAME);
  window.Saessak = {
    open: () => first()?.open(),
    close: () => first()?.close(),
    ask: (text) => first()?.ask(text),
    on: (event, heard) => first()?.on(event, heard) ?? (() => {}),
  };
}
