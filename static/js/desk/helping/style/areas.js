// Marks in fields of plain text: an area of its own shape lies over each, with the same words unseen.
import { tag } from "../../common/elements.js";

export const BEFORE = ["headline", "standfirst"];
const AFTER = ["picture_caption", "teaser", "search_title", "search_description", "social_title", "social_description"];
const SHAPE = ["font", "letterSpacing", "lineHeight", "textAlign", "direction", "padding", "borderWidth", "textIndent", "wordBreak", "overflowWrap", "textTransform"];

/** One for each field of the story, in order; behind those before the text comes the lead picture’s alt text. */
export function areasOf(form) {
  const fields = (names) => names.map((name) => form.elements[name]);
  const alt = form.querySelector("#picture-alt");
  return [...fields(BEFORE), alt, ...fields(AFTER)].filter(Boolean).map((field) => new Area(field));
}

export class Area {
  shown = "";

  constructor(field) {
    this.field = field;
    this.isBefore = BEFORE.includes(field.name);
    this.over = tag("div", { class: "style-over", "aria-hidden": "true", dir: field.dir || "auto" });
    field.after(this.over);
    new ResizeObserver(() => this.place()).observe(field);
    field.addEventListener("scroll", () => (this.over.scrollTop = field.scrollTop));
  }

  /** The paragraphs of the field, each with where it begins. */
  paragraphs() {
    if (this.field.readOnly) return [];
    let start = 0;
    return this.field.value.split("\n").map((text) => {
      const one = { text, start, area: this };
      start += text.length + 1;
      return one;
    }).filter(({ text }) => text.trim());
  }

  put(marks) {
    const { value } = this.field;
    const says = JSON.stringify([value, marks.map(({ from, to, kind }) => [from, to, kind])]);
    if (says === this.shown) return;
    this.shown = says;
    let done = 0;
    const parts = [];
    for (const { from, to, kind } of marks) {
      parts.push(value.slice(done, from), tag("mark", { class: `style-mark style-${kind}` }, value.slice(from, to)));
      done = to;
    }
    this.over.replaceChildren(...(marks.length ? [...parts, value.slice(done)] : []));
    this.over.hidden = !marks.length;
    if (marks.length) this.place();
  }

  place() {
    const { field, over } = this;
    const style = getComputedStyle(field);
    for (const name of SHAPE) over.style[name] = style[name];
    over.style.top = `${field.offsetTop}px`;
    over.style.left = `${field.offsetLeft}px`;
    over.style.width = `${field.offsetWidth}px`;
    over.style.height = `${field.offsetHeight}px`;
  }

  /** Where a mark is on the screen. */
  box(at) {
    return (this.over.querySelectorAll("mark")[at] ?? this.field).getBoundingClientRect();
  }
}
