// The conversations of this browser: kept in it alone, opened again by asking their questions at their addresses.

const KEY = "jushi.history";
const MOST = 50;
const dialog = document.getElementById("history");
const list = document.getElementById("conversations");

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept.slice(0, MOST)));
  } catch {
    // Full, or forbidden by the browser: the conversation goes on without being kept.
  }
}

/** Keep a turn of conversation `id` on top of the list. */
export function remember(id, question, address) {
  const kept = read();
  const held = kept.find((one) => one.id === id) ?? { id, turns: [] };
  if (held.turns.at(-1)?.address !== address) held.turns.push({ question, address });
  write([{ ...held, at: Date.now() }, ...kept.filter((one) => one.id !== id)]);
}

/** The id of the conversation that ended with the answer of this address, undefined for none: it is looked at again. */
export function heldBy(address) {
  return read().find((one) => one.turns.at(-1)?.address === address)?.id;
}

/** The turns of a conversation, oldest first. */
export function turnsOf(id) {
  return read().find((one) => one.id === id)?.turns ?? [];
}

function entry(one) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/#h=${encodeURIComponent(one.id)}`;
  link.textContent = one.turns[0]?.question ?? "";
  const when = document.createElement("span");
  when.className = "when";
  when.textContent = `${new Date(one.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" })} · ${one.turns.length} 问`;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "plain";
  drop.textContent = "删除";
  drop.setAttribute("aria-label", `删除：${link.textContent}`);
  drop.addEventListener("click", () => {
    write(read().filter((other) => other.id !== one.id));
    show();
  });
  item.append(link, drop, when);
  return item;
}

function show() {
  const kept = read();
  list.replaceChildren(...kept.map(entry));
  dialog.querySelector("[data-clear]").hidden = !kept.length;
}

/** Have the dialog opened by a button; `open` is called with the id of the conversation that is chosen. */
export function offer(button, open) {
  button.addEventListener("click", () => {
    show();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    if (event.target.closest("[data-clear]")) {
      write([]);
      show();
    }
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    dialog.close();
    open(decodeURIComponent(new URL(link.href).hash.slice(3)));
  });
}
