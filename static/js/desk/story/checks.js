// What stands against publishing: in the panel and in the publishing box, and counted in the bar.
import { announce, tag } from "../common/elements.js";

const said = (count, one, more) => (count ? `${count} ${count === 1 ? one : more}` : "");

/** Show the newest `html` everywhere, if it says something new; count it in the bar. */
export function show(form, html = "") {
  for (const place of form.querySelectorAll("[data-checks-here]")) {
    if (html && place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
  }
  count(form);
}

/** How many stand against it, and how many of them nobody may pass over. */
export function counted(form) {
  const checks = form.querySelector(".panel [data-checks]");
  return {
    errors: Number(checks.dataset.errors),
    warnings: Number(checks.dataset.warnings),
    firm: checks.querySelectorAll("[data-firm]").length,
  };
}

function count(form) {
  const { errors, warnings } = counted(form);
  const link = form.querySelector("[data-counts]");
  link.replaceChildren();
  for (const [words, kind] of [
    [said(errors, "error", "errors"), "error"],
    [said(warnings, "warning", "warnings"), "warning"],
  ]) {
    if (!words) continue;
    link.append(tag("span", { class: `counts-${kind}` }, words));
  }
  link.hidden = !errors && !warnings;
  announce(form, "desk:checked");
}

/** Go to a field, wherever it is: open its group, and put the cursor where one writes. */
export function goTo(form, name) {
  const part = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (!part) return;
  const group = part.closest("details");
  if (group) group.open = true;
  const field = part.querySelector(".ProseMirror, .tags-input, [data-choose]:not([hidden])")
    ?? part.querySelector("input:not([type=hidden]), select, textarea");
  part.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

/** Links to fields. */
export function linking(form) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-to-field]");
    if (!link) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    const { toField: field, place: words } = link.dataset;
    goTo(form, field);
    if (words) announce(form, "desk:to-place", { field, words });
  });
}
