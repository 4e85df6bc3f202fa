import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Option } from "../data/types";
import { EmojiText } from "./Button";

const FILTER_FROM = 11;

interface Props {
  /** The id of the part that takes the focus, for a label. */
  triggerId?: string;
  /** What the bot calls it, where it stands on a message. */
  control?: string;
  name: string;
  placeholder: string;
  options: Option[];
  least: number;
  most: number;
  chosen: string[];
  disabled?: boolean;
  busy?: boolean;
  invalid?: boolean;
  /** Several options are kept in hand until "Done"; a single one is sent at once. */
  onChoose: (values: string[]) => void;
}

/** A select that opens in place: arrows move, Enter chooses, Escape leaves. */
export function Listbox(props: Props) {
  const { name, placeholder, options, most, chosen, disabled, busy } = props;
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();
  const labels = options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <div
      class="listbox"
      onKeyDown={(event) =>
        open && event.key === "Escape" && (event.preventDefault(), event.stopPropagation(), close())
      }
    >
      <button
        ref={trigger}
        id={props.triggerId}
        type="button"
        class="trigger"
        data-control={props.control}
        role="combobox"
        aria-label={labels.length ? `${name}: ${labels.join(", ")}` : name}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-haspopup="listbox"
        aria-invalid={props.invalid || undefined}
        aria-busy={busy || undefined}
        disabled={disabled}
        onClick={() => !busy && setOpen(!open)}
        onKeyDown={(event) => event.key === "ArrowDown" && !open && (event.preventDefault(), setOpen(true))}
      >
        <span class={labels.length ? "" : "hint"}>{labels.join(", ") || placeholder}</span>
        {busy ? <span class="dots" aria-hidden="true" /> : <span class="chevron" aria-hidden="true" />}
      </button>
      {open && <Choices {...props} id={id} several={most > 1} close={close} />}
    </div>
  );
}

function Choices(props: Props & { id: string; several: boolean; close: () => void }) {
  const { options, least, most, chosen, several, close, onChoose } = props;
  const [held, setHeld] = useState(chosen);
  const [filter, setFilter] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const shown = options.filter((option) => option.label.toLowerCase().includes(filter.toLowerCase()));
  useLayoutEffect(() => {
    const first =
      list.current?.querySelector<HTMLElement>("[aria-selected=true]") ?? list.current?.querySelector("[role=option]");
    (first as HTMLElement | null)?.focus();
  }, []);
  const take = (value: string) => {
    if (!several) return (close(), onChoose(held.includes(value) && least === 0 ? [] : [value]));
    setHeld(
      held.includes(value) ? held.filter((item) => item !== value) : held.length < most ? [...held, value] : held,
    );
  };
  return (
    <div class="choices">
      {options.length >= FILTER_FROM && (
        <input
          type="search"
          aria-label="Filter"
          placeholder="Filter"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <div
        ref={list}
        id={props.id}
        role="listbox"
        aria-label={props.name}
        aria-multiselectable={several}
        onKeyDown={moveFocus}
      >
        {shown.map((option) => (
          <Row key={option.value} option={option} several={several} on={held.includes(option.value)} take={take} />
        ))}
        {shown.length === 0 && <p class="none">Nothing matches.</p>}
      </div>
      {several && <Done held={held} least={least} most={most} done={() => (close(), onChoose(held))} />}
    </div>
  );
}

interface RowProps {
  option: Option;
  several: boolean;
  on: boolean;
  take: (value: string) => void;
}

function Row({ option, several, on, take }: RowProps) {
  return (
    <div
      role="option"
      tabIndex={-1}
      aria-selected={on}
      class="choice"
      onClick={() => take(option.value)}
      onKeyDown={(event) =>
        (event.key === "Enter" || event.key === " ") && (event.preventDefault(), take(option.value))
      }
    >
      <span class={several ? "box" : "dot"} aria-hidden="true" />
      <span>
        <EmojiText emoji={option.emoji} /> {option.label}
        {option.description && <span class="about">{option.description}</span>}
      </span>
    </div>
  );
}

function Done({ held, least, most, done }: { held: string[]; least: number; most: number; done: () => void }) {
  const wanted = least === most ? `${most}` : `${least} to ${most}`;
  return (
    <div class="done">
      <span class="small" role="status">
        {held.length} chosen of {wanted}
      </span>
      <button type="button" class="button primary" disabled={held.length < least} onClick={done}>
        Done
      </button>
    </div>
  );
}

/** Up, down, Home and End among the options of a list. */
export function moveFocus(event: KeyboardEvent): void {
  const rows = [
    ...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(
      "[role=option],[role=menuitem],[role=menuitemradio]",
    ),
  ];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined || rows.length === 0) return;
  event.preventDefault();
  rows[(next + rows.length) % rows.length]?.focus();
}
