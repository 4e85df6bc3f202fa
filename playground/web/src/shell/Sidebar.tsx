import { go } from "../data/session";
import * as store from "../data/store";
import { ANNOUNCEMENT, CATEGORY, FORUM, isThread, PRIVATE_THREAD, STAGE, VOICE } from "../data/types";
import type { Channel, Guild } from "../data/types";
import { MemberMenu } from "./AppMenus";
import { Avatar, Computer } from "./Avatar";

const SIGNS: Record<number, string> = { [ANNOUNCEMENT]: "📢", [FORUM]: "💬", [VOICE]: "🔊", [STAGE]: "🔊" };

/** Channels by server with their threads, direct messages, and who is here. */
export function Sidebar({ done }: { done: () => void }) {
  const home = store.home.value;
  const visit = (id: string) => {
    done();
    void go(id);
  };
  return (
    <nav class="sidebar" aria-label="Channels">
      <p class="brand">
        <img src="./icon.svg" alt="" width="28" height="28" /> Recall <span>playground</span>
      </p>
      {home?.guilds.map((guild) => (
        <Server key={guild.id} guild={guild} visit={visit} />
      ))}
      {home && (
        <section>
          <h2>Direct messages</h2>
          <ul>
            <Entry channel={home.dm} name="Recall" sign="@" visit={visit} />
            {home.groups.map((group) => (
              <Entry
                key={group.id}
                channel={group}
                name={group.recipients?.map((user) => user.global_name).join(", ") || "Group"}
                sign="@"
                visit={visit}
              />
            ))}
          </ul>
        </section>
      )}
      <Members done={done} />
    </nav>
  );
}

function Server({ guild, visit }: { guild: Guild; visit: (id: string) => void }) {
  const threadsOf = (channel: Channel) =>
    [...guild.channels, ...(guild.archived ?? [])].filter((item) => isThread(item) && item.parent_id === channel.id);
  return (
    <section>
      <h2>{guild.name}</h2>
      <ul>
        {guild.channels
          .filter((channel) => !isThread(channel) && channel.type !== CATEGORY)
          .map((channel) => (
            <Entry key={channel.id} channel={channel} name={channel.name ?? ""} sign={SIGNS[channel.type] ?? "#"} visit={visit}>
              {threadsOf(channel).map((thread) => (
                <Entry
                  key={thread.id}
                  channel={thread}
                  name={`${thread.name ?? ""}${stateOf(thread)}`}
                  sign={thread.type === PRIVATE_THREAD ? "🔒" : "↳"}
                  visit={visit}
                />
              ))}
            </Entry>
          ))}
      </ul>
    </section>
  );
}

function stateOf(thread: Channel): string {
  const { archived, locked } = thread.thread_metadata ?? { archived: false, locked: false };
  const words = [archived && "archived", locked && "locked"].filter(Boolean);
  return words.length ? ` (${words.join(", ")})` : "";
}

interface EntryProps {
  channel: Channel;
  name: string;
  sign: string;
  visit: (id: string) => void;
  children?: preact.JSX.Element[];
}

function Entry({ channel, name, sign, visit, children }: EntryProps) {
  const isHere = store.place.value === channel.id;
  const news = store.unread.value.has(channel.id);
  return (
    <li>
      <button
        type="button"
        class={`place ${news ? "news" : ""}`}
        aria-current={isHere ? "page" : undefined}
        onClick={() => visit(channel.id)}
      >
        <span class="sign" aria-hidden="true">
          {sign}
        </span>
        <span class="name">{name}</span>
        {news && <span class="badge">new</span>}
      </button>
      {children && children.length > 0 && <ul>{children}</ul>}
    </li>
  );
}

function Members({ done }: { done: () => void }) {
  const members = store.members.value;
  const guild = store.here.value?.guild;
  if (!guild || members.length === 0) return null;
  const roleOf = (ids: string[]) => guild.roles.find((role) => ids.includes(role.id) && !role.managed)?.name;
  return (
    <section>
      <h2>Members</h2>
      <ul class="members">
        {members.map(({ user, nick, roles }) => {
          const name = nick ?? user.global_name ?? user.username;
          const face = (
            <>
              <Avatar name={name} id={user.id} app={user.bot} size="small" /> <span>{name}</span>
            </>
          );
          return (
            <li key={user.id}>
              <MemberMenu user={user} name={name} face={face} onRun={done} />{" "}
              <span class="small">{user.bot ? "App" : roleOf(roles)}</span> <Computer id={user.id} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
