// Leaving a form with something typed in it is asked about.
const form = document.querySelector("#content-main form[method=post]");
const typed = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
let saved = null;
let leaving = false;

if (form) {
  // The editor writes its text anew once it is there: only what comes after that is somebody's.
  setTimeout(() => { saved ??= typed(); }, 1500);
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && saved !== null && typed() !== saved) event.preventDefault();
  });
}
