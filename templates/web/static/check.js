// The form for files becomes a place to drop them, says early what will not be accepted, and is sent once.
import { dropZone } from "./drop_zone.js";

for (const form of document.querySelectorAll("form[data-check]")) {
  const files = form.querySelector('input[type="file"]');
  if (files && form.dataset.mostFiles) prepare(form, files);
  form.addEventListener("submit", (event) => {
    if (form.dataset.isSent || (files && form.dataset.mostFiles && says(form, files))) {
      event.preventDefault();
      return;
    }
    form.dataset.isSent = "yes";
    const button = event.submitter ?? form.querySelector("button");
    button.setAttribute("aria-disabled", "true");
    button.dataset.text = button.textContent;
    button.textContent = form.dataset.sending;
  });
}

// Back from the next page: the form can be used again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-is-sent]")) {
    delete form.dataset.isSent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.textContent = button.dataset.text;
    }
  }
});

function prepare(form, files) {
  form.querySelector(".check-drop-hint").hidden = false;
  const chosen = document.createElement("ul");
  chosen.className = "check-chosen";
  files.closest(".ui-field").after(chosen);
  const show = () => {
    chosen.replaceChildren(...Array.from(files.files, line));
    says(form, files);
  };
  files.addEventListener("change", show);
  dropZone(form, files, show);
  if (files.files.length) show();
}

function line(file) {
  const item = document.createElement("li");
  const size = document.createElement("span");
  const [value, unit] = file.size < 1e6 ? [Math.ceil(file.size / 1e3), "kilobyte"] : [file.size / 1e6, "megabyte"];
  size.textContent = value.toLocaleString(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 });
  item.append(file.name, size);
  return item;
}

// Shows what is wrong with the files chosen; whether anything is.
function says(form, files) {
  const chosen = Array.from(files.files);
  const large = chosen.find((file) => file.size > Number(form.dataset.mostBytes));
  const text = large ? form.dataset.large.replace("{name}", large.name) : chosen.length > Number(form.dataset.mostFiles) ? form.dataset.many : "";
  const place = form.querySelector("[data-check-problem]");
  place.textContent = text;
  place.hidden = !text;
  return text !== "";
}
