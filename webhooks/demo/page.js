// The demo page: asks /api/chat/stream and shows what comes. What people and staff wrote stays text (no innerHTML).

const at = (id) => document.getElementById(id);
const main = at("main"), turns = at("turns"), form = at("form"), input = at("question"), send = at("send");
const touch = matchMedia("(pointer: coarse)");

const WORDS = {
  title: (name) => `${name} 안내 도우미`,
  asOf: (date) => `자료 기준일은 ${day(date)}이에요.`,
  date: (date) => `${day(date)} 기준`,
  preparing: "지금 자료를 읽고 있어요. 준비되면 바로 물어볼 수 있어요.",
  searching: "자료를 찾고 있어요",
  stopped: "답을 멈췄어요.",
  broken: "연결이 끊겨 답을 다 받지 못했어요. 인터넷 연결을 확인해 주세요.",
  retry: "다시 물어보기",
  send: "보내기",
  stop: "멈추기",
  source: (n) => `근거 ${n}`,
  sources: "근거",
  outside: "새 창에서 열기",
  site: "누리집",
  suggestions: "이어서 물어보기",
  up: "도움이 됐어요",
  down: "아쉬워요",
  thanks: "의견 고마워요.",
  unkept: "의견을 남기지 못했어요.",
};

let about = { name: "", greeting: "", as_of: "", site: "", suggestions: [] };
let conversation = null; // the server's id of this conversation
let asking = null; // the AbortController of the question that is being answered
let count = 0;

// ── events of a stream ──

/** Yields {event, data} from a text/event-stream body; bytes may be cut anywhere. */
export async function* readEvents(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    buffer += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
      if (fields.has("event")) yield { event: fields.get("event"), data: JSON.parse(fields.get("data")) };
    }
    if (done) return;
  }
}

// ── Markdown to nodes ──

const INLINE = /\*\*(.+?)\*\*|\[([^\]\n]+)\]\(([^()\s]+)\)|\[(\d{1,2})\]|(https?:\/\/[^\s<>()]*[^\s<>().,!?"'\]])/g;

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  svg.firstChild.setAttribute("href", `#icon-${name}`);
  return svg;
}

function link(address, ...children) {
  if (/^tel:[\d+-]+$/.test(address)) return element("a", { href: address }, ...children);
  if (!/^https?:\/\/[^/]/i.test(address)) return element("span", {}, ...children);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function inline(text, mark) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [all, bold, label, address, number, bare] = found;
    nodes.push(text.slice(end, found.index));
    if (bold) nodes.push(element("strong", {}, ...inline(bold, mark)));
    else if (label) nodes.push(link(address, label));
    else if (number) nodes.push(mark(Number(number), all));
    else nodes.push(link(bare, bare));
    end = found.index + all.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

/** Nodes for paragraphs, lists, bold, links and [n] marks; `mark(n, text)` makes what stands for a mark. */
export function markdown(text, mark = (_, all) => all) {
  const blocks = [];
  let open = null; // the paragraph or list that the next line may carry on
  for (const line of text.split("\n")) {
    const item = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/.exec(line);
    const tag = item ? (item[1] ? "OL" : "UL") : "P";
    if (!line.trim()) { open = null; continue; }
    if (open?.tagName !== tag) {
      open = element(tag);
      if (tag === "OL") open.start = Number(item[1]);
      blocks.push(open);
    } else if (tag === "P") open.append(element("br"));
    if (item) open.append(element("li", {}, ...inline(item[2], mark)));
    else open.append(...inline(line.replace(/^#{1,6}\s+/, ""), mark));
  }
  return blocks;
}

// ── one turn ──

function day(date) {
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  return `${year}년 ${month}월 ${dayOfMonth}일`;
}

function chips(questions, label) {
  const items = questions.map((question) =>
    element("li", {}, element("button", { type: "button", textContent: question, onclick: () => ask(question) })));
  return element("ul", { className: "chips follow", ariaLabel: label }, ...items);
}

function sources(citations, turn) {
  const items = citations.map(({ n, title, url, as_of }) => {
    const outside = /^https?:/i.test(url);
    const name = outside ? link(url, title, icon("out")) : title;
    if (outside) name.title = WORDS.outside;
    return element("li", { id: `source-${turn}-${n}` }, element("span", { className: "mark" }, String(n)),
      element("span", {}, name, ...(as_of ? [" ", element("time", { dateTime: as_of }, WORDS.date(as_of))] : [])));
  });
  return element("ul", { className: "sources", ariaLabel: WORDS.sources }, ...items);
}

function contact({ phone = "", email = "", url }, ...first) {
  const row = element("div", { className: "contact" }, ...first);
  const number = /\+?\d[\d-]{6,}\d/.exec(phone)?.[0];
  if (number) row.append(element("a", { href: `tel:${number}` }, icon("phone"), phone));
  if (/^[^\s@?&]+@[^\s@?&]+$/.test(email)) row.append(element("a", { href: `mailto:${email}` }, icon("mail"), email));
  if (/^https?:\/\//i.test(url)) row.append(link(url, icon("out"), WORDS.site));
  return row.childElementCount ? [row] : [];
}

function opinion(id) {
  const row = element("div", { className: "opinion" });
  const say = async (value) => {
    const kept = await post("api/feedback", { message_id: id, value }).then((response) => response.ok, () => false);
    row.replaceChildren(element("p", { role: "status" }, kept ? WORDS.thanks : WORDS.unkept));
  };
  for (const value of ["up", "down"]) {
    row.append(element("button", { type: "button", ariaLabel: WORDS[value], title: WORDS[value],
      onclick: () => say(value) }, icon(value)));
  }
  return row;
}

function post(path, body, signal) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });
}

async function ask(question) {
  if (asking) return;
  const number = ++count;
  const reply = element("div", { className: "prose" }, element("p", { className: "waiting" }, WORDS.searching));
  const turn = element("article", { className: "turn" },
    element("h2", { className: "asked", textContent: question }), reply);
  begin(turn);
  let text = "";
  try {
    const response = await post("api/chat/stream", { message: question, conversation_id: conversation }, asking.signal);
    if (!response.ok) throw new Told((await response.json()).error.message);
    let complete = false;
    for await (const { event, data } of readEvents(response.body)) {
      if (event === "stage") text = ""; // a second stage: what was said so far does not hold
      else if (event === "token") {
        text += data.text;
        reply.replaceChildren(...markdown(text, (n) => element("span", { className: "mark" }, String(n))));
        follow();
      } else if (event === "answer") {
        finish(turn, reply, number, data);
        complete = true;
      } else if (event === "error") throw new Told(data.message);
    }
    if (!complete) throw new Error("the stream ended early");
  } catch (error) {
    const message = error.name === "AbortError" ? WORDS.stopped : error instanceof Told ? error.message : WORDS.broken;
    if (turn.isConnected) fail(turn, reply, question, message, text);
  } finally {
    end();
  }
}

/** An error whose message the server wrote for people. */
class Told extends Error {}

function begin(turn) {
  asking = new AbortController();
  main.classList.remove("empty");
  at("renew").hidden = false;
  turns.append(turn);
  send.ariaLabel = WORDS.stop;
  send.firstElementChild.firstElementChild.setAttribute("href", "#icon-stop");
  turn.scrollIntoView({ block: "start" });
  if (touch.matches) input.blur();
}

function finish(turn, reply, number, answer) {
  conversation = answer.conversation_id;
  const known = new Set(answer.citations.map(({ n }) => n));
  reply.lang = answer.language;
  reply.replaceChildren(...markdown(answer.answer, (n, all) => !known.has(n) ? all
    : element("a", { className: "mark", href: `#source-${number}-${n}`, ariaLabel: WORDS.source(n) }, String(n))));
  if (answer.citations.length) turn.append(sources(answer.citations, number));
  if (answer.kind === "abstention") turn.append(...contact(answer.contact));
  turn.append(opinion(answer.message_id));
  if (answer.suggestions.length) turn.append(chips(answer.suggestions, WORDS.suggestions));
  at("log").textContent = reply.textContent;
  follow();
}

function fail(turn, reply, question, message, text) {
  reply.replaceChildren(...markdown(text), element("p", { className: "trouble" }, message));
  const again = () => { turn.remove(); ask(question); };
  const retry = element("button", { type: "button", onclick: again }, icon("retry"), WORDS.retry);
  turn.append(...contact({ url: about.site }, retry));
  at("log").textContent = message;
  follow();
}

function end() {
  asking = null;
  send.ariaLabel = WORDS.send;
  send.firstElementChild.firstElementChild.setAttribute("href", "#icon-send");
}

/** Keeps the newest words in sight for a person who has not scrolled up to read. */
function follow() {
  const page = document.documentElement;
  if (page.scrollHeight - innerHeight - scrollY < 240) scrollTo(0, page.scrollHeight);
}

// ── the page ──

async function introduce() {
  const response = await fetch("api/about").catch(() => null);
  if (!response?.ok) {
    at("greeting").replaceChildren(element("p", { className: "waiting" }, WORDS.preparing));
    setTimeout(introduce, 2000);
    return;
  }
  about = await response.json();
  if (about.name) at("name").textContent = about.name;
  if (about.name) document.title = WORDS.title(about.name);
  if (about.as_of) at("as-of").textContent = WORDS.asOf(about.as_of);
  at("greeting").replaceChildren(...markdown(about.greeting));
  at("starters").replaceChildren(...chips(about.suggestions, "").children);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (asking) { asking.abort(); return; }
  const question = input.value.trim();
  if (!question) return;
  input.value = "";
  ask(question);
});

input.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229; // the Enter that ends a Hangul syllable
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  if (!asking && input.value.trim()) form.requestSubmit();
});

at("renew").addEventListener("click", () => {
  asking?.abort();
  conversation = null;
  turns.replaceChildren();
  at("log").textContent = "";
  at("renew").hidden = true;
  main.classList.add("empty");
  input.focus();
});

introduce();
if (!touch.matches) input.focus();
