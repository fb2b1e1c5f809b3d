// What the server would refuse to this person, known before it is pressed: of the story as it is
// saved (the bar says it), and as it is typed (the answer to each autosave says it).
import { announce } from "../common/elements.js";


/** Write a refusal where it is said. */
export function write(place, refusal) {
  place.hidden = !refusal;
  for (const part of ["why", "instead"]) {
    const element = place.querySelector(`[data-${part}]`);
    const words = refusal?.[part] ?? "";
    if (element.textContent !== words) element.textContent = words;
  }
}

export class Refusals {
  looked = false; // whether the server has looked at what is typed now

  constructor(form, saving) {
    Object.assign(this, { form, saving });
    form.addEventListener("desk:ask", (event) => this.asked(event));
    form.addEventListener("input", () => {
      this.looked = false;
      setTimeout(() => this.mark());
    });
    form.addEventListener("desk:kept", ({ detail }) => {
      if (detail.refusals) this.typed = detail.refusals;
      this.mark();
      announce(form, "desk:checked");
    });
    form.addEventListener("desk:bar", () => this.read());
    this.read();
  }

  read() {
    this.saved = JSON.parse(this.form.querySelector("[data-bar]").dataset.refusals || "{}");
    this.typed = null;
    this.mark();
  }

  /** Why `move` would be refused as things stand, and what to do instead; null where it would not.
   * `told` says that readers are told something besides, which nobody else has read. */
  of(move, told = false) {
    const now = this.saving.dirty() ? (this.typed ?? this.saved) : this.saved;
    return now[move] ?? (told ? now.told : null) ?? null;
  }

  // Approve has no box of its own: a press that would be refused says why instead.
  approve() {
    return this.form.querySelector('[name="_move"][value="approve"]');
  }

  mark() {
    const button = this.approve();
    if (!button) return;
    const refusal = this.of("approve");
    write(this.form.querySelector("#approve-box [data-refused-here]"), refusal);
    button.setAttribute("aria-disabled", String(Boolean(refusal)));
  }

  async asked(event) {
    const { button } = event.detail;
    if (button !== this.approve() || !button) return;
    if (this.saving.dirty() && !this.looked) {
      event.preventDefault();
      await this.saving.looked();
      this.looked = true;
      button.click();
    } else if (this.of("approve")) {
      event.preventDefault();
      this.mark();
      const box = this.form.querySelector("#approve-box");
      box.showPopover();
      box.querySelector("button").focus();
    }
  }
}
