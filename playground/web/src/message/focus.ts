/** Where the keyboard is among the messages: one way in and out of a long log, and a place that survives a new card. */
import { useEffect, useRef } from "preact/hooks";
import * as store from "../data/store";

type Box = preact.RefObject<HTMLElement | null>;

/** So many of the newest messages have buttons that Tab reaches from outside. */
const NEAR = 4;
const STOPS = "a[href], button, input, textarea, pre[tabindex], [role=combobox]";
const ACTS = ".row :is(button, a[href]), .section > button, .listbox > .trigger";

const articlesOf = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>("article[data-id]")];
const articleOf = (node: EventTarget | null) => (node as HTMLElement | null)?.closest<HTMLElement>("article[data-id]");

/** Tab goes to one message and its controls, and to the buttons of the newest few; arrows go from message to message. */
export function useOneStop(box: Box): void {
  const at = useRef("");
  const tidy = () => box.current && allow(box.current, at.current);
  useEffect(() => {
    const element = box.current!;
    const came = ({ target }: FocusEvent) => {
      at.current = articleOf(target)?.dataset.id ?? at.current;
      tidy();
    };
    const watch = new MutationObserver(tidy);
    watch.observe(element, { childList: true, subtree: true });
    element.addEventListener("focusin", came);
    element.addEventListener("keydown", step);
    return () => {
      watch.disconnect();
      element.removeEventListener("focusin", came);
      element.removeEventListener("keydown", step);
    };
  }, []);
}

function allow(box: HTMLElement, id: string): void {
  const articles = articlesOf(box);
  const current = articles.find((article) => article.dataset.id === id) ?? articles.at(-1);
  const near = new Set(articles.slice(-NEAR));
  for (const article of articles) {
    article.tabIndex = article === current ? 0 : -1;
    for (const control of article.querySelectorAll<HTMLElement>(STOPS))
      if (!control.closest("[popover], .choices"))
        control.tabIndex = article === current || (near.has(article) && control.matches(ACTS)) ? 0 : -1;
  }
}

function step(event: KeyboardEvent): void {
  const article = event.target as HTMLElement;
  if (!article.matches("article[data-id]")) return;
  const all = articlesOf(event.currentTarget as HTMLElement);
  const here = all.indexOf(article);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
}

interface Held {
  message: string;
  control: string;
}

/** Whoever pressed something stays there when the card is drawn anew: on the same control, or else on its message. */
export function useKeptFocus(box: Box): void {
  const held = useRef<Held | null>(null);
  const keep = () => {
    if (held.current && box.current && isNowhere()) put(box.current, held.current);
  };
  useEffect(keep, [store.openForm.value]);
  useEffect(() => {
    const element = box.current!;
    const came = ({ target }: FocusEvent) => (held.current = whereIs(target as HTMLElement));
    const went = ({ target, relatedTarget }: FocusEvent) => {
      const to = relatedTarget as HTMLElement | null;
      if (to && !to.closest("dialog")) held.current = null;
      else if (!to) queueMicrotask(() => isStill(target as HTMLElement) && (held.current = null));
    };
    const watch = new MutationObserver(keep);
    watch.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
    element.addEventListener("focusin", came);
    element.addEventListener("focusout", went);
    return () => {
      watch.disconnect();
      element.removeEventListener("focusin", came);
      element.removeEventListener("focusout", went);
    };
  }, []);
}

function whereIs(target: HTMLElement): Held | null {
  const article = articleOf(target);
  return article ? { message: article.dataset.id!, control: target.dataset.control ?? "" } : null;
}

/** Somebody looked elsewhere by themselves: what they left is there and could have kept the focus. */
const isStill = (target: HTMLElement) =>
  target.isConnected && !target.matches(":disabled") && document.activeElement !== target && document.hasFocus();

function isNowhere(): boolean {
  const at = document.activeElement;
  return !at || at === document.body || at.matches(":disabled");
}

function put(box: HTMLElement, { message, control }: Held): void {
  const articles = articlesOf(box);
  const article = articles.find((item) => item.dataset.id === message) ?? articles.at(-1);
  const same = control && article?.querySelector<HTMLElement>(`[data-control="${CSS.escape(control)}"]:not(:disabled)`);
  (same || article)?.focus({ preventScroll: true });
}

/** Go to the newest message, or to where one writes if there is none. */
export function toNewest(): void {
  const newest = articlesOf(document.body).at(-1);
  if (newest) newest.focus();
  else toWriting();
}

export const toWriting = () => document.querySelector<HTMLElement>(".writing textarea, .command input")?.focus();
