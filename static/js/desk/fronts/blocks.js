// The blocks of the front: their order, names, looks, numbers of places and rules.
import { announce, button, tag } from "../common/elements.js";
import "../common/tags.js";
import { addBlock, amendBlock, blockOf, moveBlock, newId, removeBlock, same } from "./layout.js";

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
    const { by, look, topic, author } = this.form.elements;
    by.addEventListener("change", () => this.rule());
    look.addEventListener("change", () => this.counts());
    for (const select of [topic, author]) select.addEventListener("change", () => this.lastOf(select));
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
    Object.assign(this, { id, type, known: block });
    const { elements } = this.form;
    this.part("remove").hidden = !blockOf(this.saving.layout, id);
    this.part("title").textContent = this.canvas.nameOf(block);
    this.part("set").hidden = this.part("save").hidden = !type.set;
    this.part("unset").hidden = type.set;
    this.part("wrong").textContent = "";
    elements.name.value = block.name ?? "";
    options(elements.look, type.looks, block.look);
    elements.look.closest("p").hidden = type.looks.length < 2;
    elements.count.value = block.count;
    elements.count.closest("p").hidden = type.least === type.most;
    this.counts();
    options(elements.by, this.config.rules, block.rule?.by ?? "newest");
    this.rule(block.rule?.of);
    this.dialog.showModal();
  }

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
  }

  /** How many stories it may have: some looks have fewer. */
  counts() {
    const { count, look } = this.form.elements;
    Object.assign(count, { min: this.type.least, max: this.type.most_in[look.value] ?? this.type.most });
    count.value = Math.max(count.min, Math.min(count.max, Number(count.value) || this.known.count));
  }

  /** What the rule is of: one of some, or one that is searched by name. */
  rule(chosen) {
    const { by, of, topic, author } = this.form.elements;
    const choices = this.config.of[by.value] ?? [];
    options(of, choices, chosen);
    of.closest("p").hidden = !choices.length;
    for (const select of [topic, author]) {
      select.closest("p").hidden = by.value !== select.name;
      const name = by.value === select.name && this.config.named[by.value]?.[chosen];
      select.replaceChildren(...(name ? [new Option(name, chosen, true, true)] : []));
      announce(select, "desk:filled");
    }
  }

  /** One is chosen at a time: the last one. */
  lastOf(select) {
    const options = [...select.options];
    if (options.length > 1) select.replaceChildren(options.at(-1));
    announce(select, "desk:filled");
  }

  /** What the form says of the rule; null while it does not say of whom or what. */
  ruled() {
    const { by, of, [by.value]: searched } = this.form.elements;
    if (this.config.of[by.value]) return { by: by.value, of: /^\d+$/.test(of.value) ? Number(of.value) : of.value };
    if (!this.config.searched.includes(by.value)) return { by: by.value, of: null };
    const [chosen] = searched.selectedOptions;
    if (!chosen) return null;
    (this.config.named[by.value] ??= {})[chosen.value] = chosen.text;
    return { by: by.value, of: Number(chosen.value) };
  }

  save() {
    const { elements } = this.form;
    const { id, known, type } = this;
    const rule = this.ruled();
    if (!rule) {
      this.part("wrong").textContent = this.part("which").textContent;
      return document.getElementById(`block-${elements.by.value}_input`).focus();
    }
    this.counts();
    const now = { name: elements.name.value.trim(), count: Number(elements.count.value), rule, ...(type.looks.length ? { look: elements.look.value } : {}) };
    // The rest may have been changed by others meanwhile.
    const own = Object.fromEntries(Object.entries(now).filter(([name, value]) => !same(value, known[name])));
    this.dialog.close();
    const { strips } = this.canvas.roomOf(id);
    if (Object.keys(own).length) this.saving.take(`Changed: ${this.canvas.nameOf(known)}`, (layout) => amendBlock(layout, id, own, strips));
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
    const { count, looks, label, rule } = this.config.types[type];
    const block = { id: newId("b"), type, name: "", look: looks[0]?.[0] ?? "", count, rule: rule.by === "section" ? this.free() : rule, places: [] };
    this.saving.take(`Added: ${label}`, (layout) => addBlock(layout, block, layout.blocks.length));
    this.open(block.id);
  }

  /** The first section that has no strip of its own; where all have one, the newest stories. */
  free() {
    const taken = this.saving.layout.blocks.filter(({ rule }) => rule?.by === "section").map(({ rule }) => String(rule.of));
    const section = this.config.of.section.find(([value]) => !taken.includes(value));
    return section ? { by: "section", of: Number(section[0]) } : { by: "newest", of: null };
  }
}
