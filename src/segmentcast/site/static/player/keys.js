/* Keys for the whole page, and what tells of them. The space bar scrolls, as it does on any page of
   words, unless the player or a sentence has the focus. Single letters can be switched off, since
   speech input types them (WCAG 2.1.4). */
function startKeys(sound) {
  const { audio, player, tool } = sound;
  const help = makeHelp();
  const move = (by) => () => sound.seek(sound.position() + by);
  const letters = {
    k: sound.toggle, j: move(-15), l: move(30), m: () => toggleMute(sound),
    "<": () => changeSpeed(sound, -1), ">": () => changeSpeed(sound, 1), "?": help.open,
  };
  tool("help")?.addEventListener("click", help.open);

  function arrows(event) {
    const inPlayer = EMBEDDED || player.contains(event.target);
    const forwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = forwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    return {
      [forwards]: move(5), [backwards]: move(-5),
      ...(inPlayer && {
        ArrowUp: () => sound.setVolume(audio.volume + 0.1, false),
        ArrowDown: () => sound.setVolume(audio.volume - 0.1, false),
      }),
    }[event.key];
  }

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
    const inPlayer = EMBEDDED || player.contains(target);
    let run = null;
    if (key === " ") run = inPlayer && !target.closest("button, a, summary, [type=checkbox]") ? sound.toggle : null;
    else if (key.startsWith("Arrow")) {
      const started = inPlayer || player.classList.contains("started");
      run = started && !event.shiftKey && !target.closest("[type=range]") ? arrows(event) : null;
    } else if (help.allowed() || inPlayer) run = letters[key] || letters[key.toLowerCase()];
    if (!run) return;
    event.preventDefault();
    run();
  });
}

function makeHelp() {
  let allowed = store.get("keys") !== "no";
  const box = make("input", { type: "checkbox", change: () => {
    allowed = box.checked;
    store.set("keys", allowed ? "yes" : "no");
  } });
  box.checked = allowed;
  const rows = WORDS.keys.split("|").map((row) => row.split("="));
  const list = make("dl", {}, ...rows.map(([keys, does]) => make("div", {},
    make("dt", {}, ...keys.split(" ").flatMap((key, n) => [n ? " " : "", make("kbd", {}, key)])),
    make("dd", {}, does))));
  const dialog = make("dialog", { class: "help", "aria-labelledby": "keys-title", "data-help": true },
    make("h2", { id: "keys-title" }, WORDS.keys_title), list,
    make("p", {}, make("label", {}, box, ` ${WORDS.keys_allowed}`)),
    make("form", { method: "dialog" }, make("button", {}, WORDS.close)));
  const open = () => {
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
  };
  return { open, allowed: () => allowed };
}
