import type { Command, CommandOption } from "../data/types";

export const TYPE = {
  sub: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

/** A command that can be run: `quiz start`, with its options. */
export interface Runnable {
  name: string;
  description: string;
  options: CommandOption[];
}

/** Every runnable command; those with subcommands are the subcommands alone, as Discord has it. */
export const runnables = (commands: Command[]): Runnable[] =>
  commands
    .filter((command) => command.type === 1)
    .flatMap((command) => unfold(command.name, command.description, command.options ?? []));

function unfold(name: string, description: string, options: CommandOption[]): Runnable[] {
  const inner = options.filter((option) => option.type === TYPE.sub || option.type === TYPE.group);
  if (inner.length === 0) return [{ name, description, options }];
  return inner.flatMap((option) => unfold(`${name} ${option.name}`, option.description, option.options ?? []));
}

/** Those whose name has what was typed after the slash, names that begin with it first; else the one that it begins with. */
export function matching(all: Runnable[], typed: string): Runnable[] {
  const wanted = typed.toLowerCase().trim();
  const found = all.filter(
    ({ name, description }) =>
      name.includes(wanted) || (wanted.length > 2 && description.toLowerCase().includes(wanted)),
  );
  const whole = found.length ? undefined : typedWhole(all, typed);
  if (whole) return [whole];
  return found.sort((one, other) => Number(other.name.startsWith(wanted)) - Number(one.name.startsWith(wanted)));
}

/** The command that was typed with something behind its name, as in `quiz start topic:all`. */
export function typedWhole(all: Runnable[], typed: string): Runnable | undefined {
  const begun = all.filter(({ name }) => typed.toLowerCase().startsWith(`${name} `));
  return begun.sort((one, other) => other.name.length - one.name.length)[0];
}

/** What was typed behind a command's name: its options, as `topic:all`, and what stands before them and is none. */
export interface Behind {
  given: Record<string, string>;
  left: string;
}

export function behind({ name, options }: Runnable, typed: string): Behind {
  const rest = typed.toLowerCase().startsWith(`${name} `) ? typed.slice(name.length) : "";
  const names = options.map((option) => option.name).join("|");
  const [left = "", ...parts] = names ? rest.split(new RegExp(`\\s(${names}):`, "i")) : [rest];
  const given: Record<string, string> = {};
  for (let at = 0; at + 1 < parts.length; at += 2) given[parts[at]!.toLowerCase()] = parts[at + 1]!.trim();
  return { given, left: left.trim() };
}

/** What is wrong with a value, in words; null when nothing is. */
export function problemWith(option: CommandOption, text: string): string | null {
  if (text === "") return option.required ? "This option is required." : null;
  const isNumber = option.type === TYPE.integer || option.type === TYPE.number;
  return isNumber ? numberProblem(option, Number(text)) : lengthProblem(option, text);
}

function numberProblem(option: CommandOption, value: number): string | null {
  if (Number.isNaN(value)) return "Give a number.";
  if (option.type === TYPE.integer && !Number.isInteger(value)) return "Give a whole number.";
  if (option.min_value !== undefined && value < option.min_value) return `At least ${option.min_value}.`;
  if (option.max_value !== undefined && value > option.max_value) return `At most ${option.max_value}.`;
  return null;
}

function lengthProblem(option: CommandOption, text: string): string | null {
  if (option.min_length !== undefined && text.length < option.min_length)
    return `At least ${option.min_length} characters.`;
  if (option.max_length !== undefined && text.length > option.max_length)
    return `At most ${option.max_length} characters.`;
  return null;
}
