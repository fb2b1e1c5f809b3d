// Single keys, on every page of the desk: n, /, g then s, and ? for the list of them. They can
// be switched off, because some people's fingers or voices press keys they did not mean.

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
let first = "";
let timer = 0;

// A tick or a button takes no letters.
const FIELDS = "textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])";

const isTyping = (event) => event.composedPath().some(
  (node) => node instanceof HTMLElement && (node.isContentEditable || node.matches(FIELDS)),
);

function show() {
  if (!dialog.open) dialog.showModal();
}

function search(event) {
  const field = document.getElementById("searchbar");
  if (field) {
    field.focus();
    field.select();
  } else if (dialog.dataset.search) {
    location.assign(`${dialog.dataset.search}#searchbar`);
  } else {
    return;
  }
  event.preventDefault();
}

function go(event, address) {
  if (!address) return;
  event.preventDefault();
  location.assign(address);
}

function pressed(event) {
  const key = event.key;
  const before = first;
  first = "";
  if (before === "g" && key === "s") go(event, dialog.dataset.start);
  else if (key === "g") {
    first = key;
    clearTimeout(timer);
    timer = setTimeout(() => { first = ""; }, PATIENCE);
  } else if (key === "n") go(event, dialog.dataset.new);
  else if (key === "/") search(event);
  else if (key === "?") {
    event.preventDefault();
    show();
  }
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    // Another dialog, or a menu, has the keys to itself.
    if (document.querySelector("dialog[open]")) return;
    pressed(event);
  });

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
    button.addEventListener("click", show);
  }
  // Coming from another page by "/", the field is ready to type in.
  if (location.hash === "#searchbar") document.getElementById("searchbar")?.focus();
}
