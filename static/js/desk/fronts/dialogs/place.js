// A place's own words, picture, crop, size and end; the story itself is not touched.
import { announce, tag } from "../../common/elements.js";
import { get } from "../../common/server.js";
import { momentsOf, strange } from "../../story/moments.js";
import "../../pictures/focal.js";
import { heldAt, holdingOf, whereOf } from "../canvas.js";
import { amend, findPlace, placing, put, same } from "../layout.js";

const MINUTE = 60_000;
const WORDS = ["headline", "kicker", "trail", "size"];
const CHOOSER = ["uploads", "pictures"].map((name) => `../../pictures/${name}.js`);

/** Ask the library for a picture. */
export async function choosePicture(done) {
  await Promise.all(CHOOSER.map((name) => import(name)));
  announce(document, "desk:choose-picture", { done });
}

export class PlaceDialog {
  constructor(canvas, saving, hand, config) {
    Object.assign(this, { canvas, saving, hand, config, dialog: document.querySelector("#front-place"), turn: 0 });
    this.form = this.dialog.querySelector("form");
    this.picker = document.createElement("focal-picker");
    this.part("crop").append(this.picker);
    this.listen();
  }

  listen() {
    document.addEventListener("front:place", ({ detail: { place, field } }) => this.open(place, field));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.picker.addEventListener("focal", ({ detail: { x, y } }) => this.cropped([x, y]));
    const does = {
      close: () => this.dialog.close(),
      pick: () => this.away(() => this.hand.take(holdingOf(this.place), this.place)),
      off: () => this.away(() => this.hand.off(this.place)),
      aside: () => this.away(() => this.hand.copy(this.place)),
      choose: () => choosePicture(({ id }) => this.picture(id)),
      own: () => this.picture(null),
      uncrop: () => this.picture(this.chosen),
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

  open(place, field = "") {
    const found = findPlace(this.saving.layout, place.dataset.place);
    const block = this.canvas.blockOf(whereOf(place).block);
    this.place = place;
    this.known = found?.place ?? placing(Number(place.dataset.story));
    const { elements } = this.form;
    const sizes = this.config.types[block.type]?.sizes ?? [];
    elements.size.replaceChildren(...[["", this.part("plain-size").textContent], ...sizes].map(([value, label]) => tag("option", { value }, label)));
    for (const name of WORDS) elements[name].value = this.known[name] ?? "";
    elements.headline.placeholder = this.known.headline ? "" : heldAt(place);
    elements.size.closest("p").hidden = !sizes.length;
    this.untilWas = elements.until.value = this.known.until ? this.local(Date.parse(this.known.until)) : "";
    this.part("title").textContent = heldAt(place);
    this.part("where").textContent = `${this.canvas.nameOf(block)} · ${whereOf(place).at + 1} · ${this.part(found ? "fixed" : "filled").textContent}`;
    this.dialog.querySelector("[data-does=off]").hidden = !found;
    this.part("wrong").textContent = "";
    this.picture(this.known.picture, this.known.crop);
    const { story } = this.known;
    this.part("story").href = this.config.storyUrl.replace("/0/", `/${Number(story)}/`);
    this.dialog.showModal();
    this.hand.lead(this.dialog);
    elements[field]?.focus();
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

  /** Show the picture that the place has (its own, else the story's), and the point that its crops keep. */
  async picture(own, crop = null) {
    const turn = ++this.turn;
    this.chosen = own;
    const shown = Number(own || this.place.dataset.picture);
    const [none, box] = [this.part("no-picture"), this.part("crop-box")];
    this.dialog.querySelector("[data-does=own]").hidden = !own;
    this.cropped(crop);
    const card = shown ? await get(this.config.cardUrl.replace("/0/", `/${shown}/`)) : null;
    if (turn !== this.turn) return;
    box.hidden = !card;
    none.hidden = Boolean(card);
    if (!card) return;
    const [x, y] = crop ?? card.focal;
    this.picker.show({ src: card.src, x, y, label: this.part("focal-label").textContent });
  }

  /** Its own crop here: [across, down]; null for the picture's. */
  cropped(crop) {
    this.crop = crop;
    this.dialog.querySelector("[data-does=uncrop]").hidden = !crop;
  }

  /** What was changed in the dialog: the rest may have been changed by others meanwhile. `until` is null or a time. */
  changes(until) {
    const { elements } = this.form;
    const now = { picture: this.chosen, crop: this.crop };
    for (const name of WORDS) now[name] = elements[name].value.trim();
    if (elements.until.value !== this.untilWas) now.until = until;
    return Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(value, this.known[name])));
  }

  save() {
    const { until } = this.form.elements;
    const isNew = until.value && until.value !== this.untilWas;
    const [at] = isNew ? momentsOf(until.value, this.config.zone) : [];
    const wrong = isNew ? strange(until.value) || (at > Date.now() ? "" : this.part("past").textContent) : "";
    this.part("wrong").textContent = wrong;
    if (wrong) return until.focus();
    const own = this.changes(isNew ? new Date(at).toISOString() : null);
    this.dialog.close();
    const { place, known } = this;
    const where = whereOf(place);
    const room = this.canvas.roomOf(where.block);
    // A story that the rule put here is fixed here, once something of its place is its own.
    const run = (layout) => (findPlace(layout, known.id) ? amend(layout, known.id, own) : put(layout, { ...known, ...own }, where.block, where.at, room));
    this.hand.say(this.saving.take(`Changed: ${heldAt(place)}`, run) ? `Changed: ${heldAt(place)}.` : "Nothing was changed.");
  }
}
