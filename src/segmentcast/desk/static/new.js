// Sends files one after the other. Without script, a page can be pasted.
"use strict";
(() => {
  const form = document.getElementById("new-form");
  const list = document.getElementById("files");
  const button = form.querySelector("button");
  const idle = button.textContent;
  const waiting = [];

  const send = async (file) => {
    const row = document.createElement("li");
    list.append(row);
    button.disabled = true;
    const about = new URLSearchParams({ id: form.elements.id.value, name: file.name });
    const answer = await window.sendFile(file, `/new/file?${about}`, row);
    if (answer) {
      form.elements.id.value = answer.id;
      row.textContent = answer.replaced
        ? `${answer.name}: sent, in place of ${answer.replaced}`
        : `${answer.name}: sent`;
    }
    button.disabled = false;
    next();
  };
  const next = () => {
    if (!button.disabled && waiting.length) send(waiting.shift());
  };
  window.takeFiles((files) => {
    waiting.push(...files);
    next();
  });

  form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy; // a page may take a while to come
    button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    // Back from the next page, as it was left: what was pasted is still there.
    button.textContent = idle;
    button.removeAttribute("aria-busy");
  });
})();
