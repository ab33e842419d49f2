/** What the server says: the objects of its API, as they come. */

export interface Citation {
  n: number;
  title: string;
  file: string;
  record: string;
  url: string;
  as_of: string | null;
}

export interface Contact {
  phone: string;
  email: string;
  url: string;
}

export interface Answer {
  conversation_id: string;
  message_id: string;
  kind: "answer" | "abstention" | "clarification" | "greeting";
  answer: string;
  engine: string;
  language: "ko" | "en";
  citations: Citation[];
  suggestions: string[];
  contact: Contact;
}

export type Opinion = "up" | "down";

export interface PastTurn {
  message_id: string;
  question: string;
  at: string;
  answer: Answer;
  feedback: Opinion | null;
}

export interface About {
  name: string;
  greeting: string;
  as_of: string;
  site: string;
  suggestions: string[];
  privacy?: string;
  contact?: Contact;
}

export interface Card {
  id: string;
  kind: "course" | "campus" | "event";
  title: string;
  status: { code: "planned" | "open" | "closing" | "closed" | "running" | "ended"; label: string } | null;
  facts: { label: string; value: string }[];
  links: { rel: "apply" | "map" | "source" | "calendar" | "phone"; label: string; url: string }[];
}

export interface CheckQuestion {
  id: string;
  text: string;
  kind: "number" | "choice";
  options: { value: string; label: string }[];
  unit?: string;
}

export interface Check {
  title: string;
  questions: CheckQuestion[];
  note: string;
}

export interface Verdict {
  verdict: "yes" | "no" | "unsure";
  answer: string;
  missing: string[];
  citations: Citation[];
  contact: Contact;
  suggestions: string[];
}
