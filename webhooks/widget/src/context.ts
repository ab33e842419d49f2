/** What every part of one widget knows: its words, its server, and how to ask. */

import type { Api } from "./api.js";
import type { Locale, Texts } from "./texts.js";
import type { Contact } from "./wire.js";

export interface Context {
  readonly api: Api;
  readonly locale: Locale;
  readonly texts: Texts;
  readonly course: string;
  readonly campus: string;
  /** The human route, as far as it is known. */
  contact: Contact;
  /** Asks a question as if the person had typed it. */
  ask(text: string): void;
  /** Reads a text to those who listen instead of looking. */
  announce(text: string): void;
  /** Tells the page around the widget. */
  tell(event: WidgetEvent, detail?: object): void;
}

export type WidgetEvent = "open" | "close" | "question" | "answer" | "feedback" | "error" | "forgotten";
