// Text that this person typed into the story some time and that was never saved: offered back. What
// the server knows of is on the page from its beginning; what only this browser has comes to it.
import { button, element } from "../common/elements.js";
import * as fields from "./fields.js";
import * as keeping from "./keeping.js";
import { stamp } from "../story/outcome.js";
import * as server from "../common/server.js";

const SHOWN = 3;
const NO_KEY = "00000000-0000-0000-0000-000000000000";

export class UnsavedDrafts {
  constructor(form, saving) {
    Object.assign(this, { form, saving, place: form.querySelector("[data-offers]"), now: fields.read(form) });
  }

  async begin() {
    const { person, pk } = this.form.dataset;
    const wanted = new URLSearchParams(location.search).get("unsaved");
    const here = (await keeping.kept(person)).filter(({ key }) => key !== this.saving.key);
    const known = new Map(here.map((entry) => [entry.key, { ...entry, here: true }]));
    if (wanted) await this.goOn(known.get(wanted) ?? { key: wanted });
    for (const row of this.rows()) {
      const { key } = row.dataset;
      const entry = known.get(key) ?? { key, at: Date.parse(row.dataset.at) };
      known.delete(key);
      if (key === wanted) row.remove();
      else this.offer(row, entry);
    }
    for (const entry of known.values()) {
      if (entry.pk === pk && entry.key !== wanted) this.offer(null, entry);
    }
    this.settle();
  }

  rows() {
    return [...this.place.querySelectorAll("[data-key]")];
  }

  /** The text that the address names comes into the form at once. */
  async goOn(entry) {
    const { pk } = this.form.dataset;
    if (!(await this.complete(entry)) || (pk && String(entry.pk ?? "") !== pk)) return;
    if (entry.open) return this.offer(null, entry);
    const address = new URL(location.href);
    address.searchParams.delete("unsaved");
    history.replaceState(null, "", address);
    await this.saving.bringBack(entry);
  }

  /** Fetch what the text says where this browser does not have it. */
  async complete(entry) {
    if (entry.fields) return true;
    const address = this.place.dataset.readUrl.replace(NO_KEY, entry.key);
    const found = await server.get(address);
    if (found) Object.assign(entry, { ...found, at: Date.parse(found.saved_at) });
    return Boolean(found);
  }

  discard({ key }, more = {}) {
    server.post(this.form.dataset.discardUrl, { _key: [key], ...more });
  }

  drop(entry) {
    keeping.forget(entry.key);
    this.discard(entry);
  }

  /** Give the row its words and buttons; a new one where the server knows nothing of the text. */
  offer(row, entry) {
    const { now, place } = this;
    if (entry.fields && !entry.open && fields.alike(entry.fields, now)) {
      row?.remove();
      return this.drop(entry);
    }
    const shown = row ?? place.insertBefore(blank(entry), place.querySelector(".offers-ways"));
    if (entry.fields) {
      const open = entry.open ? "Text from % is not saved yet; it is open in another window." : "Text from % was not saved.";
      shown.querySelector("b").textContent = open.replace("%", stamp(new Date(entry.at).toISOString()));
      shown.querySelector("q").textContent = fields.excerpt(entry.fields, now) || "…";
    }
    if (!entry.open) this.buttons(shown, entry);
    return undefined;
  }

  buttons(row, entry) {
    const [back, discard] = ["[data-back]", "[data-discard]"].map((name) => row.querySelector(name));
    back.addEventListener("click", async () => {
      // Without a pause where it is at hand: a save pressed in the same moment waits for it.
      if (!entry.fields && !(await this.complete(entry))) {
        back.textContent = "No connection: try again";
        return;
      }
      row.remove();
      this.settle();
      await this.saving.bringBack(entry);
      this.form.elements.headline.focus({ preventScroll: true });
    });
    discard.addEventListener("click", () => this.letGo(row, entry));
    back.hidden = discard.hidden = false;
  }

  letGo(row, entry) {
    this.drop(entry);
    const before = [...row.childNodes];
    const undo = button("Undo", () => {
      if (entry.here) keeping.keep(entry.key, entry);
      this.discard(entry, { _undo: ["1"] });
      row.replaceChildren(...before);
    });
    row.replaceChildren("Discarded. ", undo);
    undo.focus();
  }

  /** The newest stand there, and the way to all. */
  settle() {
    const { place } = this;
    const rows = this.rows();
    for (const [at, row] of rows.entries()) row.hidden = at >= SHOWN;
    // Words of a picture that were not saved are offered there, too.
    place.hidden = !place.querySelector(".offer");
    place.querySelector(".offers-ways").hidden = rows.length < SHOWN;
  }
}

function blank({ key }) {
  const row = element("div", { className: "offer" });
  row.dataset.key = key;
  row.innerHTML = `<p><b></b> <q dir="auto"></q></p>
    <button type="button" class="button small primary" data-back hidden>Restore it</button>
    <button type="button" class="button small" data-discard hidden>Discard</button>`;
  return row;
}
