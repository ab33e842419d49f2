/** For a script tag: puts a widget with the tag's attributes on the page. */

import { ATTRIBUTES } from "./element.js";
import { install } from "./install.js";

const tag = document.currentScript as HTMLScriptElement;
install(tag.src);

/** Where a page has the tag twice, the first widget stays: the second would lie upon it. */
function place(): void {
  if (document.querySelector("saessak-chat[data-position]")) return;
  const widget = document.createElement("saessak-chat");
  widget.dataset.position = "right";
  for (const name of ATTRIBUTES) if (name in tag.dataset) widget.dataset[name] = tag.dataset[name] ?? "";
  document.body.append(widget);
}

if (document.body) place();
else addEventListener("DOMContentLoaded", place, { once: true });
