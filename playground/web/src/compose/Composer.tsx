import { useEffect, useRef, useState } from "preact/hooks";
import { sendMessage } from "../data/actions";
import { readCommands } from "../data/session";
import * as store from "../data/store";
import type { Message } from "../data/types";
import { matching, runnables, type Runnable } from "./commands";
import { CommandForm } from "./CommandForm";
import { Picker } from "./Picker";

interface Props {
  replyTo: Message | null;
  cancelReply: () => void;
}

/** Where one writes. A slash opens the picker of commands; a chosen command shows its options. */
export function Composer({ replyTo, cancelReply }: Props) {
  const [text, setText] = useState("");
  const [command, setCommand] = useState<Runnable | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setCommand(null), [store.place.value, store.me.value]);
  useEffect(() => {
    if (replyTo) input.current?.focus();
  }, [replyTo]);
  const done = () => {
    setCommand(null);
    setText("");
    requestAnimationFrame(() => input.current?.focus());
  };
  const send = async () => {
    if (text.trim() && (await sendMessage(text.trim(), replyTo?.id ?? null))) (setText(""), cancelReply());
  };
  if (command) return <CommandForm key={command.name} command={command} done={done} />;
  return (
    <div class="composer">
      {replyTo && <Replying to={replyTo} cancel={cancelReply} />}
      <Writing text={text} setText={setText} input={input} choose={setCommand} send={send} />
    </div>
  );
}

interface WritingProps {
  text: string;
  setText: (text: string) => void;
  input: preact.RefObject<HTMLTextAreaElement | null>;
  choose: (command: Runnable) => void;
  send: () => Promise<void>;
}

function Writing({ text, setText, input, choose, send }: WritingProps) {
  const [at, setAt] = useState(0);
  const picking = text.startsWith("/");
  const all = runnables(store.commands.value);
  const found = picking ? matching(all, text.slice(1)) : [];
  const none = all.length ? "No command fits." : "Recall’s commands appear here once the bot is connected.";
  const current = Math.min(at, Math.max(found.length - 1, 0));
  useEffect(() => void (picking && readCommands().catch(() => undefined)), [picking]);
  const typed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (picking && found.length && step)
      (event.preventDefault(), setAt((current + step + found.length) % found.length));
    else if (picking && event.key === "Escape") setText("");
    else if (picking && found[current] && (event.key === "Enter" || event.key === "Tab"))
      (event.preventDefault(), choose(found[current]));
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing)
      (event.preventDefault(), picking || void send());
  };
  const name = store.here.value?.channel.name;
  return (
    <>
      {picking && <Picker found={found} current={current} none={none} choose={choose} />}
      <div class="writing">
        <button
          type="button"
          class="icon slash"
          aria-label="Commands"
          onClick={() => (setText("/"), input.current?.focus())}
        >
          /
        </button>
        <textarea
          ref={input}
          rows={1}
          value={text}
          maxLength={2000}
          placeholder={name ? `Message #${name} or type /` : "Message Recall or type /"}
          aria-label="Message"
          aria-controls={picking ? "commands" : undefined}
          aria-autocomplete="list"
          aria-activedescendant={picking && found.length ? `command-${current}` : undefined}
          onInput={(event) => (setText(event.currentTarget.value), setAt(0))}
          onKeyDown={typed}
        />
        <button
          type="button"
          class="icon send"
          aria-label="Send"
          disabled={!text.trim() || picking}
          onClick={() => void send()}
        >
          ➤
        </button>
      </div>
    </>
  );
}

function Replying({ to, cancel }: { to: Message; cancel: () => void }) {
  return (
    <p class="replying">
      Replying to <strong>{to.author.global_name}</strong>{" "}
      <button type="button" class="plain" onClick={cancel}>
        Cancel
      </button>
    </p>
  );
}
