import { useEffect, useRef, useState } from "preact/hooks";
import { sendMessage } from "../data/actions";
import { readCommands } from "../data/session";
import * as store from "../data/store";
import type { Message } from "../data/types";
import { behind, matching, runnables, type Behind, type Runnable } from "./commands";
import { CommandForm } from "./CommandForm";
import { Picker } from "./Picker";

interface Props {
  replyTo: Message | null;
  cancelReply: () => void;
}

/** Where one writes. A slash opens the picker of commands; a chosen command shows its options. */
export function Composer({ replyTo, cancelReply }: Props) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setChosen(null), [store.place.value, store.me.value]);
  useEffect(() => {
    if (replyTo) input.current?.focus();
  }, [replyTo]);
  const done = () => {
    setChosen(null);
    setText("");
    requestAnimationFrame(() => input.current?.focus());
  };
  const send = async () => {
    const box = input.current;
    const content = box?.value.trim();
    if (!box || !content) return;
    // Emptied at once, or a second Enter sends it again.
    box.value = "";
    setText("");
    if (await sendMessage(content, replyTo?.id ?? null)) cancelReply();
    else setText((since) => (since ? `${content}\n${since}` : content));
  };
  if (chosen) return <CommandForm key={chosen.command.name} {...chosen} done={done} />;
  return (
    <div class="composer">
      {replyTo && <Replying to={replyTo} cancel={cancelReply} />}
      <Writing text={text} setText={setText} input={input} choose={setChosen} send={send} />
    </div>
  );
}

/** A command that is to be run, and what was typed behind its name. */
interface Chosen extends Behind {
  command: Runnable;
}

interface WritingProps {
  text: string;
  setText: (text: string) => void;
  input: preact.RefObject<HTMLTextAreaElement | null>;
  choose: (chosen: Chosen) => void;
  send: () => Promise<void>;
}

function Writing({ text, setText, input, choose, send }: WritingProps) {
  const [at, setAt] = useState(0);
  const picking = text.startsWith("/");
  const all = runnables(store.commands.value);
  const found = picking ? matching(all, text.slice(1)) : [];
  const none = all.length ? "No command matches." : "Recall’s commands appear here once the bot is connected.";
  const take = (command: Runnable) => choose({ command, ...behind(command, text.slice(1)) });
  const current = Math.min(at, Math.max(found.length - 1, 0));
  useEffect(() => void (picking && readCommands().catch(() => undefined)), [picking]);
  const typed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (picking && found.length && step)
      (event.preventDefault(), setAt((current + step + found.length) % found.length));
    else if (picking && event.key === "Escape") setText("");
    else if (picking && found[current] && (event.key === "Enter" || event.key === "Tab"))
      (event.preventDefault(), take(found[current]));
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing)
      (event.preventDefault(), picking || void send());
  };
  const name = store.here.value?.channel.name;
  return (
    <>
      {picking && <Picker found={found} current={current} none={none} choose={take} />}
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
          disabled={picking ? found.length !== 1 : !text.trim()}
          onClick={() => (picking ? found[0] && take(found[0]) : void send())}
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
