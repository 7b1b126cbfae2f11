// The chat page works without this script: the form and the suggestions are ordinary GET requests.
// With it, answers are added below one another and the page stays where it is.

const form = document.getElementById("ask");
const box = form.elements.q;
const carried = form.elements.c;
const button = form.querySelector("button");
const turns = document.getElementById("turns");
const status = document.getElementById("status");
const unreachable = { message: "连不上服务。", hint: "请确认它仍在运行，再问一次。" };

async function failureOf(response) {
  try {
    return (await response.json()).error ?? unreachable;
  } catch {
    return unreachable;
  }
}

async function fetchTurn(question, conversation) {
  const response = await fetch(form.dataset.turn, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question, conversation, turn: turns.children.length + 1 }),
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

function show(turn, question) {
  document.body.classList.add("talking");
  turns.append(turn);
  carried.value = turn.dataset.conversation;
  carried.disabled = false;
  history.replaceState(null, "", turn.dataset.address);
  document.title = `${question} · 据实`;
  box.placeholder = box.dataset.follow;
  turn.scrollIntoView({ block: "start" });
}

async function ask(question, conversation) {
  if (button.disabled) return;
  button.disabled = true;
  status.className = "";
  status.textContent = "正在查找……";
  try {
    show(await fetchTurn(question, conversation), question);
    status.textContent = "";
    box.value = "";
  } catch (error) {
    const { message, hint } = error.message && error.hint !== undefined ? error : unreachable;
    status.className = "failure";
    status.textContent = message + hint;
    box.value = question;
  } finally {
    button.disabled = false;
    focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (box.value.trim()) ask(box.value.trim(), carried.value);
});

box.addEventListener("keydown", (event) => {
  // Enter that ends the composition of a Chinese word is no sending; Safari tells it by the key code alone.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-ask]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const given = new URL(link.href).searchParams;
  ask(given.get("q"), given.get("c") ?? "");
});

if (!location.hash) focus();
