// Steps through the changes: j and the left arrow go back in time, k and the right arrow forward.
// Everything here is a link, too.
const VIEW = "desk-history-view";
const timeline = document.querySelector("[data-timeline]");
const steps = timeline ? [...timeline.querySelectorAll("[data-step]")] : [];
const wide = matchMedia("(min-width: 1100px)");
let asked = 0;

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.querySelector("#content")?.append(status);

// What was chosen last time; a browser that keeps nothing chooses nothing.
const kept = (name) => {
  try { return localStorage.getItem(name); } catch { return null; }
};

chooseView();
document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-view-switch]")) return;
  try { localStorage.setItem(VIEW, event.target.value); } catch { /* It is only a wish. */ }
});
document.addEventListener("desk:key", (event) => {
  const { does, target } = event.detail;
  if (!["earlier", "later"].includes(does)) return;
  // There the arrows choose, or scroll.
  if (target.closest?.("input, [popover], .table-wide")) return;
  const back = does === "earlier";
  const link = timeline ? neighbour(back) : document.querySelector(`.compare-steps [rel="${back ? "prev" : "next"}"]`);
  if (!link) return;
  event.preventDefault();
  if (timeline && wide.matches) show(link);
  else link.click();
});
// Who leaves meanwhile is not brought back to a comparison that could not be fetched any more.
addEventListener("beforeunload", () => (asked += 1));
timeline?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-step]");
  // On a phone the changes would appear out of sight: there it is a page of its own.
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});

// The revision under or above the one that is shown; the timeline has the newest on top.
function neighbour(back) {
  const at = steps.findIndex((link) => link.hasAttribute("aria-current"));
  return at < 0 ? steps[0] : steps[at + (back ? 1 : -1)];
}

// Put the comparison that `link` leads to in the place of the one that is shown.
async function show(link) {
  const turn = ++asked;
  for (const other of steps) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  link.closest(".moment").scrollIntoView({ block: "nearest" });
  let found = null;
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found = page.querySelector("[data-difference]");
    }
  } catch { /* The page itself says what is wrong. */ }
  if (turn !== asked) return;
  if (!found) {
    location.assign(link.href);
    return;
  }
  document.querySelector(".past-main").replaceChildren(found);
  chooseView();
  status.textContent = found.querySelector("h2").textContent;
}

function chooseView() {
  const choice = kept(VIEW) === "pair" && document.querySelector("#view-pair");
  if (choice) choice.checked = true;
}
