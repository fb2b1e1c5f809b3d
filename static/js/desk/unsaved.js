// The list of texts that were typed and never saved: beside what the server knows, what only this
// browser has; each let go, and had back.
import * as fields from "./fields.js";
import * as keeping from "./keeping.js";
import { stamp } from "./outcome.js";
import * as server from "./server.js";

const place = document.querySelector("[data-unsaved]");
if (place) begin();

async function begin() {
  const { person, number, few, addUrl, changeUrl, discardUrl } = place.dataset;
  const list = place.querySelector("ul");
  const known = new Set(place.dataset.keys.split(" ").filter(Boolean));
  const kept = await keeping.kept(person);
  const here = new Map(kept.filter(({ pk }) => !number || pk === number).map((entry) => [entry.key, entry]));
  for (const row of list.children) attach(row, here.get(row.dataset.key));
  for (const entry of here.values()) {
    if (!known.has(entry.key)) attach(put(entry), entry);
  }
  settle();

  /** A row for a text that only this browser has, in its place by the hour. */
  function put(entry) {
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

  function attach(row, entry) {
    const open = row.querySelector("[data-open]");
    const ways = row.querySelector("[data-ways]");
    if (entry) {
      open.hidden = !entry.open;
      open.textContent = " · open in another window of this browser";
      ways.hidden = entry.open;
    }
    ways.addEventListener("submit", (event) => {
      event.preventDefault();
      discard(row, entry);
    });
  }

  function discard(row, entry) {
    const { key } = row.dataset;
    keeping.forget(key);
    if (known.has(key)) server.post(discardUrl, { _key: [key] });
    const before = [...row.childNodes];
    const undo = Object.assign(document.createElement("button"), {
      type: "button", className: "button small", textContent: "Undo",
    });
    row.replaceChildren(Object.assign(document.createElement("p"), { textContent: "Discarded." }), undo);
    undo.focus();
    undo.addEventListener("click", () => {
      if (entry) keeping.keep(key, entry);
      if (known.has(key)) server.post(discardUrl, { _key: [key], _undo: ["1"] });
      row.replaceChildren(...before);
    });
  }

  /** Show the newest and how many there are; nothing where there are none. */
  function settle() {
    const all = known.size + [...here.keys()].filter((key) => !known.has(key)).length;
    const most = Number(few ?? all);
    for (const [at, row] of [...list.children].entries()) row.hidden = at >= most;
    const count = place.querySelector("[data-count]");
    if (count) count.textContent = all > most ? ` (${all})` : "";
    const none = document.querySelector("[data-none]");
    if (none) none.hidden = all > 0;
    place.hidden = !all;
    place.dataset.ready = "";
  }
}
