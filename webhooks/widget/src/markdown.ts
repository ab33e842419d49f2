/** Markdown becomes nodes, line by line, so that a growing text is never read twice. */

import { h, link, safe } from "./dom.js";

/** Makes what stands for a mark such as [2]; null leaves the mark as text. */
export type Mark = (n: number) => Node | null;

// Bold · code · [label](address) · [n] · an address of the web · of a mailbox · a telephone number.
const INLINE =
  /\*\*(.+?)\*\*|`(.+?)`|\[([^\]]+)\]\(([^()\s]+)\)|\[(\d{1,2})\]|(https?:\/\/[^\s<>()]*[^\s<>().,!?"'\]*])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?<![\d-])(0\d{1,2}-\d{3,4}-\d{4}|1[568]\d\d-\d{4})(?![\d-])/g;

/** A text that grows at its end, as nodes in a box. */
export interface Prose {
  readonly root: HTMLElement;
  /** Adds the next piece of the text. */
  push(text: string): void;
  /** The text has ended: its last line stands as it is. */
  end(): void;
}

export function makeProse(mark: Mark = () => null): Prose {
  const root = h("div", "prose");
  let open: HTMLElement | null = null; // the paragraph, list or table that the next line may carry on
  let rest = ""; // the last line, which may still grow
  let before: HTMLElement | null = null; // what was open before that line
  let shown: ChildNode[] = []; // what is drawn of it

  const add = (line: string): ChildNode[] => {
    if (!line.trim()) {
      open = null;
      return [];
    }
    const cells = /^\s*\|(.+?)\|?\s*$/.exec(line)?.[1]?.split("|");
    if (cells) return row(cells);
    const [, number, item] = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/.exec(line) ?? [];
    if (item != null) return carryOn(number ? "ol" : "ul", { start: number }, h("li", {}, ...inline(item, mark)));
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    if (heading) open = null;
    const words = heading ? [h("strong", {}, ...inline(heading, mark))] : inline(line, mark);
    return carryOn("p", {}, ...(open?.localName === "p" ? [h("br"), ...words] : words));
  };

  const row = (cells: string[]): ChildNode[] => {
    const table = open?.querySelector("table");
    if (table && cells.every((cell) => /^\s*:?-+:?\s*$/.test(cell))) {
      table.querySelectorAll("tr:only-child td").forEach((cell) => cell.replaceWith(h("th", { scope: "col" }, ...cell.childNodes)));
      return [];
    }
    const made = h("tr", {}, ...cells.map((cell) => h("td", {}, ...inline(cell.trim(), mark))));
    if (table) table.append(made);
    else root.append((open = h("div", { class: "table", tabindex: 0 }, h("table", {}, made))));
    return table ? [made] : [open!];
  };

  /** Carries on the open block where it is of this kind, else opens one; what was added, outermost. */
  const carryOn = (tag: "p" | "ul" | "ol", properties: { start?: string | undefined }, ...nodes: ChildNode[]): ChildNode[] => {
    if (open?.localName === tag) {
      open.append(...nodes);
      return nodes;
    }
    root.append((open = h(tag, properties, ...nodes)));
    return [open];
  };

  const takeBack = () => {
    for (const node of shown) node.remove();
    open = before;
    shown = [];
  };

  return {
    root,
    push(text) {
      takeBack();
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      lines.forEach(add);
      before = open;
      shown = add(halfDone(rest));
    },
    end() {
      takeBack();
      add(rest);
    },
  };
}

function inline(text: string, mark: Mark): ChildNode[] {
  const nodes: ChildNode[] = [];
  let end = 0;
  const say = (words: string) => words && nodes.push(new Text(words));
  for (const found of text.matchAll(INLINE)) {
    say(text.slice(end, found.index));
    end = found.index + found[0].length;
    const [all, bold, code, label, address, n, url, email, phone] = found;
    if (bold) nodes.push(h("strong", {}, ...inline(bold, mark)));
    else if (code) nodes.push(h("code", {}, code));
    else if (label && address) nodes.push(safe(address) ? link(address, "", label) : new Text(label));
    else if (n) nodes.push(beside(nodes, mark(Number(n)) ?? all));
    else if (url) nodes.push(link(url, "", url));
    else if (email) nodes.push(link(`mailto:${email}`, "", email));
    else if (phone) nodes.push(link(`tel:${phone}`, "", phone));
  }
  say(text.slice(end));
  return nodes;
}

/** The nodes of a whole text, in a box. */
export function prose(text: string, mark?: Mark): HTMLElement {
  const said = makeProse(mark);
  said.push(text);
  said.end();
  return said.root;
}

/** A mark with the word before it, so that it never begins a line. */
function beside(nodes: ChildNode[], mark: Node | string): ChildNode {
  const before = nodes.at(-1);
  const word = before instanceof Text ? (/\S{0,8} ?$/.exec(before.data)?.[0] ?? "") : "";
  if (word) (before as Text).data = (before as Text).data.slice(0, -word.length);
  return h("span", "beside", word, mark);
}

/** The number to dial in a phone as it is written ("02-3667-7304~5"), or "". */
export function dialled(phone: string): string {
  return /\+?\d[\d-]{1,}\d/.exec(phone)?.[0] ?? "";
}

/** A line that is still coming: bold that has begun is bold already, and half a mark or link waits. */
function halfDone(line: string): string {
  const shown = line.replace(/\[[^\]]*$|\[[^\]]*\]\([^)]*$|\*$/, "");
  if (shown.split("**").length % 2) return shown;
  return shown.endsWith("**") ? shown.slice(0, -2) : `${shown}**`;
}
