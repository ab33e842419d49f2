// Builds dist/widget.js (a script tag) and dist/widget.mjs (a module). The first line of each names the sources by a
// hash, so that a test without node can tell whether the build is theirs.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const sources = [
  "build.mjs", "package-lock.json", "package.json", "tsconfig.json",
  ...readdirSync(join(here, "src")).map((name) => `src/${name}`),
].sort();

const hash = createHash("sha256");
for (const name of sources) hash.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
const banner = `/* saessak widget, sources ${hash.digest("hex")} */`;

/** A style sheet is imported as its minified text. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "safari16.4" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

for (const [entry, format] of [["script.ts", "iife"], ["module.ts", "esm"]]) {
  await build({
    absWorkingDir: here,
    entryPoints: [`src/${entry}`],
    outfile: `dist/widget.${format === "esm" ? "mjs" : "js"}`,
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    banner: { js: banner },
    plugins: [styles],
    logLevel: "warning",
  });
}

// Other languages are data, fetched where they are wanted.
const { outputFiles } = await build({ absWorkingDir: here, entryPoints: ["src/en.ts"], bundle: true, format: "esm", charset: "utf8", write: false });
const { ENGLISH } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
writeFileSync(join(here, "dist/widget.en.json"), JSON.stringify(ENGLISH));
