// Blocks of the text change their places: one step of the history each, with the cursor where it was.
import { pm } from "django-prose-editor/editor";

/** Make one step of the history of what `change` does to a transaction. */
function inOneStep({ state, view }, change) {
  const { closeHistory } = pm.history;
  const tr = closeHistory(state.tr);
  change(tr);
  view.dispatch(tr.scrollIntoView());
  view.dispatch(closeHistory(view.state.tr));
}

/** Move what lies between two places to `to`, outside of them. */
function shift(tr, from, end, to) {
  const { content } = tr.doc.slice(from, end);
  tr.delete(from, end);
  tr.insert(tr.mapping.map(to, 1), content);
}

/** The row that is moved by a key, and where it stands: items of a list while there are others in that
    direction, else blocks of the text. */
function rowAt({ $from, $to }, by) {
  const depths = [];
  for (let depth = $from.sharedDepth($to.pos); depth > 0; depth -= 1) if (/list$/i.test($from.node(depth).type.name)) depths.push(depth);
  for (const depth of [...depths, 0]) {
    const parent = $from.node(depth);
    const [first, last] = [$from.index(depth), Math.min($to.indexAfter(depth), parent.childCount) - 1];
    const neighbour = by < 0 ? first - 1 : Math.max(first, last) + 1;
    if (neighbour >= 0 && neighbour < parent.childCount) return { depth, parent, first, last: Math.max(first, last), neighbour };
  }
  return null;
}

/** Move the marked blocks, or the cursor's, by one; the neighbour goes to the other side of them, so that
    the cursor and what stands around it stay. */
export function step(editor, by) {
  const { selection } = editor.state;
  const row = rowAt(selection, by);
  if (!row) return true;
  const { depth, parent, first, last, neighbour } = row;
  const start = depth ? selection.$from.start(depth) : 0;
  const placeOf = (index) => {
    let at = start;
    for (let n = 0; n < index; n += 1) at += parent.child(n).nodeSize;
    return at;
  };
  inOneStep(editor, (tr) => shift(tr, placeOf(neighbour), placeOf(neighbour + 1), by < 0 ? placeOf(last + 1) : placeOf(first)));
  return true;
}

/** Move the block of the text at `index` before the one at `to`, or to the end. */
export function move(editor, index, to) {
  const { doc } = editor.state;
  if (to === index || to === index + 1) return;
  const placeOf = (child) => {
    let at = 0;
    for (let n = 0; n < child; n += 1) at += doc.child(n).nodeSize;
    return at;
  };
  inOneStep(editor, (tr) => {
    shift(tr, placeOf(index), placeOf(index + 1), placeOf(to));
    const at = tr.mapping.map(placeOf(to), -1);
    tr.setSelection(pm.state.Selection.near(tr.doc.resolve(at + 1), 1));
  });
}
