// Writes the line to copy, and shows the widget as it says.

const at = (id) => document.getElementById(id);
const base = new URL(".", location.href);
const script = new URL("widget.js", base).href;
let preview = null;

function chosen() {
  const looks = new FormData(at("looks"));
  if (looks.get("color") === "#1c7a43") looks.delete("color");
  if (looks.has("open")) looks.set("open", "true");
  return [...looks].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
}

const quoted = (text) => text.replace(/[&"<>]/g, (letter) => `&#${letter.codePointAt()};`);
const attributes = (looks) => looks.map(([name, value]) => ` data-${name}="${quoted(value)}"`).join("");

function write() {
  const looks = chosen();
  at("snippet").textContent = `<script src="${script}"${attributes(looks)} defer></script>`;
  const inline = looks.filter(([name]) => name !== "position" && name !== "open");
  at("inline").textContent = [
    `<script type="module" src="${new URL("widget.mjs", base)}"></script>`,
    `<saessak-chat${attributes(inline)}></saessak-chat>`,
  ].join("\n");
  at("policy").textContent = `script-src ${base.origin}; connect-src ${base.origin}`;
  show(looks);
}

function show(looks) {
  preview?.remove();
  preview = document.createElement("saessak-chat");
  preview.dataset.position = "right";
  for (const [name, value] of looks) preview.dataset[name] = value;
  document.body.append(preview);
}

at("looks").addEventListener("input", write);
at("looks").addEventListener("submit", (event) => event.preventDefault());
at("copy").addEventListener("click", async () => {
  const said = await navigator.clipboard?.writeText(at("snippet").textContent).then(() => "복사했어요.", () => null);
  at("copied").textContent = said ?? "복사하지 못했어요. 코드를 눌러 직접 골라 주세요.";
});

import("../widget.mjs").then(write);
