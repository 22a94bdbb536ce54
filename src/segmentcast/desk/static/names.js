// Hears a name, and what is written of it. Enter hears it, Enter again keeps it.
"use strict";
(() => {
  const player = new Audio();
  const hear = async (address, row) => {
    const line = document.getElementById("message");
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error("no sound");
      player.src = URL.createObjectURL(await answer.blob());
      await player.play();
      const state = row && row.querySelector(".state.look");
      if (state) state.lastChild.textContent = "Heard";
      document.body.dataset.heard = address;
    } catch {
      line.textContent = "The sound did not arrive. Write letters that can be said, and try again.";
      line.classList.add("bad");
    }
  };
  for (const link of document.querySelectorAll("[data-say]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      hear(link.href, link.closest("li"));
    });
  }
  for (const form of document.querySelectorAll(".names form.resp")) {
    const field = form.elements.said;
    const button = form.querySelector("[type=submit]");
    const first = button.textContent;
    let heard = field.value;
    const play = () => {
      heard = field.value;
      const asked = new URLSearchParams({ text: field.value, voice: field.dataset.voice });
      hear(`/names/say.wav?${asked}`, form.closest("li"));
    };
    form.querySelector("[data-hear]").addEventListener("click", play);
    field.addEventListener("input", () => {
      const written = field.value.trim() !== "";
      button.textContent = written ? "Keep" : first;
      button.classList.toggle("solid", written);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && field.value.trim() && field.value !== heard) {
        event.preventDefault();
        play();
      }
    });
  }
})();
