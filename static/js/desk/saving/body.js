// The story's text in its editor: what others wrote comes in, and what is typed meanwhile stays.
import * as steps from "./body-steps.js";
import { editorOf } from "./fields.js";

const EDITOR = "django-prose-editor/editor"; // by the page’s import map

let library = null; // the editor's, once it was needed

export async function ready(form) {
  if (editorOf(form)) library ??= await import(EDITOR);
}

/** Remember the text as it is now, and every step from here on, until it is stopped. */
export function watch(form) {
  const editor = editorOf(form);
  const text = form.elements.body.value;
  if (!editor) return { text, stop() {} };
  const maps = [];
  const note = ({ transaction }) => maps.push(...transaction.mapping.maps);
  read(editor);
  editor.on("transaction", note);
  return { doc: editor.state.doc, maps, text, stop: () => editor.off("transaction", note) };
}

/** Let the editor know of what the browser did and has not yet told it. */
const read = (editor) => editor.view.domObserver?.flush();

/** What has to change so that the text says what `html` says; `since` is where that comes from.
    Null where something was typed in it since. */
export function changes(form, html, since = null) {
  const editor = editorOf(form);
  if (!editor) return since && form.elements.body.value !== since.text ? null : { html };
  const { createNodeFromContent, pm } = library;
  read(editor);
  const wanted = createNodeFromContent(html, editor.schema, { slice: false });
  const before = since?.doc ?? editor.state.doc;
  let found = steps.changesOf(before, wanted, { writing: editor.view.hasFocus() });
  // What the small steps can't reach, one does.
  if (!reaches(before, found, wanted, pm)) found = [{ from: 0, to: before.content.size, content: wanted.content }];
  return since?.doc ? steps.carried(found, before, editor.state.doc, since.maps) : found;
}

function reaches(before, found, wanted, { model, transform }) {
  try {
    return steps.alike(steps.make(new transform.Transform(before), found, model).doc, wanted);
  } catch {
    return false;
  }
}

/** Make the changes, in one go; returns whether there were any. Only what is `mine` is undone. */
export function take(form, found, { mine = false } = {}) {
  const editor = editorOf(form);
  const area = form.elements.body;
  if (!editor) {
    if (area.value === found.html) return false;
    area.value = found.html;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
  if (!found.length) return false;
  const { state } = editor;
  const tr = steps.make(state.tr, found, library.pm.model);
  stay(tr, state.selection);
  if (state.storedMarks) tr.setStoredMarks(state.storedMarks);
  editor.view.dispatch(mine ? tr : tr.setMeta("addToHistory", false));
  return true;
}

/** The cursor stays behind the words before it, also where others add some. */
function stay(tr, selection) {
  const { TextSelection } = library.pm.state;
  if (!(selection instanceof TextSelection)) return;
  const { from, to, empty, anchor } = selection;
  const start = tr.mapping.map(from, empty ? -1 : 1);
  const end = Math.max(start, tr.mapping.map(to, -1));
  if (![start, end].every((pos) => tr.doc.resolve(pos).parent.inlineContent)) return;
  tr.setSelection(TextSelection.create(tr.doc, ...(anchor === from ? [start, end] : [end, start])));
}
