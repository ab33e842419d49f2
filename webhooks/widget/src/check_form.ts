/** The eligibility check: a few questions, and a verdict with what it rests on. */

import { contactRow, followUps } from "./actions.js";
import type { Context } from "./context.js";
import { h, icon, put } from "./dom.js";
import { prose } from "./markdown.js";
import { sourceList, sourceMark } from "./sources.js";
import type { CheckQuestion, Verdict } from "./wire.js";

/** The check as an element that fills itself. Each answer brings the next question that is still open, or the verdict;
 * nothing that is entered is kept. */
export function checkForm(context: Context): HTMLElement {
  const { api, texts, course } = context;
  const box = h("div", "check", h("p", "waiting", texts.searching));
  const result = h("div", { class: "verdict", role: "status" });
  const trouble = () => h("p", "trouble", texts.uncheckable);
  let looks = 0;
  api.check(course).then(({ title, questions, note }) => {
    const fields = new Map(questions.map((question) => [question.id, field(question)]));
    const go = async (event?: Event) => {
      event?.preventDefault();
      const look = ++looks;
      const answers: Record<string, string> = {};
      for (const [id, value] of new FormData(form)) if (value) answers[id] = String(value);
      const verdict = await api.judge(course, answers).catch(() => null);
      if (look !== looks) return; // another answer has been given meanwhile
      const next = verdict?.missing.find((id) => fields.has(id) && !answers[id]);
      for (const [id, one] of fields) one.hidden = !answers[id] && id !== next;
      if (!verdict) put(result, trouble());
      else if (next) put(result);
      else tell(result, context, verdict);
      if (event) (fields.get(next ?? "") ?? result).scrollIntoView({ block: "nearest" });
    };
    const form = h("form", { class: "questions", onchange: go, onsubmit: go }, ...fields.values());
    put(box, h("h4", {}, title), form, result, h("p", "soft", note));
    return go();
  }).catch(() => put(box, trouble()));
  return box;
}

function field({ id, text, options, unit }: CheckQuestion): HTMLElement {
  if (!options.length) {
    const input = h("input", { name: id, inputmode: "numeric", maxlength: 4, autocomplete: "off" });
    return h("label", "field", h("b", {}, text), h("span", {}, input, " ", unit));
  }
  return h("fieldset", { class: "field", hidden: true }, h("legend", {}, text), h("div", "chips", ...options.map(({ value, label }) =>
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
