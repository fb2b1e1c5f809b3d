// What was found in the story's text, marked there and kept true while one types.
import { Plugin, pm } from "django-prose-editor/editor";
import { difference, matchesIn } from "./matches.js";

const MOST_DRAWN = 1_000; // around the current one; all are counted
export const key = new pm.state.PluginKey("storyFind");

const isNote = ({ marks }) => marks.some(({ type }) => type.name === "storyFootnote");

/** The text of a block in runs: a footnote is none of the words before it. Positions are those in the block. */
function runsOf(block) {
  const runs = [];
  block.forEach((node, offset) => {
    const text = node.isText ? node.text : node.type.name === "hardBreak" ? "\n" : "\ufffc".repeat(node.nodeSize);
    const last = runs.at(-1);
    if (last && last.note === isNote(node)) last.text += text;
    else runs.push({ text, offset, note: isNote(node) });
  });
  return runs;
}

/** All places in `doc`; what was found in a block is known as long as that is the same. */
function placesIn(doc, { looks, known }) {
  const places = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    if (!known.has(node)) {
      known.set(node, runsOf(node).flatMap(({ text, offset }) =>
        matchesIn(text, looks).map(([from, to]) => [from + offset + 1, to + offset + 1])));
    }
    for (const [from, to] of known.get(node)) places.push({ from: pos + from, to: pos + to });
    return false;
  });
  return places;
}

function drawn(doc, places, current) {
  const { Decoration, DecorationSet } = pm.view;
  const first = Math.max(0, Math.min(current, places.length) - MOST_DRAWN / 2);
  return DecorationSet.create(doc, places.slice(first, first + MOST_DRAWN).map(({ from, to }, at) =>
    Decoration.inline(from, to, { class: first + at === current ? "found is-current" : "found" })));
}

const NOTHING = { search: null, places: [], current: -1 };

function next(old, tr, news) {
  const search = news?.looks === undefined ? old.search : news.looks && { looks: news.looks, known: new WeakMap() };
  if (!search) return { ...NOTHING, marks: pm.view.DecorationSet.empty };
  const anew = search !== old.search || tr.docChanged;
  const places = anew ? placesIn(tr.doc, search) : old.places;
  let current = news?.current ?? old.current;
  if (anew && news?.current === undefined && old.current >= 0) {
    // The one that was current, or the next one behind it.
    const at = tr.mapping.map(old.places[old.current]?.from ?? 0, -1);
    const found = places.findIndex(({ from }) => from >= at);
    current = found < 0 && places.length ? 0 : found;
  }
  current = Math.min(current, places.length - 1);
  return { search, places, current, marks: drawn(tr.doc, places, current) };
}

export const marking = (changed) => new Plugin({
  key,
  state: {
    init: () => ({ ...NOTHING, marks: pm.view.DecorationSet.empty }),
    apply(tr, old) {
      const news = tr.getMeta(key);
      return news || (tr.docChanged && old.search) ? next(old, tr, news) : old;
    },
  },
  props: { decorations: (state) => key.getState(state).marks },
  view: () => ({ update: (view, before) => key.getState(view.state) !== key.getState(before) && changed() }),
});

export const found = (editor) => key.getState(editor.state) ?? NOTHING;

export function tell(editor, news) {
  // Drawing anew puts the cursor where the editor knows it: let it know where it is.
  editor.view.domObserver.flush();
  editor.view.dispatch(editor.state.tr.setMeta(key, news).setMeta("addToHistory", false));
}

/** The marks of what comes in place of what stands between `from` and `to`: those of its first sign, and a
    link that would be gone. */
function marksFor(doc, from, to, within) {
  const $at = doc.resolve(from);
  const before = from > within.from || from === within.to;
  const marks = (from < to || !before ? $at.nodeAfter : $at.nodeBefore)?.marks ?? $at.marks();
  let lost = null;
  doc.nodesBetween(from, to, (node, pos) => {
    const link = node.isText && node.marks.find(({ type }) => type.name === "link");
    if (link && pos >= from && pos + node.nodeSize <= to) lost ??= link;
  });
  return lost && !marks.some(({ type }) => type === lost.type) ? lost.addToSet(marks) : marks;
}

/** Put what `made` makes of the words in their places, in one step of the history; what is around it and how it looks stays. */
export function replace(editor, places, made) {
  const { state, view } = editor;
  const { closeHistory } = pm.history;
  const tr = closeHistory(state.tr);
  for (const place of [...places].reverse()) {
    const old = state.doc.textBetween(place.from, place.to, "\n", "\n");
    const change = difference(old, made(old));
    const [from, to] = [place.from + change.from, place.from + change.to];
    if (change.text) tr.replaceWith(from, to, state.schema.text(change.text, marksFor(state.doc, from, to, place)));
    else if (from < to) tr.delete(from, to);
  }
  view.dispatch(tr.setMeta("preventAutolink", true));
  view.dispatch(closeHistory(view.state.tr));
}
