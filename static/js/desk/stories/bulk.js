// A job on many stories: its form is sent once, and its progress shown while it runs.

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // Coming back by the browser's history, the form may be sent again.
  addEventListener("pageshow", () => delete form.dataset.sent);
}

const SECOND = 1000;
const page = document.querySelector("[data-progress]");
const bar = page?.querySelector("progress");
const said = page?.querySelector("[data-said]");
const wrong = page?.querySelector("[data-wrong]");

async function look() {
  let wait = SECOND;
  try {
    const answer = await fetch(page.dataset.progress, { headers: { Accept: "application/json" } });
    const state = await answer.json();
    if (!answer.ok) {
      wrong.textContent = state.error;
      return;
    }
    wrong.textContent = "";
    if (state.finished) {
      location.reload();
      return;
    }
    bar.value = state.done;
    if (said.textContent !== state.said) said.textContent = state.said;
  } catch {
    // No connection: the work goes on without us.
    wait = 5 * SECOND;
  }
  setTimeout(look, wait);
}

if (page) setTimeout(look, SECOND / 2);
