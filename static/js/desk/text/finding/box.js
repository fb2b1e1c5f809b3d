// The box under the editor's buttons in which one looks for words, in the text and in the form's
// other texts, and puts others in their place.
import { tag } from "../../common/elements.js";
import { store, stored } from "../../common/storage.js";
import * as fields from "./fields.js";
import { found, marking, replace, tell } from "./marks.js";
import { inCaseOf, lookFor } from "./matches.js";

const KEPT = "newsportal:find"; // which ways were switched on last
const WAYS = { cases: "Match case", whole: "Whole words", accents: "Ignore accents" };
const PAUSE = 120; // milliseconds: a long text is not looked through at each letter

const input = (label) =>
  tag("input", { type: "text", "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false", dir: "auto" });

function press(label, run, attributes = {}) {
  const made = tag("button", { type: "button", class: "button small", ...attributes }, label);
  made.addEventListener("click", run);
  return made;
}

export class FindBox {
  inField = null; // the current place, where it is in another field than the text
  other = { before: [], after: [] };
  told = "";

  constructor(editor, form, languageOf) {
    Object.assign(this, { editor, form, languageOf, ways: stored(KEPT) ?? {} });
    this.build();
    editor.registerPlugin(marking(() => this.say()));
    this.dom.addEventListener("keydown", (event) => this.pressed(event));
    // What is typed here is none of the story's.
    for (const type of ["input", "change"]) this.dom.addEventListener(type, (event) => event.stopPropagation());
    this.words.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.look(), PAUSE);
    });
    form.addEventListener("input", ({ target }) => target.name !== "body" && this.looks && this.lookInFields());
  }

  build() {
    [this.words, this.put] = [input("Find"), input("Replace with")];
    this.count = tag("p", { role: "status", class: "find-count" });
    const ways = Object.entries(WAYS).map(([name, label]) =>
      press(label, ({ currentTarget }) => this.toggle(name, currentTarget), { "aria-pressed": String(Boolean(this.ways[name])) }));
    this.undo = press("Undo", () => this.takeBack(), { hidden: "" });
    this.dom = tag("div", { class: "find-box", role: "search", "aria-label": "Find and replace", "data-own-keys": "" },
      tag("div", { class: "find-row" }, this.words,
        press("↑", () => this.step(-1), { "aria-label": "Previous", title: "Previous (Shift Enter)" }),
        press("↓", () => this.step(1), { "aria-label": "Next", title: "Next (Enter)" }),
        press("×", () => this.close(), { "aria-label": "Close", title: "Close (Esc)", class: "button small plain" })),
      tag("div", { class: "find-row" }, this.put,
        press("Replace", () => this.replaceOne()), press("Replace all", () => this.replaceAll())),
      tag("div", { class: "find-row" }, tag("div", { class: "find-ways", role: "group", "aria-label": "How words are found" }, ...ways),
        this.count, this.undo));
    const bar = this.form.querySelector(".prose-menubar");
    bar.after(this.dom);
    // It sticks below the buttons, wherever those do.
    const stack = () => this.dom.style.setProperty("--above", `${(parseFloat(getComputedStyle(bar).top) || 0) + bar.offsetHeight}px`);
    new ResizeObserver(stack).observe(bar);
  }

  /** Begin with what is marked in the text; else the former words stand ready. */
  open() {
    const { from, to, $from, $to } = this.editor.state.selection;
    this.dom.hidden = false;
    if (from < to && $from.sameParent($to)) this.words.value = this.editor.state.doc.textBetween(from, to, " ");
    this.words.focus();
    this.words.select();
    this.look(from);
  }

  close() {
    const place = this.inField ?? found(this.editor).places[found(this.editor).current];
    clearTimeout(this.waiting);
    this.dom.hidden = this.undo.hidden = true;
    this.told = "";
    tell(this.editor, { looks: null });
    this.lookInFields();
    if (place?.field) return place.field.focus();
    if (place) this.editor.commands.setTextSelection(place);
    return this.editor.commands.focus();
  }

  toggle(name, button) {
    this.ways[name] = !this.ways[name];
    button.setAttribute("aria-pressed", String(this.ways[name]));
    store(KEPT, this.ways);
    this.look();
  }

  // --- Where it is ----------------------------------------------------------------------

  get looks() {
    return found(this.editor).search?.looks ?? null;
  }

  /** All places, as one goes through them. */
  get places() {
    return [...this.other.before, ...found(this.editor).places, ...this.other.after];
  }

  get at() {
    if (this.inField) return this.places.indexOf(this.inField);
    const { current } = found(this.editor);
    return current < 0 ? -1 : this.other.before.length + current;
  }

  /** Look for what stands in the field, and go to the first place from `from` on. */
  look(from = found(this.editor).places[found(this.editor).current]?.from ?? 0) {
    clearTimeout(this.waiting);
    this.told = "";
    this.undo.hidden = true;
    this.inField = null;
    tell(this.editor, { looks: lookFor(this.words.value, { ...this.ways, language: this.languageOf() }), current: -1 });
    this.lookInFields();
    const inText = found(this.editor).places.findIndex((place) => place.from >= from);
    this.goTo(inText < 0 ? 0 : this.other.before.length + inText);
  }

  lookInFields() {
    const before = this.inField;
    this.other = fields.placesIn(this.form, this.looks);
    this.inField = before && (this.places.find(({ field, from }) => field === before.field && from >= before.from) ?? null);
    for (const one of this.form.querySelectorAll("[data-field].has-found")) one.classList.remove("has-found");
    for (const { field } of [...this.other.before, ...this.other.after]) field.closest("[data-field]").classList.add("has-found");
    this.say();
  }

  step(by) {
    const { length } = this.places;
    this.told = "";
    if (length) this.goTo((Math.max(this.at, by < 0 ? 0 : -1) + by + length) % length);
  }

  goTo(at) {
    const place = this.places[at];
    const current = place && !place.field ? at - this.other.before.length : -1;
    this.inField = place?.field ? place : null;
    tell(this.editor, { current });
    this.say();
    if (place?.field) this.showField(place);
    else if (place) this.showText(place);
  }

  showField({ field, from, to }) {
    const group = field.closest("details");
    if (group) group.open = true;
    field.setSelectionRange(from, to);
    this.scrollTo(field.getBoundingClientRect());
  }

  showText({ from }) {
    this.scrollTo(this.editor.view.coordsAtPos(from));
  }

  /** Bring it between the box and the lower edge of what is seen. */
  scrollTo({ top, bottom }) {
    const [above, below] = [this.dom.getBoundingClientRect().bottom, visualViewport?.height ?? innerHeight];
    if (top > above + 8 && bottom < below - 8) return;
    scrollBy({ top: top - above - (below - above) / 3, behavior: "instant" });
  }

  // --- What is put there ---------------------------------------------------------------

  /** What comes in place of words: capitals stay where one has not asked for just these. */
  made(old) {
    return this.ways.cases ? this.put.value : inCaseOf(old, this.words.value, this.put.value, this.languageOf());
  }

  replaceOne() {
    if ((this.looks?.words ?? "") !== this.words.value) this.look();
    const place = this.places[this.at];
    if (!place) return this.step(1);
    const made = (old) => this.made(old);
    const back = place.from + this.put.value.length;
    if (place.field) {
      this.takesBack = { fields: fields.replace([place], made) };
      this.lookInFields();
    } else {
      replace(this.editor, [place], made);
      this.takesBack = { doc: this.editor.state.doc };
    }
    const next = this.places.findIndex((one) => one.field === place.field && one.from >= back);
    // Behind the last one of its kind one goes on with what follows.
    const rest = place.field && this.other.before.some(({ field }) => field === place.field) ? 0 : this.other.before.length;
    this.goTo(next < 0 ? (this.places.length > rest ? rest : 0) : next);
    return this.tellOf(1);
  }

  replaceAll() {
    this.look();
    const { places } = found(this.editor);
    const others = [...this.other.before, ...this.other.after];
    if (!places.length && !others.length) return;
    if (places.length) replace(this.editor, places, (old) => this.made(old));
    const doc = places.length ? this.editor.state.doc : null;
    this.takesBack = { doc, fields: fields.replace(others, (old) => this.made(old)) };
    this.lookInFields();
    this.tellOf(places.length + others.length);
  }

  tellOf(count) {
    this.told = `${count.toLocaleString()} replaced.`;
    this.undo.hidden = false;
    this.say();
  }

  takeBack() {
    const { doc, fields: undo } = this.takesBack;
    if (doc && doc.eq(this.editor.state.doc)) this.editor.commands.undo();
    undo?.();
    this.undo.hidden = true;
    this.words.focus();
    this.look();
  }

  // --- What is said, and the keys ------------------------------------------------------

  say() {
    const { at, places } = this;
    const where = this.inField ? ` · ${fields.labelOf(this.inField.field)}` : "";
    const counted = at < 0 ? `${places.length.toLocaleString()} found` : `${(at + 1).toLocaleString()} of ${places.length.toLocaleString()}${where}`;
    const sum = places.length ? counted : "Nothing found.";
    const words = [this.told, this.looks && (places.length || !this.told) ? sum : ""].filter(Boolean).join(" ");
    if (this.count.textContent !== words) this.count.textContent = words;
    this.dom.classList.toggle("is-nothing", Boolean(this.looks) && !places.length && !this.told);
  }

  pressed(event) {
    if (event.isComposing) return;
    const { key, target, shiftKey } = event;
    if (key === "Escape") this.close();
    else if (key === "Enter" && target === this.words) {
      if (this.looks?.words !== this.words.value) this.look();
      else this.step(shiftKey ? -1 : 1);
    } else if (key === "Enter" && target === this.put) this.replaceOne();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
