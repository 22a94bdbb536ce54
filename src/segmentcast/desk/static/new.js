// Sends files as they are, and says how far that is. Without script, a page can be pasted.
"use strict";
(() => {
  const form = document.getElementById("new-form");
  const box = document.getElementById("drop");
  const field = document.getElementById("file");
  const list = document.getElementById("files");
  const button = form.querySelector("button");
  let underWay = 0;
  box.hidden = false;

  const send = (file) => {
    const row = document.createElement("li");
    row.textContent = `${file.name}: sending`;
    list.append(row);
    underWay += 1;
    button.disabled = true;
    // fetch tells nothing of what has been sent so far
    const request = new XMLHttpRequest();
    const asked = new URLSearchParams({ id: form.elements.id.value, name: file.name });
    request.open("PUT", `/new/file?${asked}`);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable && event.total > 5e6) {
        row.textContent = `${file.name}: ${Math.round((100 * event.loaded) / event.total)} % sent`;
      }
    });
    request.addEventListener("loadend", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // nothing came back
      }
      if (request.status === 200) {
        form.elements.id.value = answer.id;
        row.textContent = `${answer.name}: sent`;
      } else {
        row.textContent = answer.problem || `${file.name}: not sent. Try again.`;
        row.className = "bad";
      }
      underWay -= 1;
      button.disabled = underWay > 0;
      next();
    });
    request.send(file);
  };
  const waiting = [];
  const next = () => {
    if (underWay === 0 && waiting.length) send(waiting.shift());
  };
  const take = (files) => {
    waiting.push(...files);
    next();
  };

  field.addEventListener("change", () => take(field.files));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) box.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    take(event.dataTransfer.files);
  });
})();
