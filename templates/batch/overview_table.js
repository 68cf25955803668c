// The table as it is drawn: rows stay what the file holds, they are only moved, hidden and opened.
const CHUNK = 25; // rows in a block that the browser leaves out while it is off the screen
const AT_ONCE = 50; // rows that are drawn before the next frame: more than a screen shows
const list = document.getElementById("list");
let chunks = [];
let shown = [];

[...list.querySelectorAll("tr.row")].forEach((line, index) => {
  rows[index].line = line;
  line.row = rows[index];
  rows[index].button = line.querySelector("button");
});

const chunkOf = (body, group) => ({ body, group, head: body.querySelector(":scope > tr.group"), rows: [] });

// The blocks that the file itself holds: in the order of the table, by the overall statement.
const adopt = () => {
  chunks = [...list.tBodies].map(body => {
    const chunk = chunkOf(body, body.dataset.group);
    chunk.rows = [...body.querySelectorAll(":scope > tr.row")].map(line => line.row);
    return chunk;
  });
};

const headOf = () => {
  const head = document.createElement("tr"), cell = document.createElement("th");
  head.className = "group";
  head.setAttribute("role", "row");
  cell.setAttribute("role", "rowheader");
  cell.scope = "rowgroup";
  cell.colSpan = list.tHead.rows[0].cells.length;
  head.append(cell);
  return head;
};

const arrange = (order, theme, isGrouped) => {
  chunks.forEach(chunk => chunk.body.remove());
  chunks = [];
  let now = null;
  order.forEach(row => {
    const group = isGrouped ? groupOf(row, theme) : "";
    if (!now || now.rows.length === CHUNK || now.group !== group) {
      const body = document.createElement("tbody");
      body.setAttribute("role", "rowgroup");
      if (group && now?.group !== group) body.append(headOf());
      now = chunkOf(body, group);
      chunks.push(now);
    }
    now.rows.push(row);
  });
  chunks.forEach(chunk => {
    chunk.body.append(...chunk.rows.flatMap(row => row.more ? [row.line, row.more] : [row.line]));
    chunk.body.classList.toggle("open", chunk.rows.some(row => row.more));
  });
  list.append(...chunks.map(chunk => chunk.body));
};

const settle = chunk => chunk.rows.forEach(row => {
  if (row.line.hidden === row.fits) row.line.hidden = !row.fits;
  if (row.more) row.more.hidden = !row.fits;
});
let rest = [], settling = 0;
const settleRest = () => {
  clearTimeout(settling);
  rest.forEach(settle);
  rest = [];
};

// Hides what does not fit: at once at the top, right after the next frame below, so that typing is not held up. A block off
// the screen gets the height that its rows would have; one without rows is hidden, whatever its rows are.
const draw = (counts, theme) => {
  shown = [];
  rest = [];
  chunks.forEach(chunk => {
    const before = shown.length;
    chunk.rows.forEach(row => { if (row.fits) shown.push(row); });
    const count = shown.length - before, hasHead = Boolean(chunk.head && counts.get(chunk.group));
    const isDrawn = count > 0 || hasHead;
    if (isDrawn && (before < AT_ONCE || chunk.body.classList.contains("open"))) settle(chunk);
    else if (isDrawn) rest.push(chunk);
    if (chunk.head) {
      chunk.head.hidden = !hasHead;
      chunk.head.cells[0].textContent = say("head", { group: groupName(chunk.group, theme), count: counts.get(chunk.group) ?? 0 });
    }
    chunk.body.hidden = !isDrawn;
    chunk.body.style.setProperty("--rows", count + hasHead);
  });
  clearTimeout(settling);
  if (rest.length) requestAnimationFrame(() => { settling = setTimeout(settleRest); });
};
addEventListener("beforeprint", settleRest);

// Which place a file has: in the chosen theme, else in the theme that leads.
const drawLeads = theme => {
  // Browsers print no button in the head that they repeat on every page: a span has its text a second time.
  list.tHead.querySelector("[data-column=lead]").childNodes.forEach(part => { part.textContent = say(theme < 0 ? "lead" : "lead_chosen"); });
  rows.forEach(row => drawLead(row, theme));
};
const drawLead = (row, theme) => {
  const of = theme < 0 ? row.lead : theme, rank = row.ranks.get(of);
  if (row.lead < 0 && theme < 0) return;
  const range = rank ? (rank.first === rank.last ? `${rank.first}` : `${rank.first}–${rank.last}`) : "";
  const text = rank ? `${range} · ${page.names.theme[of]}` : theme < 0 ? page.names.theme[of] : "";
  const cell = row.line.cells[2];
  if (cell.textContent !== text) cell.textContent = text;
};

const close = row => {
  if (!row.more) return;
  row.more.remove();
  row.more = null;
  row.button.setAttribute("aria-expanded", "false");
  row.button.removeAttribute("aria-controls");
  const chunk = row.line.parentElement;
  if (!chunk.querySelector(".more")) chunk.classList.remove("open");
};

const open = row => {
  if (row.more) return;
  const more = document.createElement("tr"), cell = document.createElement("td");
  more.className = "more";
  more.id = `more-${row.key}`;
  more.setAttribute("role", "row");
  cell.setAttribute("role", "cell");
  cell.colSpan = list.tHead.rows[0].cells.length;
  cell.innerHTML = row.line.querySelector("noscript").textContent; // escaped when the file was written
  more.append(cell);
  row.more = more;
  row.line.after(more);
  row.line.parentElement.classList.add("open");
  row.button.setAttribute("aria-expanded", "true");
  row.button.setAttribute("aria-controls", more.id);
};

// One row of the table is a stop of the Tab key; arrows lead to the others.
let current = null;
const makeCurrent = row => {
  if (current) current.button.tabIndex = -1;
  current = row ?? null;
  if (current) current.button.tabIndex = 0;
};
