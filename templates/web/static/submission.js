// The page of a submission: keys, drafts kept while somebody types, pages in large, a letter to copy. All works without it.
import { areOn, isTyping } from "./keys.js";

const form = document.getElementById("reading-form");
const status = document.getElementById("draft-status");
const note = document.getElementById("note");
const PAUSE = 1200; // milliseconds without a key until a draft is kept

// Drafts
let timer = 0;
let kept = "";

function typed() {
  const fields = new FormData(form);
  fields.set("note", note ? note.value : "");
  return new URLSearchParams(fields);
}

async function keep() {
  clearTimeout(timer);
  const body = typed();
  if (body.toString() === kept) return;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, redirect: "error", keepalive: true });
    if (!answer.ok) throw new Error(answer.status);
    kept = body.toString();
    status.textContent = await answer.text();
    status.classList.remove("sub-lost");
  } catch {
    status.textContent = form.dataset.lost;
    status.classList.add("sub-lost");
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

if (form && !form.querySelector("fieldset").disabled) {
  kept = typed().toString();
  form.addEventListener("input", later);
  if (note) note.addEventListener("input", later);
  document.addEventListener("visibilitychange", () => { if (document.hidden && typed().toString() !== kept) keep(); });
  form.addEventListener("submit", () => clearTimeout(timer));
  const conflict = form.elements.conflict;
  const choices = form.querySelector(".sub-decision");
  conflict.addEventListener("change", () => { choices.disabled = conflict.checked; });
}

// Keys

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    document.querySelector('[data-key="Control+Enter"]')?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || !areOn() || isTyping(event.target)) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : "";
  if (key === "E") {
    event.preventDefault();
    const first = form.querySelector("[name=decision]:checked") ?? form.querySelector("[name=decision]");
    document.getElementById("reading").scrollIntoView({ block: "nearest" });
    first.focus();
    return;
  }
  const wanted = key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!wanted || wanted.matches(":disabled")) return;
  event.preventDefault();
  wanted.click();
  if (wanted.type === "radio") wanted.focus();
});

// A page in large
const dialog = document.getElementById("sub-picture");
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.sub-page");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const picture = dialog.querySelector("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  dialog.showModal();
});
dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

// After a mark: the button that was pressed is a new one; the focus stays on it
document.addEventListener("htmx:after:swap", () => {
  if (pressed) document.getElementById(pressed)?.focus({ preventScroll: true });
  pressed = "";
});
let pressed = "";
document.addEventListener("click", (event) => { pressed = event.target.closest(".sub-mark")?.id ?? pressed; }, true);

// Copy
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value.trim());
    const told = button.parentElement.querySelector("[data-copied]");
    told.textContent = told.dataset.copied;
  });
}
