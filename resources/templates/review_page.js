"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const { file, items } = JSON.parse(find("answers").textContent);
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

  const sets = [...document.querySelectorAll("fieldset")];
  const answerTo = (place) => {
    const chosen = sets[place].querySelector("input:checked");
    return chosen ? chosen.value : "";
  };
  const wishOf = (place) => sets[place].querySelector("textarea").value.trim();

  function show() {
    const answers = sets.map((_set, place) => answerTo(place));
    const open = answers.filter((answer) => !answer).length;
    find("answered").textContent = open
      ? answers.length - open + " of " + answers.length + " answered. What you do not answer counts as a no."
      : "You have answered all of them.";
    const list = find("typed");
    list.replaceChildren();
    answers.forEach((answer, place) => {
      sets[place].querySelector(".clear").hidden = !answer;
      if (!answer) return;
      const line = document.createElement("li");
      line.value = place + 1;
      const words = sets[place].querySelector("input:checked + span").textContent;
      line.textContent = items[place].typed[answer] + " (" + words + ")";
      list.append(line);
    });
    find("say").hidden = open === answers.length;
  }

  sets.forEach((set, place) => {
    const wish = set.querySelector("textarea");
    set.addEventListener("change", () => { saved = false; show(); });
    wish.addEventListener("input", () => {
      saved = false;
      // Whoever says what to change has not said a yes to it as it is.
      if (wish.value.trim() && answerTo(place) !== "no") set.querySelector("input[value=change]").checked = true;
      show();
    });
    set.querySelector(".clear").addEventListener("click", () => {
      for (const one of set.querySelectorAll("input")) one.checked = false;
      wish.value = "";
      saved = false;
      show();
      set.querySelector("input").focus();
    });
  });

  // One voice at a time.
  const sounds = [...document.querySelectorAll("audio")];
  for (const sound of sounds) {
    sound.addEventListener("play", () => sounds.forEach((other) => { if (other !== sound) other.pause(); }));
    sound.addEventListener("error", () => {
      find("trouble").textContent = "A sound cannot be found. Keep this page in its folder, beside “sound”.";
    }, true);
  }

  find("save").addEventListener("click", () => {
    const answers = items.map(({ code, typed }, place) => {
      const answer = answerTo(place), wish = wishOf(place);
      return { code, answer, typed: answer ? typed[answer] : "", wish };
    });
    const text = JSON.stringify({ ...file, answers }, null, 1) + "\n";
    const link = document.createElement("a");
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.href = address;
    link.download = "review answers.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    saved = true;
    find("send").textContent = "Saved as “review answers”, where your browser keeps downloads. Send it back to the people who gave you this page.";
  });
  window.addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });
  show();
})();
