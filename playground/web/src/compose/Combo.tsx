import { useEffect, useRef, useState } from "preact/hooks";
import type { Choice } from "../data/types";

const PAUSE_MS = 150;

interface Props {
  id: string;
  name: string;
  /** What was typed before the field appeared. */
  given: string;
  find: (text: string) => Promise<Choice[]>;
  set: (value: unknown) => void;
  /** Whether only a choice from the list counts, or also what was typed. */
  strict: boolean;
  "aria-invalid"?: boolean;
  "aria-describedby"?: string;
}

/** A field with a list of choices under it, filtered or asked from the bot as one types. */
export function Combo({ find, set, strict, name, given, id, ...rest }: Props) {
  const [text, setText] = useState(given);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { found, state } = useFound(find, text, open);
  const take = (choice: Choice) => (setText(choice.name), set(choice.value), setOpen(false));
  const typed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step)
      (event.preventDefault(),
        setOpen(true),
        setAt(open ? Math.max(0, (at + step + found.length) % Math.max(found.length, 1)) : 0));
    else if (open && event.key === "Escape") (event.stopPropagation(), setOpen(false));
    else if (open && found[at] && event.key === "Enter") (event.preventDefault(), take(found[at]));
    else if (open && found[at] && event.key === "Tab" && text) take(found[at]);
  };
  const write = (next: string) => (setText(next), setAt(0), setOpen(true), set(next));
  return (
    <div class="combo">
      <input
        type="text"
        id={id}
        {...rest}
        autoComplete="off"
        placeholder={strict ? "Choose" : "Type to search"}
        role="combobox"
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length ? `${id}-${at}` : undefined}
        value={text}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={typed}
      />
      {open && (
        <div class="choices" id={`${id}-list`} role="listbox" aria-label={name}>
          {found.map((choice, index) => (
            <ChoiceRow key={choice.value} id={`${id}-${index}`} choice={choice} on={index === at} take={take} />
          ))}
          {found.length === 0 && <p class="none">{state}</p>}
        </div>
      )}
    </div>
  );
}

function ChoiceRow({
  id,
  choice,
  on,
  take,
}: {
  id: string;
  choice: Choice;
  on: boolean;
  take: (choice: Choice) => void;
}) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => void (on && row.current?.scrollIntoView({ block: "nearest" })), [on]);
  // The field must keep the focus, or the list would close before the press arrives.
  return (
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={on}
      class="choice"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => take(choice)}
    >
      {choice.name}
    </div>
  );
}

function useFound(find: Props["find"], text: string, open: boolean): { found: Choice[]; state: string } {
  const [found, setFound] = useState<Choice[]>([]);
  const [state, setState] = useState("Looking…");
  useEffect(() => {
    if (!open) return;
    let current = true;
    const timer = setTimeout(
      async () => {
        const answer = await find(text).catch((error: Error) => error);
        if (!current) return;
        setFound(answer instanceof Error ? [] : answer);
        setState(answer instanceof Error ? answer.message : "Nothing matches.");
      },
      text ? PAUSE_MS : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, open]);
  return { found, state };
}
