/** For a script tag: puts a widget with the tag's attributes on the page. */

import { ATTRIBUTES } from "./element.js";
import { install } from "./install.js";

const tag = document.currentScript as HTMLScriptElement;
install(tag.src);

function place(): void {
  const widget = document.createElement("saessak-chat");
  widget.dataset.position = "right";
  for (const name of ATTRIBUTES) if (name in tag.dataset) widget.dataset[name] = tag.dataset[name] ?? "";
  document.body.append(widget);
}

if (document.body && document.readyState !== "loading") place();
else addEventListener("DOMContentLoaded", place, { once: true });
