import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { readOlder } from "../data/session";
import * as store from "../data/store";
import type { Component, Message as Data } from "../data/types";
import { Empty } from "./Empty";
import { useKeptFocus, useOneStop } from "./focus";
import { Message } from "./Message";

const SAME_BREATH_MS = 5 * 60_000;
const NEAR_END_PX = 120;

const follows = (message: Data, previous: Data | undefined) =>
  previous !== undefined &&
  previous.author.id === message.author.id &&
  (previous.flags & 64) === (message.flags & 64) &&
  !message.referenced_message &&
  message.interaction_metadata?.type !== 2 &&
  Date.parse(message.timestamp) - Date.parse(previous.timestamp) < SAME_BREATH_MS;

/** A bot's words that ask for nothing: a channel with nothing else in it has yet to begin. */
const isGreeting = (message: Data) =>
  message.author.bot === true && !message.interaction_metadata && !message.components.some(asks);
const asks = (part: Component): boolean => part.custom_id !== undefined || (part.components ?? []).some(asks);

/** The messages of a channel; keeps to the newest unless somebody has scrolled up. */
export function Timeline({ reply }: { reply: (message: Data) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const messages = store.messages.value;
  const top = useRef(0);
  useKeepAtEnd(box, atEnd);
  useOneStop(box);
  useKeptFocus(box);
  // Only going up leaves the end: a composer that grows must not.
  const scrolled = ({ currentTarget }: { currentTarget: HTMLDivElement }) => {
    if (isNearEnd(currentTarget)) setAtEnd(true);
    else if (currentTarget.scrollTop < top.current) setAtEnd(false);
    top.current = currentTarget.scrollTop;
  };
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  return (
    <div class="timeline-wrap">
      <div class="timeline" ref={box} role="log" aria-label="Messages" onScroll={scrolled}>
        {messages.length >= 100 && <Earlier />}
        <div class="messages">
          {messages.map((message, index) => (
            <Message key={message.id} message={message} follows={follows(message, messages[index - 1])} reply={reply} />
          ))}
        </div>
        {store.loaded.value && messages.every(isGreeting) && <Empty greeted={messages.length > 0} />}
      </div>
      {!atEnd && (
        <button type="button" class="to-end" onClick={toEnd}>
          Newest ↓
        </button>
      )}
    </div>
  );
}

const isNearEnd = (box: HTMLElement) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;

function useKeepAtEnd(box: preact.RefObject<HTMLDivElement | null>, atEnd: boolean) {
  const stay = useRef(atEnd);
  stay.current = atEnd;
  const follow = () => {
    if (stay.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [store.place.value, store.loaded.value]);
  useEffect(() => {
    const watch = new ResizeObserver(follow);
    for (const part of [box.current, box.current?.querySelector(".messages")]) if (part) watch.observe(part);
    return () => watch.disconnect();
  }, []);
}

function Earlier() {
  const [more, setMore] = useState(true);
  if (!more) return <p class="small centre">This is where the channel begins.</p>;
  return (
    <button type="button" class="button secondary centre" onClick={async () => setMore(await readOlder())}>
      Show earlier messages
    </button>
  );
}
