// A place to drop files on, around an ordinary file input: [data-drop] holds the input, [data-chosen] says what was chosen.
// A form with [data-upload] shows how far its upload is. Without this script both are an ordinary form.
import { dropZone } from "./drop_zone.js";

for (const place of document.querySelectorAll("[data-drop]")) {
  const input = place.querySelector("input[type=file]");
  const chosen = place.querySelector("[data-chosen]");
  const tell = () => {
    const bytes = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const size = (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    chosen.textContent = input.files.length
      ? chosen.dataset.text.replace("{count}", input.files.length).replace("{size}", size)
      : "";
  };
  input.addEventListener("change", tell);
  dropZone(place, input, tell, { adds: true });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = form.querySelector("[data-told]");
    const bar = form.querySelector("[data-bar]");
    const button = event.submitter;
    const sending = new XMLHttpRequest();
    const failed = () => {
      bar.hidden = true;
      told.textContent = form.dataset.failed;
      button.disabled = false;
    };
    sending.open("POST", form.action);
    sending.upload.addEventListener("progress", (at) => {
      if (at.lengthComputable) bar.firstElementChild.value = at.loaded / at.total;
      if (at.loaded === at.total) told.textContent = form.dataset.taking;
    });
    sending.addEventListener("load", () => {
      const answer = new DOMParser().parseFromString(sending.responseText, "text/html");
      const main = answer.querySelector("main");
      if (!main) return failed();
      document.title = answer.title;
      document.querySelector("main").replaceWith(main);
      main.focus();
      window.scrollTo(0, 0);
    });
    sending.addEventListener("error", failed);
    told.textContent = form.dataset.sending;
    bar.hidden = false;
    button.disabled = true;
    sending.send(new FormData(form));
  });
}
