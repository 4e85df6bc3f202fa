import { readFileSync, readdirSync } from "node:fs";
import { defineConfig } from "vite";

/** Packages whose code ends up in the page; those that come with another are named too. */
const BUNDLED = ["preact", "@preact/signals", "@preact/signals-core", "discord-markdown-parser"];

function licenceOf(name) {
  const home = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${home}/package.json`, "utf8"));
  const file = readdirSync(home).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${readFileSync(`${home}/${file}`, "utf8").trim()}\n`;
}

const licences = {
  name: "licences",
  generateBundle() {
    const text = (name) => readFileSync(`licences/${name}.txt`, "utf8").trim();
    const parts = [
      ...BUNDLED.map(licenceOf),
      `simple-markdown (MIT), within discord-markdown-parser\n\n${text("simple-markdown")}\n`,
      `Noto Color Emoji (OFL-1.1), of which some emoji are in the page's font\n\n${text("noto-color-emoji")}\n`,
    ];
    const source = parts.join(`\n${"=".repeat(72)}\n\n`);
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source });
  },
};

export default defineConfig({
  base: "./",
  plugins: [licences],
  server: {
    proxy: {
      "/member": { target: "http://127.0.0.1:8300", ws: true },
      "/admin": "http://127.0.0.1:8300",
      "/cdn": "http://127.0.0.1:8300",
    },
  },
  build: { outDir: "../page", emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
});
