/** What the page knows: who we are, where we are, and what is there. */
import { computed, signal } from "@preact/signals";
import { CATEGORY, type Channel, type Command, type Guild, type Home, type Member } from "./types";
import type { Message, Modal, Named, Person } from "./types";

export const people = signal<Person[]>([]);
export const me = signal("");
export const home = signal<Home | null>(null);
export const place = signal("");
export const messages = signal<Message[]>([]);
export const loaded = signal(false);
export const commands = signal<Command[]>([]);
export const members = signal<Member[]>([]);
/** The times to come that the bot's messages name, the next first. */
export const times = signal<Named[]>([]);
export const unread = signal<ReadonlySet<string>>(new Set());
export const connected = signal(true);
export const botOnline = signal(true);
/** Whether this page asked for a restart, and the bot is not back yet. */
export const botStarting = signal(false);
/** The forms that interactions of this tab showed; `id` is the interaction's. */
export const openForm = signal<{ id: string; modal: Modal } | null>(null);
/** Presses on their way: message id → custom id. */
export const busy = signal<Record<string, string>>({});
/** What went wrong under a message. */
export const failures = signal<Record<string, string>>({});
/** One short sentence at the bottom of the page. */
export const toast = signal("");

/** A place of the sidebar: a channel or a thread, with the server it is in. */
export interface Place {
  channel: Channel;
  guild: Guild | null;
}

export const places = computed<Place[]>(() => {
  if (!home.value) return [];
  const inGuilds = home.value.guilds.flatMap((guild) =>
    [...guild.channels, ...(guild.archived ?? [])]
      .filter((channel) => channel.type !== CATEGORY)
      .map((channel) => ({ channel, guild })),
  );
  const alone = [home.value.dm, ...home.value.groups].map((channel) => ({ channel, guild: null }));
  return [...inGuilds, ...alone];
});

export const here = computed<Place | null>(() => places.value.find((item) => item.channel.id === place.value) ?? null);

/** Whether the computer plays somebody now; while a person does, it does not. */
export const isComputer = (id: string) => people.value.some((item) => item.id === id && item.computer && !item.person);

export function setFailure(messageId: string, reason: string | null): void {
  const { [messageId]: _gone, ...rest } = failures.value;
  failures.value = reason ? { ...rest, [messageId]: reason } : rest;
}

export function setBusy(messageId: string, customId: string | null): void {
  const { [messageId]: _gone, ...rest } = busy.value;
  busy.value = customId ? { ...rest, [messageId]: customId } : rest;
}

let toastTimer = 0;

export function say(text: string): void {
  toast.value = text;
  clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => (toast.value = ""), 6000);
}

/** Ids grow with time; as strings they compare by length first. */
export const older = (one: string, other: string) =>
  one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);

export function putMessage(message: Message): void {
  const index = messages.value.findIndex((item) => item.id === message.id);
  if (index >= 0) messages.value = messages.value.with(index, { ...messages.value[index], ...message });
  else messages.value = [...messages.value, message].sort((one, other) => older(one.id, other.id));
}

/** What is not shown, such as one from before the oldest that is, is read when somebody goes there. */
export function changeMessage(message: Message): void {
  if (messages.value.some((item) => item.id === message.id)) putMessage(message);
}

export function dropMessage(id: string): void {
  messages.value = messages.value.filter((item) => item.id !== id);
}
