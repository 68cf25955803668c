// Makes a part of a page a place to drop files on, around an ordinary file input; `changed` is told after each drop.
// `adds`: dropped files come beside those chosen before, else in their place.
export function dropZone(place, input, changed, { adds = false } = {}) {
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add("ui-over");
    });
  }
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("ui-over");
  });
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("ui-over");
    const dropped = event.dataTransfer.files;
    if (!dropped.length) return;
    input.files = adds ? together(input, dropped) : dropped;
    changed();
  });
  // A file that misses the place must not replace the page.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
}

function together(input, dropped) {
  const all = new DataTransfer();
  const files = [...input.files, ...dropped];
  for (const file of input.multiple ? files : files.slice(-1)) all.items.add(file);
  return all.files;
}
