// The boxes that open from the bar: the keyboard goes into them, and back to where it came from.
const OPEN = "[data-bar] [popover]:popover-open";

export class Boxes {
  writes = matchMedia("(hover: hover)").matches; // on a phone the keyboard would cover the box

  constructor(form) {
    this.form = form;
    form.addEventListener("toggle", (event) => this.toggled(event), true);
    // While a box opens the keyboard may be in the text still, whose editor would keep Escape to itself.
    form.addEventListener("keydown", (event) => {
      const box = event.key === "Escape" && !event.isComposing && form.querySelector(OPEN);
      if (!box || box.contains(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      box.hidePopover();
    }, true);
    // What had the focus may have gone with the newest checks.
    form.addEventListener("desk:checked", () => {
      const box = form.querySelector(OPEN);
      if (box && document.activeElement === document.body) this.into(box);
    });
  }

  /** Where one goes on in a box: what is asked for, else what stands in the way, else the button. */
  first(box) {
    const places = ["[data-go-instead]", "[data-refused-here]"];
    if (this.writes) places.push("[data-focus]", "textarea");
    if (box.querySelector('[data-go][aria-disabled="true"]')) places.push("[data-to-field]");
    places.push("[data-reasons] input", "[data-go]", "[type=submit]", "button");
    const shown = (element) => element.checkVisibility() && !element.disabled;
    for (const place of places) {
      const found = [...box.querySelectorAll(place)].find(shown);
      if (found) return found;
    }
    return null;
  }

  into(box) {
    this.first(box)?.focus();
  }

  toggled({ target: box, newState }) {
    if (!box.matches("[data-bar] [popover]")) return;
    // One that stays open where the bar is another one keeps what has the focus in it.
    const within = box.contains(document.activeElement);
    if (newState === "open") {
      if (!("kept" in box.dataset && within)) this.into(box);
    } else if (within || document.activeElement === document.body) {
      // A press beside it that meant nothing else, or a button of the box.
      this.form.querySelector(`[popovertarget="${box.id}"]:not([popovertargetaction])`)?.focus();
    }
  }

  /** Press a button for somebody who is typing: the next key is already for the box that it opens. */
  press(button) {
    button?.click();
    const box = button?.popoverTargetElement;
    if (box?.matches(":popover-open")) this.into(box);
  }
}
