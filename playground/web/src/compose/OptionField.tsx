import { useId } from "preact/hooks";
import { readUpload } from "../data/api";
import type { Choice, CommandOption } from "../data/types";
import { channels, roles, users } from "../message/choices";
import { Combo } from "./Combo";
import { TYPE } from "./commands";

interface Props {
  option: CommandOption;
  value: unknown;
  problem: string | undefined;
  set: (value: unknown) => void;
  remove: (() => void) | null;
  search: (text: string) => Promise<Choice[]>;
}

/** One option of a command with its description and its checks. */
export function OptionField(props: Props) {
  const { option, problem, remove } = props;
  const id = useId();
  return (
    <div class="option" data-option={option.name}>
      <label for={id}>
        <strong>{option.name}</strong> <span class="small">{option.description}</span>
      </label>
      <div class="with-remove">
        <Control {...props} id={id} />
        {remove && (
          <button type="button" class="icon" aria-label={`Leave out ${option.name}`} onClick={remove}>
            ✕
          </button>
        )}
      </div>
      {problem && (
        <p class="failure" role="alert" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

function Control({ option, value, problem, set, search, id }: Props & { id: string }) {
  const shared = {
    id,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-problem` : undefined,
  };
  if (option.type === TYPE.attachment)
    return (
      <input
        type="file"
        {...shared}
        onChange={async (event) =>
          event.currentTarget.files?.[0] && set(await readUpload(event.currentTarget.files[0]))
        }
      />
    );
  const fixed = fixedChoices(option);
  const given = typeof value === "string" ? value : "";
  if (fixed)
    return (
      <Combo
        {...shared}
        name={option.name}
        given={given}
        find={async (text) => fixed.filter((choice) => choice.name.toLowerCase().includes(text.toLowerCase()))}
        set={set}
        strict
      />
    );
  if (option.autocomplete) return <Combo {...shared} name={option.name} given={given} find={search} set={set} strict={false} />;
  const isNumber = option.type === TYPE.integer || option.type === TYPE.number;
  return (
    <input
      type="text"
      {...shared}
      autoComplete="off"
      inputMode={isNumber ? "decimal" : undefined}
      placeholder={range(option)}
      value={(value as string | undefined) ?? ""}
      onInput={(event) => set(event.currentTarget.value)}
    />
  );
}

/** All that can be chosen, where an option offers a list. */
export function fixedChoices(option: CommandOption): Choice[] | null {
  if (option.choices?.length) return option.choices;
  const named = (list: { label: string; value: string }[]) => list.map(({ label, value }) => ({ name: label, value }));
  if (option.type === TYPE.boolean)
    return [
      { name: "True", value: "true" },
      { name: "False", value: "false" },
    ];
  if (option.type === TYPE.user) return named(users());
  if (option.type === TYPE.role) return named(roles());
  if (option.type === TYPE.channel) return named(channels(option.channel_types));
  return option.type === TYPE.mentionable ? named([...users(), ...roles()]) : null;
}

function range({ min_value, max_value }: CommandOption): string {
  if (min_value !== undefined && max_value !== undefined) return `${min_value} to ${max_value}`;
  return min_value !== undefined ? `At least ${min_value}` : "";
}
