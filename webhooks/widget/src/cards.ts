/** Courses, campuses and events as cards: where they stand today, when, and what can be done. */

import type { Context } from "./context.js";
import { h, icon, link, type Icon } from "./dom.js";
import type { Card, Citation } from "./wire.js";

const MOST = 4;
const SHOWN_FACTS = 4;
const ICONS: Record<string, Icon> = { map: "map", calendar: "calendar", phone: "phone" };

/** The records among an answer's citations that have cards; none where they are too many to be what it is about. */
export function cardRecords(citations: Citation[]): string[] {
  const records = citations.filter(({ record, file }) => record && /^(courses|campuses|events)\b/.test(file));
  const ids = [...new Set(records.map(({ record }) => record))];
  return ids.length <= MOST ? ids : [];
}

/** A row of cards; null where the server has none. */
export async function cardRow(context: Context, ids: string[]): Promise<HTMLElement | null> {
  const cards = ids.length ? await context.api.cards(ids) : [];
  return cards.length ? h("div", `cards${cards.length > 1 ? " many" : ""}`, ...cards.map((one) => card(context, one))) : null;
}

function card({ texts, api }: Context, { title, status, facts, links }: Card): HTMLElement {
  const rows = facts.map(({ label, value }) => h("div", {}, h("dt", {}, label), h("dd", {}, value)));
  const rest = rows.splice(SHOWN_FACTS);
  return h("article", "card",
    status && h("p", `status ${status.code}`, status.label),
    h("h4", {}, title),
    h("dl", {}, ...rows),
    rest[0] && h("details", {}, h("summary", {}, texts.more, icon("down")), h("dl", {}, ...rest)),
    h("div", "actions", ...links.map(({ rel, label, url }) =>
      link(api.resolve(url), rel === "apply" ? "action strong" : "action", icon(ICONS[rel] ?? "out"), label))));
}
