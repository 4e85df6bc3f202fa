import { become } from "../data/session";
import * as store from "../data/store";
import { Avatar, Computer } from "./Avatar";
import { Item, Menu } from "./Menu";
import { PlaceMenu } from "./Place";
import { World } from "./World";

/** Where we are, the playground's controls, and who we are. */
export function TopBar({ openDrawer }: { openDrawer: () => void }) {
  const place = store.here.value;
  const name = place?.channel.name ?? (place ? "Recall" : "");
  return (
    <header class="top">
      <button type="button" class="icon drawer-button" aria-label="Channels" onClick={openDrawer}>
        ☰
      </button>
      <h1>
        <span class="sign" aria-hidden="true">
          {place?.guild ? "#" : "@"}
        </span>
        {name}
        {place?.guild && <span class="server">{place.guild.name}</span>}
      </h1>
      <PlaceMenu />
      <World />
      <WhoAmI />
    </header>
  );
}

function WhoAmI() {
  const me = store.people.value.find((person) => person.username === store.me.value);
  if (!me) return null;
  const face = (
    <>
      <Avatar name={me.global_name} id={me.id} size="small" /> <span class="me">{me.global_name}</span>{" "}
      <span class="chevron" aria-hidden="true" />
    </>
  );
  return (
    <Menu label={`You are ${me.global_name}. Switch member`} face={face} look="chip">
      <p class="small">Play as</p>
      {store.people.value.map((person) => (
        <Item key={person.id} checked={person.id === me.id} onClick={() => void become(person.username)}>
          <Avatar name={person.global_name} id={person.id} size="small" /> {person.global_name} <Computer id={person.id} />
        </Item>
      ))}
      <p class="small">Open another tab to be two people at once. The computer lets go of whom you play:</p>
      {store.people.value
        .filter((person) => person.id !== me.id)
        .slice(0, 3)
        .map((person) => (
          <a
            key={person.id}
            class="item"
            role="menuitem"
            tabIndex={-1}
            href={`?as=${person.username}`}
            target="_blank"
            rel="noopener"
          >
            {person.global_name} in a new tab ↗
          </a>
        ))}
    </Menu>
  );
}
