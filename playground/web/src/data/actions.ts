/** What a member does: commands, presses, choices, forms, messages. */
import { post, Refused, ask } from "./api";
import { channelPath } from "./session";
import * as store from "./store";
import type { Choice, Command, Message, Outcome } from "./types";

export type Values = Record<string, unknown>;

/** Run a command; answers a sentence where it was refused or failed, else null. */
export async function run(name: string, options: Values = {}): Promise<string | null> {
  return told(post<Outcome>(`${channelPath()}/commands`, { name, options }));
}

/** Run a context-menu command on a message or a member. */
export async function runOn(command: Command, targetId: string): Promise<void> {
  const body = { name: command.name, type: command.type, target_id: targetId };
  const problem = await told(post<Outcome>(`${channelPath()}/commands`, body));
  if (problem) store.say(problem);
}

export async function complete(name: string, options: Values, focused: string): Promise<Choice[]> {
  const outcome = await post<Outcome>(`${channelPath()}/autocomplete`, { name, options, focused });
  if (outcome.state === "failed") throw new Refused("Loading the choices failed.");
  return outcome.choices ?? [];
}

export const press = (message: Message, customId: string) =>
  used(message, customId, post(`${channelPath()}/messages/${message.id}/press`, { custom_id: customId }));

export const choose = (message: Message, customId: string, values: string[]) =>
  used(message, customId, post(`${channelPath()}/messages/${message.id}/select`, { custom_id: customId, values }));

async function used(message: Message, customId: string, request: Promise<Outcome>): Promise<void> {
  store.setBusy(message.id, customId);
  store.setFailure(message.id, null);
  const problem = await told(request);
  store.setBusy(message.id, null);
  store.setFailure(message.id, problem);
}

/** Send a form; answers a sentence where it was refused, else null. */
export async function submit(interactionId: string, values: Values): Promise<string | null> {
  return told(post<Outcome>(`/member/${store.me.value}/interactions/${interactionId}/submit`, { values }));
}

async function told(request: Promise<Outcome>): Promise<string | null> {
  try {
    const outcome = await request;
    if (outcome.state === "failed") return outcome.reason ?? "This interaction failed";
    if (outcome.modal) store.openForm.value = { id: outcome.id, modal: outcome.modal };
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Do something that only needs words when it goes wrong; answers whether it went well. */
export async function attempt(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    store.say((error as Error).message);
    return false;
  }
}

export const sendMessage = (content: string, replyTo: string | null) =>
  attempt(post(`${channelPath()}/messages`, { content, ...(replyTo ? { reply_to: replyTo } : {}) }));

export async function dismiss(message: Message): Promise<void> {
  if (await attempt(post(`${channelPath()}/messages/${message.id}/dismiss`))) store.dropMessage(message.id);
}

export const remove = (message: Message) => attempt(ask("DELETE", `${channelPath()}/messages/${message.id}`));

export const react = (message: Message, emoji: string, on: boolean) =>
  attempt(ask(on ? "PUT" : "DELETE", `${channelPath()}/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`));

/** After so long a bot that was restarted and is not there is taken to have failed to start. */
const STARTS_WITHIN_MS = 60_000;

/** Kill or restart the bot; until it is back, the page says that it is starting. */
export async function tellBot(action: "kill" | "restart"): Promise<void> {
  if (!(await attempt(post("/admin/bot", { action })))) return;
  const starting = action === "restart";
  store.botOnline.value = false;
  store.botStarting.value = starting;
  if (starting) setTimeout(() => (store.botStarting.value = false), STARTS_WITHIN_MS);
}
