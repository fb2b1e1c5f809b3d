// What was typed into a box of the bar for a verb, while its page is left to choose between two versions.
import { announce } from "../common/elements.js";
import { store, stored } from "../common/storage.js";

const LONGEST = 7 * 24 * 3600_000; // ms: after a week somebody else has long done it

const name = ({ dataset }) => `newsportal:asked:${dataset.person}:${dataset.pk}`;

/** Keep what the open box says. */
export function keep(form) {
  const box = form.querySelector("[data-bar] :popover-open");
  if (!box) return;
  const typed = [...box.querySelectorAll("input[id], textarea[id]")].map(({ id, value, checked }) => ({ id, value, checked }));
  store(name(form), { open: box.id, typed, at: Date.now() });
}

/** Open it again as it was left, once. */
export function again(form) {
  const kept = stored(name(form));
  if (!kept) return;
  store(name(form), null);
  if (Date.now() - kept.at < LONGEST) announce(form, "desk:bar", kept);
}
