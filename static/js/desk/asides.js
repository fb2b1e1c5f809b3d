// What stands beside the run of a story: pull quotes, and boxes of facts. The sanitiser
// (articles/lib/html/builder.py) keeps of them what these nodes can hold, and nothing else.
// The editor imports it by an address that the page names, so it imports nothing but the editor.
import { Node, mergeAttributes } from "django-prose-editor/editor";

const isEmpty = (node) => node?.type.name === "paragraph" && !node.content.size;

/** The nearest node of that kind around the cursor, and where it stands; null for none. */
function around(editor, name) {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name === name) return { node, depth, from: $from.before(depth), to: $from.after(depth) };
  }
  return null;
}

/** Go on below the aside, in the empty paragraph there or in a new one. */
function below(editor, name) {
  const aside = around(editor, name);
  if (!aside) return false;
  const chain = editor.chain();
  if (!isEmpty(editor.state.doc.nodeAt(aside.to))) chain.insertContentAt(aside.to, { type: "paragraph" });
  return chain.setTextSelection(aside.to + 1).scrollIntoView().run();
}

/** Take the whole of it, as a figure is taken. */
function whole(editor, name) {
  const aside = around(editor, name);
  return aside ? editor.commands.setNodeSelection(aside.from) : false;
}

/** Put an aside below the cursor's block, or in its place if that is empty; go into its first part. */
function insert(editor, type, content) {
  const { $to } = editor.state.selection;
  const here = $to.depth === 1 && isEmpty($to.parent);
  const start = here ? $to.before() : $to.depth ? $to.after(1) : $to.pos;
  const end = here ? $to.after() : start;
  const last = end === editor.state.doc.content.size;
  return editor.chain()
    .insertContentAt({ from: start, to: end }, [{ type, content }, ...(last ? [{ type: "paragraph" }] : [])])
    .setTextSelection(start + 2).focus().run();
}

/** The words that are marked, as the content of a line. */
function marked(editor) {
  const { from, to } = editor.state.selection;
  const words = editor.state.doc.textBetween(from, to, " ").trim();
  return words ? [{ type: "text", text: words }] : [];
}

const putPull = (editor) => insert(editor, "storyPull", [
  { type: "storyPullWords", content: marked(editor) },
  { type: "storyPullSpeaker" },
]);
const putFacts = (editor) => insert(editor, "storyFacts", [
  { type: "heading", attrs: { level: 2 } },
  { type: "paragraph" },
]);

const aside = (kind, hint) => ({
  group: "block",
  isolating: true,
  defining: true,
  selectable: true,
  draggable: true,
  parseHTML: () => [{ tag: `aside.${kind}` }],
  renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes(HTMLAttributes, { class: kind, "aria-label": hint }), 0],
});

const PullWords = Node.create({
  name: "storyPullWords",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "aside.pull > blockquote", priority: 100, contentElement: (dom) => dom.querySelector("p") ?? dom }],
  renderHTML: () => ["blockquote", ["p", 0]],
});

const PullSpeaker = Node.create({
  name: "storyPullSpeaker",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "aside.pull > p", priority: 100 }],
  renderHTML: () => ["p", 0],
});

export const StoryPull = Node.create({
  name: "storyPull",
  ...aside("pull", "Pull quote"),
  content: "storyPullWords storyPullSpeaker",

  addExtensions: () => [PullWords, PullSpeaker],
  addKeyboardShortcuts() {
    const onwards = ({ editor }) => {
      if (around(editor, "storyPullSpeaker")) return below(editor, this.name);
      const words = around(editor, "storyPullWords");
      return words ? editor.commands.setTextSelection(words.to + 1) : false;
    };
    const backwards = ({ editor }) => {
      const { selection: { $from, empty } } = editor.state;
      if (!empty || $from.parentOffset) return false;
      if (around(editor, "storyPullWords")) return whole(editor, this.name);
      const speaker = around(editor, "storyPullSpeaker");
      return speaker ? editor.commands.setTextSelection(speaker.from - 1) : false;
    };
    return {
      "Alt-Shift-q": ({ editor }) => putPull(editor),
      Enter: onwards,
      Backspace: backwards,
      "Mod-Enter": ({ editor }) => below(editor, this.name),
      Escape: ({ editor }) => whole(editor, this.name),
    };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyPull",
      groups: "figures",
      button: buttons.text("", "pull quote"),
      active: (editor) => editor.isActive("storyPull"),
      command: putPull,
    });
  },
});

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
      return below(editor, this.name) && editor.commands.deleteRange(line);
    };
    const backwards = ({ editor }) => {
      const { selection: { $from, empty } } = editor.state;
      const box = around(editor, this.name);
      const first = box && $from.depth === box.depth + 1 && $from.index(box.depth) === 0;
      return first && empty && !$from.parentOffset ? whole(editor, this.name) : false;
    };
    return {
      "Alt-Shift-b": ({ editor }) => putFacts(editor),
      Enter: onwards,
      Backspace: backwards,
      "Mod-Enter": ({ editor }) => below(editor, this.name),
      Escape: ({ editor }) => whole(editor, this.name),
    };
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyFacts",
      groups: "figures",
      button: buttons.text("", "fact box"),
      active: (editor) => editor.isActive("storyFacts"),
      command: putFacts,
    });
  },
});
