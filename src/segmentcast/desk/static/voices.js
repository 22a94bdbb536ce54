// Hears a person in a voice before it is kept; Enter on a voice keeps it.
"use strict";
(() => {
  for (const form of document.querySelectorAll(".names form.resp")) {
    const field = form.elements.voice;
    const button = form.querySelector("[type=submit]");
    const listen = form.querySelector("[data-hear]");
    listen.addEventListener("click", () => {
      const asked = new URLSearchParams({ text: field.dataset.text, voice: field.value });
      listen.href = new URL(`/names/say.wav?${asked}`, location.href).href;
      window.hear(listen);
    });
    field.addEventListener("change", () => {
      for (const solid of document.querySelectorAll(".names .solid")) solid.classList.remove("solid");
      button.classList.add("solid");
    });
  }
})();
