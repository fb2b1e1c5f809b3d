// The box under the lead picture: its focal point with all crops, its alt text and credit, saved
// at once and apart from the story. A story has one picture, the library has it for all stories.
import { announce, tag } from "../common/elements.js";
import { headers } from "../common/server.js";

const oneLine = (text) => text.trim().replace(/\s+/g, " ");

class PictureBox {
  card = null; // what the library said last
  sent = null; // the save that is under way
  missed = false; // whether something could not be sent
  turn = 0;

  constructor(box, field) {
    Object.assign(this, { box, field, words: box.dataset });
    this.inputs = { alt_text: box.querySelector("#picture-alt"), credit: box.querySelector("#picture-credit") };
    this.picker = document.createElement("focal-picker");
    this.part("picker").append(this.picker);
    this.listen();
    this.choose(null);
  }

  listen() {
    const { box, field, inputs, picker } = this;
    const save = () => this.save();
    // What is typed here is none of the story's: its form need not hear of it.
    for (const type of ["input", "change"]) box.addEventListener(type, (event) => event.stopPropagation());
    field.addEventListener("change", ({ detail }) => this.choose(detail?.focal ? detail : null));
    picker.addEventListener("focal", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(save, 350);
    });
    for (const input of Object.values(inputs)) {
      input.addEventListener("blur", save);
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        save();
      });
    }
    for (const type of ["online", "focus"]) window.addEventListener(type, () => this.missed && save());
    // An alt text out of the picture's own words is put where it is edited, and saved like any other.
    this.part("described-take").addEventListener("click", () => this.described(true));
    this.part("described-refuse").addEventListener("click", () => this.described(false));
    window.addEventListener("beforeunload", (event) => Object.keys(this.changes()).length && event.preventDefault());
  }

  part(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  /** Show the picture that the field holds now; `known` is its card, if it is at hand. */
  async choose(known) {
    const asked = ++this.turn;
    await this.leave();
    if (asked !== this.turn) return;
    const { value } = this.field;
    if (!value) return this.show(null);
    if (known) return this.show(known);
    const answer = await fetch(this.address(value), { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (asked !== this.turn) return;
    this.show(found);
    if (answer?.status === 404) this.say(this.words.gone, true);
  }

  /** Before another picture is shown, what was changed in this one is saved. */
  async leave() {
    clearTimeout(this.waiting);
    if (this.card && Object.keys(this.changes()).length) await this.save();
  }

  address(id) {
    return this.words.cardUrl.replace("/0/", `/${Number(id)}/`);
  }

  show(next, keepTyped = false) {
    const before = this.card;
    this.card = next;
    this.part("inner").hidden = !next;
    this.box.classList.toggle("is-shown", Boolean(next));
    document.querySelector("[data-picture-field]")?.classList.toggle("has-box", Boolean(next));
    if (this.part("plain")) this.part("plain").hidden = true;
    if (!next) return;
    this.fill(next, before, keepTyped);
    const { decorative, alt, lapses, lapsed } = next;
    this.part("help").hidden = !next.may_change;
    this.part("no-alt").hidden = decorative || Boolean(alt);
    this.part("decorative").hidden = !decorative;
    this.part("described-text").textContent = next.described;
    const proposed = next.described && next.may_change && this.refused !== next.id;
    this.part("described").hidden = !proposed || Boolean(this.inputs.alt_text.value.trim());
    const until = this.part("lapses");
    until.textContent = lapses ?? "";
    until.hidden = !lapses;
    until.classList.toggle("is-bad", Boolean(lapsed));
    this.part("page").href = next.page;
    // Whose it is to change, where it is not this person's.
    if (before?.id !== next.id || next.why_not) this.say(next.why_not ?? "");
  }

  described(take) {
    const { alt_text: input } = this.inputs;
    if (take) input.value = this.card.described;
    this.refused = take ? null : this.card.id;
    this.part("described").hidden = true;
    input.focus();
  }

  /** Put what the library says into the fields; with `keepTyped`, not over what was changed meanwhile. */
  fill(card, before, keepTyped) {
    const { picker, picker: { at } } = this;
    const [x, y] = card.focal;
    const moved = keepTyped && before && (at.x !== before.focal[0] || at.y !== before.focal[1]);
    picker.show({ src: card.src, ...(moved ? at : { x, y }), fixed: !card.may_change, label: this.words.focalLabel });
    for (const [name, key] of [["alt_text", "alt"], ["credit", "credit"]]) {
      const input = this.inputs[name];
      const typed = oneLine(input.value);
      if (!keepTyped || typed === oneLine(before?.[key] ?? "") || typed === oneLine(card[key])) input.value = card[key];
      input.readOnly = !card.may_change;
      input.dispatchEvent(new Event("desk:filled"));
      if (!keepTyped) this.wrong(name, "");
    }
  }

  /** What differs from what the library has, with what it had: so that it can say who was first. */
  changes() {
    const { card, inputs, picker: { at } } = this;
    if (!card?.may_change) return {};
    const now = { alt_text: oneLine(inputs.alt_text.value), credit: oneLine(inputs.credit.value), focal_x: at.x, focal_y: at.y };
    const known = { alt_text: oneLine(card.alt), credit: oneLine(card.credit), focal_x: card.focal[0], focal_y: card.focal[1] };
    const changed = {};
    for (const [name, value] of Object.entries(now)) {
      if (value === known[name]) continue;
      changed[name] = value;
      changed[`was_${name}`] = known[name];
    }
    return changed;
  }

  async save() {
    clearTimeout(this.waiting);
    // One after the other: the later one sends what is still missing.
    if (this.sent) await this.sent;
    const changed = this.changes();
    if (!Object.keys(changed).length) {
      for (const name of Object.keys(this.inputs)) this.wrong(name, "");
      this.missed = false;
      return;
    }
    this.sent = this.post(this.card.id, changed);
    await this.sent.finally(() => (this.sent = null));
  }

  async post(id, changed) {
    const { inputs, words } = this;
    this.say(words.saving);
    const response = await fetch(`${this.address(id)}save/`, {
      method: "POST",
      keepalive: true,
      headers: headers(),
      body: new URLSearchParams(changed),
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    this.missed = !response || response.status === 401;
    if (!response) return this.say(words.offline, true);
    if (response.status === 401) return this.say(words.loggedOut, true, words.logIn);
    const errors = answer?.errors ?? {};
    for (const name of Object.keys(inputs)) this.wrong(name, errors[name]?.join(" ") ?? "");
    if (!answer?.ok) {
      const other = Object.entries(errors).find(([name]) => !(name in inputs))?.[1];
      const named = Object.keys(errors).some((name) => name in inputs);
      return this.say(named ? "" : other?.join(" ") ?? answer?.error ?? words.failed, true);
    }
    if (this.card?.id === answer.card.id) this.show(answer.card, true);
    this.say(answer.overtook || words.saved);
    announce(document, "desk:picture-saved", answer.card);
  }

  wrong(name, text) {
    const input = this.inputs[name];
    const note = this.box.querySelector(`#${input.id}-wrong`);
    note.textContent = text;
    note.hidden = !text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  say(text, bad = false, link = "") {
    const status = this.part("status");
    status.replaceChildren(text);
    status.classList.toggle("is-bad", bad);
    if (link) status.append(" ", tag("a", { href: this.words.login, target: "_blank", rel: "noopener" }, link));
  }
}

const box = document.querySelector("[data-picture-box]");
const field = box && document.querySelector(`#${box.dataset.field}`);
if (field) new PictureBox(box, field);
