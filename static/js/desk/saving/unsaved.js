// The list of texts that were typed and never saved: beside what the server knows, what only this
// browser has; each let go, and had back.
import { button, tag } from "../common/elements.js";
import * as fields from "./fields.js";
import * as keeping from "./keeping.js";
import { stamp } from "../story/outcome.js";
import * as server from "../common/server.js";

class UnsavedList {
  constructor(place) {
    Object.assign(this, { place, list: place.querySelector("ul") });
    this.known = new Set(place.dataset.keys.split(" ").filter(Boolean));
  }

  async begin() {
    const { person, number } = this.place.dataset;
    const kept = await keeping.kept(person);
    this.here = new Map(kept.filter(({ pk }) => !number || pk === number).map((entry) => [entry.key, entry]));
    for (const row of this.list.children) this.attach(row, this.here.get(row.dataset.key));
    for (const entry of this.here.values()) {
      if (!this.known.has(entry.key)) this.attach(this.put(entry), entry);
    }
    this.settle();
  }

  /** A row for a text that only this browser has, in its place by the hour. */
  put(entry) {
    const { list, place, place: { dataset: { number, addUrl, changeUrl } } } = this;
    const row = place.querySelector("template").content.firstElementChild.cloneNode(true);
    const is = (name) => row.querySelector(`[data-${name}]`);
    const way = entry.pk && !number ? changeUrl.replace("/0/", `/${entry.pk}/`) : addUrl;
    row.dataset.key = entry.key;
    row.dataset.at = new Date(entry.at).toISOString();
    for (const link of row.querySelectorAll("a[data-continue]")) link.href = `${way}?unsaved=${entry.key}`;
    const [headline = ""] = entry.fields.headline ?? [];
    if (headline.trim()) row.querySelector("a").textContent = headline;
    if (entry.pk) Object.assign(is("what"), { textContent: "Changes to a story" }).dataset.status = "changed";
    is("when").textContent = `${stamp(row.dataset.at)} · in this browser only`;
    is("words").textContent = fields.excerpt({ body: entry.fields.body ?? [""] }, { body: [""] });
    const after = [...list.children].find((other) => Date.parse(other.dataset.at) < entry.at);
    list.insertBefore(row, after ?? null);
    return row;
  }

  attach(row, entry) {
    const open = row.querySelector("[data-open]");
    const ways = row.querySelector("[data-ways]");
    if (entry) {
      open.hidden = !entry.open;
      open.textContent = " · open in another window of this browser";
      ways.hidden = entry.open;
    }
    ways.addEventListener("submit", (event) => {
      event.preventDefault();
      this.discard(row, entry);
    });
  }

  /** Let the server discard the text of `key`, where it knows it. */
  post(key, more = {}) {
    if (this.known.has(key)) server.post(this.place.dataset.discardUrl, { _key: [key], ...more });
  }

  discard(row, entry) {
    const { key } = row.dataset;
    keeping.forget(key);
    this.post(key);
    const before = [...row.childNodes];
    const undo = button("Undo", () => {
      if (entry) keeping.keep(key, entry);
      this.post(key, { _undo: ["1"] });
      row.replaceChildren(...before);
    });
    row.replaceChildren(tag("p", {}, "Discarded."), undo);
    undo.focus();
  }

  /** Show the newest and how many there are; nothing where there are none. */
  settle() {
    const { here, known, list, place } = this;
    const all = known.size + [...here.keys()].filter((key) => !known.has(key)).length;
    const most = Number(place.dataset.few ?? all);
    for (const [at, row] of [...list.children].entries()) row.hidden = at >= most;
    const count = place.querySelector("[data-count]");
    if (count) count.textContent = all > most ? ` (${all})` : "";
    const none = document.querySelector("[data-none]");
    if (none) none.hidden = all > 0;
    place.hidden = !all;
    place.dataset.ready = "";
  }
}

const place = document.querySelector("[data-unsaved]");
if (place) new UnsavedList(place).begin();
