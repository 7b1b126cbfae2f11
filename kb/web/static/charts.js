// What a chart or a table can do besides once there are scripts: be kept as a picture, and be sorted.

document.documentElement.classList.add("js");

// --- PNG: the SVG file drawn twice as large, so that it is sharp in print ---

const SCALE = 2;

async function picture(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await response.text())}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  const brush = canvas.getContext("2d");
  brush.scale(SCALE, SCALE);
  brush.drawImage(image, 0, 0);
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return { canvas, name: name ? decodeURIComponent(name).replace(/\.svg$/, ".png") : "chart.png" };
}

async function keep(button) {
  button.disabled = true;
  try {
    const { canvas, name } = await picture(button.dataset.png);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = name;
    link.click();
  } catch {
    button.textContent = "PNG 没有生成，请下载 SVG";
  } finally {
    button.disabled = false;
  }
}

// --- sorting: by the value of a figure, else as Chinese words are ordered ---

function key(row, column) {
  const cell = row.cells[column];
  const number = Number(cell.dataset.order ?? (/^[\d.,]+$/.test(cell.textContent) ? cell.textContent.replaceAll(",", "") : NaN));
  return Number.isNaN(number) ? cell.textContent.trim() : number;
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN", { numeric: true });
}

function sort(button) {
  const head = button.closest("th");
  const table = head.closest("table");
  const ascending = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [key(row, head.cellIndex), row]);
  rows.sort(([a], [b]) => (ascending ? compare(a, b) : compare(b, a)));
  body.append(...rows.map(([, row]) => row));
}

/** Give the heads of the sortable tables within `root` their buttons. */
export function prepare(root) {
  for (const table of root.querySelectorAll("table[data-sortable]")) {
    for (const head of table.tHead.rows[0].cells) {
      if (head.classList.contains("source") || head.querySelector("button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
    }
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-png], .sort");
  if (button) (button.classList.contains("sort") ? sort : keep)(button);
});

prepare(document);
