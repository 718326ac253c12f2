"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const file = JSON.parse(find("file").textContent);
  const sizes = [1, 1.25, 1.5, 1.75, 2];
  let size = 0, saved = true;

  function resize(step) {
    size = Math.max(0, Math.min(sizes.length - 1, size + step));
    document.documentElement.style.setProperty("--larger", sizes[size]);
    find("size-said").textContent = Math.round(sizes[size] * 100) + " percent";
  }
  find("larger").addEventListener("click", () => resize(1));
  find("smaller").addEventListener("click", () => resize(-1));
  find("sizes").hidden = find("save").hidden = find("send").hidden = false;

  const fields = [...document.querySelectorAll("textarea")];
  const written = () => fields.filter((field) => field.value.trim());

  function show() {
    const count = written().length;
    find("noted").textContent = count === 1 ? "1 note so far." : count + " notes so far.";
  }
  for (const field of fields) field.addEventListener("input", () => { saved = false; show(); });

  // One voice at a time.
  const sounds = [...document.querySelectorAll("audio")];
  for (const sound of sounds) {
    sound.addEventListener("play", () => sounds.forEach((other) => { if (other !== sound) other.pause(); }));
  }

  find("save").addEventListener("click", () => {
    const notes = written().map((field) => (
      { kind: field.dataset.kind, card: Number(field.dataset.card), text: field.value.trim() }
    ));
    const text = JSON.stringify({ ...file, notes }, null, 1) + "\n";
    const link = document.createElement("a");
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.href = address;
    link.download = "workshop notes.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    saved = true;
    find("send").textContent = "Saved as “workshop notes”, where your browser keeps downloads. Send it back to the people who gave you this page.";
  });
  window.addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });
  show();
})();
