/** Where an answer is written: chips in the text that open their source, and the list under it. */

import type { Context } from "./context.js";
import { button, h, icon, link } from "./dom.js";
import type { Mark } from "./markdown.js";
import { day, fill } from "./texts.js";
import type { Citation } from "./wire.js";

/** The marks of an answer with these citations: each a button that opens its source under its paragraph. */
export function sourceMark(context: Context, citations: Citation[]): Mark {
  return (n) => {
    const citation = citations.find((one) => one.n === n);
    if (!citation) return null;
    const box = h("div", "source", source(context, citation));
    const chip = button("mark", () => {
      const block = chip.closest("p, li, .table");
      const opens = !box.parentNode;
      if (!opens) box.remove();
      else if (block?.localName === "li") block.append(box);
      else block?.after(box);
      chip.setAttribute("aria-expanded", String(opens));
    }, String(n));
    chip.setAttribute("aria-label", fill(context.texts.cite, n));
    chip.setAttribute("aria-expanded", "false");
    return chip;
  };
}

/** "근거 2개 · 2026년 9월 22일 기준", which opens into the list; null where nothing is cited. */
export function sourceList(context: Context, citations: Citation[]): HTMLElement | null {
  const [date, ...others] = new Set(citations.map(({ as_of }) => as_of));
  const told = [fill(context.texts.sources, citations.length), others.length ? "" : dated(context, date)];
  return citations.length ? h("details", "sources",
    h("summary", {}, told.filter(Boolean).join(" · "), icon("down")),
    ...citations.map((citation) => source(context, citation))) : null;
}

function source(context: Context, { n, title, url, as_of }: Citation): HTMLElement {
  const outside = /^https?:/i.test(url) && link(url, "", context.texts.original, icon("out"));
  return h("p", "written", h("b", "number", String(n)), h("span", {}, h("span", "name", title), dated(context, as_of), " ", outside));
}

function dated({ texts, locale }: Context, date: string | null | undefined): string {
  return date ? fill(texts.date, day(date, locale)) : "";
}
