/** The eligibility check: a few questions, and a verdict with what it rests on. */

import { contactRow, followUps } from "./actions.js";
import type { Context } from "./context.js";
import { h, icon, put } from "./dom.js";
import { prose } from "./markdown.js";
import { sourceList, sourceMark } from "./sources.js";
import type { CheckQuestion, Verdict } from "./wire.js";

/** The form as an element that fills itself; nothing that is entered is kept. */
export function checkForm(context: Context): HTMLElement {
  const { api, texts, course } = context;
  const box = h("div", "check", h("p", "waiting", texts.searching));
  const trouble = () => h("p", "trouble", texts.uncheckable);
  api.check(course).then(({ title, questions, note }) => {
    const fields = new Map(questions.map((question) => [question.id, field(question)]));
    const result = h("div", { class: "verdict", role: "status" });
    const form = h("form", {
      class: "questions",
      onsubmit: async (event) => {
        event.preventDefault();
        const answers = [...new FormData(form)].filter(([, value]) => value) as [string, string][];
        const verdict = await api.judge(course, Object.fromEntries(answers)).catch(() => null);
        for (const [id, one] of fields) one.classList.toggle("missing", !!verdict?.missing.includes(id));
        if (verdict) tell(result, context, verdict);
        else put(result, trouble());
      },
    }, ...fields.values(), h("button", "action strong", texts.judge));
    put(box, h("h4", {}, title), form, result, h("p", "soft", note));
  }, () => put(box, trouble()));
  return box;
}

function field({ id, text, kind, options, unit }: CheckQuestion): HTMLElement {
  if (kind === "number") {
    const input = h("input", { name: id, inputmode: "numeric", maxlength: 4, autocomplete: "off" });
    return h("label", "field", h("b", {}, text), h("span", {}, input, " ", unit));
  }
  return h("fieldset", "field", h("legend", {}, text), h("div", "chips", ...options.map(({ value, label }) =>
    h("label", "chip", h("input", { type: "radio", name: id, value }), label))));
}

function tell(result: HTMLElement, context: Context, { verdict, answer, citations, contact, suggestions }: Verdict): void {
  put(result,
    h("p", `status ${verdict}`, verdict === "yes" && icon("check"), context.texts.verdicts[verdict]),
    prose(answer, sourceMark(context, citations)),
    sourceList(context, citations),
    verdict !== "yes" && contactRow(context, contact),
    suggestions[0] && followUps(context, suggestions));
}
