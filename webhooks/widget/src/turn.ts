/** One question and what became of it. */

import { contactRow, followUps } from "./actions.js";
import type { Hearing } from "./api.js";
import { cardRecords, cardRow } from "./cards.js";
import type { Context } from "./context.js";
import { button, h, put } from "./dom.js";
import { opinionRow } from "./feedback.js";
import { makeProse, prose, type Prose } from "./markdown.js";
import { sourceList, sourceMark } from "./sources.js";
import { fill } from "./texts.js";
import type { Answer, Opinion } from "./wire.js";

export interface Turn extends Hearing {
  readonly root: HTMLElement;
  readonly question: string;
  /** Whether words of the answer have come. */
  begun(): boolean;
  /** Shows the finished answer at once, and where the turn is the last one what can be done after it. Resolves when its
   * cards have come, too. */
  finish(answer: Answer, last: boolean, opinion: Opinion | null): Promise<void>;
  /** Keeps what has come, and says what went wrong, how to go on, and whom to ask. `wait` is in seconds. */
  fail(message: string, wait: number, again: () => void): void;
  /** The words of the answer, for those who listen. */
  spoken(): string;
  /** Lets go of what still runs. */
  end(): void;
}

export function makeTurn(context: Context, question: string): Turn {
  const { texts } = context;
  const said = (): Prose => makeProse((n) => h("span", "mark", String(n)));
  let words = said();
  const waiting = h("p", "waiting", texts.searching);
  const reply = h("div", { class: "reply", "aria-busy": "true" }, waiting);
  let coming = ""; // what has arrived since the last frame
  let frame = 0;
  let counting: ReturnType<typeof setInterval> | undefined;

  const draw = () => {
    frame = 0;
    if (!words.root.isConnected) waiting.replaceWith(words.root);
    words.push(coming);
    coming = "";
  };
  const settle = () => {
    if (frame) draw();
    end();
    reply.removeAttribute("aria-busy");
  };
  const end = () => {
    cancelAnimationFrame(frame);
    clearInterval(counting);
    frame = 0;
  };
  const countDown = (seconds: number, retry: HTMLButtonElement) => {
    const until = Date.now() + seconds * 1000;
    const show = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      retry.disabled = left > 0;
      retry.textContent = left > 0 ? fill(texts.wait, left) : texts.retry;
      if (left <= 0) clearInterval(counting);
    };
    show();
    counting = setInterval(show, 1000);
  };

  return {
    question,
    root: h("article", "turn", h("h3", "asked", h("span", "unseen", `${texts.asked}: `), question), reply),
    begun: () => coming !== "" || words.root.isConnected,
    spoken: () => reply.querySelector(".prose")?.textContent ?? "",
    end,
    stage(text, rewriting) {
      if (context.locale === "ko") waiting.textContent = text;
      if (!rewriting) return;
      end();
      coming = "";
      words = said();
      reply.replaceChildren(waiting);
    },
    token(text) {
      coming += text;
      frame ||= requestAnimationFrame(draw); // once a frame, however many pieces come
    },
    async finish(answer, last, opinion) {
      const { citations, suggestions } = answer;
      settle();
      const said = prose(answer.answer, sourceMark(context, citations));
      said.lang = answer.language;
      const opinions = opinionRow(context, answer.message_id, opinion);
      put(reply,
        said,
        sourceList(context, citations),
        answer.kind === "abstention" && contactRow(context, answer.contact),
        opinions,
        last && suggestions[0] && followUps(context, suggestions));
      const row = last && (await cardRow(context, cardRecords(citations)));
      if (row) opinions.before(row);
    },
    fail(message, wait, again) {
      settle();
      words.end();
      waiting.remove();
      const retry = button("action strong", again, texts.retry);
      reply.append(h("p", "trouble", message), contactRow(context, context.contact, retry) ?? "");
      if (wait > 0) countDown(wait, retry);
    },
  };
}
