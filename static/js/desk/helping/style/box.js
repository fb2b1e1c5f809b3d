// The box at a mark: why it is marked, what could stand there, and to ignore it here.
import { button, tag } from "../../common/elements.js";

export class Box {
  mark = null;

  constructor(form, does) {
    this.does = does;
    this.dom = tag("div", { class: "style-box", popover: "manual", role: "dialog", "aria-labelledby": "style-box-title" });
    form.append(this.dom);
    this.dom.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") this.close({ back: true });
      else if (step) this.walk(step);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    document.addEventListener("pointerdown", ({ target }) => this.dom.contains(target) || this.close());
    addEventListener("scroll", () => this.mark && !this.dom.contains(document.activeElement) && this.close(), { passive: true });
  }

  walk(step) {
    const all = [...this.dom.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  }

  show(mark, place, { into = false } = {}) {
    if (this.mark?.id === mark.id && this.dom.matches(":popover-open")) return into && this.walk(1);
    const { does } = this;
    this.mark = mark;
    const repairs = mark.proposals.map((proposal) => button(proposal || "Remove", () => does.repair(mark, proposal), { class: "button small primary", dir: "auto" }));
    const more = [button("Ignore here", () => does.ignore(mark))];
    if (mark.word && does.mayAdd()) more.push(button("Add to dictionary", () => does.add(mark)));
    this.dom.replaceChildren(
      tag("p", { class: "style-box-head", id: "style-box-title" }, mark.kind === "spelling" ? "Spelling: " : "House style: ", tag("q", { dir: "auto" }, mark.words)),
      tag("p", { class: "style-box-why", dir: "auto" }, mark.why),
      tag("div", { class: "style-box-ways" }, ...repairs, ...more));
    this.dom.showPopover();
    const { offsetWidth, offsetHeight } = this.dom;
    const below = place.bottom + 6 + offsetHeight < innerHeight;
    this.dom.style.top = `${below ? place.bottom + 6 : Math.max(8, place.top - offsetHeight - 6)}px`;
    this.dom.style.left = `${Math.max(8, Math.min(place.left, document.documentElement.clientWidth - offsetWidth - 8))}px`;
    if (into) this.walk(1);
  }

  close({ back = false } = {}) {
    if (!this.mark) return;
    const { mark } = this;
    this.mark = null;
    this.dom.hidePopover();
    if (back) this.does.back(mark);
  }
}
