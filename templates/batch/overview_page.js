// What a reader asks for stands in the address: so a link shows the same, and Back leads back.
const form = document.getElementById("filters"), chips = document.getElementById("groups");
const status = document.getElementById("shown"), missed = document.getElementById("missed");
const controls = [...form.elements].filter(control => control.name);
let state = { ...START }, arranged = "";

// Every list offers what occurs; one with nothing to offer is left out.
controls.filter(control => control.name in page.ids).forEach(control => {
  const named = page.ids[control.name].map((id, index) => [id, page.names[control.name][index]]);
  if (control.name === "place") named.sort(([, a], [, b]) => compare(a, b));
  named.forEach(([id, name]) => control.add(new Option(name.replace(/[\u00ad\u200b]/g, ""), id)));
  control.parentElement.hidden = !named.length;
});

const isOn = name => name !== "open" && name !== "sort" && name !== "dir" && state[name];
const written = () => {
  const parts = Object.keys(START).filter(name => state[name]).map(name => `${name}=${encodeURIComponent(state[name])}`);
  return parts.length ? `#${parts.join("&")}` : "";
};
const read = () => {
  const given = new URLSearchParams(location.hash.slice(1)), found = { ...START };
  Object.keys(START).forEach(name => { found[name] = given.get(name) ?? ""; });
  ["theme", "place", "role", "principle", "finding", "status", "same"].forEach(name => {
    if (found[name] && indexOf(name, found[name]) < 0) found[name] = "";
  });
  if (found.read && found.read !== ALL_READ && indexOf("read", found.read) < 0) found.read = "";
  if (!["ascending", "descending"].includes(found.dir)) found.sort = "";
  if (!found.sort) found.dir = "";
  if (found.sort && !list.tHead.querySelector(`th[data-column="${CSS.escape(found.sort)}"]`)) found.sort = "";
  if (!groupsFor(indexOf("theme", found.theme)).includes(found.verdict)) found.verdict = "";
  return found;
};

let waiting = 0;
const write = isStep => {
  clearTimeout(waiting);
  const address = written() || location.pathname + location.search;
  if (address === location.hash || (!written() && !location.hash)) return;
  history[isStep ? "pushState" : "replaceState"](null, "", address);
};

const drawGroups = (theme, counts) => {
  const groups = groupsFor(theme).filter(group => counts.get(group) || state.verdict === group);
  chips.replaceChildren(...groups.map(group => {
    const button = document.createElement("button");
    button.type = "button";
    button.value = group;
    button.setAttribute("aria-pressed", String(state.verdict === group));
    button.textContent = say("head", { group: groupName(group, theme), count: counts.get(group) ?? 0 });
    return button;
  }));
};

const drawControls = () => controls.forEach(control => {
  if (control.type === "checkbox") control.checked = Boolean(state[control.name]);
  else if (control.value !== state[control.name]) control.value = state[control.name];
  control.classList.toggle("set", Boolean(state[control.name]));
});

const drawHeads = () => list.tHead.querySelectorAll("th[data-column]").forEach(head => {
  if (head.dataset.column === state.sort) head.setAttribute("aria-sort", state.dir);
  else head.removeAttribute("aria-sort");
});

const tell = (count, hidden) => {
  const head = list.tHead.querySelector(`th[data-column="${CSS.escape(state.sort)}"]`);
  const order = head && say("sorted", { column: head.firstElementChild.textContent.replace(/[\u00ad\u200b]/g, ""), direction: say(state.dir) });
  const found = say("shown", { shown: count, all: rows.length });
  status.textContent = [found, count ? "" : say("nothing"), order].filter(Boolean).join(" ");
  missed.hidden = !hidden;
  missed.firstElementChild.textContent = hidden ? say(hidden === 1 ? "missed_one" : "missed_many", { count: hidden }) : "";
};

const apply = () => {
  const theme = indexOf("theme", state.theme), arrangement = [state.theme, state.sort, state.dir].join();
  if (arrangement !== arranged) {
    arrange(ordered(state, theme), theme, !state.sort);
    drawLeads(theme);
    arranged = arrangement;
  }
  const test = testFor(state), counts = new Map();
  let hidden = 0;
  rows.forEach(row => {
    const group = groupOf(row, theme), fits = test(row);
    if (fits) counts.set(group, (counts.get(group) ?? 0) + 1);
    row.fits = fits && (!state.verdict || state.verdict === group);
    hidden += !row.fits && row.read >= 0;
  });
  draw(new Map([...counts].filter(([group]) => !state.verdict || group === state.verdict)), theme);
  drawGroups(theme, counts);
  drawHeads();
  tell(shown.length, hidden);
  document.getElementById("all").hidden = !Object.keys(START).some(isOn) && !state.sort;
  if (!current?.fits) makeCurrent(shown[0]);
};

const change = (values, isStep = true) => {
  state = { ...state, ...values };
  apply();
  if (isStep) write(true);
  else {
    clearTimeout(waiting);
    waiting = setTimeout(write, 400, false); // browsers limit how often an address may change
  }
};

const openOnly = key => {
  rows.forEach(row => { if (row.more && row.key !== key) close(row); });
  const row = rows.find(other => other.key === key);
  if (row) open(row);
  return row;
};
const toggle = row => {
  const isOpen = Boolean(row.more);
  if (isOpen) close(row);
  else open(row);
  makeCurrent(row);
  state.open = isOpen ? (rows.find(other => other.more)?.key ?? "") : row.key;
  write(true);
};

const restore = () => {
  state = read();
  drawControls();
  apply();
  const row = openOnly(state.open);
  if (row) {
    settleRest();
    makeCurrent(row);
    row.line.scrollIntoView({ block: "center" });
  }
};

form.addEventListener("submit", event => event.preventDefault());
controls.forEach(control => control.addEventListener("input", () => { // one of them stands outside the form
  const { name, type, value, checked } = control;
  const values = { [name]: type === "checkbox" ? (checked ? "1" : "") : value };
  if (name === "theme") values.verdict = "";
  change(values, name !== "q");
  control.classList.toggle("set", Boolean(values[name]));
  if (values.deep) prepare();
}));
chips.addEventListener("click", event => {
  const group = event.target.closest("button")?.value;
  if (!group) return;
  change({ verdict: state.verdict === group ? "" : group });
  chips.querySelector(`[value="${group}"]`)?.focus();
});
document.getElementById("all").addEventListener("click", () => {
  change({ ...START, open: state.open });
  drawControls();
  form.elements.q.focus();
});
missed.querySelector("button").addEventListener("click", () => {
  change({ ...START, read: ALL_READ });
  drawControls();
  status.focus();
});
list.tHead.addEventListener("click", event => {
  const head = event.target.closest("button")?.parentElement;
  if (!head) return;
  const other = { ascending: "descending", descending: "ascending" };
  const dir = head.dataset.column === state.sort ? other[state.dir] : head.dataset.first;
  change({ sort: head.dataset.column, dir });
});
list.addEventListener("click", event => {
  const line = event.target.closest("tr.row");
  if (!line || event.target.closest("a") || String(getSelection())) return;
  toggle(line.row);
});
list.addEventListener("focusin", event => {
  const row = event.target.closest("tr.row")?.row;
  if (row && row !== current) makeCurrent(row);
});

const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };
list.addEventListener("keydown", event => {
  const button = event.target.closest("tr.row > th > button");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const row = event.target.closest("tr.row")?.row ?? event.target.closest("tr.more")?.previousElementSibling.row;
    if (row?.more) toggle(row);
    row?.button.focus();
    return;
  }
  if (!button) return;
  const row = button.closest("tr").row;
  if (event.key in steps) {
    const at = shown.indexOf(row) + steps[event.key];
    const next = shown[Math.max(0, Math.min(shown.length - 1, at))];
    settleRest();
    next.line.scrollIntoView({ block: "nearest" });
    next.button.focus();
  } else if (event.key === "o") row.line.querySelector("a")?.click();
  else if (event.key === "/") form.elements.q.focus();
  else return;
  event.preventDefault();
});

document.getElementById("copy").addEventListener("click", async () => {
  const told = document.getElementById("copied"), address = document.getElementById("address");
  try {
    await navigator.clipboard.writeText(location.href);
    told.textContent = say("copied");
  } catch { // the browser does not let a page from a file do that
    address.hidden = false;
    address.value = location.href;
    address.select();
    told.textContent = say("copy_yourself");
  }
});
addEventListener("popstate", restore);

adopt();
arranged = ",,";
restore();
