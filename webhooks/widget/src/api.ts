/** The server behind the widget: one base address, a signed anonymous session, and errors a person can read. */

import { safe } from "./dom.js";
import { keep, recall } from "./storage.js";
import { readEvents } from "./stream.js";
import type { About, Answer, Card, Check, Opinion, PastTurn, Verdict } from "./wire.js";

/** The server refused; `message` was written for people. `wait` is in seconds, 0 where it named none. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly wait: number) {
    super(message);
  }
}

/** What a stream tells while it comes. */
export interface Hearing {
  stage(text: string, rewriting: boolean): void;
  token(text: string): void;
}

/** Every call raises `Refusal`, an AbortError, or a TypeError where the server cannot be reached. */
export interface Api {
  about(): Promise<About>;
  /** Streams an answer. */
  ask(message: string, hearing: Hearing, signal: AbortSignal): Promise<Answer>;
  /** Whether there may be a conversation to restore. */
  isKnown(): boolean;
  /** The turns of this session, oldest first; none where it has expired. */
  history(): Promise<PastTurn[]>;
  /** Deletes the conversation at the server for good, then forgets it here. */
  forget(): Promise<void>;
  feedback(message_id: string, value: Opinion, comment: string): Promise<unknown>;
  /** Cards of records; none where the server has none to show. */
  cards(ids: string[]): Promise<Card[]>;
  check(course: string): Promise<Check>;
  judge(course: string, answers: Record<string, string>): Promise<Verdict>;
  /** The whole of an address the server gave, or "" where it may not be followed. */
  resolve(address: string): string;
}

/** `base` is where the script came from; `room` keeps the conversations of several widgets on a page apart. */
export function makeApi(base: string, locale: string, room: string): Api {
  const key = `saessak ${base} ${room}`;
  let session = recall(key);
  let conversation: string | null = null;

  const remember = (token: string | null) => keep(key, (session = token));

  async function send(method: string, path: string, body?: object, signal: AbortSignal | null = null): Promise<Response> {
    const headers: Record<string, string> = body ? { "Content-Type": "application/json" } : {};
    if (session && /chat|history|feedback/.test(path)) headers["X-Saessak-Session"] = session;
    const response = await fetch(base + path, { method, headers, credentials: "omit", body: body ? JSON.stringify(body) : null, signal });
    if (response.ok) return response;
    const { error = {} } = await response.json().catch(() => ({}));
    throw new Refusal(response.status, error.code ?? "", error.message ?? "", Number(response.headers.get("Retry-After")) || 0);
  }

  async function json<Told>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Told> {
    return (await send(method, path, body, signal)).json();
  }

  /** A session is a comfort: without one the conversation goes on, but is not there after a reload. */
  async function begin(signal?: AbortSignal): Promise<void> {
    if (session || conversation) return;
    try {
      remember((await json<{ session: string }>("POST", "api/session", { session: null }, signal)).session);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** Asks with the session, and once more with a fresh one where it has expired. */
  async function stream(message: string, signal: AbortSignal): Promise<Response> {
    await begin(signal);
    const post = () => send("POST", "api/chat/stream", { message, conversation_id: session ? null : conversation }, signal);
    try {
      return await post();
    } catch (error) {
      if (!session || !isStatus(error, 401)) throw error;
      remember((conversation = null));
      await begin(signal);
      return post();
    }
  }

  return {
    about: () => json("GET", `api/about?locale=${locale}`),
    async ask(message, hearing, signal) {
      let answer: Answer | null = null;
      const { body } = await stream(message, signal);
      for await (const { name, data } of readEvents(body!)) {
        const told = JSON.parse(data);
        if (name === "stage") hearing.stage(told.text, told.stage === "rewriting");
        else if (name === "token") hearing.token(told.text);
        else if (name === "error") throw new Refusal(0, told.code, told.message, 0);
        else if (name === "answer") answer = told;
      }
      if (!answer) throw new TypeError("the stream ended early");
      conversation = answer.conversation_id;
      return answer;
    },
    isKnown: () => session !== null,
    async history() {
      try {
        return (await json<{ turns: PastTurn[] }>("GET", "api/history")).turns;
      } catch (error) {
        if (isStatus(error, 401)) remember(null);
        return [];
      }
    },
    async forget() {
      if (session) {
        await send("DELETE", "api/history").catch((error: unknown) => {
          if (!isStatus(error, 401)) throw error;
        });
      }
      remember((conversation = null));
    },
    feedback: (message_id, value, comment) => send("POST", "api/feedback", { message_id, value, comment: comment || null }),
    cards: (ids) => json<{ cards: Card[] }>("GET", `api/cards?${ids.map((id) => `id=${encodeURIComponent(id)}&`).join("")}locale=${locale}`)
      .then(({ cards }) => cards, () => []),
    check: (course) => json("GET", `api/eligibility?${course && `course=${encodeURIComponent(course)}&`}locale=${locale}`),
    judge: (course, answers) => json("POST", "api/eligibility", { course: course || null, answers, locale }),
    resolve: (address) => safe(address, base),
  };
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof Refusal && error.status === status;
}
