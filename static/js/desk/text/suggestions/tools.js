// Suggesting in the story's text, and taking or refusing what was suggested.
import { Plugin, pm } from "django-prose-editor/editor";
import { announce } from "../../common/elements.js";
import { Bar } from "./bar.js";
import { drawn, redrawn } from "./drawing.js";
import { listed } from "./listing.js";
import { MODE } from "./mode.js";
import { isMisfit, proposed, stretches } from "./proposing.js";
import { DELETION, INSERTION, keyOf, resolved } from "./resolving.js";

const plugin = new pm.state.PluginKey("storySuggestions");
const LETTERS = 12; // of a key

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(LETTERS));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join("");
}

export class Tools {
  constructor(editor, form) {
    Object.assign(this, { editor, form, made: new Set(), decided: {}, told: 0 });
    this.known = JSON.parse(document.getElementById("suggestions-known")?.textContent || "{}") || {};
    this.on = Boolean(sessionStorage.getItem(MODE(form)));
    editor.storage.storySuggestions.isOn = this.on;
    this.bar = new Bar(this);
    editor.registerPlugin(this.plugin());
    form.addEventListener("desk:saved", ({ detail }) => {
      Object.assign(this.known, detail.suggestions);
      this.told += 1;
      this.show();
    });
    this.show();
  }

  isMine = (key) => Boolean(key) && (this.made.has(key) || Boolean(this.known[key]?.mine));

  fresh = () => {
    const key = newKey();
    this.made.add(key);
    return key;
  };

  /** Who made it, and when, as far as this page knows. */
  about(key) {
    const { name = "", at = "", who = 0 } = this.known[key] ?? {};
    return { name: this.isMine(key) && !name ? this.form.dataset.name : name, at, who: this.isMine(key) ? Number(this.form.dataset.person) : who, mine: this.isMine(key) };
  }

  plugin() {
    return new Plugin({
      key: plugin,
      state: {
        init: (_config, state) => this.marked(state),
        apply: (tr, old, _before, state) => this.after(tr, old, state),
      },
      appendTransaction: (transactions, before, state) => this.turned(transactions, before, state),
      props: {
        decorations: (state) => plugin.getState(state).drawn,
        handleDOMEvents: { compositionstart: (view) => this.composing(view) },
      },
      view: () => ({ update: () => this.bar.show() }),
    });
  }

  marked(state) {
    const list = listed(state.doc);
    return { list, drawn: drawn(state.doc, this), current: this.at(state, list) };
  }

  /** What is known of the text after a step. One that changes nothing asks for all anew: of whose each is. */
  after(tr, old, state) {
    if (!tr.docChanged) {
      if (tr.getMeta(plugin)) return this.marked(state);
      return tr.selectionSet ? { ...old, current: this.at(state, old.list) } : old;
    }
    const list = listed(tr.doc);
    const is = list.length || old.list.length;
    return { list, drawn: is ? redrawn(old.drawn, tr, this) : old.drawn, current: this.at(state, list) };
  }

  /** The suggestion at the cursor. */
  at({ selection: { $from }, doc }, list) {
    const keys = new Set();
    for (const node of [$from.nodeBefore, $from.nodeAfter]) {
      for (const name of node ? [INSERTION, DELETION] : []) keys.add(keyOf(node, name));
    }
    for (let depth = $from.depth; depth; depth -= 1) {
      const { ins, gone } = $from.node(depth).attrs;
      keys.add(ins).add(gone);
    }
    const node = $from.depth ? null : doc.nodeAt($from.pos);
    keys.add(node?.attrs.ins).add(node?.attrs.gone);
    return list.find(({ key }) => keys.has(key))?.key ?? null;
  }

  get list() {
    return plugin.getState(this.editor.state)?.list ?? [];
  }

  get current() {
    return plugin.getState(this.editor.state)?.current ?? null;
  }

  // --- What is typed -----------------------------------------------------------------------

  turned(transactions, before, state) {
    const typed = transactions.filter((tr) => tr.docChanged);
    const others = (tr) => tr.getMeta("addToHistory") === false || tr.getMeta("history$") || tr.getMeta(plugin);
    if (!typed.length || typed.some(others)) return null;
    if (!this.on) return this.plain(typed, before, state);
    const found = stretches(before.doc, state.doc, typed);
    if (!found.length) return null;
    const { doc, places, maps } = proposed(before.doc, state.doc, found, this);
    const tr = becoming(state.tr, doc);
    if (!tr.docChanged && places.length !== 1) return null;
    const at = places.length === 1 ? cursor(before, state, places[0], maps) : null;
    if (at !== null) tr.setSelection(pm.state.Selection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size)), -1));
    return tr.setMeta(plugin, {});
  }

  /** What is written, and not suggested, within another's suggestion is none of it. */
  plain(typed, before, state) {
    if (typed.some((tr) => tr.getMeta("paste") || ["paste", "drop", "cut"].includes(tr.getMeta("uiEvent")))) return null;
    if (!this.list.length) return null;
    const { marks } = state.schema;
    const tr = state.tr;
    for (const { from, to, start, end } of stretches(before.doc, state.doc, typed)) {
      if (from === to && start < end && end - start < 200) tr.removeMark(start, end, marks[INSERTION]).removeMark(start, end, marks[DELETION]);
    }
    return tr.docChanged ? tr.setMeta(plugin, {}) : null;
  }

  /** What an input method composes is marked from its first letter on, so that nothing moves under it. */
  composing(view) {
    if (!this.on || !view.state.selection.empty) return false;
    const { marks } = view.state.schema;
    const side = view.state.selection.$from.nodeBefore;
    const own = side && this.isMine(keyOf(side, INSERTION)) ? keyOf(side, INSERTION) : this.fresh();
    view.dispatch(view.state.tr.addStoredMark(marks[INSERTION].create({ key: own })).removeStoredMark(marks[DELETION]));
    return false;
  }

  // --- What is decided ----------------------------------------------------------------------

  /** Take (true) or refuse suggestions, in a step of its own; the cursor stays where it is. */
  decide(keys, taken) {
    const { view, state } = this.editor;
    view.domObserver?.flush();
    const wanted = new Set(keys);
    const doc = resolved(this.editor.state.doc, (key) => (wanted.has(key) ? taken : null));
    const tr = becoming(pm.history.closeHistory(this.editor.state.tr), doc);
    if (!tr.docChanged) return;
    for (const key of wanted) this.decided[key] = taken ? "taken" : "refused";
    this.form.dataset.decided = JSON.stringify(this.decided);
    view.dispatch(tr.setMeta(plugin, {}).scrollIntoView());
    view.dispatch(pm.history.closeHistory(this.editor.state.tr));
    announce(document, "desk:suggestions-decided", { count: wanted.size, taken, state });
    this.bar.say(taken, wanted.size);
  }

  go(key) {
    const one = this.list.find((each) => each.key === key);
    if (!one) return;
    const { view, state } = this.editor;
    const place = Math.min(one.pos + 1, state.doc.content.size);
    view.dispatch(state.tr.setSelection(pm.state.Selection.near(state.doc.resolve(place), 1)).scrollIntoView());
    view.focus();
  }

  next() {
    const { list, current } = this;
    if (!list.length) return;
    const at = list.findIndex(({ key }) => key === current);
    const { from } = this.editor.state.selection;
    const ahead = at < 0 ? list.findIndex(({ pos }) => pos >= from) : (at + 1) % list.length;
    this.go(list[Math.max(0, ahead)].key);
  }

  does(what) {
    if (what === "suggest") this.turn(!this.on);
    if (what === "next-suggestion") this.next();
    if (["take", "refuse"].includes(what) && this.current) this.decide([this.current], what === "take");
  }

  turn(on) {
    this.on = on;
    this.editor.storage.storySuggestions.isOn = on;
    if (on) sessionStorage.setItem(MODE(this.form), "1");
    else sessionStorage.removeItem(MODE(this.form));
    this.show();
    this.editor.view.focus();
  }

  show() {
    const { view } = this.editor;
    view.dom.classList.toggle("is-suggesting", this.on);
    view.dispatch(view.state.tr.setMeta(plugin, {}).setMeta("addToHistory", false));
    this.bar.show();
  }
}

/** The step that makes the text be `doc`. */
function becoming(tr, doc) {
  const start = tr.doc.content.findDiffStart(doc.content);
  if (start === null) return tr;
  let { a, b } = tr.doc.content.findDiffEnd(doc.content);
  const twice = Math.max(0, start - Math.min(a, b));
  [a, b] = [a + twice, b + twice];
  try {
    const made = new pm.transform.Transform(tr.doc).replace(start, a, doc.slice(start, b));
    if (made.doc.eq(doc)) return tr.step(made.steps[0]);
  } catch (error) {
    if (!isMisfit(error)) throw error;
  }
  return tr.replaceWith(0, tr.doc.content.size, doc.content);
}

/** Where one goes on: behind what was typed; of what was only taken out on the side that one deletes to. */
function cursor(before, state, place, maps) {
  const { selection } = state;
  if (!(selection instanceof pm.state.TextSelection) || !selection.empty) return null;
  const { at, from, to, start, end, size, steps } = place;
  const inserted = new pm.transform.Mapping(maps).slice(steps);
  const head = selection.head;
  if (head < start) return head;
  if (size && head <= end) return inserted.map(at, -1) + (head - start);
  if (head > end) return inserted.map(at, -1) + (size ? end - start : 0) + (head - end);
  return before.selection.empty && before.selection.head <= from && from < to ? at : from;
}
