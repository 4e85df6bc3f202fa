/** The controls of a form, each with its label, description and checks. */
import { useId } from "preact/hooks";
import { readUpload } from "../data/api";
import type { Component } from "../data/types";
import { boundsOf, choicesOf } from "./choices";
import { Listbox } from "./Listbox";

/** What a control holds before anybody touches it. */
export function startOf(part: Component): unknown {
  const preset = choicesOf(part)
    .filter((option) => option.default)
    .map((option) => option.value);
  if (part.type === 4) return part.value ?? "";
  if (part.type === 23) return part.default ?? false;
  if (part.type === 21) return part.options?.find((option) => option.default)?.value ?? null;
  if (part.type === 22) return part.options?.filter((option) => option.default).map((option) => option.value) ?? [];
  return part.type === 19 ? [] : preset;
}

interface Props {
  control: Component;
  label: string;
  about?: string | null;
  value: unknown;
  set: (value: unknown) => void;
}

type Names = { id: string; describedBy: string | undefined; required: boolean };

export function Field(props: Props) {
  const { control, label, about } = props;
  const id = useId();
  const required = control.required !== false && control.type !== 23;
  const names: Names = { id, describedBy: about ? `${id}-about` : undefined, required };
  const isGroup = control.type === 21 || control.type === 22;
  const Box = isGroup ? "fieldset" : "div";
  const Caption = isGroup ? "legend" : "label";
  return (
    <Box class="field" aria-describedby={isGroup ? names.describedBy : undefined}>
      <Caption {...(isGroup ? {} : { for: id })}>
        {label}
        {required && (
          <span class="required" title="Required">
            {" "}
            *
          </span>
        )}
      </Caption>
      {about && (
        <p class="small" id={names.describedBy}>
          {about}
        </p>
      )}
      <Control {...props} names={names} />
    </Box>
  );
}

type ControlProps = Props & { names: Names };

function Control(props: ControlProps) {
  const kind = props.control.type;
  if (kind === 4) return <Text {...props} />;
  if (kind === 21 || kind === 22) return <Group {...props} />;
  if (kind === 23)
    return (
      <input
        type="checkbox"
        id={props.names.id}
        checked={props.value as boolean}
        onChange={(event) => props.set(event.currentTarget.checked)}
      />
    );
  if (kind === 19) return <Files {...props} />;
  return <Choice {...props} />;
}

function Text({ control, value, set, names }: ControlProps) {
  const shared = {
    id: names.id,
    "aria-describedby": names.describedBy,
    required: names.required,
    minLength: control.min_length ?? undefined,
    maxLength: control.max_length ?? 4000,
    placeholder: control.placeholder ?? "",
    value: value as string,
    autoComplete: "off",
  };
  if (control.style === 2) return <textarea {...shared} rows={5} onInput={(event) => set(event.currentTarget.value)} />;
  return <input type="text" {...shared} onInput={(event) => set(event.currentTarget.value)} />;
}

function Group({ control, value, set, names }: ControlProps) {
  const several = control.type === 22;
  const [least, most] = boundsOf(control);
  const held = several ? (value as string[]) : [];
  const toggle = (item: string, on: boolean) => set(on ? [...held, item] : held.filter((other) => other !== item));
  return (
    <div class="group">
      {control.options?.map((option) => (
        <label key={option.value} class="pick">
          <input
            type={several ? "checkbox" : "radio"}
            name={names.id}
            required={!several && names.required}
            checked={several ? held.includes(option.value) : value === option.value}
            disabled={several && held.length >= most && !held.includes(option.value)}
            onChange={(event) => (several ? toggle(option.value, event.currentTarget.checked) : set(option.value))}
          />
          <span>
            {option.label}
            {option.description && <span class="about">{option.description}</span>}
          </span>
        </label>
      ))}
      {several && (least > 1 || most < (control.options?.length ?? 0)) && (
        <p class="small">
          Choose {least === most ? most : `${least} to ${most}`}: {held.length} chosen.
        </p>
      )}
    </div>
  );
}

function Choice({ control, label, value, set, names }: ControlProps) {
  const options = choicesOf(control);
  const [least, most] = boundsOf(control);
  return (
    <Listbox
      triggerId={names.id}
      name={label}
      placeholder={control.placeholder || "Choose"}
      options={options}
      least={control.required === false ? 0 : least}
      most={Math.min(most, options.length)}
      chosen={value as string[]}
      disabled={control.disabled}
      onChoose={set}
    />
  );
}

function Files({ control, set, names }: ControlProps) {
  const [, most] = boundsOf(control);
  const read = async (files: FileList | null) => set(await Promise.all([...(files ?? [])].map(readUpload)));
  return (
    <input
      type="file"
      id={names.id}
      multiple={most > 1}
      required={names.required}
      onChange={(event) => void read(event.currentTarget.files)}
    />
  );
}
