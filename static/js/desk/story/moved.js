// The bar tells where the story stands, also once others, a schedule or its end have moved it: the
// answers that say who else is there bring the newest bar, and a quiet line on who it was. Nothing
// that is typed is touched, and the cursor stays where it is.
import { announce } from "../common/elements.js";
import * as checks from "./checks.js";

/** Where the bar stands, as the server calls it: sent along by whoever asks. */
export const stamp = (form) => [form.querySelector("[data-bar]").dataset.stamp ?? ""];

/** Put what stands in `notices` in the place of what others said before. */
export function noticing(form, notices) {
  const place = form.querySelector("[data-notices]");
  if (place && notices !== undefined && place.innerHTML !== notices) place.innerHTML = notices;
}

export function moving(form, outcome) {
  form.addEventListener("desk:heard", ({ detail: { moved } }) => {
    // An answer to what the bar does not show any more is an old one.
    if (!moved || moved.was !== stamp(form)[0]) return;
    const found = form.querySelector(".panel [data-checks-here]").innerHTML;
    form.dataset.state = moved.state;
    outcome.show({ ...moved, ok: true }, { begun: false, moved: false });
    const box = form.querySelector("[data-bar] [popover]:popover-open");
    if (box) box.dataset.kept = "";
    noticing(form, moved.notices);
    // Of the text as it is typed here, not as it was saved.
    checks.show(form, found);
    // What was only saved has its own line, and leaves this one.
    if (moved.said) form.querySelector("[data-said]").textContent = moved.said;
    announce(form, "desk:moved", moved);
  });
  form.addEventListener("desk:saved", ({ detail: { notices } }) => {
    noticing(form, notices);
    form.querySelector("[data-said]").textContent = "";
  });
}
