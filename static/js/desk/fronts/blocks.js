// The blocks of the front: their order, names, looks, numbers of places and rules.
import { button, tag } from "../common/elements.js";
import { addBlock, amendBlock, blockOf, moveBlock, newId, removeBlock } from "./layout.js";

const options = (select, choices, chosen) => {
  select.replaceChildren(...choices.map(([value, label]) => tag("option", { value }, label)));
  if (choices.some(([value]) => value === String(chosen))) select.value = String(chosen);
};

export class Blocks {
  constructor(canvas, saving, hand, config) {
    Object.assign(this, { canvas, saving, config, dialog: document.querySelector("#front-block"), box: document.querySelector("[data-blocks]") });
    this.form = this.dialog.querySelector("form");
    this.list = this.box.querySelector("ol");
    canvas.onBlock = (block) => {
      this.open(block.id);
      hand.lead(this.dialog);
    };
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.form.elements.by.addEventListener("change", () => this.rule());
    this.dialog.addEventListener("click", ({ target }) => {
      if (target.closest("[data-close]") || target === this.dialog) this.dialog.close();
      if (target.closest("[data-remove]")) this.remove();
    });
    this.box.querySelector("[data-add]").addEventListener("click", () => this.add());
  }

  /** The list beside the page: also blocks that have no story, which the page leaves out. */
  draw() {
    const { blocks } = this.saving.layout;
    const held = document.activeElement?.closest?.("[data-block-row] button");
    const [row, does] = [held?.closest("li").dataset.blockRow, held?.dataset.does];
    this.list.replaceChildren(...blocks.map((block, index) => this.row(block, index, blocks.length)));
    if (row) this.list.querySelector(`[data-block-row="${CSS.escape(row)}"] [data-does="${does}"]:enabled`)?.focus();
  }

  row(block, index, count) {
    const name = this.canvas.nameOf(block);
    const move = (by, sign, label, off) => {
      const one = button(sign, () => this.move(block.id, by, name), { class: "button small plain", "aria-label": `${label}: ${name}`, "data-does": label });
      one.disabled = off;
      return one;
    };
    const edit = tag("button", { type: "button", class: "block-name", "data-does": "edit" }, name);
    edit.addEventListener("click", () => this.open(block.id));
    const type = this.config.types[block.type];
    const says = [type?.label ?? block.type, type?.most > 1 ? `${block.count} places` : "", block.places.length ? `${block.places.length} fixed` : ""];
    return tag("li", { "data-block-row": block.id },
      tag("span", {}, edit, tag("small", {}, says.filter((one) => one && one !== name).join(" · "))),
      move(-1, "↑", "Move up", !index), move(1, "↓", "Move down", index === count - 1));
  }

  move(id, by, name) {
    this.saving.take(`Moved: ${name}`, (layout) => moveBlock(layout, id, by));
  }

  open(id) {
    const block = this.canvas.blockOf(id);
    const type = this.config.types[block.type];
    if (!type) return;
    this.id = id;
    const { elements } = this.form;
    this.dialog.querySelector("[data-remove]").hidden = !blockOf(this.saving.layout, id);
    this.dialog.querySelector("[data-title]").textContent = this.canvas.nameOf(block);
    elements.name.value = block.name ?? "";
    options(elements.look, type.looks, block.look);
    elements.look.closest("p").hidden = type.looks.length < 2;
    Object.assign(elements.count, { min: type.least, max: type.most, value: block.count });
    elements.count.closest("p").hidden = type.least === type.most;
    options(elements.by, this.config.rules, block.rule?.by ?? "newest");
    elements.by.closest("fieldset").hidden = !type.fills;
    this.rule(block.rule?.of);
    this.dialog.showModal();
  }

  /** What the rule is of: which section, which kind. */
  rule(chosen) {
    const { by, of } = this.form.elements;
    const choices = this.config.of[by.value] ?? [];
    options(of, choices, chosen);
    of.closest("p").hidden = !choices.length;
  }

  save() {
    const { elements } = this.form;
    const block = this.canvas.blockOf(this.id);
    const type = this.config.types[block.type];
    const count = Math.max(type.least, Math.min(type.most, Number(elements.count.value) || block.count));
    const of = elements.of.value;
    const rule = { by: elements.by.value, ...(this.config.of[elements.by.value] ? { of: /^\d+$/.test(of) ? Number(of) : of } : {}) };
    const own = { name: elements.name.value.trim(), count, ...(type.fills ? { rule } : {}), ...(type.looks.length ? { look: elements.look.value } : {}) };
    this.dialog.close();
    const { id } = this;
    const { strips } = this.canvas.roomOf(id);
    this.saving.take(`Changed: ${this.canvas.nameOf(block)}`, (layout) => amendBlock(layout, id, own, strips));
  }

  remove() {
    const { id } = this;
    const name = this.canvas.nameOf(blockOf(this.saving.layout, id));
    this.dialog.close();
    this.saving.take(`Removed: ${name}`, (layout) => removeBlock(layout, id));
  }

  /** A new block comes last, and is opened to be given its name and rule. */
  add() {
    const type = this.box.querySelector("select").value;
    const { count, looks, label } = this.config.types[type];
    const block = { id: newId("b"), type, name: "", look: looks[0]?.[0] ?? "", count, rule: { by: "newest" }, places: [] };
    this.saving.take(`Added: ${label}`, (layout) => addBlock(layout, block, layout.blocks.length));
    this.open(block.id);
  }
}
