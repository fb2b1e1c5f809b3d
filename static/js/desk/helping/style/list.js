// All marks of the story, in the panel: each leads to its place, and those that are ignored can be had back.
import { button, tag } from "../../common/elements.js";

const MOST = 40;

export class List {
  shown = "";

  constructor(form, does) {
    this.does = does;
    this.root = form.querySelector("[data-style-list]");
    this.said = form.querySelector("[data-style-said]");
  }

  say(text) {
    if (this.said) this.said.textContent = text;
  }

  put(marks, passed) {
    if (!this.root) return;
    const says = JSON.stringify([marks.map(({ key, words, proposals }) => [key, words, proposals]), passed.map(({ id }) => id)]);
    if (says === this.shown) return;
    this.shown = says;
    const { does, root } = this;
    root.closest("details").hidden = !marks.length && !passed.length;
    for (const note of root.closest("details").querySelectorAll("[data-style-count]")) note.textContent = marks.length;
    const rows = marks.slice(0, MOST).map((mark) => tag("li", {}, this.link(mark)));
    if (marks.length > MOST) rows.push(tag("li", { class: "help" }, `${marks.length - MOST} more`));
    const again = passed.map((one) => tag("li", { class: "help" }, tag("q", { dir: "auto" }, one.words), " is ignored ",
      button("Mark again", () => does.again(one), { class: "link" })));
    root.replaceChildren(...rows, ...again);
  }

  link(mark) {
    const words = tag("span", { dir: "auto" }, mark.words);
    const better = mark.proposals.length ? [" → ", tag("b", { dir: "auto" }, mark.proposals[0] || "–")] : [];
    const made = button("", () => this.does.go(mark), { class: `link style-link style-${mark.kind}`, title: mark.why });
    made.append(words, ...better);
    return made;
  }
}
