import { attempt, tellBot } from "../data/actions";
import { advance, goTo, now, relative } from "../data/clock";
import { readTimes } from "../data/session";
import * as store from "../data/store";
import { Menu } from "./Menu";
import { setTheme, theme } from "./theme";

const HOUR = 3600;
const WEEK = 7 * 24 * HOUR * 1000;
const clockFormat = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "numeric", minute: "2-digit" });
const datedFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** The playground's time, its bot, and how the page looks. */
export function World() {
  const online = store.botOnline.value;
  const state = online ? "online" : store.botStarting.value ? "starting" : "offline";
  const [day, time] = [dayFormat.format(now()), timeFormat.format(now())];
  const face = (
    <>
      <span class={`status ${online ? "on" : "off"}`} aria-hidden="true" />
      <span class="weekday">{day}</span> <span class="time">{time}</span>
    </>
  );
  return (
    <Menu
      label={`${day} ${time}. Playground: clock and bot. The bot is ${state}`}
      face={face}
      look="chip"
      kind="dialog"
      onOpen={() => void readTimes().catch(() => undefined)}
    >
      <h2>Clock</h2>
      <p>{fullFormat.format(now())}</p>
      <div class="row">
        <Action does={() => advance(HOUR)}>+1 hour</Action>
        <Action does={() => advance(24 * HOUR)}>+1 day</Action>
      </div>
      <Times />
      <h2>Bot</h2>
      <p role="status">
        <span class={`status ${online ? "on" : "off"}`} aria-hidden="true" /> Recall is {state}
      </p>
      <div class="row">
        {online && <Action does={() => tellBot("kill")}>Kill bot</Action>}
        <Action does={() => tellBot("restart")}>Restart bot</Action>
      </div>
      <p class="small">A running quiz picks up where it was, and no acknowledged answer is lost.</p>
      <h2 id="look">Look</h2>
      <Look />
    </Menu>
  );
}

const MOST_TIMES = 4;

/** The times that Recall's own messages name: when a daily comes, a question closes, an offer ends. */
function Times() {
  const coming = store.times.value.filter(({ at }) => at * 1000 > now()).slice(0, MOST_TIMES);
  const nameOf = (id: string) => store.places.value.find((item) => item.channel.id === id)?.channel.name;
  if (!coming.length) return <p class="small">None of Recall's messages names a future time.</p>;
  return (
    <>
      <p class="small">Or to a time that one of Recall's messages names:</p>
      <ul class="times">
        {coming.map(({ at, channel_id }) => (
          <li key={`${at}.${channel_id}`}>
            <Action does={() => goTo(at).then(readTimes)}>
              {(at * 1000 - now() < WEEK ? clockFormat : datedFormat).format(at * 1000)} <span class="small">{relative(at * 1000)}</span>{" "}
              <span class="small">{nameOf(channel_id) ? `#${nameOf(channel_id)}` : "to you"}</span>
            </Action>
          </li>
        ))}
      </ul>
      <p class="small">Moves this whole playground forward.</p>
    </>
  );
}

const Action = ({ does, children }: { does: () => Promise<unknown>; children: preact.ComponentChildren }) => (
  <button type="button" class="button secondary" onClick={() => void attempt(does())}>
    {children}
  </button>
);

function Look() {
  return (
    <div class="row" role="radiogroup" aria-labelledby="look">
      {(["system", "light", "dark"] as const).map((look) => (
        <label key={look} class="segment">
          <input type="radio" name="look" checked={theme.value === look} onChange={() => setTheme(look)} />{" "}
          {look[0]!.toUpperCase() + look.slice(1)}
        </label>
      ))}
    </div>
  );
}
