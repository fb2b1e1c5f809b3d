// What a field to choose by name offers under it, as the server finds it while one types.
import { tag } from "./elements.js";
import { get } from "./server.js";

export const NEW = "new:";

/** What all ways to write a name have in common, as the server sees it (`topic_names.key_of`). */
export const plain = (name) => name.normalize("NFKC").toLowerCase()
  .replace(/[\u00ad\u200b-\u200f\u2060-\u2064]/g, "").replace(/[‘’‛ʼ`´′]/g, "'")
  .replace(/[‐‑‒–—―−]/g, "-").replace(/ß/g, "ss").replace(/\s+/g, " ").trim();

export class Suggestions {
  offered = [];
  current = -1;
  asked = 0;
  more = null;
  isPicked = false; // whether one was chosen from the list, by an arrow

  constructor(tags) {
    Object.assign(this, { tags, input: tags.input, list: tags.list });
    const { input, list } = this;
    input.addEventListener("input", (event) => {
      // What is typed here is not posted; what is chosen is.
      event.stopPropagation();
      this.hold();
      this.asked += 1;
      this.isPicked = false;
      this.waiting = setTimeout(() => this.offer(), 150);
    });
    input.addEventListener("click", () => this.isOpen || this.offer());
    list.addEventListener("scroll", () => {
      if (this.more && list.scrollTop + list.clientHeight > list.scrollHeight - 40) this.offer(this.more);
    });
    // The list takes the click before the field loses its focus.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const found = this.offered[[...list.children].indexOf(target.closest("li"))];
      if (found) tags.choose(found);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Ask no more for what was typed. */
  hold() {
    clearTimeout(this.waiting);
  }

  close() {
    this.asked += 1;
    this.list.hidden = true;
    this.current = -1;
    this.isPicked = false;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  fetch(term, page) {
    const address = new URL(this.tags.select.dataset.url, location.href);
    address.searchParams.set("term", term);
    address.searchParams.set("page", page);
    return get(address);
  }

  async offer(page = 1) {
    const term = this.input.value.trim().replace(/\s+/g, " ");
    const turn = ++this.asked;
    const answer = await this.fetch(term, page);
    if (turn !== this.asked) return;
    if (!answer) return this.show([], "Suggestions aren’t available right now.");
    const { tags } = this;
    const held = new Set(tags.options().map((option) => option.value));
    const found = answer.results.map(({ id: key, text }) => ({ id: String(key), text }));
    const same = found.find(({ text }) => plain(text) === plain(term));
    const offered = page > 1 ? [...this.offered] : [];
    offered.push(...found.filter((one) => !held.has(one.id) && one !== same));
    // First what was typed: Enter takes the first row.
    if (page === 1 && same && !held.has(same.id)) offered.unshift(same);
    else if (page === 1 && tags.mayAdd && plain(term) && !same && !tags.named(term)) {
      offered.unshift({ id: NEW + term, text: term, says: `Add “${term}” as new` });
    }
    this.more = answer.pagination?.more ? page + 1 : null;
    this.show(offered, term ? "No matches." : "Nothing to choose from yet.", page === 1);
  }

  show(offered, nothing, fromTheTop = true) {
    const { input, list } = this;
    this.offered = offered;
    const rows = offered.map(({ text, says }, place) =>
      tag("li", { role: "option", id: `${list.id}_${place}`, "aria-selected": "false", dir: "auto" }, says ?? text));
    list.replaceChildren(...rows);
    if (!rows.length) {
      list.append(tag("li", { class: "tags-nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing));
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (fromTheTop) this.current = -1;
    this.mark(this.current < 0 && input.value.trim() && rows.length && !this.tags.named(input.value) ? 0 : this.current);
  }

  mark(place) {
    const { input, list, offered } = this;
    list.children[this.current]?.setAttribute("aria-selected", "false");
    this.current = place;
    const row = offered.length ? list.children[place] : null;
    if (!row) return input.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
    if (this.more && place === offered.length - 1) this.offer(this.more);
  }

  /** To the next row or the one before, and round. */
  walk(step) {
    if (!this.isOpen) return void this.offer();
    const last = this.offered.length - 1;
    this.isPicked = true;
    if (step > 0) this.mark(this.current >= last ? 0 : this.current + 1);
    else this.mark(this.current <= 0 ? last : this.current - 1);
  }

  /** The row that Enter takes, once there is one. */
  async chosen() {
    if (!this.isOpen || this.current < 0) await this.offer();
    return this.offered[this.current];
  }
}
