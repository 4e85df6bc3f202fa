import { dismiss, react } from "../data/actions";
import { local } from "../data/api";
import { written } from "../data/clock";
import { go } from "../data/session";
import * as store from "../data/store";
import { FLAG, type Message as Data, type User } from "../data/types";
import { Markdown } from "../markdown/Markdown";
import { Avatar, Computer } from "../shell/Avatar";
import { MemberMenu, MessageMenu } from "../shell/AppMenus";
import { MessageOf } from "./context";
import { Embed } from "./Embed";
import { FileLink, Parts, Picture } from "./Layout";

const SLASH = 1;

const nameOf = (user: User) => {
  const member = store.members.value.find((item) => item.user.id === user.id);
  return member?.nick ?? user.global_name ?? user.username;
};

interface Props {
  message: Data;
  /** Whether it follows one of the same author closely, and shows no name again. */
  follows: boolean;
  reply: (message: Data) => void;
}

export function Message({ message, follows, reply }: Props) {
  const isPrivate = (message.flags & FLAG.ephemeral) !== 0;
  const failure = store.failures.value[message.id];
  return (
    <MessageOf value={message}>
      <article
        class={`message ${follows ? "follows" : ""} ${isPrivate ? "private" : ""}`}
        data-id={message.id}
        aria-label={`${nameOf(message.author)}, ${written(Date.parse(message.timestamp), "t")}`}
      >
        <Before message={message} />
        {!follows && <Avatar name={nameOf(message.author)} id={message.author.id} app={message.author.bot} />}
        <div class="body">
          {!follows && <Heading message={message} />}
          <Content message={message} />
          {failure && (
            <p class="failure" role="alert">
              {failure}
            </p>
          )}
          {isPrivate && <Private message={message} />}
        </div>
        <MessageMenu message={message} reply={reply} />
      </article>
    </MessageOf>
  );
}

/** A command as it was run: typed after a slash, or picked from a menu, where it has none. */
function asRun(name: string): string {
  return store.commands.value.some((command) => command.name === name && command.type !== SLASH) ? name : `/${name}`;
}

function Before({ message }: { message: Data }) {
  const used = message.interaction_metadata;
  if (used?.type === 2 && used.name)
    return (
      <div class="before">
        <strong><bdi>{nameOf(used.user)}</bdi></strong> used <span class="mention">{asRun(used.name)}</span>
      </div>
    );
  if (message.referenced_message)
    return (
      <div class="before">
        In reply to <strong><bdi>{nameOf(message.referenced_message.author)}</bdi></strong>{" "}
        {message.referenced_message.content.slice(0, 80)}
      </div>
    );
  return null;
}

function Heading({ message }: { message: Data }) {
  const at = Date.parse(message.timestamp);
  return (
    <header>
      <MemberMenu user={message.author} name={nameOf(message.author)} />
      {message.author.bot && <span class="tag">App</span>}
      <Computer id={message.author.id} />
      <time dateTime={message.timestamp} title={written(at, "F")}>
        {written(at, "t")}
      </time>
    </header>
  );
}

const SYSTEM: Record<number, (message: Data) => preact.ComponentChildren> = {
  6: () => "pinned a message.",
  7: () => "joined the server.",
  18: (message) => (
    <>
      started a thread:{" "}
      <button
        type="button"
        class="mention"
        onClick={() => void go(message.message_reference?.channel_id ?? message.channel_id)}
      >
        {message.content}
      </button>
    </>
  ),
};

function Content({ message }: { message: Data }) {
  const system = SYSTEM[message.type];
  if (system)
    return (
      <p class="system">
        <strong>{nameOf(message.author)}</strong> {system(message)}
      </p>
    );
  if (message.flags & FLAG.thinking)
    return (
      <p class="thinking" role="status">
        <span class="dots" aria-hidden="true" /> {nameOf(message.author)} is thinking…
      </p>
    );
  return (
    <div class="stack">
      {message.content && <Markdown text={message.content} />}
      {message.edited_timestamp && !message.author.bot && <span class="small">(edited)</span>}
      {message.embeds.map((embed, index) => (
        <Embed key={index} embed={embed} />
      ))}
      {!(message.flags & FLAG.v2) && message.attachments.map((file) => <Attached key={file.id} file={file} />)}
      <Parts parts={message.components} />
      <Reactions message={message} />
    </div>
  );
}

function Attached({ file }: { file: Data["attachments"][number] }) {
  const isImage = file.content_type?.startsWith("image/") || /\.(png|jpe?g|gif|webp)$/i.test(file.filename);
  if (isImage) return <Picture media={file} description={file.description ?? file.filename} kind="full" />;
  return <FileLink name={file.filename} address={local(file.url)} size={file.size} />;
}

function Reactions({ message }: { message: Data }) {
  if (!message.reactions?.length) return null;
  return (
    <div class="row">
      {message.reactions.map(({ emoji, count, me }) => (
        <button
          key={emoji.name}
          type="button"
          class="reaction"
          aria-pressed={me}
          onClick={() => void react(message, emoji.name ?? "", !me)}
        >
          {emoji.name} {count}
        </button>
      ))}
    </div>
  );
}

function Private({ message }: { message: Data }) {
  return (
    <p class="only-you">
      <span aria-hidden="true">👁</span> Only you can see this ·{" "}
      <button type="button" class="plain" onClick={() => void dismiss(message)}>
        Dismiss
      </button>
    </p>
  );
}
