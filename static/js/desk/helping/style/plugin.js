// Marks in the editor's text. They are decorations: the text itself is not touched, and what is typed
// moves them until the next look.

const EDITOR = "django-prose-editor/editor"; // by the page’s import map

/** Have `editor` show marks; `moved` is told of the cursor. Returns what takes in new ones. */
export async function marking(editor, moved) {
  const { pm } = await import(EDITOR);
  const { Decoration, DecorationSet } = pm.view;
  const key = new pm.state.PluginKey("house-style");
  editor.registerPlugin(new pm.state.Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, old) => tr.getMeta(key)?.(tr.doc) ?? (tr.docChanged ? old.map(tr.mapping, tr.doc) : old),
    },
    props: { decorations: (state) => key.getState(state) },
    view: () => ({ update: (view, before) => before.selection.eq(view.state.selection) || moved() }),
  }));
  const drawn = ({ from, to, kind, id }) =>
    Decoration.inline(from, to, { nodeName: "mark", class: `style-mark style-${kind}` }, { id, kind });
  return {
    put(marks) {
      const there = key.getState(editor.state).find();
      const known = new Map(there.map(({ from, to, spec: { id, kind } }) => [id, `${from} ${to} ${kind}`]));
      // As long as nothing but its place has changed, the marks have moved by themselves.
      if (there.length === marks.length && marks.every(({ from, to, kind, id }) => known.get(id) === `${from} ${to} ${kind}`)) return;
      // Drawing anew puts the cursor where the editor knows it: let it know where it is.
      editor.view.domObserver.flush();
      const set = (doc) => DecorationSet.create(doc, marks.map(drawn));
      editor.view.dispatch(editor.state.tr.setMeta(key, set).setMeta("addToHistory", false));
    },
    /** Where a mark stands now; null where it was written over. */
    now(id) {
      const found = key.getState(editor.state).find(undefined, undefined, (spec) => spec.id === id)[0];
      return found ? { from: found.from, to: found.to } : null;
    },
    /** The number of the mark at the cursor. */
    at({ from, to }) {
      return key.getState(editor.state).find(from, to).map(({ spec }) => spec.id)[0];
    },
  };
}
