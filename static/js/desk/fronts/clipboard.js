// What was set aside: kept for each person in the browser, front by front's newsroom, until it is placed or removed.
import { announce, button, tag } from "../common/elements.js";
import { store, stored } from "../common/storage.js";
import { newId } from "./layout.js";

const MOST = 40;

export class Clipboard {
  constructor(person) {
    this.name = `newsportal:front-clipboard:${person}`;
    this.box = document.querySelector("[data-clipboard]");
    this.list = this.box.querySelector("ul");
    this.items = stored(this.name) ?? [];
    document.addEventListener("front:fallen", ({ detail: { place } }) => this.fell(place));
    window.addEventListener("storage", ({ key }) => key === this.name && this.draw(stored(this.name) ?? []));
    this.draw();
  }

  /** A place that was pushed off the page. */
  fell(place) {
    const headline = place.headline || this.titleOf(place.story);
    this.add({ story: place.story, headline, own: place, note: "pushed off the end of its block" });
  }

  /** What a story is called, as far as this page knows it. */
  titleOf(story) {
    return this.titles?.(story) || `Story ${story}`;
  }

  add({ story, headline, own = null, note = "" }) {
    const rest = this.items.filter((item) => item.story !== story);
    this.draw([{ key: newId("c"), story, headline, own, note }, ...rest].slice(0, MOST));
    store(this.name, this.items);
  }

  remove(key) {
    this.draw(this.items.filter((item) => item.key !== key));
    store(this.name, this.items);
  }

  /** What is taken in hand from here; its own words and picture come along, under a new number. */
  held(key) {
    const { story, headline, own } = this.items.find((item) => item.key === key);
    return { from: "clipboard", key, story, headline, own: own && { ...own, id: newId("p") } };
  }

  draw(items = this.items) {
    this.items = items;
    this.list.replaceChildren(...items.map((item) => this.row(item)));
    this.box.querySelector("[data-empty]").hidden = items.length > 0;
    this.box.querySelector("[data-count]").textContent = items.length || "";
  }

  row({ key, story, headline, note }) {
    const take = tag("button", { type: "button", class: "pick-take", dir: "auto" }, headline);
    take.addEventListener("click", () => announce(document, "front:take", { held: this.held(key), origin: take }));
    const remove = button("Remove", () => this.remove(key), { class: "button small plain", "aria-label": `Remove from the clipboard: ${headline}` });
    return tag("li", { "data-pick": "", "data-key": key, "data-story": story, "data-headline": headline }, take, ...(note ? [tag("span", { class: "help" }, note)] : []), remove);
  }
}
