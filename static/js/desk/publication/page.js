// The form of one of the paper's own pages, or of a template: its text has a name for those who hear it, and leaving
// with something typed is asked about.
const form = document.querySelector("#page_form, #storytemplate_form");
const typed = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
let saved = null;
let leaving = false;

if (form) begin();

function begin() {
  if (!named()) {
    new MutationObserver((_changes, watcher) => { if (named()) watcher.disconnect(); })
      .observe(form, { childList: true, subtree: true });
  }
  // The editor writes its text anew once it is there: only what comes after that is somebody's.
  setTimeout(() => {
    saved = typed();
    document.body.dataset.watched = "yes";
  }, 1500);
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && saved !== null && typed() !== saved) event.preventDefault();
  });
}

function named() {
  const text = form.querySelector(".ProseMirror");
  const label = text?.closest(".form-row")?.querySelector("label");
  if (text) text.setAttribute("aria-label", label?.textContent.replace(":", "").trim() || "Text");
  return Boolean(text);
}
