/** What a member, and whoever runs the server, can change about the channel or thread before them. */
import { useState } from "preact/hooks";
import { attempt } from "../data/actions";
import { ask, post } from "../data/api";
import { channelPath, go } from "../data/session";
import * as store from "../data/store";
import { type Channel, type Guild, isThread, PRIVATE_THREAD } from "../data/types";
import { Menu } from "./Menu";

const SLOW_S = 30;
const KINDS: [string, number][] = [
  ["Text", 0],
  ["Announcements", 5],
  ["Forum", 15],
  ["Voice", 2],
  ["Stage", 13],
];

const Act = ({ does, children }: { does: () => Promise<unknown>; children: preact.ComponentChildren }) => (
  <button type="button" class="button secondary" onClick={() => void attempt(does())}>
    {children}
  </button>
);

export function PlaceMenu() {
  const place = store.here.value;
  if (!place?.guild) return null;
  const { channel, guild } = place;
  return (
    <Menu label={`#${channel.name}: change`} face="⚙" look="icon" kind="dialog">
      {isThread(channel) ? <Thread thread={channel} /> : <Plain channel={channel} guild={guild} />}
      <h2>My name in {guild.name}</h2>
      <Nickname guild={guild} />
    </Menu>
  );
}

function Thread({ thread }: { thread: Channel }) {
  const { archived = false, locked = false } = thread.thread_metadata ?? {};
  const change = (fields: object) => () => ask("PATCH", channelPath(), fields);
  const withBot = (method: string) => () => ask(method, `${channelPath()}/members/bot`);
  return (
    <>
      <h2>Thread</h2>
      <div class="row">
        <Act does={change({ archived: !archived })}>{archived ? "Unarchive" : "Archive"}</Act>
        <Act does={change({ locked: !locked })}>{locked ? "Unlock" : "Lock"}</Act>
        <Act does={() => ask("DELETE", channelPath())}>Delete this thread</Act>
      </div>
      {thread.type === PRIVATE_THREAD && (
        <div class="row">
          <Act does={withBot("PUT")}>Add the bot</Act>
          <Act does={withBot("DELETE")}>Remove the bot</Act>
        </div>
      )}
    </>
  );
}

function Plain({ channel, guild }: { channel: Channel; guild: Guild }) {
  const slow = channel.rate_limit_per_user ?? 0;
  const start = (isPrivate: boolean) => async () =>
    go((await post<Channel>(`${channelPath()}/threads`, { name: "New thread", private: isPrivate })).id);
  return (
    <>
      <h2>Channel</h2>
      <div class="row">
        <Act does={start(false)}>Start a thread</Act>
        <Act does={start(true)}>Start a private thread</Act>
      </div>
      <div class="row">
        <Act does={() => ask("PATCH", `/admin/channels/${channel.id}`, { slow_mode: slow ? 0 : SLOW_S })}>
          {slow ? "Slow mode off" : `Slow mode: ${SLOW_S} seconds`}
        </Act>
        <Act does={() => ask("DELETE", channelPath())}>Delete this channel</Act>
      </div>
      <h2>New channel</h2>
      <div class="row">
        {KINDS.map(([name, type]) => (
          <Act key={type} does={() => post(`/admin/guilds/${guild.id}/channels`, { name: name.toLowerCase(), type })}>
            {name}
          </Act>
        ))}
      </div>
    </>
  );
}

function Nickname({ guild }: { guild: Guild }) {
  const mine = store.members.value.find((item) => item.user.username === store.me.value);
  const [name, setName] = useState(mine?.nick ?? "");
  const save = (event: Event) => {
    event.preventDefault();
    void attempt(ask("PATCH", `/member/${store.me.value}/guilds/${guild.id}`, { nick: name.trim() || null }));
  };
  return (
    <form class="row" onSubmit={save}>
      <input
        type="text"
        aria-label="Nickname"
        maxLength={32}
        value={name}
        placeholder={mine?.user.global_name ?? ""}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button secondary">
        Save
      </button>
    </form>
  );
}
