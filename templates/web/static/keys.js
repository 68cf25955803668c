// Single keys: only where nobody types, and only as long as the page's switch says so (WCAG 2.1.4). One choice for all pages.
const KEPT = "s3align-keys";
const box = () => document.getElementById("keys-on");

export const isTyping = (at) => at.matches("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
export const areOn = () => Boolean(box()?.checked);

// The switch as it was left; to be called again where a part of the page with it was exchanged.
export function showSwitch() {
  const shown = box();
  if (shown) shown.checked = localStorage.getItem(KEPT) !== "off";
}

document.addEventListener("change", (event) => {
  if (event.target === box()) localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
});
showSwitch();
