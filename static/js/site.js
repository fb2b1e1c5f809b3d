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
// Once the page can be read: what it costs to know a language's words for hours can wait, but not
// for as long as the device is busy with other things.
if (window.requestIdleCallback) requestIdleCallback(showAges, { timeout: 2_000 });
else setTimeout(showAges);
setInterval(showAges, 60_000);
addEventListener("pageshow", (event) => event.persisted && showAges());

// Breaking news comes and goes while a page is open, and stays away once it was closed. A page as
// it comes from the newsroom is right, so that nothing is asked for it.
const place = document.querySelector("#banner");
const LOOK = 60_000; // thousandths of a second
let looked = Date.now();
let next;

/** What this browser remembers of banners by `name`; with `value`, remember that. */
function remembered(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null; // A browser that keeps nothing.
  }
}

const line = () => place.querySelector("[data-banner]");
const end = (banner) => Date.parse(banner?.dataset.until);

const same = (one, other) =>
  one.dataset.banner === other.dataset.banner &&
  one.dataset.until === other.dataset.until &&
  one.querySelector("p").textContent === other.querySelector("p").textContent;

function close(banner) {
  remembered("banner", banner.dataset.banner);
  banner.hidden = true;
  document.querySelector("main").focus({ preventScroll: true });
}

/** Have the banner that is there closed by its button, and looked at once its time is over. */
function settle() {
  const banner = line();
  clearTimeout(next);
  if (!banner) return;
  const button = banner.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => close(banner));
  remembered("banner-seen", banner.dataset.banner);
  const left = end(banner) - Date.now();
  next = setTimeout(look, Math.max(left, 1_000) + 500);
}

function show(banner) {
  const before = line();
  if (place.contains(document.activeElement)) return;
  if (banner?.dataset.banner === remembered("banner")) banner = null;
  if (!banner && !before) return;
  if (banner && before && same(before, banner)) return;
  // It is announced to those who have not had it on another page.
  const known = banner?.dataset.banner === remembered("banner-seen");
  place.setAttribute("aria-live", known ? "off" : "polite");
  place.replaceChildren(...(banner ? [banner] : []));
  settle();
}

function look() {
  looked = Date.now();
  // Reading a text as HTML is what the page's policy forbids; the browser reads an answer itself.
  const request = new XMLHttpRequest();
  request.open("GET", "/banner.html");
  request.responseType = "document";
  request.timeout = 10_000;
  request.onload = () => request.status === 200 && show(request.response?.querySelector("[data-banner]") ?? null);
  request.onerror = () => end(line()) < Date.now() && show(null);
  request.send();
}

if (place) {
  settle();
  const visible = () => document.visibilityState === "visible";
  const late = () => Date.now() - looked > LOOK / 2;
  setInterval(() => visible() && late() && look(), LOOK);
  addEventListener("visibilitychange", () => visible() && late() && look());
  addEventListener("pageshow", (event) => event.persisted && look());
  // What this device had kept may be from before.
  const [way] = performance.getEntriesByType("navigation");
  const helped = navigator.serviceWorker?.controller;
  const kept = way?.deliveryType === undefined ? way?.transferSize === 0 && !helped : way.deliveryType === "cache";
  if (kept || end(line()) < Date.now()) look();
}

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

// What proposes searches comes once somebody is about to type one.
for (const form of document.querySelectorAll("[data-suggest]")) {
  const load = () => import(form.dataset.suggest).catch(() => {});
  form.addEventListener("focusin", load, { once: true });
  if (form.contains(document.activeElement)) load();
}

// Keeps what was read, for where there is no network.
if ("serviceWorker" in navigator) {
  // The only address of a script that a page may make of a text: its policy names this one.
  const policy = globalThis.trustedTypes?.createPolicy("newsportal", { createScriptURL: () => "/sw.js" });
  const worker = policy?.createScriptURL("") ?? "/sw.js";
  addEventListener("load", () => navigator.serviceWorker.register(worker).catch(() => {}));
}
