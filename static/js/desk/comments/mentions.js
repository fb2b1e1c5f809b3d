// Behind an @ people are offered: arrow keys walk, Enter or a click takes one.
import { tag } from "../common/elements.js";
import { folded } from "./folding.js";

const source = document.querySelector("#comments-people");
const people = (source && JSON.parse(source.textContent)) || [];
const BEGUN = /(?:^|[^\p{L}\p{N}_.@+-])@([\p{L}\p{N}_.@+-]{0,40})$/u;

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("[data-mentions]") || target.hasAttribute("aria-autocomplete")) return;
  new Mentions(target, target.parentElement.querySelector("[data-people]"));
});

class Mentions {
  found = [];
  current = 0;

  constructor(area, list) {
    Object.assign(this, { area, list });
    list.id = `people-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const attributes = { "aria-autocomplete": "list", "aria-controls": list.id, "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(attributes)) area.setAttribute(name, value);
    area.addEventListener("input", () => this.look());
    area.addEventListener("blur", () => {
      this.found = [];
      this.draw();
    });
    area.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** What is typed behind the @ before the cursor; undefined for none. */
  begun() {
    const { area } = this;
    return area.value.slice(0, area.selectionStart).match(BEGUN)?.[1];
  }

  look() {
    const typed = this.begun();
    const begun = folded(typed ?? "");
    const fits = ({ username, name }) => folded(`${username} ${name}`).split(" ").some((word) => word.startsWith(begun));
    this.found = typed === undefined ? [] : people.filter(fits).slice(0, 6);
    this.current = 0;
    this.draw();
  }

  draw() {
    const { area, current, found, list } = this;
    list.replaceChildren(...found.map(({ username, name }, at) => {
      const attributes = { id: `${list.id}-${at}`, role: "option", "aria-selected": at === current };
      const item = tag("li", attributes, name ? `${name} @${username}` : `@${username}`);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.take(at);
      });
      return item;
    }));
    list.hidden = !found.length;
    if (found.length) area.setAttribute("aria-activedescendant", `${list.id}-${current}`);
    else area.removeAttribute("aria-activedescendant");
  }

  take(at) {
    const { area } = this;
    const end = area.selectionStart;
    area.setRangeText(`${this.found[at].username} `, end - this.begun().length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  pressed(event) {
    const { current, found } = this;
    if (!found.length || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.current = (current + step + found.length) % found.length;
    else if (event.key === "Escape") this.found = [];
    else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      return this.take(current);
    } else return;
    event.preventDefault();
    this.draw();
  }
}
