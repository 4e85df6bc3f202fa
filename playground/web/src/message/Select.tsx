import { useEffect, useState } from "preact/hooks";
import { choose } from "../data/actions";
import * as store from "../data/store";
import type { Component } from "../data/types";
import { boundsOf, choicesOf } from "./choices";
import { useMessage } from "./context";
import { Listbox } from "./Listbox";

const HINTS: Record<number, string> = {
  3: "Choose",
  5: "Choose somebody",
  6: "Choose a role",
  7: "Choose people or roles",
  8: "Choose a channel",
};

/** A select of a message. What was chosen stays shown until the bot changes the message. */
export function Select({ part }: { part: Component }) {
  const message = useMessage();
  const options = choicesOf(part);
  const [least, most] = boundsOf(part);
  const [sent, setSent] = useState<string[] | null>(null);
  useEffect(() => setSent(null), [message.edited_timestamp]);
  const hint = part.placeholder || HINTS[part.type] || "Choose";
  return (
    <Listbox
      control={part.custom_id}
      name={hint}
      placeholder={hint}
      options={options}
      least={least}
      most={Math.min(most, options.length)}
      chosen={sent ?? options.filter((option) => option.default).map((option) => option.value)}
      disabled={part.disabled}
      busy={store.busy.value[message.id] === part.custom_id}
      onChoose={(values) => {
        setSent(values);
        void choose(message, part.custom_id ?? "", values);
      }}
    />
  );
}
