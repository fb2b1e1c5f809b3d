// Says that the login is about to end, so that nobody is surprised, and lets them stay.
// The form is safe either way: it is kept as it is typed, and asks to log in again in place.

import { get, post } from "../common/server.js";

const box = document.getElementById("session-end");
const SOON = 5 * 60; // seconds
const LONGEST = 60 * 60; // seconds between two looks, as clocks and timers of laptops stand still
let timer = 0;

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, 1_000 * Math.min(Math.max(seconds, 5), LONGEST));
}

function show({ idle, whole }) {
  const left = Math.min(idle, whole);
  box.hidden = left > SOON;
  if (box.hidden) {
    wait(left - SOON + 1);
    return;
  }
  const minutes = Math.max(1, Math.ceil(left / 60));
  const ends = whole <= SOON;
  for (const part of box.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "whole") !== ends;
    const number = part.querySelector("b");
    if (number) number.textContent = minutes;
  }
  wait(left > 0 ? 30 : LONGEST);
}

/** Another window may have been used meanwhile: ask, which itself is no use. */
async function look() {
  const answer = await get(box.dataset.address);
  if (answer?.ok) show(answer);
  else wait(60);
}

box.querySelector("button").addEventListener("click", async () => {
  const { kind, answer } = await post(box.dataset.address, {});
  if (kind === "ok") show(answer);
  else location.reload();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
wait(Number(box.dataset.left) - SOON + 1);
