/** The button on the page that opens the panel. */

import { button, h, icon } from "./dom.js";
import type { Texts } from "./texts.js";

export function launcher(texts: Texts, open: () => void): HTMLButtonElement {
  const made = button("launcher", open, icon("sprout"), h("span", {}, texts.launch));
  made.setAttribute("aria-haspopup", "dialog");
  return made;
}
