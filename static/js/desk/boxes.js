// The boxes that open from the bar: the keyboard goes into them, and back to where it came from.
export function boxes(form) {
  const shown = (element) => element.checkVisibility() && !element.disabled;
  const writes = matchMedia("(hover: hover)").matches; // on a phone the keyboard would cover the box

  /** Where one goes on in a box: what is asked for, else what stands in the way, else the button. */
  function first(box) {
    const places = ["[data-go-instead]", "[data-refused-here]"];
    if (writes) places.push("[data-focus]", "textarea");
    if (box.querySelector('[data-go][aria-disabled="true"]')) places.push("[data-to-field]");
    places.push("[data-reasons] input", "[data-go]", "[type=submit]", "button");
    for (const place of places) {
      const found = [...box.querySelectorAll(place)].find(shown);
      if (found) return found;
    }
    return null;
  }

  const into = (box) => first(box)?.focus();

  form.addEventListener("toggle", ({ target: box, newState }) => {
    if (!box.matches("[data-bar] [popover]")) return;
    // One that stays open where the bar is another one keeps what has the focus in it.
    const kept = "kept" in box.dataset && box.contains(document.activeElement);
    if (newState === "open") return kept ? undefined : into(box);
    // A press beside it that meant nothing else, or a button of the box.
    const lost = document.activeElement === document.body || box.contains(document.activeElement);
    if (lost) form.querySelector(`[popovertarget="${box.id}"]:not([popovertargetaction])`)?.focus();
    return undefined;
  }, true);
  // While a box opens the keyboard may be in the text still, whose editor would keep Escape to itself.
  form.addEventListener("keydown", (event) => {
    const box = form.querySelector("[data-bar] [popover]:popover-open");
    if (event.key !== "Escape" || event.isComposing || !box || box.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    box.hidePopover();
  }, true);
  // What had the focus may have gone with the newest checks.
  form.addEventListener("desk:checked", () => {
    const box = form.querySelector("[data-bar] [popover]:popover-open");
    if (box && document.activeElement === document.body) into(box);
  });

  /** Press a button for somebody who is typing: the next key is already for the box that it opens. */
  function press(button) {
    button?.click();
    const box = button?.popoverTargetElement;
    if (box?.matches(":popover-open")) into(box);
  }
  return { press };
}
