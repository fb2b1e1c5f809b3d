// What a page can do beyond being read: choose its colours, keep ages true, pass a story on.
// All of it may be missing, and nothing is lost.

const root = document.documentElement;
const night = matchMedia("(prefers-color-scheme: dark)");
const papers = [...document.querySelectorAll('meta[name="theme-color"]')].map((meta) => [meta, meta.content]);

const isDark = () => (root.dataset.scheme ?? (night.matches ? "dark" : "light")) === "dark";

/** Keep the choice; what the device asks for anyway is none. */
function choose(scheme) {
  const own = scheme !== (night.matches ? "dark" : "light");
  if (own) root.dataset.scheme = scheme;
  else delete root.dataset.scheme;
  try {
    if (own) localStorage.setItem("scheme", scheme);
    else localStorage.removeItem("scheme");
  } catch {
    // A browser that keeps nothing: the choice holds for this page.
  }
}

function showScheme(button) {
  button.setAttribute("aria-pressed", String(isDark()));
  const chosen = { light: papers[0]?.[1], dark: papers[1]?.[1] }[root.dataset.scheme];
  for (const [meta, colour] of papers) meta.content = chosen ?? colour;
}

const button = document.querySelector("[data-colours]");
if (button) {
  button.hidden = false;
  showScheme(button);
  button.addEventListener("click", () => {
    choose(isDark() ? "light" : "dark");
    showScheme(button);
  });
  night.addEventListener("change", () => showScheme(button));
  addEventListener("storage", (event) => {
    if (event.key !== "scheme") return;
    if (event.newValue) root.dataset.scheme = event.newValue;
    else delete root.dataset.scheme;
    showScheme(button);
  });
}

const YOUNG = 12 * 60; // minutes for which an age is said; then the date is
/** Say how old each story is now; the page may have been made a while ago. */
function showAges() {
  const times = document.querySelectorAll("time[data-age]");
  if (!times.length) return;
  const age = new Intl.RelativeTimeFormat(root.lang);
  const date = new Intl.DateTimeFormat(root.lang, { day: "numeric", month: "long" });
  for (const time of times) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60_000);
    // A date that was set to last, and is no age: it stays as it is, with its year.
    if (minutes < 1 || (minutes >= YOUNG && time.dataset.age === "lasting")) continue;
    const said =
      minutes >= YOUNG
        ? date.format(new Date(time.dateTime))
        : minutes < 60
          ? age.format(-minutes, "minute")
          : age.format(-Math.floor(minutes / 60), "hour");
    if (time.textContent !== said) time.textContent = said;
  }
}
// Once the page can be read: what it costs to know a language's words for hours can wait.
(window.requestIdleCallback ?? setTimeout)(showAges);
setInterval(showAges, 60_000);
addEventListener("pageshow", (event) => event.persisted && showAges());

function offer(selector, act) {
  for (const way of document.querySelectorAll(selector)) {
    way.closest("li").hidden = false;
    way.addEventListener("click", () => act(way).catch(() => {}));
  }
}
if (navigator.clipboard) {
  offer("[data-copy]", async (way) => {
    await navigator.clipboard.writeText(way.dataset.copy);
    way.closest(".share").querySelector("[role=status]").textContent = way.dataset.done;
    const before = way.textContent;
    way.textContent = way.dataset.done;
    setTimeout(() => (way.textContent = before), 4_000);
  });
}
// Under a finger the device's own list of ways takes the place of the copy, which it has too.
if (navigator.share && matchMedia("(pointer: coarse)").matches) {
  for (const copy of document.querySelectorAll("[data-copy]")) copy.closest("li").remove();
  offer("[data-pass-on]", (way) => navigator.share({ title: way.dataset.title, url: way.dataset.passOn }));
}

// A player of another site is fetched when it is asked for, and stops when it is closed.
for (const player of document.querySelectorAll("[data-player]")) {
  // Without this script a link loads the player.
  player.querySelector(".embed__load").hidden = true;
  player.addEventListener("toggle", () => {
    const frame = player.querySelector("iframe");
    // A frame that only loses its address plays on; a new one in its place does not.
    const next = frame.cloneNode();
    if (player.open) next.src = next.dataset.src;
    else next.removeAttribute("src");
    frame.replaceWith(next);
  });
}

// Keeps what was read, for where there is no network.
if ("serviceWorker" in navigator) {
  // The only address of a script that a page may make of a text: its policy names this one.
  const policy = globalThis.trustedTypes?.createPolicy("newsportal", { createScriptURL: () => "/sw.js" });
  const worker = policy?.createScriptURL("") ?? "/sw.js";
  addEventListener("load", () => navigator.serviceWorker.register(worker).catch(() => {}));
}
