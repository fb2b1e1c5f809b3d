// The library's menu, whose buttons look at the text after every change: here only where the cursor has
// come to stand elsewhere than before, for typing on changes none of them.
import { Menu as LibraryMenu, pm } from "django-prose-editor/editor";

const REST = 400; // milliseconds after the last change

const named = ({ type, attrs }) => `${type.name}${Object.values(attrs).join()}`;

/** All that a button's look depends on while the text around stays as it is. */
function standing(state) {
  const { selection, storedMarks } = state;
  const { $from, $to, empty } = selection;
  const around = (at) => Array.from({ length: at.depth }, (_none, depth) => named(at.node(depth + 1)));
  const marks = (storedMarks ?? $from.marks()).map(named);
  const { undoDepth, redoDepth } = pm.history;
  return [selection.constructor.name, empty, around($from), around($to), marks, undoDepth(state) > 0, redoDepth(state) > 0].join("|");
}

/** The listeners of all buttons, as one that asks them where it is needed. */
function together(listeners) {
  let last = "";
  let waiting = 0;
  const ask = (event) => event.editor.isDestroyed || listeners.forEach((listener) => listener(event));
  return (event) => {
    const now = standing(event.editor.state);
    clearTimeout(waiting);
    waiting = setTimeout(ask, REST, event);
    if (now === last && event.editor.state.selection.empty) return;
    last = now;
    ask(event);
  };
}

// It takes the place of the library's, by its name.
export const Menu = LibraryMenu.extend({
  onCreate(event) {
    const { editor } = this;
    const listeners = [];
    const { on } = editor;
    editor.on = (name, listener) => {
      if (name !== "transaction") return on.call(editor, name, listener);
      listeners.push(listener);
      return editor;
    };
    try {
      this.parent?.(event);
    } finally {
      delete editor.on;
    }
    editor.on("transaction", together(listeners));
  },
});
