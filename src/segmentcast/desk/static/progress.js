// Follows a publish or other long work, and shows what became of it when it is over.
"use strict";
(() => {
  const list = document.getElementById("account");
  const left = document.getElementById("left");
  const icon = document.querySelector(".icon.spin");
  const message = document.getElementById("message");
  const source = new EventSource(list.dataset.events || "/publish/events");
  let failures = 0;
  source.addEventListener("open", () => {
    if (failures) {
      message.textContent = "";
      message.classList.remove("bad");
    }
    failures = 0;
  });
  source.addEventListener("error", () => {
    // The browser tries again by itself, unless the answer was none of ours.
    failures += 1;
    if (failures < 2 && source.readyState !== EventSource.CLOSED) return;
    if (left) left.textContent = "";
    message.classList.add("bad");
    message.textContent =
      "The desk does not answer: it has ended, and the work has stopped. What is finished is kept. Start the desk again, and open the address that it prints.";
  });
  source.addEventListener("account", (event) => {
    const account = JSON.parse(event.data);
    if (left) left.textContent = account.left;
    list.replaceChildren(
      ...account.lines.map((line) => {
        const row = document.createElement("li");
        const sign = icon ? icon.cloneNode(true) : document.createElement("span");
        const words = document.createElement("span");
        words.textContent = line.words;
        row.append(sign, words);
        if (line.percent !== null) {
          const share = document.createElement("span");
          share.className = "num quiet";
          share.textContent = `${line.percent} %`;
          const bar = document.createElement("progress");
          bar.max = 100;
          bar.value = line.percent;
          bar.setAttribute("aria-label", line.words);
          row.append(share, bar);
        }
        return row;
      }),
    );
  });
  source.addEventListener("end", () => {
    source.close();
    window.renew("The work is over.");
  });
})();
