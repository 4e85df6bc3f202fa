import { press } from "../data/actions";
import * as store from "../data/store";
import type { Component, Emoji } from "../data/types";
import { useMessage } from "./context";

const STYLES: Record<number, string> = {
  1: "primary",
  2: "secondary",
  3: "success",
  4: "danger",
  5: "link",
  6: "premium",
};

export const EmojiText = ({ emoji }: { emoji: Emoji | null | undefined }) =>
  emoji?.name ? (
    <span class="emoji" aria-hidden={emoji.id ? undefined : "true"}>
      {emoji.id ? `:${emoji.name}:` : emoji.name}
    </span>
  ) : null;

/** A button of a message, in its style and state. */
export function Button({ part }: { part: Component }) {
  const message = useMessage();
  const style = `button ${STYLES[part.style ?? 2]}`;
  const face = (
    <>
      <EmojiText emoji={part.emoji} />
      {part.label && <span>{part.label}</span>}
    </>
  );
  if (part.style === 5) return <LinkButton part={part} face={face} />;
  const pending = store.busy.value[message.id];
  const waiting = pending === part.custom_id;
  return (
    <button
      type="button"
      class={style}
      data-control={part.custom_id}
      disabled={part.disabled}
      aria-disabled={pending ? true : undefined}
      aria-busy={waiting || undefined}
      aria-label={part.label ? undefined : (part.emoji?.name ?? "Button")}
      onClick={() => !pending && void press(message, part.custom_id ?? "")}
    >
      {face}
      {waiting && <span class="dots" aria-hidden="true" />}
    </button>
  );
}

function LinkButton({ part, face }: { part: Component; face: preact.JSX.Element }) {
  if (part.disabled || !/^https?:/.test(part.url ?? "")) {
    return (
      <button type="button" class="button link" disabled>
        {face}
      </button>
    );
  }
  return (
    <a class="button link" href={part.url} target="_blank" rel="noreferrer">
      {face} <span aria-hidden="true">↗</span>
    </a>
  );
}
