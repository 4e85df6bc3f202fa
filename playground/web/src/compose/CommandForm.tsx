import { useEffect, useRef, useState } from "preact/hooks";
import { complete, run, type Values } from "../data/actions";
import type { CommandOption } from "../data/types";
import { problemWith, TYPE, type Runnable } from "./commands";
import { OptionField } from "./OptionField";

/** A chosen command: the required options at once, the others when asked for. */
export function CommandForm({ command, done }: { command: Runnable; done: () => void }) {
  const [shown, setShown] = useState(() =>
    command.options.filter((option) => option.required).map((option) => option.name),
  );
  const [values, setValues] = useState<Values>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(
    () => form.current?.querySelectorAll<HTMLElement>("input,[role=combobox],button[type=submit]")[0]?.focus(),
    [],
  );
  useEffect(
    () =>
      void (
        shown.length &&
        form.current?.querySelector<HTMLElement>(`[data-option="${shown.at(-1)}"] :is(input,[role=combobox])`)?.focus()
      ),
    [shown.length],
  );
  const send = async (event: Event) => {
    event.preventDefault();
    const found = check(command.options, values);
    setProblems(found);
    if (Object.keys(found).length) return;
    setBusy(true);
    const answer = await run(command.name, typed(command.options, values));
    setBusy(false);
    if (answer) setRefused(answer);
    else done();
  };
  const rest = command.options.filter((option) => !shown.includes(option.name));
  const hide = (name: string) => (
    setShown(shown.filter((item) => item !== name)),
    setValues({ ...values, [name]: undefined })
  );
  return (
    <form
      ref={form}
      class="composer command"
      aria-label={`/${command.name}`}
      noValidate
      onSubmit={(event) => void send(event)}
      onKeyDown={(event) => event.key === "Escape" && done()}
    >
      <p>
        <span class="mention">/{command.name}</span> <span class="small">{command.description}</span>
      </p>
      {shown.map((name) => {
        const option = command.options.find((item) => item.name === name)!;
        return (
          <OptionField
            key={name}
            option={option}
            value={values[name]}
            problem={problems[name]}
            set={(value) => setValues({ ...values, [name]: value })}
            remove={option.required ? null : () => hide(name)}
            search={(text) => complete(command.name, typed(command.options, { ...values, [name]: text }), name)}
          />
        );
      })}
      {rest.length > 0 && <More rest={rest} show={(name) => setShown([...shown, name])} />}
      {refused && (
        <p class="failure" role="alert">
          {refused}
        </p>
      )}
      <footer>
        <button type="button" class="button secondary" onClick={done}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={busy}>
          Run /{command.name}
        </button>
      </footer>
    </form>
  );
}

function More({ rest, show }: { rest: CommandOption[]; show: (name: string) => void }) {
  return (
    <div class="row" role="group" aria-label="More options">
      {rest.map((option) => (
        <button
          key={option.name}
          type="button"
          class="opt add"
          title={option.description}
          onClick={() => show(option.name)}
        >
          + {option.name}
        </button>
      ))}
    </div>
  );
}

const isMissing = (value: unknown) => value === undefined || value === "" || value === null;

function check(options: CommandOption[], values: Values): Record<string, string> {
  const found = options.map((option) => {
    const value = values[option.name];
    const text = isMissing(value) ? "" : typeof value === "object" ? "file" : String(value);
    return [option.name, problemWith(option, text)] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The values that were given, as the types that their options want. */
function typed(options: CommandOption[], values: Values): Values {
  const kinds = new Map(options.map((option) => [option.name, option.type]));
  const given = Object.entries(values).filter(([, value]) => !isMissing(value));
  return Object.fromEntries(given.map(([name, value]) => [name, asType(kinds.get(name), value)]));
}

function asType(kind: number | undefined, value: unknown): unknown {
  if (kind === TYPE.boolean) return value === "true";
  const isNumber = kind === TYPE.integer || kind === TYPE.number;
  return isNumber && !Number.isNaN(Number(value)) ? Number(value) : value;
}
