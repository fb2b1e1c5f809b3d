// Blocks of a story's text that hold more than a paragraph: where they are put, and how one goes on
// below them.
import { mergeAttributes } from "django-prose-editor/editor";

export const isEmpty = (node) => node?.type.name === "paragraph" && !node.content.size;

/** A chain that puts the cursor into the empty paragraph at `at`; there will be one. */
export function below(editor, at) {
  const chain = editor.chain();
  if (!isEmpty(editor.state.doc.nodeAt(at))) chain.insertContentAt(at, { type: "paragraph" });
  return chain.setTextSelection(at + 1);
}

/** Put `block` below the cursor's, or in its place if that is empty; go to what is `depth` in it. */
export function insert(editor, block, depth = 1) {
  const { $to } = editor.state.selection;
  const here = $to.depth === 1 && isEmpty($to.parent);
  const start = here ? $to.before() : $to.depth ? $to.after(1) : $to.pos;
  const end = here ? $to.after() : start;
  const last = end === editor.state.doc.content.size;
  return editor.chain()
    .insertContentAt({ from: start, to: end }, [block, ...(last ? [{ type: "paragraph" }] : [])])
    .setTextSelection(start + depth).focus().run();
}

/** The nearest node of that kind around the cursor, and where it stands; null for none. */
export function around(editor, name) {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name === name) return { node, depth, from: $from.before(depth), to: $from.after(depth) };
  }
  return null;
}

/** Go on below it, in the empty paragraph there or in a new one. */
export function leave(editor, name) {
  const found = around(editor, name);
  return found ? below(editor, found.to).scrollIntoView().run() : false;
}

/** Take the whole of it. */
export function whole(editor, name) {
  const found = around(editor, name);
  return found ? editor.commands.setNodeSelection(found.from) : false;
}

/** What a pull quote and a fact box both are. The sanitiser (articles/lib/html/builder.py) keeps of them what
    these nodes can hold, and nothing else. */
export const aside = (kind, hint) => ({
  group: "block",
  isolating: true,
  defining: true,
  selectable: true,
  draggable: true,
  parseHTML: () => [{ tag: `aside.${kind}` }],
  renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes(HTMLAttributes, { class: kind, "aria-label": hint }), 0],
});

/** A block's button in the menu. */
export const menuItem = (name, label, command, more = {}) => ({ menu, buttons }) => menu.defineItem({
  name,
  groups: "figures",
  button: buttons.text("", label),
  active: (editor) => editor.isActive(name),
  command,
  ...more,
});
