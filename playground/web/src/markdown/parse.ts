/** Discord's Markdown as a tree: the library's rules, and the lists that it lacks. */
import { rulesExtended, SimpleMarkdown } from "discord-markdown-parser";

export interface Node {
  type: string;
  content?: Node[] | string;
  items?: { depth: number; number: number | null; content: Node[] }[];
  level?: number;
  target?: string;
  id?: string;
  name?: string;
  fullName?: string;
  timestamp?: string;
  format?: string;
  [other: string]: unknown;
}

const LIST = /^(?: *(?:[-*]|\d+\.) [^\n]+(?:\n|$))+/;
const ITEM = /^( *)(?:[-*]|(\d+)\.) (.+)$/;

const atLineStart = (previous: string | string[] | null | undefined) => {
  if (!previous) return true;
  const text = typeof previous === "string" ? previous : (previous[0] ?? "");
  return text === "" || text.endsWith("\n");
};

type Rule = (typeof rulesExtended)[string];

const list: Rule = {
  order: 4,
  match: (source, state) => (atLineStart(state.prevCapture as string | null) ? LIST.exec(source) : null),
  parse: (capture, nested, state) => {
    const lines = capture[0]
      .trimEnd()
      .split("\n")
      .map((line) => ITEM.exec(line)!);
    const items = lines.map(([, indent = "", number, text = ""]) => ({
      depth: Math.min(Math.ceil(indent.length / 2), 5),
      number: number === undefined ? null : Number(number),
      content: nested(text, { ...state, prevCapture: null }),
    }));
    return { items };
  },
};

/** A rule for the start of a line, which is also where a list or a quote has ended. */
const atStart = (rule: Rule): Rule => ({
  ...rule,
  match: (source, state, previous) => {
    const starts = atLineStart(state.prevCapture as string | string[] | null);
    return rule.match(source, starts ? { ...state, prevCapture: null } : state, previous);
  },
});

const { heading, subtext } = rulesExtended;
const parser = SimpleMarkdown.parserFor({
  ...rulesExtended,
  heading: atStart(heading!),
  subtext: atStart(subtext!),
  list,
});

const BLOCKS = ["codeBlock", "list", "blockQuote", "heading", "subtext"];

/** The tree; the line break that ends a block is the block's own and is left out. */
export const parse = (text: string): Node[] =>
  (parser(text, { inline: true }) as Node[]).filter(
    (node, index, all) => node.type !== "br" || !BLOCKS.includes(all[index - 1]?.type ?? ""),
  );
