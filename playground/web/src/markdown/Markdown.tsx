import { useMemo } from "preact/hooks";
import { relative, written } from "../data/clock";
import { go } from "../data/session";
import * as store from "../data/store";
import { Spoiler } from "../message/Spoiler";
import { parse, type Node } from "./parse";

/** A text as Discord shows it. */
export function Markdown({ text }: { text: string }) {
  const tree = useMemo(() => parse(text), [text]);
  return <div class="md">{nodes(tree)}</div>;
}

/** The same without the block around it, for labels and single lines. */
export function Inline({ text }: { text: string }) {
  return <>{nodes(useMemo(() => parse(text), [text]))}</>;
}

const nodes = (content: Node["content"]): preact.ComponentChildren =>
  typeof content === "string" ? content : content?.map((node, index) => <Drawn key={index} node={node} />);

function Drawn({ node }: { node: Node }) {
  const draw = DRAW[node.type];
  return <>{draw ? draw(node) : nodes(node.content)}</>;
}

const DRAW: Record<string, (node: Node) => preact.ComponentChildren> = {
  text: (node) => node.content as string,
  br: () => <br />,
  newline: () => <br />,
  strong: (node) => <strong>{nodes(node.content)}</strong>,
  em: (node) => <em>{nodes(node.content)}</em>,
  underline: (node) => <u>{nodes(node.content)}</u>,
  strikethrough: (node) => <s>{nodes(node.content)}</s>,
  inlineCode: (node) => <code>{node.content as string}</code>,
  codeBlock: (node) => (
    <pre tabIndex={0} aria-label="Code">
      <code>{node.content as string}</code>
    </pre>
  ),
  blockQuote: (node) => <blockquote>{nodes(node.content)}</blockquote>,
  spoiler: (node) => <Spoiler>{nodes(node.content)}</Spoiler>,
  heading: (node) => (
    <div class={`h h${node.level}`} role="heading" aria-level={Math.min((node.level ?? 1) + 2, 6)}>
      {nodes(node.content)}
    </div>
  ),
  subtext: (node) => <div class="small">{nodes(node.content)}</div>,
  list: (node) => <List node={node} />,
  link: (node) => <Outside target={node.target ?? ""}>{nodes(node.content)}</Outside>,
  url: (node) => <Outside target={node.target ?? ""}>{nodes(node.content)}</Outside>,
  autolink: (node) => <Outside target={node.target ?? ""}>{nodes(node.content)}</Outside>,
  user: (node) => <span class="mention">@{userName(node.id ?? "")}</span>,
  role: (node) => <span class="mention">@{roleName(node.id ?? "")}</span>,
  channel: (node) => <ChannelMention id={node.id ?? ""} />,
  everyone: () => <span class="mention">@everyone</span>,
  here: () => <span class="mention">@here</span>,
  emoji: (node) => `:${node.name}:`,
  twemoji: (node) => <span class="emoji">{(node.name ?? node.content) as string}</span>,
  timestamp: (node) => <Stamp node={node} />,
  slashCommand: (node) => <span class="mention">/{node.fullName}</span>,
  guildNavigation: (node) => <span class="mention">{String(node.navigation)}</span>,
};

function List({ node }: { node: Node }) {
  return (
    <ul>
      {node.items?.map((item, index) => (
        <li
          key={index}
          class={item.number === null ? "" : "numbered"}
          value={item.number ?? undefined}
          style={{ marginInlineStart: `${item.depth * 1.25}em` }}
        >
          {nodes(item.content)}
        </li>
      ))}
    </ul>
  );
}

function Outside({ target, children }: { target: string; children: preact.ComponentChildren }) {
  if (!/^https?:/.test(target)) return <>{children}</>;
  return (
    <a href={target} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** Seconds from 1970 to the last moment that has a date. */
const LAST_MOMENT = 8.64e12;

/** A `<t:…>`; one beyond all dates stays as it was typed. */
function Stamp({ node: { timestamp, format } }: { node: Node }) {
  const seconds = Number(timestamp);
  if (Math.abs(seconds) <= LAST_MOMENT) return <Time seconds={seconds} style={format} />;
  return <>{`<t:${timestamp}${format ? `:${format}` : ""}>`}</>;
}

/** Relative ones count by themselves, without a screen reader saying each second. */
export function Time({ seconds, style }: { seconds: number; style?: string }) {
  const at = seconds * 1000;
  const shown = style === "R" ? relative(at) : written(at, style);
  return (
    <time class="stamp" aria-live="off" dateTime={new Date(at).toISOString()} title={written(at, "F")}>
      {shown}
    </time>
  );
}

function ChannelMention({ id }: { id: string }) {
  const found = store.places.value.find((item) => item.channel.id === id);
  if (!found) return <span class="mention">#unknown</span>;
  return (
    <button type="button" class="mention" onClick={() => void go(id)}>
      #{found.channel.name}
    </button>
  );
}

function userName(id: string): string {
  const member = store.members.value.find((item) => item.user.id === id);
  const person = store.people.value.find((item) => item.id === id);
  return member?.nick ?? member?.user.global_name ?? person?.global_name ?? "unknown";
}

function roleName(id: string): string {
  return store.here.value?.guild?.roles.find((role) => role.id === id)?.name ?? "unknown role";
}
