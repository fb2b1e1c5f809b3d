// The number on the bell, kept true: by what a story's form hears anyway, by a look now and then while the
// page is seen, and by what other tabs know. Nobody's page shows what is another one's.

const bell = document.querySelector("[data-bell]");
const EVERY = 45_000; // milliseconds between two looks
const SPREAD = 10_000; // milliseconds, so that tabs do not ask at once

let timer = 0;
let heard = Date.now();
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("desk-bell") : null;

function show({ account, unseen, said }, told = true) {
  if (String(account) !== bell.dataset.bell) {
    hide();
    return;
  }
  heard = Date.now();
  const count = bell.querySelector("[data-bell-count]");
  if (count.textContent !== said) count.textContent = said;
  for (const part of bell.querySelectorAll("[data-bell-count], [data-bell-unread]")) part.hidden = !unseen;
  if (told) tabs?.postMessage({ account, unseen, said });
  wait();
}

/** The login is over, or somebody else's: nothing is told. */
function hide() {
  for (const part of bell.querySelectorAll("[data-bell-count], [data-bell-unread]")) part.hidden = true;
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  const response = await fetch(bell.dataset.state, { headers: { Accept: "application/json" } }).catch(() => null);
  if (response?.status === 401 || response?.redirected) hide();
  const answer = response?.ok ? await response.json().catch(() => null) : null;
  if (answer?.account) show(answer);
  else wait();
}

/** After another login, which has another token, the browser goes on telling where it did. */
function renew() {
  const login = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  try {
    if (localStorage.getItem("desk-push") !== "on" || sessionStorage.getItem("desk-push") === login) return;
    sessionStorage.setItem("desk-push", login);
  } catch {
    return;
  }
  import("./push.js").then((push) => push.renew(bell.dataset.key));
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(look, EVERY + Math.random() * SPREAD);
}

if (bell) {
  tabs?.addEventListener("message", ({ data }) => show(data, false));
  // A form that keeps its text hears of it with the answer; the event does not bubble.
  document.addEventListener("desk:heard", ({ detail }) => detail?.bell && show(detail.bell), true);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - heard > SPREAD) look();
  });
  // Going back may show the page as it was left.
  window.addEventListener("pageshow", ({ persisted }) => persisted && look());
  // What this page was sent is news to tabs that were there before.
  const count = bell.querySelector("[data-bell-count]");
  const unseen = count.hidden ? 0 : 1;
  renew();
  show({ account: bell.dataset.bell, unseen, said: count.textContent });
}
