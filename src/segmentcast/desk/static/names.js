// Hears a name, and what is written of it. Enter hears it, Enter again keeps it.
"use strict";
(() => {
  for (const form of document.querySelectorAll(".names form.resp")) {
    const field = form.elements.said;
    const button = form.querySelector("[type=submit]");
    const verb = button.firstChild; // the name follows, for whoever hears the page
    const first = verb.textContent;
    let heard = field.value;
    const listen = form.querySelector("[data-hear]");
    const play = () => {
      if (!field.value.trim()) {
        field.focus();
        return;
      }
      heard = field.value;
      const asked = new URLSearchParams({ text: field.value, voice: field.dataset.voice });
      listen.href = new URL(`/names/say.wav?${asked}`, location.href).href;
      window.hear(listen, () => {
        const state = form.querySelector(".state.look");
        if (state) state.lastChild.textContent = "Heard";
      });
    };
    listen.addEventListener("click", play);
    field.addEventListener("input", () => {
      const written = field.value.trim() !== "";
      verb.textContent = written ? "Keep" : first;
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
