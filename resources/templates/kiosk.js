"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const { opening, waits, tracks } = JSON.parse(find("tracks").textContent);
  const sound = find("sound"), caption = find("caption"), calm = matchMedia("(prefers-reduced-motion: reduce)");
  // What is on the screen: "opening", then "before" or "playing"; "start" where somebody has to touch it first.
  let current = 0, scene = "opening", paused = false, shownCue = -2, spans = [], frame = 0, clock = 0, until = 0, left = 0;

  // What is not translated is shown as it is told.
  const language = find("language");
  const chosen = () => (language && tracks[current].others[language.value] ? language.value : "");

  function show(which) {
    scene = which;
    find("begin").hidden = which !== "start";
    find("opening").hidden = which !== "opening";
    find("captions").hidden = which !== "playing";
    find("before").hidden = which !== "before";
    showState();
  }

  function showState() {
    const track = tracks[current], playing = !paused && (scene === "opening" || scene === "playing");
    find("play").classList.toggle("playing", playing);
    find("play-word").textContent = playing ? "Pause" : scene === "start" ? "Start" : "Play";
    find("place").textContent = "Excerpt " + (current + 1) + " of " + tracks.length;
    find("name").textContent = track.name;
    find("name").lang = track.language;
    find("signed").textContent = track.signed;
    find("note").textContent = track.before;
  }

  // Time that stands still while it is paused.
  function after(ms, then) {
    clearTimeout(clock);
    left = ms;
    until = performance.now() + ms;
    clock = setTimeout(then, ms);
    after.then = then;
  }
  function holdTime() {
    clearTimeout(clock);
    left = Math.max(0, until - performance.now());
  }

  function open(number) {
    sound.pause();
    current = (number + tracks.length) % tracks.length;
    shownCue = -2;
    find("trouble").textContent = "";
    find("bar").style.width = "0";
    sound.src = tracks[current].sound;
    caption.lang = chosen() || tracks[current].language;
    paused = false;
    if (tracks[current].before) {
      // Nobody hears a hard one without having said so: with no hands it goes on to the next.
      show("before");
      find("left").textContent = "Without a press, the next one comes in " + Math.round(waits / 1000) + " seconds.";
      find("status").textContent = "Before you listen: " + tracks[current].before;
      after(waits, () => open(current + 1));
    } else {
      find("status").textContent = "";
      show("opening");
      after(opening, play);
    }
  }

  function play() {
    clearTimeout(clock);
    show("playing");
    showCaption();
    sound.play().then(follow, (error) => {
      if (error.name === "AbortError") return;
      if (error.name === "NotAllowedError") {
        show("start");
        return;
      }
      fail();
    });
  }

  function fail() {
    find("trouble").textContent = "The sound of this excerpt cannot be played here. Its words are below.";
    after(waits, () => open(current + 1));
  }

  function toggle() {
    if (scene === "start") {
      open(current);
    } else if (scene === "before") {
      paused = false;
      play();
    } else if (scene === "opening") {
      paused = !paused;
      if (paused) holdTime();
      else after(left, after.then);
    } else {
      paused = !paused;
      if (paused) sound.pause();
      else play();
    }
    showState();
  }

  function next(step = 1) {
    clearTimeout(clock);
    open(scene === "start" ? current : current + step);
  }

  function showCaption() {
    const ms = sound.currentTime * 1000, cues = tracks[current].others[chosen()] || tracks[current].cues;
    let place = -1;
    while (place + 1 < cues.length && cues[place + 1].start <= ms) place += 1;
    place = Math.max(0, place);
    if (place !== shownCue) {
      shownCue = place;
      const cue = cues[place];
      find("who").textContent = cue ? cue.who : "";
      caption.replaceChildren();
      spans = [];
      for (const [text, start, end, spaced] of cue ? cue.words : []) {
        const span = document.createElement("span");
        span.textContent = text;
        if (spaced) caption.append(" ");
        caption.append(span);
        spans.push({ span, start, end });
      }
    }
    if (calm.matches) return; // whole lines, nothing that moves from word to word
    spans.forEach(({ span, start, end }, number) => {
      const ends = number + 1 < spans.length ? Math.min(spans[number + 1].start, end + 200) : end;
      span.className = start <= ms && ms < ends ? "sung" : ms < start ? "later" : "";
    });
    find("bar").style.width = Math.min(100, ms / 10 / (sound.duration || 1)) + "%";
  }

  function follow() {
    cancelAnimationFrame(frame);
    showCaption();
    if (!sound.paused) frame = requestAnimationFrame(follow);
  }

  sound.addEventListener("timeupdate", showCaption);
  sound.addEventListener("ended", () => open(current + 1));
  sound.addEventListener("error", () => { if (scene === "playing") fail(); });
  find("play").addEventListener("click", toggle);
  find("next").addEventListener("click", () => next());
  find("scene").addEventListener("click", toggle);
  find("whole").addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  });
  if (language) {
    language.addEventListener("change", () => {
      shownCue = -2;
      caption.lang = chosen() || tracks[current].language;
      showCaption();
    });
  }
  find("whole").hidden = !document.fullscreenEnabled;

  // One large key is enough: pressed it plays and pauses, kept down it goes to the next.
  let down = 0, went = false;
  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, n: 1, N: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  const isBig = (event) => (event.key === " " || event.key === "Enter") &&
    !(event.target.closest("button, a[href], summary") && event.target.id !== "play");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("select")) return; // its letters and arrows choose in it
    if (isBig(event)) {
      event.preventDefault();
      if (event.repeat || down) return;
      went = false;
      down = setTimeout(() => { went = true; next(); }, 900);
    } else if (event.key in steps && !event.target.closest("#words")) {
      event.preventDefault();
      if (!event.repeat) next(steps[event.key]);
    }
  });
  document.addEventListener("keyup", (event) => {
    if (!isBig(event) || !down) return;
    event.preventDefault();
    clearTimeout(down);
    down = 0;
    if (!went) toggle();
  });

  document.documentElement.classList.add("scripted");
  open(0); // where the browser wants somebody to touch the page first, it says so
})();
