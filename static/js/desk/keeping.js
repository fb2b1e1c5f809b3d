// What is typed, kept in the browser itself until the server has said that it saved it.
const PREFIX = "newsportal:story:";
const HEARD = 25_000; // ms: a form not heard of for so long is closed
const LONGEST = 60 * 24 * 3600_000; // ms: what nobody wanted for so long goes

function parsed(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/** A key for a form; browsers make one themselves only for sites on HTTPS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Keep `entry` (person, pk, base, at, fields, labels) under the form's key. False if the
    browser has no room for it, or is not allowed to. */
export function keep(key, entry) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ ...entry, seen: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** Forget what is kept of a form. */
export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

/** Say that the form is still open, so that no other window offers its text; or that it is not. */
export function beat(key, open = true) {
  const entry = parsed(PREFIX + key);
  if (entry) keepAs(key, { ...entry, seen: open ? Date.now() : 0 });
}

function keepAs(key, entry) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(entry));
  } catch {
    // What is there stays as it was.
  }
}

/** Take the form's key for as long as this page is open. */
export function hold(key) {
  navigator.locks?.request(PREFIX + key, () => new Promise(() => {}));
}

/** What this person typed into the story's form and that was never saved, newest first; not what
    another window has open now. */
export async function found({ person, pk, but }) {
  const open = await navigator.locks?.query().catch(() => null);
  const held = open && new Set(open.held.map(({ name }) => name));
  const names = [];
  try {
    names.push(...Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)));
  } catch {
    return [];
  }
  const entries = [];
  for (const name of names) {
    const entry = parsed(name);
    const key = name.slice(PREFIX.length);
    if (!entry || entry.at < Date.now() - LONGEST) {
      forget(key);
      continue;
    }
    if (entry.person !== person || entry.pk !== pk || key === but) continue;
    if (held ? !held.has(name) : Date.now() - (entry.seen ?? 0) > HEARD) entries.push({ ...entry, key });
  }
  return entries.sort((a, b) => b.at - a.at);
}
