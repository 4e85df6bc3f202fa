import { useEffect, useState } from "preact/hooks";
import { Composer } from "../compose/Composer";
import * as store from "../data/store";
import type { Message } from "../data/types";
import { OpenForm } from "../message/Form";
import { Timeline } from "../message/Timeline";
import { Skip } from "./Skip";
import { Sidebar } from "./Sidebar";
import { TopBar } from "./TopBar";

export function App() {
  const [drawer, setDrawer] = useState(false);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  useEffect(() => setReplyTo(null), [store.place.value, store.me.value]);
  useTitle();
  useEffect(() => (drawer ? intoDrawer(() => setDrawer(false)) : undefined), [drawer]);
  return (
    <div class={`app ${drawer ? "drawer-open" : ""}`}>
      <Skip />
      <Sidebar done={() => setDrawer(false)} />
      <div class="veil" onClick={() => setDrawer(false)} />
      <main>
        <TopBar openDrawer={() => setDrawer(true)} />
        <Notice />
        <Timeline reply={setReplyTo} />
        <Composer replyTo={replyTo} cancelReply={() => setReplyTo(null)} />
      </main>
      <OpenForm />
      <Toast />
    </div>
  );
}

/** Keyboards go on in the drawer, leave it with Escape from wherever they are, and go on behind it where they were. */
function intoDrawer(close: () => void): () => void {
  const before = document.activeElement;
  const typed = (event: KeyboardEvent) => event.key === "Escape" && close();
  document.querySelector<HTMLElement>(".sidebar button")?.focus();
  document.addEventListener("keydown", typed);
  return () => {
    document.removeEventListener("keydown", typed);
    if (before instanceof HTMLElement) before.focus();
  };
}

function useTitle() {
  const name = store.here.value?.channel.name;
  const news = store.unread.value.size ? `(${store.unread.value.size}) ` : "";
  useEffect(() => void (document.title = `${news}${name ? `#${name} · ` : ""}Recall playground`));
}

function Notice() {
  if (!store.connected.value)
    return (
      <p class="notice lost" role="alert">
        The playground does not answer. Trying again by itself…
      </p>
    );
  if (store.botStarting.value)
    return (
      <p class="notice" role="status">
        The bot is starting. What you press or run now fails after three seconds: wait until this line is gone.
      </p>
    );
  if (!store.botOnline.value)
    return (
      <p class="notice" role="status">
        The bot is offline. What you press or run now fails after three seconds: do it again when the bot is back.
      </p>
    );
  return null;
}

const Toast = () => (
  <div class="toast-area" role="status">
    {store.toast.value && <p class="toast">{store.toast.value}</p>}
  </div>
);
