// Plays the recording from a sentence or from a place in the waveform, and sends a file.
"use strict";
(() => {
  const player = document.getElementById("player");
  const wave = document.getElementById("wave-view");
  const rows = [...document.querySelectorAll("#sentences [data-from]")];
  const line = document.getElementById("message");

  const show = (text) => {
    line.textContent = text;
    line.classList.add("bad");
  };
  const playFrom = async (milliseconds) => {
    player.currentTime = milliseconds / 1000;
    try {
      await player.play();
    } catch (problem) {
      if (problem.name === "AbortError") return; // paused before it had arrived
      show("The sound did not arrive. Load the page again.");
    }
  };
  if (player) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-start]");
      if (!link) return;
      event.preventDefault();
      playFrom(Number(link.dataset.start));
    });
    wave.addEventListener("click", (event) => {
      const box = wave.getBoundingClientRect();
      playFrom((Number(wave.dataset.length) * (event.clientX - box.left)) / box.width);
    });
    const at = document.getElementById("at");
    const width = wave.viewBox.baseVal.width;
    player.addEventListener("timeupdate", () => {
      const now = player.currentTime * 1000;
      at.setAttribute("x", (width * now) / Number(wave.dataset.length));
      for (const row of rows) {
        const heard = Number(row.dataset.from) <= now && now < Number(row.dataset.to);
        if (heard) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      }
    });
  }

  const box = document.getElementById("drop");
  if (!box) return;
  window.takeFiles(async ([file]) => {
    if (!file) return;
    const about = new URLSearchParams({ name: file.name });
    const answer = await window.sendFile(file, `${box.dataset.to}?${about}`, document.getElementById("sent"));
    if (!answer) return;
    document.body.dataset.sending = "yes"; // the next page shows it: no reload may take its place
    location.assign(`${location.pathname}?m=${answer.message}#put`);
  });
})();
