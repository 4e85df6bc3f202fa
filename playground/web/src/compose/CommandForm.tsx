import { useEffect, useRef, useState } from "preact/hooks";
import { complete, run, type Values } from "../data/actions";
import type { Choice, CommandOption } from "../data/types";
import { problemWith, TYPE, type Behind, type Runnable } from "./commands";
import { fixedChoices, OptionField } from "./OptionField";

interface Props extends Behind {
  command: Runnable;
  done: () => void;
}

/** A chosen command: the required options and those that were typed at once, the others when asked for. */
export function CommandForm({ command, given, left, done }: Props) {
  const [shown, setShown] = useState(() =>
    command.options.filter((option) => option.required || option.name in given).map((option) => option.name),
  );
  const [values, setValues] = useState<Values>(given);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<string | null>(left ? `/${command.name} has no option “${left}”.` : null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const opened = useRef(false);
  useEffect(() => {
    const next = opened.current ? shown.at(-1) : shown.find((name) => isMissing(values[name]));
    const field = next ? `[data-option="${next}"] :is(input,[role=combobox])` : "button[type=submit]";
    form.current?.querySelector<HTMLElement>(field)?.focus();
    opened.current = true;
  }, [shown.length]);
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
    const unknown = text !== "" && chosen(option, text) === undefined;
    return [option.name, unknown ? "Choose one from the list." : problemWith(option, text)] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The values that were given, as the types that their options want. */
function typed(options: CommandOption[], values: Values): Values {
  const given = options.filter((option) => !isMissing(values[option.name]));
  return Object.fromEntries(given.map((option) => [option.name, asType(option, values[option.name])]));
}

/** What an option that offers a list is given: the choice, or what was typed where there is no list. */
function chosen(option: CommandOption, value: unknown): unknown {
  const fixed = fixedChoices(option);
  const typed = String(value).toLowerCase();
  const same = ({ name, value: known }: Choice) => [name, String(known)].some((one) => one.toLowerCase() === typed);
  return fixed ? fixed.find(same)?.value : value;
}

function asType(option: CommandOption, given: unknown): unknown {
  const value = chosen(option, given);
  if (option.type === TYPE.boolean) return value === "true";
  const isNumber = option.type === TYPE.integer || option.type === TYPE.number;
  return isNumber && !Number.isNaN(Number(value)) ? Number(value) : value;
}
