// A place's own words, picture, size and end; the story itself is not touched.
import { announce, tag } from "../common/elements.js";
import { get } from "../common/server.js";
import { momentsOf, strange } from "../story/moments.js";
import { heldAt, holdingOf, whereOf } from "./canvas.js";
import { amend, findPlace, placing, put } from "./layout.js";

const MINUTE = 60_000;
const WORDS = ["headline", "kicker", "trail", "size", "crop"];
const CHOOSER = ["uploads", "pictures"].map((name) => `../pictures/${name}.js`);

export class PlaceDialog {
  constructor(canvas, saving, hand, config) {
    Object.assign(this, { canvas, saving, hand, config, dialog: document.querySelector("#front-place") });
    this.form = this.dialog.querySelector("form");
    document.addEventListener("front:place", ({ detail: { place } }) => this.open(place));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    const does = {
      close: () => this.dialog.close(),
      pick: () => this.away(() => hand.take(holdingOf(this.place), this.place)),
      off: () => this.away(() => hand.off(this.place)),
      aside: () => this.away(() => hand.copy(this.place)),
      choose: () => this.choose(),
      own: () => this.picture(null),
    };
    this.dialog.addEventListener("click", ({ target }) => {
      does[target.closest("[data-does]")?.dataset.does]?.();
      const quick = target.closest("[data-until]");
      if (quick) this.until(quick.dataset.until);
      if (target === this.dialog) this.dialog.close();
    });
  }

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
  }

  /** Close, and have something done with the place. */
  away(act) {
    this.dialog.close();
    act();
  }

  open(place) {
    const found = findPlace(this.saving.layout, place.dataset.place);
    const block = this.canvas.blockOf(whereOf(place).block);
    this.place = place;
    this.known = found?.place ?? placing(Number(place.dataset.story));
    const { elements } = this.form;
    const sizes = this.config.types[block.type]?.sizes ?? [];
    elements.size.replaceChildren(...[["", this.part("plain-size").textContent], ...sizes].map(([value, label]) => tag("option", { value }, label)));
    for (const name of WORDS) if (elements[name]) elements[name].value = this.known[name] ?? "";
    elements.size.closest("p").hidden = !sizes.length;
    elements.until.value = this.known.until ? this.local(Date.parse(this.known.until)) : "";
    this.part("title").textContent = heldAt(place);
    this.part("where").textContent = `${this.canvas.nameOf(block)} · ${whereOf(place).at + 1} · ${this.part(found ? "fixed" : "filled").textContent}`;
    this.dialog.querySelector("[data-does=off]").hidden = !found;
    this.part("wrong").textContent = "";
    this.picture(this.known.picture);
    const { story } = this.known;
    this.part("story").href = this.config.storyUrl.replace("/0/", `/${Number(story)}/`);
    this.dialog.showModal();
    this.hand.lead(this.dialog);
  }

  /** A moment as the newsroom's clock shows it, for the field. */
  local(at) {
    const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: this.config.zone, dateStyle: "short", timeStyle: "short" });
    return parts.format(at).replace(" ", "T");
  }

  /** Quick ends: minutes from now, or the next time that the newsroom's clock shows an hour. */
  until(said) {
    const field = this.form.elements.until;
    if (!said.includes(":")) {
      field.value = said ? this.local(Date.now() + Number(said) * MINUTE) : "";
      return;
    }
    const today = `${this.local(Date.now()).slice(0, 11)}${said}`;
    const [next] = momentsOf(today, this.config.zone);
    field.value = next > Date.now() ? today : `${this.local(Date.now() + 1440 * MINUTE).slice(0, 11)}${said}`;
  }

  async picture(number) {
    this.chosen = number;
    const [shown, own] = [this.part("picture"), this.dialog.querySelector("[data-does=own]")];
    shown.hidden = own.hidden = !number;
    if (!number) return;
    const card = await get(this.config.cardUrl.replace("/0/", `/${Number(number)}/`));
    if (this.chosen === number && card) Object.assign(shown, { src: card.thumb || card.src, alt: card.alt });
  }

  async choose() {
    await Promise.all(CHOOSER.map((name) => import(name)));
    announce(document, "desk:choose-picture", { done: ({ id }) => this.picture(id) });
  }

  save() {
    const { elements } = this.form;
    const until = elements.until.value;
    const wrong = until && strange(until);
    const [at] = until ? momentsOf(until, this.config.zone) : [];
    this.part("wrong").textContent = wrong || (until && !(at > Date.now()) ? this.part("past").textContent : "");
    if (this.part("wrong").textContent) return elements.until.focus();
    const own = { picture: this.chosen, until: until ? new Date(at).toISOString() : null };
    for (const name of WORDS) if (elements[name]) own[name] = elements[name].value.trim() || (name === "crop" ? null : "");
    this.dialog.close();
    const { place, known } = this;
    const where = whereOf(place);
    const room = this.canvas.roomOf(where.block);
    // A story that the rule put here is fixed here, once something of its place is its own.
    const run = findPlace(this.saving.layout, known.id)
      ? (layout) => amend(layout, known.id, own)
      : (layout) => put(layout, { ...known, ...own }, where.block, where.at, room);
    this.saving.take(`Changed: ${heldAt(place)}`, run);
  }
}
