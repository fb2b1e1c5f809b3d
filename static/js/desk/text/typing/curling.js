// Quotes and dashes as the story's language prints them, while one types; and in the whole text at once.
import { Plugin, pm } from "django-prose-editor/editor";
import { curled, straightened, typed, waysOf } from "./quotes.js";

const key = new pm.state.PluginKey("storyQuotes");
const SIGNS = /^["'\-.;:!? \d]$/;
const LOOKED_AT = 200; // characters before the cursor
const LEAF = "\ufffc";

const isVerbatim = (marks) => marks.some(({ type }) => type.name === "link" || type.spec.code);

const isNote = ({ marks }) => marks.some(({ type }) => type.name === "storyFootnote");
const said = (node) => (node.isText ? node.text : (node.type.name === "hardBreak" ? "\n" : LEAF).repeat(node.nodeSize));

/** The words of the block before the cursor: in a footnote those of the notes, else those around them. */
function before($at, marks) {
  const inNote = isNote({ marks });
  let text = "";
  $at.parent.cut(0, $at.parentOffset).forEach((node) => {
    if (isNote(node) === inNote) text += said(node);
  });
  return text.slice(-LOOKED_AT);
}

/** Type the sign, then, in a step of its own, put what it becomes in its place: Undo and Backspace have it
    back as it was typed. */
function put(view, from, to, sign, { drop, text }) {
  const { closeHistory } = pm.history;
  const was = view.state.doc.textBetween(from - drop, from) + sign;
  view.dispatch(view.state.tr.insertText(sign, from, to));
  const { tr } = view.state;
  const end = from + sign.length;
  closeHistory(tr);
  if (text) tr.replaceWith(from - drop, end, view.state.schema.text(text, tr.doc.resolve(end).marks()));
  else tr.delete(from - drop, end);
  view.dispatch(tr.setMeta(key, { from: from - drop, to: from - drop + text.length, was }).scrollIntoView());
}

/** Take back what was just put there. */
function straight(view) {
  const last = key.getState(view.state);
  const { empty, from } = view.state.selection;
  if (!last || !empty || from !== last.to) return false;
  const { tr, schema, doc } = view.state;
  const marks = doc.resolve(last.to).marks();
  view.dispatch(tr.replaceWith(last.from, last.to, schema.text(last.was, marks)).scrollIntoView());
  return true;
}

/** `isOn` says whether it is wanted, `language` which language the text is in. */
export const curling = ({ isOn, language }) => new Plugin({
  key,
  state: {
    init: () => null,
    apply: (tr, old) => tr.getMeta(key) ?? (tr.docChanged || tr.selectionSet ? null : old),
  },
  props: {
    handleTextInput(view, from, to, text) {
      if (!SIGNS.test(text) || view.composing || !isOn()) return false;
      const $from = view.state.doc.resolve(from);
      const marks = view.state.storedMarks ?? $from.marks();
      if (!$from.parent.inlineContent || $from.parent.type.spec.code || isVerbatim(marks)) return false;
      const becomes = typed(text, before($from, marks), waysOf(language()));
      if (!becomes || becomes.drop > ($from.nodeBefore?.isText ? $from.nodeBefore.text.length : 0) || becomes.text === text) return false;
      put(view, from, to, text, becomes);
      return true;
    },
    handleKeyDown: (view, event) =>
      event.key === "Backspace" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && straight(view),
  },
});

/** The runs of a block's text that may be changed: none of links, code or what is no text. */
function runsOf(block) {
  let text = "";
  const verbatim = [];
  block.forEach((node, offset) => {
    text += said(node);
    if (!node.isText || isVerbatim(node.marks)) verbatim.push([offset, offset + node.nodeSize]);
  });
  return { text, isFree: (from, to) => !verbatim.some(([start, end]) => from < end && to > start) };
}

/** Set all quotes of the text anew, in one step of the history; returns how many were changed. */
export function setAll(editor, way, language) {
  const { state, view } = editor;
  const { closeHistory } = pm.history;
  const changes = [];
  state.doc.descendants((block, pos) => {
    if (!block.isTextblock) return true;
    if (block.type.spec.code) return false;
    const { text, isFree } = runsOf(block);
    for (const [from, to, made] of way === "curl" ? curled(text, waysOf(language)) : straightened(text)) {
      if (isFree(from, to)) changes.push([pos + 1 + from, pos + 1 + to, made]);
    }
    return false;
  });
  if (!changes.length) return 0;
  const tr = closeHistory(state.tr);
  for (const [from, to, made] of changes.reverse()) {
    const marks = state.doc.resolve(from).nodeAfter.marks;
    if (made) tr.replaceWith(from, to, state.schema.text(made, marks));
    else tr.delete(from, to);
  }
  view.dispatch(tr.setMeta("preventAutolink", true));
  view.dispatch(closeHistory(view.state.tr));
  return changes.length;
}
