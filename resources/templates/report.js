"use strict";
(() => {
  const tracks = window.report.tracks;
  const sounds = new Map([...document.querySelectorAll("audio")].map((sound) => [Number(sound.dataset.extract), sound]));
  const bar = document.getElementById("now");
  const caption = document.getElementById("caption");
  const care = document.getElementById("care");
  const pause = document.getElementById("pause");
  const language = document.getElementById("language");
  // What is not translated is shown as it is told.
  const chosen = (track) => (language && track.others[language.value] ? language.value : "");
  let playing = 0;
  let warned = 0;
  let from = null;

  const show = () => {
    for (const button of document.querySelectorAll(".play")) {
      const on = Number(button.dataset.extract) === playing && !sounds.get(playing).paused;
      button.setAttribute("aria-pressed", String(on));
    }
    const sound = sounds.get(playing);
    pause.textContent = sound && sound.paused ? "Play" : "Pause";
  };

  const words = () => {
    const sound = sounds.get(playing);
    if (!sound) return;
    const now = sound.currentTime * 1000;
    const track = tracks[playing - 1];
    caption.lang = chosen(track) || track.language;
    const cue = (track.others[chosen(track)] || track.cues).find((one) => now >= one.start && now < one.end);
    const text = cue ? (cue.who ? `${cue.who}: ` : "") + cue.words : "";
    if (caption.textContent !== text) caption.textContent = text;
  };

  const begin = (number) => {
    for (const [other, sound] of sounds) if (other !== number) sound.pause();
    playing = number;
    const track = tracks[number - 1];
    bar.hidden = false;
    // What may be hard to hear is said first; it plays when the same button is pressed again.
    if (track.care && warned !== number) {
      warned = number;
      care.hidden = false;
      care.textContent = `Before you listen: ${track.care} Press Play to go on.`;
      caption.textContent = "";
      show();
      pause.focus();
      return;
    }
    care.hidden = true;
    sounds.get(number).play().catch((error) => {
      // Stopped before it began is no trouble.
      if (error.name !== "AbortError") caption.textContent = "This sound cannot be played.";
    });
  };

  const close = () => {
    const sound = sounds.get(playing);
    if (sound) sound.pause();
    bar.hidden = true;
    warned = 0;
    if (from) from.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".play");
    if (!button) return;
    from = button;
    const number = Number(button.dataset.extract);
    const sound = sounds.get(number);
    if (playing === number && !sound.paused) sound.pause();
    else begin(number);
  });
  pause.addEventListener("click", () => {
    const sound = sounds.get(playing);
    if (!sound) return;
    if (sound.paused) begin(playing);
    else sound.pause();
  });
  document.getElementById("stop").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !bar.hidden) close();
  });
  for (const [number, sound] of sounds) {
    sound.addEventListener("play", () => {
      if (sound.paused) return;  // stopped again before this was said
      for (const [other, one] of sounds) if (other !== number) one.pause();
      playing = number;
      bar.hidden = false;
      show();
    });
    sound.addEventListener("pause", show);
    sound.addEventListener("ended", () => {
      caption.textContent = "";
      show();
    });
    sound.addEventListener("timeupdate", words);
  }
})();
