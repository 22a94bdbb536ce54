/* What pages without a player have too: buttons that copy, and the search, loaded by whoever uses it. */
function startPage() {
  startPhotographs();
  startAddress();
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      const done = await copyText(field.value);
      field.focus();
      field.select();
      if (done) document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
    });
  }
  for (const hidden of all("[data-script-only]")) hidden.hidden = false;
  startOneSound();
  startSearch(document.querySelector("[data-search]"));
  /* A frame tells the page around it how tall it would like to be; segment-player.js listens. */
  if (EMBEDDED && window.parent !== window) {
    const tell = () => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      window.parent.postMessage({ segmentcast: "height", height }, "*");
    };
    new ResizeObserver(tell).observe(document.body);
    addEventListener("message", ({ data, source }) => {
      if (source === window.parent && data?.segmentcast === "size") tell();
    });
  }
}

/* Where another host sends no photograph, initials or the strip take its place. */
function startPhotographs() {
  const replace = (image) => {
    const { instead, initials } = image.dataset;
    image.removeAttribute("data-instead");
    if (instead) image.src = instead;
    else if (initials) image.replaceWith(make("span", { class: "face", "aria-hidden": "true" }, initials));
    else image.remove();
  };
  for (const image of all("img[referrerpolicy]")) {
    image.addEventListener("error", () => replace(image));
    if (image.complete && !image.naturalWidth) replace(image);
  }
}

/* The page is known by the address of its folder; where a link named the file, that goes. */
function startAddress() {
  const known = document.querySelector("link[rel=canonical]")?.href || "";
  if (!location.protocol.startsWith("http") || !known.endsWith("/")) return;
  const folder = location.pathname.replace(/\/index\.html$/, "/");
  if (folder !== location.pathname) history.replaceState(history.state, "", folder + location.search + location.hash);
}

/* `#q=words` in the address uses the search as well. */
function startSearch(search) {
  if (!search) return;
  const uses = ["focusin", "input", "submit"];
  const load = () => {
    for (const use of uses) search.removeEventListener(use, load);
    removeEventListener("online", load);
    const script = make("script", { src: search.dataset.code });
    /* What failed is tried again with the next use, or when the network is back. */
    script.addEventListener("error", () => {
      script.remove();
      const status = search.querySelector("[data-search-status]");
      status.textContent = status.dataset.failed;
      for (const use of uses) search.addEventListener(use, load);
      addEventListener("online", load);
    });
    document.head.append(script);
  };
  search.addEventListener("focusin", load);
  search.addEventListener("submit", (event) => event.preventDefault());
  const asked = parameters().get("q");
  if (!asked) return;
  search.querySelector("input").value = asked;
  load();
}

/* Only one sound at a time, on this page and among the frames and windows of this site. */
function startOneSound() {
  const pause = () => { for (const sound of all("audio")) sound.pause(); };
  const own = Math.random().toString(36).slice(2);
  let channel = null;
  try {
    channel = new BroadcastChannel("segmentcast");
    channel.addEventListener("message", ({ data }) => {
      if (data?.segmentcast === "play" && data.player !== own) pause();
    });
  } catch { /* a browser without channels, or a frame that may have none */ }
  document.addEventListener("play", (event) => {
    for (const other of all("audio")) if (other !== event.target) other.pause();
    channel?.postMessage({ segmentcast: "play", player: own });
  }, true);
}
