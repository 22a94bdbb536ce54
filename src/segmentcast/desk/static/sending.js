// Takes files that are chosen or dropped anywhere on the page, and sends them as they are.
"use strict";
(() => {
  let underWay = 0;

  // Sends a file to an address of the desk, and says on a line how far that is, or what is wrong.
  // Gives the desk's answer; null if it did not take the file.
  window.sendFile = (file, address, line) =>
    new Promise((done) => {
      line.className = "";
      line.textContent = `${file.name}: sending`;
      underWay += 1;
      document.body.dataset.sending = "yes";
      // fetch tells nothing of what has been sent so far
      const request = new XMLHttpRequest();
      request.open("PUT", address);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable && event.total > 5e6) {
          line.textContent = `${file.name}: ${Math.round((100 * event.loaded) / event.total)} % sent`;
        }
      });
      request.addEventListener("loadend", () => {
        underWay -= 1;
        if (!underWay) delete document.body.dataset.sending;
        let answer = {};
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          // nothing came back
        }
        if (request.status === 200) {
          done(answer);
          return;
        }
        line.className = "bad";
        line.textContent = answer.problem || `${file.name}: not sent. Try again.`;
        done(null);
      });
      request.send(file);
    });

  // Shows the field for files; `take` gets those that are chosen or dropped.
  window.takeFiles = (take) => {
    const box = document.getElementById("drop");
    const field = document.getElementById("file");
    box.hidden = false;
    field.addEventListener("change", () => take([...field.files]));
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
      take([...event.dataTransfer.files]);
    });
  };
})();
