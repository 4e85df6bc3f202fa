/** Discord's Markdown as a tree: the library's rules, and the lists that it lacks. */
import { rulesExtended, SimpleMarkdown } from "discord-markdown-parser";

export interface Node {
  type: string;
  content?: Node[] | string;
  items?: { depth: number; content: Node[] }[];
  ordered?: boolean;
  start?: number;
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
    const lines = capture[0].trimEnd().split("\n").map((line) => ITEM.exec(line)!);
    const items = lines.map(([, indent = "", , text = ""]) => ({
      depth: Math.min(Math.ceil(indent.length / 2), 5),
      content: nested(text, { ...state, prevCapture: null }),
    }));
    return { ordered: lines[0]![2] !== undefined, start: Number(lines[0]![2] ?? 1), items };
  },
};

const parser = SimpleMarkdown.parserFor({ ...rulesExtended, list });

export const parse = (text: string) => parser(text, { inline: true }) as Node[];
