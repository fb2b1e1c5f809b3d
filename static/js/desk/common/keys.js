// The keys of the desk. Which there are stands in the list that ? shows (admin/common/shortcuts.py); what each
// does is done by whoever hears "desk:key" and prevents its default. Single keys can be switched
// off, because some people's fingers or voices press keys they did not mean.

const dialog = document.getElementById("desk-keys");
const STORE = "desk-keys";
const PATIENCE = 1500; // milliseconds between g and s

function kept() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

let on = kept();
let before = "";
let timer = 0;

// A tick or a button takes no letters.
const FIELDS = "textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])";

const isTyping = (event) => event.composedPath().some(
  (node) => node instanceof HTMLElement && (node.isContentEditable || node.matches(FIELDS)),
);

/** All that is listed: what it does, and its keys. */
const listed = [...(dialog?.querySelectorAll("[data-ways]") ?? [])].flatMap((row) =>
  row.dataset.ways.split("|").map((way) => ({ does: row.dataset.does, keys: way.split(" ") })));

const HELD = ["Ctrl", "Alt", "Shift"];
const isHeld = (keys) => HELD.includes(keys[0]);

/** Whether just these keys are held and pressed. On a Mac ⌘ does for Ctrl. */
function matches(event, keys) {
  const [key] = keys.slice(-1);
  const held = { Ctrl: event.ctrlKey || event.metaKey, Alt: event.altKey, Shift: event.shiftKey };
  if (HELD.some((name) => held[name] !== keys.includes(name))) return false;
  // With Alt a keyboard may write another letter; what AltGr writes is no key of ours.
  if (event.getModifierState("AltGraph")) return false;
  return event.key.toLowerCase() === key.toLowerCase() || (held.Alt && event.code === `Key${key}`);
}

/** Ask whoever does it; true if somebody did. */
function done(does, event) {
  const detail = { does, target: event.target };
  return !document.dispatchEvent(new CustomEvent("desk:key", { detail, cancelable: true }));
}

/** Keys that are held together, such as Ctrl-S: also while one types, and before the text hears them. */
function together(event) {
  if (event.repeat || event.isComposing) return;
  const found = listed.find(({ keys }) => isHeld(keys) && matches(event, keys));
  if (!found || !done(found.does, event)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Single keys, one after the other: not while one types, and not while a dialog has the keys to itself. */
function single(event) {
  if (event.defaultPrevented || event.isComposing || isTyping(event)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]:not([data-preview])")) return;
  const isSign = event.key.length === 1;
  if (isSign && (!on || event.repeat)) return;
  const [first, key] = [before, event.key];
  before = "";
  clearTimeout(timer);
  const found = listed.find(({ keys }) => !isHeld(keys) && keys.join(" ") === (first ? `${first} ${key}` : key));
  if (found) {
    if (done(found.does, event)) event.preventDefault();
  } else if (listed.some(({ keys }) => keys.length > 1 && !isHeld(keys) && keys[0] === key)) {
    before = key;
    timer = setTimeout(() => { before = ""; }, PATIENCE);
  }
}

function show() {
  if (!dialog.open) dialog.showModal();
  return true;
}

function search() {
  const field = document.getElementById("searchbar");
  if (!field) return go(dialog.dataset.search && `${dialog.dataset.search}#searchbar`);
  field.focus();
  field.select();
  return true;
}

/** Open the templates that stories are begun from, here or on the start page. */
function template() {
  const ways = document.querySelector("details.new-from");
  if (!ways) return go(dialog.dataset.newFrom);
  ways.open = true;
  ways.querySelector("ul button, a")?.focus();
  return true;
}

/** A click beside it, or Escape, closes what is open. */
function closing(ways) {
  document.addEventListener("click", ({ target }) => { if (!ways.contains(target)) ways.open = false; });
  ways.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !ways.open) return;
    ways.open = false;
    ways.querySelector("summary").focus();
  });
}

function go(address) {
  if (address) location.assign(address);
  return Boolean(address);
}

if (dialog) {
  const does = {
    new: () => go(dialog.dataset.new),
    template,
    start: () => go(dialog.dataset.start),
    notices: () => go(dialog.dataset.told),
    keys: show,
    search,
  };
  document.addEventListener("desk:key", (event) => {
    if (does[event.detail.does]?.()) event.preventDefault();
  });
  document.addEventListener("keydown", together, true);
  document.addEventListener("keydown", single);

  const box = dialog.querySelector("[data-keys-on]");
  box.checked = on;
  box.addEventListener("change", () => {
    on = box.checked;
    try {
      localStorage.setItem(STORE, on ? "on" : "off");
    } catch {
      // It holds for this page.
    }
  });
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      // The menu that it stands in: the keyboard comes back to what had opened that.
      button.closest("[popover]")?.hidePopover();
      show();
    });
  }
  for (const ways of document.querySelectorAll("details.new-from")) closing(ways);
  if (location.hash === "#new-from" && document.querySelector("details.new-from")) template();
  // Coming from another page by "/", the field is ready to type in.
  if (location.hash === "#searchbar") document.getElementById("searchbar")?.focus();
}
