// Lays out what the server says; every text comes as text and is shown as text.

const LOST = "The connection to Recall is lost. Reconnecting…";
const OVER = "This quiz is over, and its link no longer works.";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5000;
const SILENCE_MS = 40_000; // the server says something every 15 seconds
const JUMP_MS = 2000; // a clock that differs by more was set, and not only heard late
const GONE = 3; // so often in a row a link leads nowhere before it is believed to be over
const WIDE = 900;
const LARGEST = 1 / 27; // of the window's height, for the letters of a short screen
const SMALLEST_PX = 15;
const LONG = 180; // characters of a question that is read, and not seen at a glance

const { token, version } = document.body.dataset;
const at = (id) => document.getElementById(id);
const still = matchMedia("(prefers-reduced-motion: reduce)");

let source = null;
let heard = 0;
let wait = FIRST_WAIT_MS;
let gone = 0;
let ahead = null; // by how much the server's clock is ahead of ours, in milliseconds
let shown = { view: "", place: "" };
let clock = null;

// Elements

function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children.filter((child) => child));
  return element;
}

const list = (name, items) => (items.length ? make("ul", name, ...items) : "");
const text = (tag, name, said) => (said ? make(tag, name, said) : "");

function option(line) {
  const item = make("li", line.mark ? "right" : "");
  item.append(make("div", "line",
    text("span", "letter", line.letter), make("span", "text", line.text),
    text("span", "mark", line.mark), text("span", "votes", line.votes)));
  if (line.share !== undefined) {
    const fill = make("div", "fill");
    fill.dataset.share = line.share;
    const bar = make("div", "bar", fill);
    bar.setAttribute("aria-hidden", "true");
    item.append(bar);
  }
  return item;
}

function lines(options, name = "") {
  const narrow = options.some((line) => line.text.length > 70 || line.votes || line.mark);
  return list(`lines ${name} ${options.length > 4 && !narrow ? "many" : ""}`, options.map(option));
}

function row(line) {
  const moved = line.moved ? make("span", line.moved.startsWith("↑") ? "moved up" : "moved down", line.moved) : "";
  if (moved) {
    moved.setAttribute("role", "img");
    moved.setAttribute("aria-label", line.moved_words);
  }
  return make("li", "",
    make("span", "rank", line.place), make("bdi", "name", line.name), moved,
    text("span", "moved", line.gained), make("span", "points", line.points), text("span", "detail", line.detail));
}

function group(one) {
  const names = one.names ?? [];
  const items = names.map((name) => make("li", "", make("bdi", "", name)));
  if (one.more) items.push(make("li", "more", one.more));
  return make("section", "", make("h2", "", one.title), list("names", items));
}

const asked = (said) => make("h1", said.length > LONG ? "long" : "", said);

// The views

function notes(screen) {
  return list("notes", (screen.notes ?? []).map((note) => make("li", "", note)));
}

function groups(screen) {
  const all = screen.groups ?? [];
  return all.length ? make("div", all.length > 1 ? "groups several" : "groups", ...all.map(group)) : "";
}

function table(screen) {
  if (!screen.rows) return "";
  return make("section", "", make("h2", "", screen.table), list("table", screen.rows.map(row)),
    text("p", "more", screen.more));
}

function facts(screen) {
  return list("facts", (screen.facts ?? []).map((fact) => make("li", "", fact)));
}

function standings(screen) {
  const all = table(screen);
  return all && make("div", "asked", all, facts(screen));
}

const beside = (left, right) => (right ? make("div", "beside", left, right) : left);

function announced(screen) {
  const left = make("div", "asked", text("p", "notice", screen.notice), make("h1", "", screen.headline), notes(screen), groups(screen));
  return [beside(left, standings(screen))];
}

function question(screen) {
  const sides = screen.responses
    ? make("div", "sides", lines(screen.lines), lines(screen.responses))
    : lines(screen.lines ?? []);
  return [text("p", "notice", screen.notice), notes(screen), asked(screen.question), sides,
    text("p", "progress", screen.progress), text("p", "hint", screen.hint)];
}

function reveal(screen) {
  const key = list("lines key", (screen.key ?? []).map((said) => make("li", "right", said)));
  const left = make("div", "asked", text("p", "notice", screen.notice), asked(screen.question),
    lines(screen.lines ?? []), key, text("p", "progress", screen.progress), text("p", "hint", screen.hint),
    text("p", "why", screen.why));
  return [beside(left, standings(screen))];
}

function podium(screen) {
  const rows = screen.rows ?? [];
  const steps = screen.steps ?? 0;
  return [make("h1", "", screen.headline), notes(screen), list("top", rows.slice(0, steps).map(row)),
    list("table rest", rows.slice(steps).map(row)), text("p", "more", screen.more), facts(screen)];
}

const VIEWS = { lobby: announced, waiting: announced, question, reveal, podium };

function show(screen) {
  const same = shown.view === screen.view && shown.place === (screen.place ?? "");
  shown = { view: screen.view, place: screen.place ?? "" };
  at("title").textContent = screen.title;
  at("place").textContent = screen.place ?? "";
  const main = at("main");
  main.replaceChildren(...VIEWS[screen.view](screen).filter((part) => part));
  main.className = ["lobby", "waiting", "podium"].includes(screen.view) ? "big" : "";
  clock = screen.clock ?? null;
  tell();
  fit();
  grow(same);
  if (same) return;
  at("said").textContent = [screen.place, screen.headline ?? screen.question].filter(Boolean).join(": ");
  void main.offsetWidth; // the animation begins anew
  main.classList.add("enter");
}

// Bars grow from nothing where they have just appeared.
function grow(same) {
  const fills = document.querySelectorAll(".fill");
  for (const fill of fills) fill.style.width = same || still.matches ? `${fill.dataset.share * 100}%` : "0";
  requestAnimationFrame(() => requestAnimationFrame(() => {
    for (const fill of fills) fill.style.width = `${fill.dataset.share * 100}%`;
  }));
}

// Letters as large as the window has room for; a phone scrolls.
function fit() {
  const root = document.documentElement;
  if (innerWidth < WIDE) {
    root.style.fontSize = "";
    return;
  }
  for (let size = Math.max(SMALLEST_PX, innerHeight * LARGEST); ; size -= 1) {
    root.style.fontSize = `${size}px`;
    if (size - 1 < SMALLEST_PX || root.scrollHeight <= innerHeight) return;
  }
}

// The clock: the server's time, as far as its events tell it

function hear(now) {
  heard = Date.now();
  const found = now - heard; // late by the way here, so the largest of several is the truest
  ahead = ahead === null || Math.abs(found - ahead) > JUMP_MS ? found : Math.max(ahead, found);
}

function tell() {
  at("clock").hidden = clock === null;
  at("track").classList.toggle("off", clock === null);
  if (clock === null) return;
  const rest = Math.max(0, clock.ends - (Date.now() + (ahead ?? 0)));
  const seconds = Math.ceil(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  at("label").textContent = rest ? clock.label : clock.over;
  at("seconds").textContent = !rest ? "" : minutes ? `${minutes}:${String(seconds % 60).padStart(2, "0")}` : `${seconds}`;
  const share = (still.matches ? seconds * 1000 : rest) / clock.total;
  at("left").style.width = `${Math.min(1, share) * 100}%`;
}

// The connection

function connect() {
  heard = Date.now();
  source = new EventSource(`${token}/events`);
  source.addEventListener("screen", (event) => {
    const told = JSON.parse(event.data);
    if (told.version !== version && performance.now() > 10_000) location.reload();
    wait = FIRST_WAIT_MS;
    gone = 0;
    at("status").textContent = "";
    hear(told.now);
    if (told.screen) show(told.screen);
  });
  source.addEventListener("over", end);
  source.addEventListener("error", lose);
}

function lose() {
  source?.close();
  source = null;
  at("status").textContent = LOST;
  setTimeout(look, wait * (0.5 + Math.random())); // not all pages at once
  wait = Math.min(2 * wait, LONGEST_WAIT_MS);
}

async function look() {
  const answer = await fetch(token, { method: "HEAD", cache: "no-store" }).catch(() => null);
  gone = answer?.status === 404 ? gone + 1 : 0;
  if (gone >= GONE) end();
  else if (answer?.ok) connect();
  else lose();
}

function end() {
  source?.close();
  source = null;
  clock = null;
  tell();
  at("status").textContent = OVER;
}

setInterval(tell, 250);
setInterval(() => source && Date.now() - heard > SILENCE_MS && lose(), 5000);
addEventListener("resize", fit);
tell();
connect();
