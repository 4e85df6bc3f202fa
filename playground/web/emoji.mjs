/**
 * Cuts the emoji that the page needs (src/emoji/emoji.txt) out of Noto Color Emoji, and writes which they are as CSS.
 * Needs pyftsubset: pip install fonttools brotli.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

const HOME = "node_modules/@fontsource/noto-color-emoji";
const list = readFileSync("src/emoji/emoji.txt", "utf8");
const points = [...new Set([...list].map((letter) => letter.codePointAt(0)))].filter((point) => point > 0x2000);
const font = [
  `${HOME}/files/noto-color-emoji-emoji-400-normal.woff2`,
  `--unicodes=${points.map((point) => point.toString(16)).join(",")}`,
  "--flavor=woff2",
  "--drop-tables+=SVG",
  "--layout-features=",
  "--output-file=src/emoji/emoji.woff2",
];
execFileSync("pyftsubset", font, { stdio: "inherit" });
copyFileSync(`${HOME}/LICENSE`, "licences/noto-color-emoji.txt");

const range = points
  .sort((one, other) => one - other)
  .map((point) => `U+${point.toString(16)}`)
  .join(", ");
const css = `/* Written by emoji.mjs: the emoji of emoji.txt, so that no machine shows boxes. Safari has its own. */
@font-face {
  font-family: "Playground Emoji";
  src: url("./emoji.woff2") format("woff2") tech(color-COLRv1);
  unicode-range: ${range};
}
`;
writeFileSync("src/emoji/emoji.css", css);
