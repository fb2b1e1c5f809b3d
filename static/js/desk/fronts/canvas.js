// The front in its frame: the page as readers will have it, whose cards are places to take hold of.
import { button, tag } from "../common/elements.js";
import { blockOf, findPlace } from "./layout.js";

const WIDTHS = { desktop: 1280, phone: 375 };
const PLACE = "[data-block] [data-at]";
const BAR = 80; // pixels above a place, for its block's bar
const DEAD = ["gone", "over", "twice"]; // of which the page shows nothing

export class Canvas {
  constructor(box, saving, config) {
    Object.assign(this, { box, saving, config, frame: box.querySelector("iframe"), width: "desktop", at: "" });
    this.ready = new Promise((done) => {
      const begin = () => {
        this.main = this.document.querySelector("#content");
        if (this.main) done(this.dress());
      };
      this.frame.addEventListener("load", begin);
      if (this.document?.readyState === "complete") begin();
    });
    new ResizeObserver(() => this.fit()).observe(box);
  }

  get document() {
    return this.frame.contentDocument;
  }

  get window() {
    return this.frame.contentWindow;
  }

  /** Show the page at a width; it is drawn smaller where there is less room. */
  fit(width = this.width) {
    this.width = width;
    const wanted = this.box.clientWidth < 600 ? Math.max(WIDTHS.phone, this.box.clientWidth) : WIDTHS[width];
    this.scale = Math.min(1, this.box.clientWidth / wanted);
    this.frame.style.width = `${wanted}px`;
    this.frame.style.height = `${this.box.clientHeight / this.scale}px`;
    this.frame.style.transform = `scale(${this.scale})`;
    this.box.classList.toggle("is-phone", width === "phone");
  }

  /** Put what the server has drawn into the page. Whoever is at a place stays there: after a step of one's own
   * (`isOwn`) at the number, after somebody else's at the story. */
  show(html, warnings, isOwn) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const held = this.focused();
    this.main.replaceChildren(...page.body.childNodes);
    this.dress();
    this.warn(warnings);
    if (held) ((isOwn ? this.placeAt(...Object.values(whereOf(held))) : this.like(held)) ?? this.places()[0])?.focus({ preventScroll: true });
  }

  /** Nothing in here leads away: cards are places, and only one of them is on the way of the Tab key. */
  dress() {
    for (const link of this.document.querySelectorAll("a[href], button, input, form")) {
      link.removeAttribute("href");
      if (!link.closest("#content")) link.inert = true;
    }
    for (const card of this.main.querySelectorAll("[data-at][data-block]")) {
      (card.closest("section") ?? card.parentElement).dataset.block = card.dataset.block;
      delete card.dataset.block;
    }
    for (const block of this.main.querySelectorAll("[data-block]")) this.dressBlock(block);
    const places = this.places();
    for (const place of places) this.dressPlace(place);
    const first = places.find((place) => keyOf(place) === this.at) ?? places[0];
    if (first) first.tabIndex = 0;
  }

  dressBlock(section) {
    const block = this.blockOf(section.dataset.block);
    const name = this.nameOf(block);
    const edit = button("Edit block", () => this.onBlock(block), { class: "front-edit", "aria-label": `Edit block: ${name}`, tabindex: "-1" });
    section.prepend(tag("p", { class: "front-bar" }, tag("span", {}, name), edit));
    section.removeAttribute("aria-labelledby");
    section.setAttribute("aria-label", name);
  }

  dressPlace(place) {
    const { block, at } = whereOf(place);
    const found = this.blockOf(block);
    const headline = headlineOf(place);
    const fixed = place.dataset.place ? "fixed" : "filled by the rule";
    const says = [headline, `${this.nameOf(found)}, place ${at + 1} of ${found?.count ?? 1}`, fixed];
    if (place.dataset.waiting) says.push(`waiting to be live: ${place.dataset.waits}`);
    place.tabIndex = -1;
    place.setAttribute("role", "button");
    place.setAttribute("aria-roledescription", "place");
    place.setAttribute("aria-label", says.join(". "));
    place.classList.toggle("front-fixed", Boolean(place.dataset.place));
    const mark = [`${at + 1}`];
    if (place.dataset.place) mark.push("Fixed");
    if (place.dataset.waiting) mark.push("Waiting");
    place.append(tag("span", { class: "front-mark", "aria-hidden": "true" }, mark.join(" · ")));
  }

  /** Say at each place what is wrong with it. */
  warn(warnings = []) {
    this.dead = new Set(warnings.filter(({ code }) => DEAD.includes(code)).map(({ place }) => place));
    for (const { place, block, at, text } of warnings) {
      const found = this.main.querySelector(place ? `[data-place="${CSS.escape(place)}"]` : `[data-block="${CSS.escape(block)}"] [data-at="${Number(at)}"]`);
      if (!found) continue;
      found.classList.add("front-warned");
      found.append(tag("span", { class: "front-warning", dir: "auto" }, text));
      found.setAttribute("aria-label", `${found.getAttribute("aria-label")}. Warning: ${text}`);
    }
  }

  /** The block of that number; also a strip of a section that has none of its own yet. */
  blockOf(id) {
    const section = this.main.querySelector(`[data-block="${CSS.escape(id)}"]`);
    const look = section?.querySelector("[data-look]")?.dataset.look ?? "lead";
    const [, of] = /^b-section-(\d+)$/.exec(id) ?? [];
    const count = this.config.types.strip.most_in[look];
    return blockOf(this.saving.layout, id) ?? { id, type: of ? "strip" : "", name: "", look, count, rule: { by: of ? "section" : "newest", of: of ? Number(of) : null }, places: [] };
  }

  /** What has to be known to put something into a block. */
  roomOf(id) {
    const { type, look } = this.blockOf(id);
    const kind = this.config.types[type];
    const ids = [...this.main.querySelectorAll("[data-block]")].map(({ dataset }) => dataset.block);
    const strips = blockOf(this.saving.layout, id) ? [] : ids.slice(0, ids.indexOf(id) + 1).filter((one) => one.startsWith("b-section-"));
    return { most: kind?.most_in[look] ?? kind?.most ?? 0, strips: strips.map((one) => this.blockOf(one)), dead: this.dead };
  }

  nameOf(block) {
    if (!block) return "";
    const { types, of, named } = this.config;
    const { by, of: number } = block.rule ?? {};
    const section = by === "section" && of.section.find(([value]) => value === String(number))?.[1];
    return block.name || section || named[by]?.[number] || types[block.type]?.label || block.type;
  }

  /** None, as long as the page in the frame is not there yet. */
  places() {
    return [...(this.main?.querySelectorAll(PLACE) ?? [])];
  }

  /** The place that has the keyboard. */
  focused() {
    return this.document.activeElement?.closest?.(PLACE) ?? null;
  }

  /** The place that stands for a former one: of the same fixed story, else at the same number. */
  like(place) {
    const { block, at } = whereOf(place);
    const fixed = findPlace(this.saving.layout, place.dataset.place);
    return this.placeAt(fixed?.block.id ?? block, fixed?.place.at ?? at);
  }

  placeAt(block, at) {
    return this.places().find((place) => keyOf(place) === `${block}:${at}`);
  }

  /** Give a place the keyboard. */
  go(place) {
    if (!place) return;
    for (const one of this.places()) one.tabIndex = one === place ? 0 : -1;
    this.at = keyOf(place);
    place.focus({ preventScroll: true });
    // Within the frame alone: the window around it stays as it is.
    const { top, bottom } = place.getBoundingClientRect();
    const { innerHeight } = this.window;
    if (top < BAR) this.window.scrollBy(0, top - BAR);
    else if (bottom > innerHeight) this.window.scrollBy(0, Math.min(bottom - innerHeight + BAR / 2, top - BAR));
  }

  /** The place that has the keyboard, had it, or would be the first to. */
  current() {
    return this.focused() ?? this.places().find((place) => place.tabIndex === 0) ?? this.places()[0];
  }

  /** What lies at a point of the window around the frame. */
  under(x, y) {
    const { left, top } = this.frame.getBoundingClientRect();
    return this.document.elementFromPoint((x - left) / this.scale, (y - top) / this.scale)?.closest(PLACE) ?? null;
  }

  /** A point of the frame's window, in the one around it. */
  outside({ clientX, clientY }) {
    const { left, top } = this.frame.getBoundingClientRect();
    return { x: clientX * this.scale + left, y: clientY * this.scale + top };
  }

  /** Show where something would be put. */
  target(place) {
    for (const one of this.places()) one.classList.toggle("front-target", one === place);
  }
}

export const whereOf = (place) => ({
  block: place.closest("[data-block]").dataset.block, at: Number(place.dataset.at),
});
const keyOf = (place) => Object.values(whereOf(place)).join(":");
const headlineOf = (place) => place.querySelector(".card__headline")?.textContent.trim() ?? "";
/** What the story is called that is to be taken from a place: the one that waits, else the one that shows. */
export const heldAt = (place) => (place.dataset.waiting ? place.dataset.waits : headlineOf(place));
/** What is at a place, to be taken from there. */
export const holdingOf = (place) => ({
  from: "place", id: place.dataset.place, story: Number(place.dataset.waiting || place.dataset.story), headline: heldAt(place), ...whereOf(place),
});
