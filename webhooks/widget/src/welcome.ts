/** What is shown before the first question: who answers, what can be asked, and the way to the eligibility check. */

import { followUps } from "./actions.js";
import { cardRow } from "./cards.js";
import type { Context } from "./context.js";
import { button, h, icon } from "./dom.js";
import { prose } from "./markdown.js";
import type { About } from "./wire.js";

/** The greeting; null says that the server is still reading its files. */
export function welcome(context: Context, about: About | null, check: () => void): HTMLElement {
  const { texts, campus, course } = context;
  const box = h("div", "welcome", h("span", "seal", icon("sprout")), h("h3", {}, texts.hello));
  if (!about) {
    box.append(h("p", "waiting", texts.preparing));
    return box;
  }
  const starters = followUps(context, about.suggestions);
  box.append(prose(about.greeting), starters,
    button("entry", check, icon("check"), h("span", {}, h("b", {}, texts.check), h("span", "soft", texts.checkHelp))));
  if (course || campus) cardRow(context, [course || campus]).then((row) => row && starters.before(row));
  return box;
}
