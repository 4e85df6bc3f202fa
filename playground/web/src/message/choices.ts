import * as store from "../data/store";
import type { Component, Option } from "../data/types";

/** What a select offers: its own options, or the people, roles and channels of this place. */
export function choicesOf(part: Component): Option[] {
  if (part.type === 3) return part.options ?? [];
  const chosen = new Set(part.default_values?.map((item) => item.id));
  const found =
    part.type === 8
      ? channels(part.channel_types)
      : [...(part.type === 6 ? [] : users()), ...(part.type === 5 ? [] : roles())];
  return found.map((option) => ({ ...option, default: chosen.has(option.value) }));
}

export function users(): Option[] {
  if (store.members.value.length === 0)
    return store.people.value.map((person) => ({
      label: person.global_name,
      value: person.id,
      description: `@${person.username}`,
    }));
  return store.members.value.map(({ user, nick }) => ({
    label: nick ?? user.global_name ?? user.username,
    value: user.id,
    description: user.bot ? "App" : `@${user.username}`,
  }));
}

export function roles(): Option[] {
  return (store.here.value?.guild?.roles ?? []).map((role) => ({
    label: role.name.startsWith("@") ? role.name : `@${role.name}`,
    value: role.id,
    description: "Role",
  }));
}

export function channels(types?: number[]): Option[] {
  const found = store.here.value?.guild?.channels ?? [];
  const allowed = types?.length ? found.filter((channel) => types.includes(channel.type)) : found;
  return allowed.map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
}

/** How few and how many may be chosen. */
export function boundsOf(part: Component): [number, number] {
  const most = part.type === 22 ? (part.options?.length ?? 1) : 1;
  return [part.min_values ?? 1, part.max_values ?? most];
}
