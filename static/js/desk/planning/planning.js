// The calendar and the board: what can be moved is dragged to a place, or taken there by the arrow keys. What is refused
// goes back; what others do is shown as it comes, unless something is in hand.
import { button, tag } from "../common/elements.js";
import { post } from "../common/server.js";

const EVERY = 30_000; // milliseconds
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const root = () => document.getElementById("planning");
const items = "[data-mark][draggable]";
const named = (item) => item.querySelector("b").textContent;
let held = null; // an item, and by which means: "drag" or "keys"
let busy = false;
// Of two answers on their way, the one that was asked for last is the newer one.
let begun = 0;
let shown = 0;
let isLate = false; // what is new has come while something was in hand, or on its way: it is asked for again

const say = (words) => (document.querySelector("[data-say]").textContent = words);

/** Say what became of it, where everybody sees it, with a way to undo it. */
function tell(words, undo) {
  const box = document.querySelector("[data-said]");
  box.replaceChildren(words);
  if (undo) {
    const back = button("Undo", () => move(undo, undo.mark));
    box.append(" ", back);
  }
  const close = button("Close", () => (box.hidden = true), { class: "button small plain" });
  box.append(" ", close);
  box.toggleAttribute("data-wrong", undo === undefined);
  box.hidden = false;
}

function target(place) {
  for (const one of document.querySelectorAll(".is-target")) one.classList.remove("is-target");
  place?.classList.add("is-target");
}

/** Ask for a reason where warnings stand against it; "" where it is not to be done. */
function askReason(warnings) {
  const dialog = document.getElementById("planning-reason");
  dialog.querySelector("[data-warnings]").replaceChildren(...warnings.map((one) => tag("li", {}, one)));
  const field = dialog.querySelector("input");
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue ? field.value.trim() : ""), { once: true });
  });
}

/** Do it; what is refused stays where it was. */
async function move(wanted, focus) {
  if (busy) return;
  busy = true;
  const fields = Object.fromEntries(Object.entries({ next: root().dataset.next, ...wanted }).map(([name, value]) => [name, [String(value)]]));
  root().setAttribute("aria-busy", "true");
  const { kind, answer } = await post(root().dataset.move, fields);
  busy = false;
  root().removeAttribute("aria-busy");
  if (kind === "ok") {
    tell(answer.said, answer.undo ?? null);
    await refresh(true);
    return focusOn(answer.undo?.mark ?? focus);
  }
  if (kind === "refused" && answer.warnings && !wanted.reason) {
    const reason = await askReason(answer.warnings);
    if (reason) return move({ ...wanted, reason }, focus);
    if (isLate) await refresh(true);
    return focusOn(focus);
  }
  const said = { out: "You were logged out. Log in again in another window, then try again.", wait: "Too many requests at once. Try again in a moment." };
  tell(answer?.error ?? said[kind] ?? "There was no answer. Nothing was moved; try again.");
  await refresh(true);
  focusOn(focus);
}

/** Put the keyboard there, unless it has taken something in hand meanwhile. */
function focusOn(mark) {
  if (held) return;
  const item = mark && root().querySelector(`[data-mark="${CSS.escape(mark)}"]`);
  (item?.querySelector(".plan-move") ?? item?.querySelector("a"))?.focus();
}

/** What is dropped, and where. */
function drop(item, place) {
  const there = place === item.closest("[data-drop]");
  if (there) return say(`Put back: ${named(item)}.`);
  const [name, ...rest] = place.dataset.drop.split("=");
  const wanted = { mark: item.dataset.mark, was: item.dataset.was, [name]: rest.join("=") };
  if (place.dataset.asks && !confirm(place.dataset.asks)) return say(`Put back: ${named(item)}.`);
  return move(wanted, item.dataset.mark);
}

function letGo() {
  held?.item.classList.remove("is-held");
  held = null;
  target(null);
  if (isLate) refresh(true);
}

// --- By pointer -------------------------------------------------------------------------

document.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.(items);
  if (!item || busy) return;
  held = { item, by: "drag" };
  item.classList.add("is-held");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", named(item));
});
document.addEventListener("dragover", (event) => {
  const place = held?.by === "drag" && event.target.closest?.("[data-drop]");
  if (!place) return target(null);
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  target(place);
});
document.addEventListener("drop", (event) => {
  const place = held?.by === "drag" && event.target.closest?.("[data-drop]");
  if (!place) return;
  event.preventDefault();
  const { item } = held;
  letGo();
  drop(item, place);
});
document.addEventListener("dragend", letGo);

// --- By keys ------------------------------------------------------------------------------

const places = () => [...root().querySelectorAll("[data-drop]")].filter((one) => one.offsetParent);
const at = (place) => [Number(place.dataset.row), Number(place.dataset.column)];

/** The next place in that direction: in the same column for up and down, else in the next one. */
function next(place, [down, along]) {
  const [row, column] = at(place);
  const isTurned = along && getComputedStyle(document.documentElement).direction === "rtl";
  const step = isTurned ? -along : along;
  const near = (one) => Math.abs(at(one)[0] - row);
  if (step) {
    const beside = places().filter((one) => at(one)[1] === column + step);
    const found = beside.sort((one, other) => near(one) - near(other))[0];
    if (found) return found;
    const all = places();
    return all[all.indexOf(place) + step] ?? place;
  }
  const same = places().filter((one) => at(one)[1] === column && Math.sign(at(one)[0] - row) === down);
  return same.sort((one, other) => near(one) - near(other))[0] ?? place;
}

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.(".plan-move")?.closest(items);
  if (!item || event.ctrlKey || event.metaKey || event.altKey || busy) return;
  if (event.key in STEPS) {
    event.preventDefault();
    if (!held) {
      held = { item, by: "keys", place: item.closest("[data-drop]") };
      item.classList.add("is-held");
    }
    held.place = next(held.place, STEPS[event.key]);
    target(held.place);
    held.place.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(held.place.dataset.name);
  } else if (held?.by === "keys" && event.key === "Enter") {
    event.preventDefault();
    const { place } = held;
    letGo();
    drop(item, place);
  } else if (held?.by === "keys" && event.key === "Escape") {
    event.preventDefault();
    letGo();
    say(`Put back: ${named(item)}.`);
  }
});
document.addEventListener("focusout", () => held?.by === "keys" && letGo());

// --- What others do -----------------------------------------------------------------------

const isAtWork = () => held || busy || document.querySelector("dialog[open]") || root().querySelector("details[open], :focus:is(input, select, textarea)");

/** Show the page as it is now, in the place of what is shown; with `always` also where it says that nothing is new. */
async function refresh(always = false) {
  if (!always && (document.hidden || isAtWork())) return;
  const mine = ++begun;
  const headers = always ? {} : { "X-Planning-Stamp": root().dataset.stamp };
  const answer = await fetch(location.href, { headers, cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.status === 204 || answer.redirected || (!always && isAtWork())) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("planning");
  if (!fresh || mine < shown || (!always && isAtWork())) return;
  isLate = Boolean(held || busy);
  if (isLate) return;
  shown = mine;
  const focused = document.activeElement?.closest?.("#planning [data-mark]")?.dataset.mark;
  const open = [...root().querySelectorAll("[data-scrolls]")].map((one) => one.scrollLeft);
  root().replaceWith(document.adoptNode(fresh));
  root().querySelectorAll("[data-scrolls]").forEach((one, index) => (one.scrollLeft = open[index] ?? 0));
  if (focused) focusOn(focused);
}

/** A month that is a list, as on a phone, opens at today where days before it are shown; where one was
    before, the browser scrolls by itself. */
function openAtToday() {
  const days = [...document.querySelectorAll(".planning-month .day")].filter((day) => day.checkVisibility());
  const today = days.find((day) => day.matches("[data-today]"));
  if (!today || today === days[0] || scrollY || location.hash) return;
  if (matchMedia("(max-width: 767px)").matches) today.scrollIntoView();
}

openAtToday();
setInterval(() => refresh(), EVERY);
window.addEventListener("focus", () => refresh());
document.addEventListener("visibilitychange", () => refresh());
window.addEventListener("pageshow", ({ persisted }) => persisted && refresh(true));
