// A fact box: a heading, and paragraphs and lists under it.
import { Node } from "django-prose-editor/editor";
import { around, aside, insert, isEmpty, leave, menuItem, whole } from "../blocks.js";

const put = (editor) => insert(editor, {
  type: "storyFacts",
  content: [
    { type: "heading", attrs: { level: 2 } },
    { type: "paragraph" },
  ],
}, 2);

export const StoryFacts = Node.create({
  name: "storyFacts",
  ...aside("facts", "Fact box"),
  content: "heading (paragraph | bulletList | orderedList)+",

  addKeyboardShortcuts() {
    /** From the heading to the line that waits; from an empty last line on with the story. */
    const onwards = ({ editor }) => {
      const box = around(editor, this.name);
      const { $from } = editor.state.selection;
      if (!box || $from.depth !== box.depth + 1) return false;
      const ended = $from.index(box.depth) === 0 && $from.parentOffset === $from.parent.content.size;
      if (ended && isEmpty(box.node.child(1))) return editor.commands.setTextSelection($from.after() + 1);
      if (!isEmpty($from.parent)) return false;
      if (box.node.childCount < 3 || $from.parent !== box.node.lastChild) return false;
      const line = { from: $from.before(), to: $from.after() };
      return leave(editor, this.name) && editor.commands.deleteRange(line);
    };
    const backwards = ({ editor }) => {
      const { selection: { $from, empty } } = editor.state;
      const box = around(editor, this.name);
      const first = box && $from.depth === box.depth + 1 && $from.index(box.depth) === 0;
      return first && empty && !$from.parentOffset ? whole(editor, this.name) : false;
    };
    return {
      "Alt-Shift-b": ({ editor }) => put(editor),
      Enter: onwards,
      Backspace: backwards,
      "Mod-Enter": ({ editor }) => leave(editor, this.name),
      Escape: ({ editor }) => whole(editor, this.name),
    };
  },
  addMenuItems: menuItem("storyFacts", "fact box", put),
});
