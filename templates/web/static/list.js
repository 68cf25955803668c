// The page of the list: keys, and how many rows are chosen. All works without it.
const KEYS = "s3align-keys"; // the same switch as on the page of a submission
const page = () => document.getElementById("list-page");
const boxes = () => [...document.querySelectorAll("#bulk [name=chosen]")];
document.documentElement.classList.add("list-live");

// Chosen rows
function count() {
  const told = document.querySelector(".list-chosen"), all = document.getElementById("choose-all");
  if (!told) return;
  const own = boxes(), chosen = own.filter(box => box.checked).length;
  told.textContent = chosen ? told.dataset.some.replace("#", chosen) : told.dataset.none;
  all.checked = chosen > 0 && chosen === own.length;
  all.indeterminate = chosen > 0 && chosen < own.length;
}
document.addEventListener("change", event => {
  if (event.target.id === "choose-all") boxes().forEach(box => { box.checked = event.target.checked; });
  if (event.target.id === "keys-on") localStorage.setItem(KEYS, event.target.checked ? "on" : "off");
  count();
});

// What somebody has opened stays open when a part of the page is exchanged
const opened = new Map();
document.addEventListener("click", event => {
  const more = event.target.closest("summary")?.parentElement;
  if (more?.id) setTimeout(() => opened.set(more.id, more.open));
});

// After a part of the page has come: the switch and the numbers again, and the focus stays somewhere
function settle() {
  const box = document.getElementById("keys-on");
  if (box) box.checked = localStorage.getItem(KEYS) !== "off";
  count();
  opened.forEach((isOpen, id) => { const more = document.getElementById(id); if (more) more.open = isOpen; });
  if (document.activeElement === document.body) document.getElementById("shown")?.focus({ preventScroll: true });
}
document.addEventListener("htmx:after:swap", settle);
if (page()) {
  const box = document.getElementById("keys-on");
  if (box) box.checked = localStorage.getItem(KEYS) !== "off";
  count();
}

// Keys: single ones only where nobody types, and only as long as the switch says so (WCAG 2.1.4)
const isTyping = at => at.matches("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
const rows = () => [...document.querySelectorAll(".list-table tbody tr")];
const current = () => document.activeElement.closest?.(".list-table tbody tr");

function move(step) {
  const all = rows(), now = all.indexOf(current());
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step;
  const link = all[Math.min(Math.max(next, 0), all.length - 1)]?.querySelector(".list-title a");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}
const DOES = {
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector("[name=chosen]")?.click(),
  "/": () => document.getElementById("text")?.focus(),
  "?": () => {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView({ block: "nearest" });
    keys.querySelector("summary").focus();
  },
};
document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && event.target.id === "text") { event.target.blur(); return; }
  if (!document.getElementById("keys-on")?.checked || isTyping(event.target)) return;
  const does = DOES[event.key.length === 1 ? event.key.toLowerCase() : ""];
  if (!does) return;
  event.preventDefault();
  does();
});
