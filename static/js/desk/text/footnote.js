// Footnotes: each stands where its sign is to be, as small text. The page numbers them, and puts
// them at its end; see articles/lib/html/notes.py.
import { Mark, getMarkRange } from "django-prose-editor/editor";
import { menuItem } from "./blocks.js";

const FIRST = "Footnote"; // what stands there until something is typed
const HAIR = "\u200a"; // parts two that touch, which would be one; so does the sanitiser

const typeOf = (editor) => editor.schema.marks.storyFootnote;

/** Where the footnote around the cursor begins and ends; undefined for none. */
function around(editor) {
  const { $from, empty } = editor.state.selection;
  const at = getMarkRange($from, typeOf(editor));
  return at ?? (empty && $from.pos ? getMarkRange(editor.state.doc.resolve($from.pos - 1), typeOf(editor)) : undefined);
}

/** Go on behind the footnote. */
function leave(editor) {
  const note = around(editor);
  if (!note || !editor.isActive("storyFootnote")) return false;
  return editor.chain().setTextSelection(note.to).command(({ tr }) => {
    tr.removeStoredMark(typeOf(editor));
    return true;
  }).run();
}

/** Put a footnote behind what is marked, and its words ready to be typed over. */
function put(editor) {
  if (leave(editor)) return true;
  const { $to, to } = editor.state.selection;
  if (!$to.parent.inlineContent) return false;
  const touches = typeOf(editor).isInSet($to.nodeBefore?.marks ?? []);
  const from = touches ? to + HAIR.length : to;
  const note = { type: "text", text: FIRST, marks: [{ type: "storyFootnote" }] };
  return editor.chain()
    .insertContentAt(to, touches ? [{ type: "text", text: HAIR }, note] : note, { updateSelection: false })
    .setTextSelection({ from, to: from + FIRST.length }).focus().run();
}

export const StoryFootnote = Mark.create({
  name: "storyFootnote",
  priority: 1_100, // around links, too
  inclusive: true,

  parseHTML: () => [{ tag: "small.footnote" }],
  renderHTML: () => ["small", { class: "footnote" }, 0],
  addKeyboardShortcuts: () => ({
    "Mod-Alt-f": ({ editor }) => put(editor),
    Enter: ({ editor }) => leave(editor),
    Escape: ({ editor }) => leave(editor),
    ArrowRight: ({ editor }) => {
      const { empty, from } = editor.state.selection;
      return empty && around(editor)?.to === from ? leave(editor) : false;
    },
  }),
  addMenuItems: menuItem("storyFootnote", "footnote", put, { groups: "marks", priority: 50 }),
});
