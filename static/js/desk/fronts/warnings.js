// What is to be checked, in one list: each leads to its place, and has what mends it, in one press.
import { button, tag } from "../common/elements.js";
import { heldAt } from "./canvas.js";
import { amend, clear, findPlace, placeOfStory, removeBlock } from "./layout.js";
import { choosePicture } from "./dialogs/place.js";

const HOUR = 3_600_000; // milliseconds
const MENDS = {
  gone: ["off"],
  over: ["off", "later", "endless"],
  ends_soon: ["later", "endless"],
  waiting: ["off", "story"],
  twice: ["off", "here"],
  no_picture: ["choose"],
  same_picture: ["choose"],
  picture_gone: ["storys", "choose"],
  picture_held: ["storys", "choose"],
  picture_lapsed: ["storys", "choose"],
  long_word: ["headline"],
  section_gone: ["block", "remove"],
  topic_gone: ["block", "remove"],
  author_gone: ["block", "remove"],
};

export class Warnings {
  constructor(box, { canvas, saving, hand, clipboard, blocks, showPage, storyUrl }) {
    Object.assign(this, { box, canvas, saving, hand, clipboard, blocks, showPage, storyUrl, list: box.querySelector("ul") });
    box.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    document.addEventListener("pointerdown", ({ target }) => box.contains(target) || (box.open = false));
  }

  close() {
    this.box.open = false;
    this.box.querySelector("summary").focus();
  }

  /** Open the list, at its first row. */
  go() {
    if (this.box.hidden) return this.hand.say("Nothing to check.");
    this.box.open = true;
    return this.list.querySelector("button")?.focus();
  }

  /** Draw the list anew. Whoever is at a row stays there, or gets to the next one. */
  show(warned) {
    const { box, list } = this;
    const at = [...list.children].findIndex((row) => row.contains(document.activeElement));
    list.replaceChildren(...warned.map((one) => this.row(one)));
    box.hidden = !warned.length;
    box.querySelector("[data-count]").textContent = warned.length;
    if (at < 0) return;
    if (!warned.length) this.canvas.go(this.canvas.current());
    else list.children[Math.min(at, warned.length - 1)].querySelector("button").focus();
  }

  row(one) {
    const { layout } = this.saving;
    const found = findPlace(layout, one.place);
    const block = found?.block ?? layout.blocks.find(({ id }) => id === one.block);
    const about = one.headline || (one.place ? "" : this.canvas.nameOf(block));
    const where = found ? `${this.canvas.nameOf(found.block)} ${found.place.at + 1}` : "";
    const words = tag("span", { dir: "auto" }, about ? `${about}: ${one.text}` : one.text);
    const go = tag("button", { type: "button", class: "warning-go" }, words, ...(where ? [tag("small", {}, where)] : []));
    go.addEventListener("click", () => this.lead(one));
    const mends = (MENDS[one.code] ?? []).map((does) => this.mend(does, one, found, about));
    return tag("li", {}, go, ...(mends.length ? [tag("p", { class: "warning-ways" }, ...mends)] : []));
  }

  /** To its card; where nothing shows it, to the place at which it stands. */
  lead({ place, block }) {
    this.showPage();
    const found = findPlace(this.saving.layout, place);
    const places = this.canvas.places();
    const shown = places.find((one) => place && one.dataset.place === place) ?? this.canvas.placeAt(found?.block.id ?? block, found?.place.at ?? 0);
    this.box.open = false;
    if (shown) this.canvas.go(shown);
    else this.blocks.open(found?.block.id ?? block);
  }

  mend(does, one, found, about) {
    const [label, act] = this.ways(one, found)[does];
    if (does === "story") return tag("a", { class: "button small", href: this.storyUrl.replace("/0/", `/${Number(found?.place.story)}/`), target: "_blank", rel: "noopener", "aria-label": `${label}: ${about}` }, label);
    return button(label, act, { "aria-label": about ? `${label}: ${about}` : label });
  }

  /** What mends it: its label, and what it does. */
  ways({ code, place, block }, found) {
    const change = (words, own) => () => this.take(`${words}: ${this.named(found)}`, (layout) => amend(layout, place, own));
    const picture = () => choosePicture(({ id }) => change("Changed", { picture: id, crop: null })());
    const until = Math.max(Date.now(), Date.parse(found?.place.until ?? "") || 0) + HOUR;
    return {
      off: ["Take off", () => this.off(code, found)],
      later: ["1 hour more", change("Extended", { until: new Date(until).toISOString() })],
      endless: ["No end", change("Without an end", { until: null })],
      here: ["Keep this one", () => this.here(found)],
      story: ["Open story"],
      choose: ["Choose a picture…", picture],
      storys: ["Use the story’s picture", change("The story’s picture", { picture: null, crop: null })],
      headline: ["Edit headline…", () => this.headline(found)],
      block: ["Edit block…", () => this.blocks.open(block)],
      remove: ["Remove block", () => this.take(`Removed: ${this.canvas.nameOf(this.canvas.blockOf(block))}`, (layout) => removeBlock(layout, block))],
    };
  }

  named(found) {
    const card = this.canvas.places().find((one) => found && one.dataset.place === found.place.id);
    return found?.place.headline || (card ? heldAt(card) : this.clipboard.titleOf(found?.place.story));
  }

  take(words, run) {
    if (this.saving.take(words, run)) this.hand.say(`${words}.`);
  }

  /** Leave the place to the rule; a story that is there still is kept on the clipboard. */
  off(code, found) {
    if (!found) return;
    const { place } = found;
    const headline = this.named(found);
    if (!["gone", "twice"].includes(code)) this.clipboard.add({ story: place.story, headline, own: place });
    this.take(`Taken off: ${headline}`, (layout) => clear(layout, place.id));
  }

  /** Of two places of one story, show the later one. */
  here(found) {
    const first = placeOfStory(this.saving.layout, found.place.story)?.place;
    if (first && first.id !== found.place.id) this.take(`Kept here: ${this.named(found)}`, (layout) => clear(layout, first.id));
  }

  headline(found) {
    this.lead({ place: found.place.id });
    const card = this.canvas.focused();
    if (card) document.dispatchEvent(new CustomEvent("front:place", { detail: { place: card, field: "headline" } }));
  }
}
