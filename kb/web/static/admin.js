// The overview works without this script: its forms are ordinary ones, and while a build runs the page refreshes itself.
// With it the progress is told as it goes on, and files are put in one by one, each with its own bar.

const building = document.getElementById("building");
const text = document.getElementById("build-text");
const bar = document.getElementById("build-bar");
const form = document.getElementById("upload");
const drop = document.getElementById("drop");
const picker = document.getElementById("files");
const send = document.getElementById("send");
const arrivals = document.getElementById("arrivals");
const IDLE = 5000;
const BUSY = 1000;
const PROGRAM = { Accept: "application/json" };
const lost = "连不上服务。请确认它仍在运行，再刷新本页。";

// --- the build ---

let running = "running" in building.dataset;
let events = null;

function enable() {
  for (const one of building.querySelectorAll("form"))
    one.querySelector("button").disabled = running !== (one.dataset.when === "running");
}

function show(view) {
  const ended = running && !view.running;
  running = view.running;
  text.textContent = view.text;
  bar.hidden = !running;
  if (view.total) {
    bar.max = view.total;
    bar.value = view.done;
  } else {
    bar.removeAttribute("value");
  }
  enable();
  if (ended) renew("held");
  if (running && !events) listen();
}

// A part of the page as it would come now.
async function renew(...ids) {
  const response = await fetch(location.pathname);
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ids) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
}

function listen() {
  events = new EventSource(building.dataset.events);
  events.onmessage = (event) => {
    show(JSON.parse(event.data));
    if (!running) quit();
  };
  // The server ends each connection after a while and the browser opens the next; closed means that it was refused.
  events.onerror = () => {
    if (events?.readyState === EventSource.CLOSED) {
      events = { close() {} };
    }
  };
}

function quit() {
  events?.close();
  events = null;
}

async function look() {
  try {
    if (!document.hidden && !(events instanceof EventSource)) {
      const response = await fetch(building.dataset.state, { headers: PROGRAM });
      if (response.ok) {
        show(await response.json());
        if (!running) quit();
      }
    }
  } catch {
    text.textContent = lost;
  }
  setTimeout(look, running ? BUSY : IDLE);
}

// --- files ---

function row(name) {
  const line = document.createElement("li");
  const title = document.createElement("span");
  const said = document.createElement("span");
  const part = document.createElement("progress");
  title.textContent = name;
  said.textContent = "等候";
  part.max = 1;
  part.value = 0;
  part.setAttribute("aria-label", name);
  line.append(title, said, part);
  arrivals.append(line);
  return {
    progress(share) {
      part.value = share;
      said.textContent = share < 1 ? `${Math.floor(share * 100)}%` : "正在存盘";
    },
    end(message, failed) {
      part.remove();
      said.textContent = message;
      line.classList.toggle("failure", failed);
    },
  };
}

function put(file, line) {
  const body = new FormData();
  body.append("csrf", form.elements.csrf.value);
  body.append("files", file);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "json";
    request.setRequestHeader("Accept", PROGRAM.Accept);
    request.upload.onprogress = (event) => line.progress(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      const reply = request.response;
      const one = reply?.files?.[0];
      if (one) line.end(one.message, one.outcome === "refused" || one.outcome === "waiting");
      else line.end(reply?.error ? reply.error.message + reply.error.hint : "登录可能已经过期。请刷新本页再放。", true);
      done(one?.outcome ?? "failed");
    };
    request.onerror = () => {
      line.end(lost, true);
      done("failed");
    };
    request.send(body);
  });
}

async function begin() {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, follow: "1" });
  const response = await fetch(form.dataset.build, { method: "POST", headers: PROGRAM, body });
  const reply = await response.json();
  text.textContent = reply.message ?? reply.error.message + reply.error.hint;
  const state = await fetch(building.dataset.state, { headers: PROGRAM });
  show(await state.json());
}

async function take(files) {
  if (send.disabled || !files.length) return;
  send.disabled = true;
  arrivals.replaceChildren();
  const lines = files.map((file) => row(file.name));
  const outcomes = [];
  for (const [at, file] of files.entries()) {
    if (file.size > Number(form.dataset.largest) - 100000) {
      lines[at].end("文件太大，请拆分后再放。", true);
    } else {
      outcomes.push(await put(file, lines[at]));
    }
  }
  try {
    if (outcomes.includes("waiting")) await renew("waiting");
    if (outcomes.includes("stored") && form.elements.build.checked) await begin();
  } catch {
    text.textContent = lost;
  }
  picker.value = "";
  send.disabled = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  take([...picker.files]);
});

drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  take([...event.dataTransfer.files]);
});

if (running) listen();
setTimeout(look, running ? BUSY : IDLE);
