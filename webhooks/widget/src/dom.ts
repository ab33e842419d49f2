/** Elements made from words, never from markup: what people and files say stays text. */

type Child = Node | string | null | undefined | false;
type Listener = (event: Event) => unknown;
export type Properties = Record<string, string | number | boolean | Listener | null | undefined>;

/** An element. Properties given as words are its class; a function listens to the event of its name ("onclick"), true
 * is a bare attribute, and null, undefined or false leave an attribute out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, properties: Properties | string = {}, ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(typeof properties === "string" ? { class: properties } : properties)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/** Puts what there is of these in the place of what an element holds. */
export function put(node: Element, ...children: Child[]): void {
  node.replaceChildren(...(children.filter(Boolean) as Node[]));
}

/** A button of this look that does something. */
export function button(look: string, onclick: Listener, ...children: Child[]): HTMLButtonElement {
  return h("button", { type: "button", class: look, onclick }, ...children);
}

const ICONS = {
  sprout: "M12 21v-9.5M12 13.5c0-4.4-2.9-7-8.2-7 0 4.8 3 7.4 8.2 7ZM12 11c0-4 2.5-7 8.2-7 0 4.8-3 7.4-8.2 7Z",
  send: "M12 19.5V5M5.5 11.2 12 4.8l6.5 6.4",
  stop: "M7 7h10v10H7Z",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9.5 6 6 6-6",
  more: "M5 9h14M5 15h14",
  out: "M7.5 16.5 16.5 7.5M9 7.5h7.5V15",
  phone: "M6.5 4.5h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.5-2 4 1.5v3c0 1-.8 1.7-1.7 1.6A15.5 15.5 0 0 1 4.9 6.2c-.1-.9.6-1.7 1.6-1.7Z",
  mail: "M4 6h16v12.5H4ZM4.5 7l7.5 6 7.5-6",
  map: "M12 21c9-9 8-17 0-17s-9 8 0 17ZM12 11h.01",
  calendar: "M4.5 6h15v13.5h-15ZM4.5 10.5h15M8.5 4v4M15.5 4v4",
  check: "m5 12.5 5 4.5L19 7.5",
  up: "M8 11v8.5H5V11h3l3.5-6.5c1.5 0 2.3 1.2 2 2.6L13 10h6.5L18 19.5H8",
} as const;

export type Icon = keyof typeof ICONS;

const SVG = "http://www.w3.org/2000/svg";

/** A line drawing that is not read aloud; what it stands beside has the name. */
export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon. */
export function iconButton(name: Icon, label: string, onclick: Listener, look = ""): HTMLButtonElement {
  const made = button(`icon ${look}`, onclick, icon(name));
  return rename(made, label);
}

/** Gives a button without words its name. */
export function rename(made: HTMLButtonElement, label: string): HTMLButtonElement {
  made.setAttribute("aria-label", made.title = label);
  return made;
}

/** The whole of an address that may become a link (the web, a telephone, a letter), else "". */
export function safe(address: string, base?: string): string {
  try {
    const { protocol, href } = new URL(address, base);
    return ["https:", "http:", "tel:", "mailto:"].includes(protocol) ? href : "";
  } catch {
    return "";
  }
}

/** A link, or where the address is none that may be followed, just its words. */
export function link(address: string, look: string, ...children: Child[]): HTMLElement {
  if (!safe(address)) return h("span", look, ...children);
  const outside = /^http/i.test(address) ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return h("a", { href: address, class: look || null, ...outside }, ...children);
}
