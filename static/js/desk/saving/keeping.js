// What is typed, kept in the browser itself until the server has said that it saved it.
import { store, stored, storedNames } from "../common/storage.js";

const PREFIX = "newsportal:story:";
const ANSWERED = 500; // ms: so long other windows, which may be busy, have to say which forms they have open
const LONGEST = 60 * 24 * 3600_000; // ms: what nobody wanted for so long goes

/** A key for a form; browsers make one themselves only for sites on HTTPS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Keep `entry` (person, pk, base, at, fields, labels, took) under the form's key. False if the
    browser has no room for it, or is not allowed to. */
export const keep = (key, entry) => store(PREFIX + key, entry);

/** Forget what is kept of a form. */
export const forget = (key) => store(PREFIX + key, null);

// --- Which forms are open in this browser ---------------------------------------------

const mine = new Set();
// Locks go with their page, however it ends; browsers have them only for sites on HTTPS. One that
// is left by a link gives them back at once: the page that comes asks which forms are open.
const windows = globalThis.BroadcastChannel ? new BroadcastChannel(PREFIX) : null;
windows?.addEventListener("message", ({ data }) => {
  if (data === "who") for (const key of mine) windows.postMessage(key);
});

/** Take the form's key for as long as this page is open. */
export function hold(key) {
  mine.add(key);
  lock(key);
}

function lock(key) {
  const left = (done) => addEventListener("pagehide", done, { once: true });
  navigator.locks?.request(PREFIX + key, () => new Promise(left)).catch(() => {});
}

addEventListener("pageshow", ({ persisted }) => persisted && mine.forEach(lock));

async function open() {
  const locks = await navigator.locks?.query().catch(() => null);
  if (locks) return new Set(locks.held.map(({ name }) => name.slice(PREFIX.length)));
  const keys = new Set(mine);
  const heard = ({ data }) => keys.add(data);
  windows?.addEventListener("message", heard);
  windows?.postMessage("who");
  await new Promise((done) => setTimeout(done, ANSWERED));
  windows?.removeEventListener("message", heard);
  return keys;
}

/** What this person typed in this browser and never saved, newest first; `open` says which of it
    another window has open now. Nothing of anybody else's. */
export async function kept(person) {
  const names = storedNames(PREFIX);
  if (!names.length) return [];
  const keys = await open();
  const entries = [];
  for (const name of names) {
    const entry = stored(name);
    const key = name.slice(PREFIX.length);
    if (!entry || entry.at < Date.now() - LONGEST) forget(key);
    else if (entry.person === person && entry.fields) entries.push({ ...entry, key, open: keys.has(key) });
  }
  return entries.sort((a, b) => b.at - a.at);
}
