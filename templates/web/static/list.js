// The page of the list: keys, and how many rows are chosen. All works without it.
import { areOn, isTyping, showSwitch } from "./keys.js";

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
  showSwitch();
  count();
  opened.forEach((isOpen, id) => { const more = document.getElementById(id); if (more) more.open = isOpen; });
  if (document.activeElement === document.body) document.getElementById("shown")?.focus({ preventScroll: true });
}
document.addEventListener("htmx:after:swap", settle);
if (page()) count();

// Keys
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
  if (!areOn() || isTyping(event.target)) return;
  const does = DOES[event.key.length === 1 ? event.key.toLowerCase() : ""];
  if (!does) return;
  event.preventDefault();
  does();
});
