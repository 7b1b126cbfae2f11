// The chat page works without this script: the form, the chips and the suggestions are ordinary GET requests.
// With it, answers are added below one another and the page stays where it is.

import { prepare } from "./charts.js";
import { heldBy, offer, remember, turnsOf } from "./history.js";

const form = document.getElementById("ask");
const composer = form.closest(".composer");
const box = form.elements.q;
const carried = form.elements.c;
const button = form.querySelector("button");
const turns = document.getElementById("turns");
const status = document.getElementById("status");
const spoken = document.getElementById("spoken"); // what a screen reader says of a new answer
const SLOTS = ["place", "year", "topic", "scope"];
const MOST_REPLAYED = 20;
const unreachable = { message: "连不上服务。", hint: "请确认它仍在运行，再问一次。" };
const offline = { message: "这台电脑现在没有联网。", hint: "连上后再问一次，问题还在框里。" };
let conversation = crypto.randomUUID?.() ?? String(Date.now() + Math.random());

// --- asking ---

async function failureOf(response) {
  try {
    return (await response.json()).error ?? unreachable;
  } catch {
    return unreachable;
  }
}

/** What an address of the page asks: question, conversation, what was put right. */
function asked(address) {
  const given = new URL(address, location.href).searchParams;
  const body = { question: given.get("q"), conversation: given.get("c") ?? "" };
  if (given.has("g")) body.generation = given.get("g");
  for (const slot of SLOTS) if (given.has(slot)) body[slot] = given.get(slot);
  return body;
}

async function fetchTurn(body) {
  const response = await fetch(form.dataset.turn, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, turn: turns.children.length + 1 }),
  });
  if (!response.ok) throw await failureOf(response);
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  return holder.content.querySelector(".turn");
}

// On a touch screen the focus would bring up the keyboard over the answer.
function focus() {
  if (matchMedia("(pointer: fine)").matches) box.focus({ preventScroll: true });
}

function show(turn) {
  document.body.classList.add("talking");
  turns.append(turn);
  prepare(turn);
  carried.value = turn.dataset.conversation;
  carried.disabled = !carried.value;
  history.replaceState(null, "", turn.dataset.address);
  document.title = `${turn.dataset.title} · 据实`;
  box.placeholder = box.dataset.follow;
  remember(conversation, turn.dataset.question, turn.dataset.address);
}

function tell(text, failed = false) {
  status.className = failed ? "failure" : "";
  status.textContent = text;
}

async function ask(...bodies) {
  if (button.disabled) return;
  button.disabled = true;
  composer.classList.add("busy");
  composer.setAttribute("aria-busy", "true");
  tell(bodies.length > 1 ? "正在找回这次对话……" : "正在查找……");
  try {
    let turn;
    for (const body of bodies) show((turn = await fetchTurn(body)));
    if (turn.previousElementSibling) turn.scrollIntoView({ block: "start" });
    else scrollTo({ top: 0 });
    spoken.textContent = turn.querySelector(".answer p")?.textContent ?? "";
    tell("");
    box.value = "";
  } catch (error) {
    const known = error.hint !== undefined ? error : navigator.onLine ? unreachable : offline;
    tell(known.message + known.hint, true);
    if (bodies.length === 1) box.value = bodies[0].question;
  } finally {
    button.disabled = false;
    composer.classList.remove("busy");
    composer.removeAttribute("aria-busy");
    focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.value.trim()) ask({ question: box.value.trim(), conversation: carried.disabled ? "" : carried.value });
});

box.addEventListener("keydown", (event) => {
  // Enter that ends the composition of a Chinese word is no sending; Safari tells it by the key code alone.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  form.requestSubmit();
});

// --- what stands in an answer ---

function plainClick(event) {
  return !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-ask], a[data-edit]");
  if (!link || !plainClick(event)) return;
  event.preventDefault();
  const body = asked(link.href);
  if ("ask" in link.dataset) {
    ask(body);
    return;
  }
  box.value = body.question;
  carried.value = body.conversation;
  carried.disabled = !body.conversation;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
});

// A link to a card or to the formula opens what it stands in.
function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  target.scrollIntoView({ block: "nearest" });
}

addEventListener("hashchange", reveal);

async function tellWrong(sent) {
  const done = sent.querySelector(".done");
  const send = sent.querySelector("button");
  send.disabled = true;
  try {
    const response = await fetch(sent.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(sent)),
    });
    if (!response.ok) throw await failureOf(response);
    done.textContent = (await response.json()).message;
    sent.elements.remark.disabled = true;
    send.hidden = true;
  } catch (error) {
    const known = error.hint !== undefined ? error : unreachable;
    done.textContent = known.message + known.hint;
    send.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  const sent = event.target;
  if ("change" in sent.dataset) {
    event.preventDefault();
    ask(asked(`/?${new URLSearchParams(new FormData(sent))}`));
  } else if ("wrong" in sent.dataset) {
    event.preventDefault();
    tellWrong(sent);
  }
});

// --- copying ---

async function copy(text, pressed) {
  const label = (pressed.dataset.label ??= pressed.innerHTML); // pressed again, it says "已复制" by now
  try {
    await navigator.clipboard.writeText(text);
    pressed.textContent = "已复制";
  } catch {
    pressed.textContent = "浏览器不许复制，请选中后复制";
  }
  setTimeout(() => (pressed.innerHTML = label), 2000);
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-copy], [data-share]");
  if (!pressed) return;
  const { copy: id, share } = pressed.dataset;
  copy(share ? new URL(share, location.href).href : document.getElementById(id).textContent, pressed);
});

// --- earlier conversations ---

function reopen(id) {
  const kept = turnsOf(id).slice(-MOST_REPLAYED);
  if (!kept.length) return;
  turns.replaceChildren();
  conversation = id;
  ask(...kept.map((one) => asked(one.address)));
}

offer(document.getElementById("open-history"), reopen);

const first = turns.querySelector(".turn");
if (first) conversation = heldBy(first.dataset.address) ?? conversation;
if (first) remember(conversation, first.dataset.question, first.dataset.address);
if (location.hash.startsWith("#h=")) reopen(decodeURIComponent(location.hash.slice(3)));
else if (location.hash) reveal();
else focus();
