/** Who this tab is, where it looks, and the stream that keeps it up to date. */
import { get, Unreachable } from "./api";
import { readClock, setClock } from "./clock";
import * as store from "./store";
import type { Channel, Command, Home, Member, Message, Named, Person } from "./types";

const MEMBER_KEY = "recall.member";
const PLACE_KEY = "recall.place";
const GATHER_MS = 150;
let socket: WebSocket | null = null;
let attempt = 0;
let homeTimer = 0;
let turn: Promise<void> = Promise.resolve();

/** What was read must not overwrite what happened since: readings and events are dealt with one after the other. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

const as = () => `/member/${store.me.value}`;
export const channelPath = () => `${as()}/channels/${store.place.value}`;

/** Begin as the member of the address (?as=ben), of this tab, or the first there is. */
export async function begin(): Promise<void> {
  try {
    store.people.value = await get<Person[]>("/member");
    const asked = new URL(location.href).searchParams.get("as") ?? sessionStorage.getItem(MEMBER_KEY);
    const names = store.people.value.map((person) => person.username);
    await become(asked && names.includes(asked) ? asked : (names[0] ?? "ada"));
  } catch (error) {
    lost(error);
  }
}

/** Switch this tab to another member. */
export async function become(username: string): Promise<void> {
  store.me.value = username;
  sessionStorage.setItem(MEMBER_KEY, username);
  const address = new URL(location.href);
  address.searchParams.set("as", username);
  history.replaceState(null, "", address);
  store.openForm.value = null;
  store.unread.value = new Set();
  connect();
}

function connect(): void {
  if (socket) socket.onclose = null;
  socket?.close();
  const opened = (socket = new WebSocket(`${location.origin.replace("http", "ws")}${as()}/events?by=person`));
  // What was still on its way to the member before is not for this one.
  socket.onmessage = (frame) =>
    void inTurn(async () => (opened === socket ? received(JSON.parse(frame.data)) : undefined));
  socket.onclose = () => lost(new Unreachable());
}

function lost(error: unknown): void {
  if (!(error instanceof Unreachable)) throw error;
  store.connected.value = false;
  attempt += 1;
  setTimeout(() => (store.me.value ? connect() : void begin()), Math.min(250 * 2 ** attempt, 3000));
}

/** Read everything anew: on first arrival, after a switch, and when a lost server is back. */
async function arrived(): Promise<void> {
  const world = await get<{ bot_online: boolean }>("/admin/world");
  botIs(world.bot_online);
  await readClock();
  await readHome();
  attempt = 0;
  store.connected.value = true;
  const known = store.places.value.map((item) => item.channel.id);
  const wanted = [store.place.value, sessionStorage.getItem(PLACE_KEY) ?? ""].find((id) => known.includes(id));
  look(wanted ?? known[0] ?? "");
  await readPlace();
}

export async function readHome(): Promise<void> {
  store.home.value = await get<Home>(as());
  store.people.value = await get<Person[]>("/member");
}

/** Look at another channel. */
export async function go(id: string): Promise<void> {
  look(id);
  await inTurn(readPlace);
}

function look(id: string): void {
  if (id !== store.place.value) [store.messages.value, store.loaded.value] = [[], false];
  store.place.value = id;
  sessionStorage.setItem(PLACE_KEY, id);
  store.unread.value = new Set([...store.unread.value].filter((item) => item !== id));
}

async function readPlace(): Promise<void> {
  await Promise.all([readMessages(store.place.value), readCommands(), readMembers()]);
}

async function readMessages(id: string): Promise<void> {
  const newest = await get<Message[]>(`${channelPath()}/messages?limit=100`);
  if (id !== store.place.value) return;
  store.messages.value = newest.reverse();
  store.loaded.value = true;
}

/** Read messages from before the oldest one shown; answers whether there were any. */
export async function readOlder(): Promise<boolean> {
  let more = true;
  await inTurn(async () => {
    const [id, first] = [store.place.value, store.messages.value[0]];
    if (!first) return;
    const found = await get<Message[]>(`${channelPath()}/messages?limit=100&before=${first.id}`);
    if (id !== store.place.value) return;
    store.messages.value = [...found.reverse(), ...store.messages.value];
    more = found.length > 0;
  });
  return more;
}

export async function readCommands(): Promise<void> {
  store.commands.value = await get<Command[]>(`${channelPath()}/commands`);
}

async function readMembers(): Promise<void> {
  const guild = store.here.value?.guild;
  store.members.value = guild ? await get<Member[]>(`${as()}/guilds/${guild.id}/members`) : [];
}

interface Event {
  t: string;
  d: Record<string, unknown>;
}

async function received({ t, d }: Event): Promise<void> {
  if (t === "READY") await arrived().catch(lost);
  else if (t === "MESSAGE_CREATE" || t === "MESSAGE_UPDATE") messageChanged(d as unknown as Message, t);
  else if (t === "MESSAGE_DELETE") store.dropMessage(String(d.id));
  else if (t === "MESSAGE_DELETE_BULK") (d.ids as string[]).forEach(store.dropMessage);
  else if (t.startsWith("MESSAGE_REACTION")) await readAgain(d as { channel_id: string; message_id: string });
  else if (t === "CLOCK") setClock(d as { now: string });
  else if (t === "BOT") botChanged(Boolean(d.online));
  else if (t === "PRESENCE") presenceChanged(d as { user_id: string; computer: boolean; person: boolean });
  else if (/^(CHANNEL|THREAD|GUILD)_/.test(t)) homeChanged(t, d as unknown as Channel);
}

function messageChanged(message: Message, event: string): void {
  const isNew = event === "MESSAGE_CREATE";
  if (message.channel_id === store.place.value) (isNew ? store.putMessage : store.changeMessage)(message);
  else if (isNew && message.author.username !== store.me.value)
    store.unread.value = new Set([...store.unread.value, message.channel_id]);
}

async function readAgain(at: { channel_id: string; message_id: string }): Promise<void> {
  if (at.channel_id !== store.place.value) return;
  store.changeMessage(await get<Message>(`${channelPath()}/messages/${at.message_id}`));
}

function botIs(online: boolean): void {
  store.botOnline.value = online;
  if (online) store.botStarting.value = false;
}

function botChanged(online: boolean): void {
  botIs(online);
  if (online) setTimeout(() => void readCommands().catch(() => undefined), GATHER_MS);
}

function presenceChanged({ user_id, computer, person }: { user_id: string; computer: boolean; person: boolean }): void {
  store.people.value = store.people.value.map((item) => (item.id === user_id ? { ...item, computer, person } : item));
}

/** The times to come that the bot names to this member. */
export async function readTimes(): Promise<void> {
  store.times.value = await get<Named[]>(`${as()}/times`);
}

/** Several channels often change at once; they are read together. */
function homeChanged(event: string, channel: Channel): void {
  clearTimeout(homeTimer);
  homeTimer = window.setTimeout(() => void readHome().then(leaveWhatIsGone).then(readMembers), GATHER_MS);
  if (event === "THREAD_CREATE") store.unread.value = new Set([...store.unread.value, channel.id]);
}

function leaveWhatIsGone(): void {
  if (!store.here.value && store.places.value[0]) void go(store.places.value[0].channel.id);
}
