/** What a person thinks of an answer: a thumb, and after a thumb down a reason. */

import type { Context } from "./context.js";
import { button, h, iconButton } from "./dom.js";
import type { Opinion } from "./wire.js";

const MOST = 500;

/** The row of thumbs under an answer; `given` is what was said of it before. */
export function opinionRow(context: Context, message: string, given: Opinion | null): HTMLElement {
  const { texts } = context;
  const said = h("p", { role: "status" });
  const thumbs = { up: iconButton("up", texts.up, () => give("up")), down: iconButton("up", texts.down, () => give("down"), "down") };
  const box = h("div", { class: "opinion", role: "group", "aria-label": texts.opinion }, thumbs.up, thumbs.down, said);
  const press = (value: Opinion | null) => {
    for (const [name, thumb] of Object.entries(thumbs)) thumb.setAttribute("aria-pressed", String(name === value));
  };
  press(given);

  const keep = async (value: Opinion, comment: string) => {
    try {
      await context.api.feedback(message, value, comment);
    } catch {
      said.textContent = texts.unkept;
      return false;
    }
    said.textContent = texts.thanks;
    context.tell("feedback", { message_id: message, value });
    return true;
  };
  const give = async (value: Opinion) => {
    box.querySelector("form")?.remove();
    if (!(await keep(value, ""))) return;
    press(value);
    if (value === "down") box.append(reasons(context, (comment) => keep("down", comment), () => thumbs.down.focus()));
  };
  return box;
}

function reasons({ texts }: Context, keep: (comment: string) => Promise<boolean>, leave: () => void): HTMLElement {
  const words = h("textarea", { rows: 2, maxlength: MOST, "aria-label": texts.comment, placeholder: texts.comment });
  const form = h("form", {
    class: "why",
    onsubmit: async (event) => {
      event.preventDefault();
      const chosen = new FormData(form).getAll("reason");
      const kept = await keep([...chosen, words.value.trim()].filter(Boolean).join(" · ").slice(0, MOST));
      if (kept) close();
    },
  },
  h("fieldset", {}, h("legend", {}, texts.why), h("div", "chips", ...texts.reasons.map((text) =>
    h("label", "chip", h("input", { type: "checkbox", name: "reason", value: text }), text)))),
  words,
  h("div", "actions", h("button", "action strong", texts.sendOpinion), button("action plain", () => close(), texts.skip)));
  const close = () => {
    form.remove();
    leave();
  };
  return form;
}
