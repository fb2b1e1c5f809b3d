// Several things chosen by name, in order: a field to type in, in place of a <select multiple>,
// which goes on holding what is posted. Where the select says so, new names may be added.
// What is typed is what is meant: a suggestion counts once it was chosen, by an arrow or the mouse.
import { Lookalikes } from "./lookalikes.js";
import { button, tag } from "./elements.js";
import { NEW, plain, Suggestions } from "./suggestions.js";

// Between names that are pasted; a comma ends one that is typed.
const BETWEEN = /[,;\n\r\t、，؛،]+/;
let fields = 0;

const isNew = (option) => option.value.startsWith(NEW);

class Tags {
  constructor(select) {
    this.select = select;
    this.mayAdd = select.dataset.new === "true";
    this.draw = this.draw.bind(this);
    this.build();
    const { alike } = select.dataset;
    this.lookalikes = alike ? new Lookalikes(alike, this.box, (option, found) => this.swap(option, found)) : null;
    this.suggestions = new Suggestions(this);
    this.listen();
    this.draw();
  }

  /** The field, what is chosen before it, and the list below. */
  build() {
    const { select } = this;
    const id = select.id || `tags-${++fields}`;
    const label = document.querySelector(`label[for="${select.id}"]`);
    const name = label?.textContent.trim() ?? "";
    this.chosen = tag("ul", { class: "tags-chosen", "aria-label": name });
    this.list = tag("ul", { role: "listbox", id: `${id}_list`, class: "tags-list", "aria-label": name });
    this.input = tag("input", {
      type: "text", role: "combobox", id: `${id}_input`, autocomplete: "off", class: "tags-input",
      "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list",
      placeholder: select.dataset.placeholder ?? "", maxlength: "100",
    });
    this.status = tag("p", { class: "visually-hidden", role: "status" });
    this.box = tag("div", { class: "tags" }, this.chosen, this.input, this.list, this.status);
    this.list.hidden = true;
    select.hidden = true;
    select.after(this.box);
    if (label) label.htmlFor = this.input.id;
  }

  listen() {
    const { box, input, select } = this;
    input.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!this.mayAdd || !BETWEEN.test(text.trim())) return;
      event.preventDefault();
      this.enterAll(input.value + text);
    });
    input.addEventListener("keydown", (event) => event.isComposing || this.pressed(event));
    box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || this.leave());
    // It is saved with what stands in the field.
    document.addEventListener("desk:settle", () => {
      this.leave();
      for (const option of this.options()) option.dataset.posted = "";
    });
    addEventListener("pagehide", () => this.leave());
    // The form may fill the field itself, with what was saved elsewhere.
    select.addEventListener("desk:filled", this.draw);
  }

  pressed(event) {
    const { input, suggestions } = this;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      suggestions.walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" || (event.key === "," && this.mayAdd)) {
      // Never posts the form.
      if (event.key === "Enter" || input.value.trim()) event.preventDefault();
      this.settle();
    } else if (event.key === "Escape" && suggestions.isOpen) {
      event.preventDefault();
      suggestions.close();
    } else if (event.key === "Backspace" && !input.value && this.options().length) {
      this.remove(this.options().at(-1));
    }
  }

  options() {
    return [...this.select.selectedOptions];
  }

  named(name) {
    return this.options().find((option) => plain(option.text) === plain(name));
  }

  changed(words) {
    this.draw();
    this.status.textContent = words;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  draw() {
    const here = this.options();
    this.lookalikes?.tidy(here.filter(isNew));
    this.chosen.hidden = !here.length;
    this.chosen.replaceChildren(...here.map((option, place) => this.row(option, here[place - 1], here[place + 1])));
  }

  /** One that is chosen, with its buttons; what may be added has no order. */
  row(option, before, after) {
    const moves = this.mayAdd ? [] : [
      before && ["‹", "forward", () => this.move(option, before, "before")],
      after && ["›", "back", () => this.move(option, after, "after")],
    ].filter(Boolean).map(([sign, way, move]) =>
      button(sign, move, { class: "tag-move", "aria-label": `Move ${option.text} ${way}` }));
    const remove = button("×", () => this.remove(option), { class: "tag-remove", "aria-label": `Remove ${option.text}` });
    const text = tag("span", { dir: "auto" }, option.text);
    return tag("li", { class: isNew(option) ? "tag tag-new" : "tag" }, text, ...moves, remove);
  }

  remove(option) {
    option.remove();
    this.changed(`${option.text} removed.`);
    this.input.focus();
  }

  move(option, other, where) {
    other[where](option);
    const place = this.options().indexOf(option);
    this.changed(`${option.text}, place ${place + 1}.`);
    const buttons = this.chosen.children[place].querySelectorAll(".tag-move");
    buttons[where === "before" ? 0 : buttons.length - 1]?.focus();
  }

  choose({ id: value, text }) {
    const there = this.options().find((option) => option.value === value) ?? this.named(text);
    if (!there) this.select.append(new Option(text, value, true, true));
    this.input.value = "";
    this.suggestions.close();
    if (there) this.status.textContent = `${there.text} is there already.`;
    else this.changed(`${text} chosen.`);
  }

  /** Enter a name as it was typed, without waiting for an answer; that it is there already, under
      its own capitals, is found out afterwards. */
  enter(name) {
    this.choose({ id: NEW + name, text: name });
    this.recognise(this.named(name));
  }

  async recognise(option) {
    if (!option || !isNew(option)) return;
    this.lookalikes?.look(option);
    const answer = await this.suggestions.fetch(option.text, 1);
    const found = answer?.results.find(({ text }) => plain(text) === plain(option.text));
    if (!found || !option.isConnected || !isNew(option)) return;
    // What is on its way to the server is recognised there, and would look unsaved here.
    if ("posted" in option.dataset) return;
    this.swap(option, found, "");
  }

  /** Put a topic that there is in the place of a new name. */
  swap(option, { id: value, text }, words = `${text} chosen.`) {
    const held = this.options().some((other) => other !== option && other.value === String(value));
    if (held) option.remove();
    Object.assign(option, { value: String(value), text });
    this.changed(words);
  }

  /** Names that are typed or pasted, each for itself; one field takes many at once. */
  enterAll(text) {
    const names = text.split(BETWEEN).map((name) => name.trim().replace(/\s+/g, " ").slice(0, 100));
    for (const name of names.filter(plain)) this.enter(name);
  }

  async settle() {
    const { input, suggestions } = this;
    if (!input.value.trim() && !suggestions.isPicked) return;
    suggestions.hold();
    if (this.mayAdd && !suggestions.isPicked) return void this.enterAll(input.value);
    const found = await suggestions.chosen();
    if (found) this.choose(found);
  }

  /** What stands in the field when it is left was meant too. */
  leave() {
    this.suggestions.hold();
    if (this.mayAdd && this.input.value.trim()) this.enterAll(this.input.value);
    this.suggestions.close();
  }
}

for (const select of document.querySelectorAll("select[data-desk-tags]")) new Tags(select);
