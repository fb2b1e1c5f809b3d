// The box of the bar that publishes: what it will do, in a sentence; what is missing before it can be
// done.
import * as checks from "./checks.js";
import * as moments from "./moments.js";
import { write } from "./refusals.js";

const TOLD = ["clarification", "correction"]; // changes that readers are told of

const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

export class PublishBox {
  // While it is open the box never gets shorter, or its buttons would move under the pointer when
  // the newest checks come in.
  height = 0;
  looking = false; // while the newest text is looked at
  pressed = null; // what was pressed meanwhile, and could not be done as things stood

  constructor(form, saving, refusals) {
    Object.assign(this, { form, saving, refusals, moment: form.elements.publish_at });
    form.addEventListener("desk:ask", (event) => this.asked(event));
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", ({ target }) => {
      if (target.name === "_change" && TOLD.includes(target.value)) this.part("told").querySelector("textarea").focus();
      this.say();
    });
    form.addEventListener("toggle", (event) => this.toggled(event), true);
    form.addEventListener("desk:checked", () => this.obstacles());
    form.addEventListener("keydown", (event) => this.enter(event));
    form.addEventListener("desk:bar", ({ detail }) => this.anew(detail));
    this.say();
  }

  get box() {
    return this.form.querySelector("[data-publish]");
  }

  part(name) {
    return this.box?.querySelector(`[data-${name}]`) ?? null;
  }

  /** The kind of change that is ticked, if there is one to tick. */
  get change() {
    return this.form.querySelector("[name=_change]:checked")?.value;
  }

  /** The moment that is given, unless it is to be at once; undefined where none is. */
  given() {
    if (!this.moment.value || this.part("at-once")?.querySelector("input").checked) return undefined;
    return moments.momentsOf(this.moment.value)[0];
  }

  /** Say what will be done as things stand. */
  say() {
    const { box, moment: { value } } = this;
    if (!box) return;
    const { now, nowChanged, later: from, passed, doesNow, doesLater, opensNow, opensLater } = box.dataset;
    const hour = from ? this.given() : undefined;
    const at = hour > Date.now() ? hour : undefined;
    const fresh = nowChanged && this.saving.dirty() ? nowChanged : now;
    const strange = from && value ? moments.strange(value) : "";
    const late = hour !== undefined && !at ? `${passed} ${fresh}` : fresh;
    put(this.part("outlook"), strange || (at ? from.replace("{moment}", moments.spoken(at)) : late));
    put(this.part("go"), at ? doesLater : doesNow);
    if (opensNow) put(this.form.querySelector("[data-opens]"), at ? opensLater : opensNow);
    const once = this.part("at-once");
    if (once) once.hidden = !value || (!at && !strange && !once.querySelector("input").checked);
    this.obstacles();
  }

  /** Why this person may not do it, whatever else is right; null where they may. */
  refusal() {
    return this.refusals.of(this.part("go").value, TOLD.includes(this.change));
  }

  /** Reasons where they are asked for; a button that can't do anything says so. */
  obstacles() {
    if (!this.box) return;
    const { errors, warnings, firm } = checks.counted(this.form);
    const refusal = this.refusal();
    const refused = Boolean(refusal);
    write(this.part("refused-here"), refusal);
    this.part("outlook").hidden = refused;
    const over = this.part("override");
    if (over) over.hidden = refused || !errors || Boolean(firm);
    const passed = Boolean(errors && over && !over.hidden && over.querySelector("input").checked);
    this.part("reasons").hidden = refused || !(passed || (warnings && !errors));
    const [go, instead] = [this.part("go"), this.part("go-instead")];
    if (instead) instead.hidden = !refused;
    go.hidden = Boolean(refused && instead);
    go.setAttribute("aria-disabled", String(Boolean(refused || (errors && !passed))));
    this.part("blocked").hidden = true;
  }

  /** Before it is posted: what is missing is said where it is missing. */
  asked(event) {
    const { button } = event.detail;
    const box = button?.closest("[popover]");
    const needed = box?.querySelector("[data-needed]");
    let missing = null;
    if (needed && !needed.value.trim()) missing = [box.querySelector("[data-missing]"), needed];
    else if (box?.matches("[data-publish]") && button.matches("[data-go]")) missing = this.missing(box, button);
    if (!missing) return;
    event.preventDefault();
    const [notice, field] = missing;
    if (notice) notice.hidden = false;
    field?.focus();
  }

  /** The notice and the field of what is missing; null for nothing, neither for what is to be seen. */
  missing(box, button) {
    const [go, reasons, refused] = ["go", "reasons", "refused-here"].map((name) => this.part(name));
    const given = reasons.querySelector("input:checked") || reasons.querySelector("[type=text]").value.trim();
    const unreasoned = !reasons.hidden && !given;
    const stopped = go.getAttribute("aria-disabled") === "true";
    if (this.looking && (stopped || this.saving.dirty() || unreasoned)) {
      // What stands in the way may be gone by now, or have come: it is pressed again once that is known.
      this.pressed = button;
      return [];
    }
    if (stopped && this.refusal()) return [refused, refused];
    if (stopped) return [this.part("blocked"), box.querySelector("[data-to-field]") ?? go];
    const note = this.part("told")?.querySelector("textarea");
    if (note && TOLD.includes(this.change) && !note.value.trim()) return [this.part("missing-note"), note];
    return unreasoned ? [reasons.querySelector("[data-missing]"), reasons.querySelector("input")] : null;
  }

  typed({ target }) {
    const box = target.closest("[popover]");
    // A closed box is looked at when it opens: at each key of a long text that costs a read of all of it.
    if (!box) return target === this.moment || this.box?.matches(":popover-open") ? this.say() : undefined;
    for (const notice of box.querySelectorAll(".box-missing")) notice.hidden = true;
    // Whoever writes to readers means a correction, unless they say that it is a clarification.
    if (target.closest("[data-told]") && target.value.trim() && ["minor", "update"].includes(this.change)) {
      this.form.querySelector("[name=_change][value=correction]").checked = true;
    }
    // Another reason in words takes the place of the ready ones, and the other way round.
    const reasons = target.closest("[data-reasons]");
    if (reasons && target.type === "text") {
      for (const one of reasons.querySelectorAll("[type=radio]")) one.checked = false;
    } else if (reasons) {
      reasons.querySelector("[type=text]").value = "";
    }
    return this.say();
  }

  /** Opened: look at the newest text, and be ready to write what readers are told. */
  toggled({ target, newState }) {
    if (!target.matches("[data-publish]")) return;
    if (newState !== "open") {
      this.height = 0;
      target.style.minHeight = "";
      return;
    }
    this.say();
    this.hold(target);
    this.look();
  }

  hold(box) {
    this.height = Math.max(this.height, box.offsetHeight);
    box.style.minHeight = `${this.height}px`;
  }

  async look() {
    this.looking = true;
    await this.saving.looked();
    this.looking = false;
    const again = this.pressed;
    this.pressed = null;
    if (again?.checkVisibility()) again.click();
  }

  /** Enter in a line of a box presses its button. */
  enter(event) {
    const box = event.target.closest("[popover] input[type=text]")?.closest("[popover]");
    if (event.key !== "Enter" || event.isComposing || !box) return;
    event.preventDefault();
    [...box.querySelectorAll("button[type=submit]")].find((button) => button.checkVisibility())?.click();
  }

  /** A new bar has taken the place of the old one. A box that is still asked stays open, with what
      was typed into it; that of a verb that was made is done. */
  anew({ open, typed }) {
    const { form } = this;
    const still = open && form.querySelector(`#${open}[popover]`);
    this.say();
    if (!still) return;
    for (const field of typed) {
      const twin = field.id && form.querySelector(`#${CSS.escape(field.id)}`);
      if (twin) Object.assign(twin, { value: field.value, checked: field.checked });
    }
    still.showPopover();
    if (still.matches("[data-publish]")) this.hold(still);
  }
}
