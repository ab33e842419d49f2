/** The conversation's state: at rest, or asking one question that can be stopped. */

import { Refusal } from "./api.js";
import type { Context } from "./context.js";
import { makeTurn, type Turn } from "./turn.js";
import type { PastTurn } from "./wire.js";

/** How many past turns are drawn at once; earlier ones come when they are wanted. */
const PAGE = 50;

export interface Conversation {
  /** Asks, unless a question is being answered; what goes wrong is shown in its turn. */
  ask(question: string): Promise<void>;
  /** Stops the answer that is coming; what has come of it stays. */
  stop(): void;
  isAsking(): boolean;
  /** Takes the past from the server; the newest page of it, drawn. */
  restore(): Promise<Turn[]>;
  /** The next page of earlier turns, drawn. */
  page(): Turn[];
  hasEarlier(): boolean;
  /** Stops, and lets go of all turns. */
  clear(): void;
}

/** `enter` shows the newest turn, `busy` that an answer is awaited or no longer. */
export function makeConversation(context: Context, enter: (turn: Turn) => void, busy: (asking: boolean) => void): Conversation {
  let asking: AbortController | null = null;
  let past: PastTurn[] = [];
  const turns = new Set<Turn>();

  const ask = async (question: string) => {
    if (asking) return;
    const mine = (asking = new AbortController());
    const turn = makeTurn(context, question);
    turns.add(turn);
    enter(turn);
    busy(true);
    context.announce("");
    context.tell("question");
    try {
      const answer = await context.api.ask(question, turn, mine.signal);
      void turn.finish(answer, true, null);
      context.announce(turn.spoken());
      context.tell("answer", { message_id: answer.message_id, kind: answer.kind });
    } catch (error) {
      if (turns.has(turn)) fail(turn, error);
    }
    if (asking === mine) {
      asking = null;
      busy(false);
    }
  };

  const fail = (turn: Turn, error: unknown) => {
    const message = explained(context, turn, error);
    const { wait, code } = error instanceof Refusal ? error : { wait: 0, code: "" };
    turn.fail(message, wait, () => {
      if (asking) return;
      turn.root.remove();
      turns.delete(turn);
      context.ask(turn.question);
    });
    context.announce(message);
    context.tell("error", { code });
  };

  /** The next page of turns; `whole` is when the newest of all is drawn with its cards. */
  const draw = (newest: boolean) => {
    let whole = Promise.resolve();
    const drawn = past.splice(-PAGE);
    const turns = drawn.map(({ question, answer, feedback }, index) => {
      const turn = makeTurn(context, question);
      whole = turn.finish(answer, newest && index === drawn.length - 1, feedback);
      return turn;
    });
    return { turns, whole };
  };

  return {
    ask,
    page: () => draw(false).turns,
    stop: () => asking?.abort(),
    isAsking: () => asking !== null,
    hasEarlier: () => past.length > 0,
    async restore() {
      past = await context.api.history();
      const { turns, whole } = draw(true);
      await whole;
      return turns;
    },
    clear() {
      asking?.abort();
      for (const turn of turns) turn.end();
      turns.clear();
      past = [];
    },
  };
}

function explained({ texts, locale }: Context, turn: Turn, error: unknown): string {
  if (error instanceof DOMException) return texts.stopped;
  if (error instanceof Refusal) return (locale === "ko" && error.message) || (error.status === 429 ? texts.limited : texts.troubled);
  if (!navigator.onLine) return texts.offline;
  return turn.begun() ? texts.broken : texts.unreachable;
}
