/** What can be done next, as buttons: the human route, and questions to ask. */

import type { Context } from "./context.js";
import { button, h, icon, link } from "./dom.js";
import { dialled } from "./markdown.js";
import type { Contact } from "./wire.js";

/** A row of what is known of the contact, after some other buttons; null where there is nothing to show. */
export function contactRow({ texts }: Context, { phone, email, url }: Contact, ...first: HTMLElement[]): HTMLElement | null {
  const row = h("div", "actions", ...first);
  const number = dialled(phone);
  if (number) row.append(link(`tel:${number}`, "action", icon("phone"), phone));
  if (/^[^\s@?&]+@[^\s@?&]+$/.test(email)) row.append(link(`mailto:${email}`, "action", icon("mail"), email));
  if (/^https?:/i.test(url)) row.append(link(url, "action", icon("out"), texts.site));
  return row.firstChild && row;
}

/** Questions to ask next, each a button. */
export function followUps(context: Context, questions: string[]): HTMLElement {
  return h("ul", { class: "chips follow", "aria-label": context.texts.follow },
    ...questions.map((text) => h("li", {}, button("chip", () => context.ask(text), text))));
}
