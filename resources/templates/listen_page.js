"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const { gap, tracks } = JSON.parse(find("heard").textContent);
  if (!tracks.length) return;
  const sound = find("sound"), slider = find("slider"), caption = find("caption");
  // Without scripts the list leads to the words; with them it plays.
  const links = [...find("list").querySelectorAll("a")].map((link) => {
    const button = document.createElement("button");
    button.type = "button";
    Object.assign(button.dataset, link.dataset);
    button.append(...link.childNodes);
    link.replaceWith(button);
    return button;
  });
  const sizes = [0.85, 1, 1.25, 1.5, 1.75, 2], speeds = [1, 1.25, 1.5, 2, 0.5, 0.75];
  let current = -1, shownCue = -1, spans = [], captionsOn = true, keepGoing = true;
  let asking = false, mayPlay = false;
  let size = 1, speed = 0, waiting = 0, frame = 0, dragging = false, tallest = 0;

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds + 0.001));
    return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
  };
  const spoken = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds + 0.001)), minutes = Math.floor(whole / 60), rest = whole % 60;
    const of = (count, unit) => count + " " + unit + (count === 1 ? "" : "s");
    return minutes ? of(minutes, "minute") + (rest ? " " + of(rest, "second") : "") : of(rest, "second");
  };
  const lengthOf = () => (Number.isFinite(sound.duration) ? sound.duration : tracks[current].ms / 1000);

  // What is not translated is shown as it is told.
  const language = find("language");
  const chosen = () => (language && tracks[current].others[language.value] ? language.value : "");

  function showCaption(ms) {
    const cues = tracks[current].others[chosen()] || tracks[current].cues;
    let place = 0;
    while (place + 1 < cues.length && cues[place + 1].start <= ms) place += 1;
    if (place !== shownCue) {
      shownCue = place;
      const cue = captionsOn && !asking ? cues[place] : undefined;
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
      // As high as the highest caption so far, so that the buttons below stay where they are.
      tallest = Math.max(tallest, caption.offsetHeight);
      caption.style.minHeight = tallest + "px";
    }
    const begun = ms > 0 || !sound.paused;
    spans.forEach(({ span, start, end }, number) => {
      const until = number + 1 < spans.length ? Math.min(spans[number + 1].start, end + 200) : end;
      span.className = begun && start <= ms && ms < until ? "sung" : begun && ms < start ? "later" : "";
    });
  }

  function showTime() {
    const seconds = Math.min(sound.currentTime, lengthOf());
    showCaption(Math.round(sound.currentTime * 1000));
    find("now").textContent = clock(seconds);
    if (!dragging) slider.value = seconds;
    slider.style.setProperty("--done", (100 * slider.value) / slider.max + "%");
    const value = spoken(seconds) + " of " + spoken(lengthOf());
    // Only when it is another: a screen reader looks up at every change.
    if (slider.getAttribute("aria-valuetext") !== value) slider.setAttribute("aria-valuetext", value);
  }

  function showLength() {
    slider.max = lengthOf();
    find("whole").textContent = clock(lengthOf());
    showTime();
  }

  function follow() {
    showTime();
    frame = sound.paused ? 0 : requestAnimationFrame(follow);
  }

  function showPlaying() {
    const playing = !sound.paused || waiting !== 0;
    find("play").classList.toggle("playing", playing);
    find("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    if (!sound.paused && !frame) frame = requestAnimationFrame(follow);
    showTime();
  }

  function stopWaiting() {
    clearTimeout(waiting);
    waiting = 0;
  }

  // Before something marked is heard it waits, with its note, until somebody says to play it or to skip it.
  function ask(on) {
    if (on === asking) return;
    asking = on;
    if (find("care").contains(document.activeElement)) find("play").focus();
    shownCue = -1;
    find("care").hidden = !on;
    find("captions").hidden = on;
    find("care-note").textContent = on ? tracks[current].care : "";
    if (on) find("care-play").focus();
    showPlaying();
  }

  function agree() {
    mayPlay = true;
    ask(false);
    start();
  }

  function skip() {
    ask(false);
    if (current + 1 < tracks.length) choose(current + 1, true);
    else find("said").textContent = "Skipped. That was the last excerpt.";
  }

  function start() {
    find("trouble").textContent = "";
    if (tracks[current].care && !mayPlay) {
      ask(true);
      return;
    }
    sound.playbackRate = speeds[speed];
    sound.play().catch((error) => {
      if (error.name === "AbortError") return;
      find("trouble").textContent = "This excerpt cannot be played here. Its words are below.";
      showPlaying();
    });
  }

  function toggle() {
    if (asking) {
      agree();
    } else if (waiting) {
      stopWaiting();
      showPlaying();
    } else if (sound.paused) {
      start();
    } else {
      sound.pause();
    }
  }

  function move(seconds) {
    sound.currentTime = Math.min(Math.max(0, sound.currentTime + seconds), lengthOf());
    showTime();
  }

  function choose(number, andPlay) {
    if (number < 0 || number >= tracks.length) return;
    stopWaiting();
    sound.pause();
    mayPlay = false;
    ask(false);
    current = number;
    shownCue = -1;
    const source = tracks[number].sound;
    sound.src = source.startsWith("#") ? find(source.slice(1)).src : source;
    find("trouble").textContent = "";
    const link = links[number], theme = link.dataset.theme, name = tracks[number].called;
    find("introduction").textContent = tracks[number].introduction;
    find("introduction").hidden = !tracks[number].introduction;
    find("place").textContent = theme ? name + ", from “" + theme + "”" : name;
    find("mark").textContent = theme ? link.dataset.letter : "";
    find("mark").className = theme ? "mark c" + link.dataset.colour : "mark";
    links.forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    const list = find("list");
    if (list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - (list.clientHeight - link.offsetHeight) / 2;
    document.querySelectorAll(".said").forEach((said, place) => { said.hidden = place !== number; });
    caption.lang = chosen() || link.querySelector(".name").lang;
    find("previous").setAttribute("aria-disabled", String(number === 0));
    find("next").setAttribute("aria-disabled", String(number === tracks.length - 1));
    // Only when nothing is heard: a screen reader should not speak over the storyteller.
    find("said").textContent = andPlay ? "" : name + ", " + link.querySelector(".name").textContent;
    showLength();
    if (andPlay) start();
    showPlaying();
  }

  function settle() {
    tallest = 0;
    caption.style.minHeight = "";
  }

  function resize(step) {
    settle();
    size = Math.min(Math.max(0, size + step), sizes.length - 1);
    document.documentElement.style.setProperty("--larger", sizes[size]);
    find("larger").setAttribute("aria-disabled", String(size === sizes.length - 1));
    find("smaller").setAttribute("aria-disabled", String(size === 0));
    find("said").textContent = "Words at " + Math.round(sizes[size] * 100) + " percent";
  }

  const active = () => !sound.paused || waiting !== 0 || asking;
  addEventListener("resize", settle);
  sound.addEventListener("loadedmetadata", showLength);
  ["timeupdate", "seeked"].forEach((name) => sound.addEventListener(name, showTime));
  ["play", "pause"].forEach((name) => sound.addEventListener(name, showPlaying));
  sound.addEventListener("error", () => {
    find("trouble").textContent = "The sound of this excerpt is not here. Its words are below.";
  });
  sound.addEventListener("ended", () => {
    if (keepGoing && current + 1 < tracks.length) {
      waiting = setTimeout(() => choose(current + 1, true), gap);
    }
    showPlaying();
  });

  find("play").addEventListener("click", toggle);
  find("care-play").addEventListener("click", agree);
  find("care-skip").addEventListener("click", skip);
  find("back").addEventListener("click", () => move(-3));
  find("forward").addEventListener("click", () => move(3));
  find("previous").addEventListener("click", () => choose(current - 1, active()));
  find("next").addEventListener("click", () => choose(current + 1, active()));
  slider.addEventListener("input", () => { dragging = true; sound.currentTime = slider.value; showTime(); });
  slider.addEventListener("change", () => { dragging = false; });
  find("captions-switch").addEventListener("click", (event) => {
    captionsOn = !captionsOn;
    shownCue = -1;
    event.currentTarget.classList.toggle("on", captionsOn);
    find("captions-word").textContent = captionsOn ? "Captions on" : "Captions off";
    showTime();
  });
  if (language) {
    language.addEventListener("change", () => {
      settle();
      shownCue = -1;
      caption.lang = chosen() || links[current].querySelector(".name").lang;
      showTime();
    });
  }
  find("larger").addEventListener("click", () => resize(1));
  find("smaller").addEventListener("click", () => resize(-1));
  find("speed").addEventListener("click", (event) => {
    speed = (speed + 1) % speeds.length;
    sound.playbackRate = speeds[speed];
    event.currentTarget.textContent = "Speed " + speeds[speed] + "×";
  });
  find("going").addEventListener("click", (event) => {
    keepGoing = !keepGoing;
    event.currentTarget.setAttribute("aria-pressed", String(keepGoing));
    event.currentTarget.classList.toggle("on", keepGoing);
  });
  links.forEach((link, number) => link.addEventListener("click", () => choose(number, true)));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("select")) return; // its letters and arrows choose in it
    const at = event.target, step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (at === slider) {
      const seconds = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[event.key];
      if (seconds) {
        event.preventDefault();
        move(seconds);
        return;
      }
    } else if (step && links.includes(at)) {
      event.preventDefault();
      links[Math.min(Math.max(0, links.indexOf(at) + step), links.length - 1)].focus();
      return;
    } else if (step && at.closest("#player")) {
      event.preventDefault();
      choose(current + step, active());
      return;
    }
    if (!find("letters").checked) return;
    const key = event.key.toLowerCase();
    if (key === "k" || (key === " " && !at.closest("button, input, summary, a[href]"))) {
      event.preventDefault();
      toggle();
    } else if (key === "j") {
      move(-3);
    } else if (key === "l") {
      move(3);
    }
  });

  document.documentElement.classList.add("scripted");
  if (window.self !== window.top) document.documentElement.classList.add("framed");
  find("player").hidden = false;
  find("keys").hidden = false;
  resize(0);
  choose(0, false);
  find("said").textContent = "";
})();
