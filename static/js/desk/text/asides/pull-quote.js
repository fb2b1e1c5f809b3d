// A pull quote: words of the story, set large beside it, and who said them.
import { Node } from "django-prose-editor/editor";
import { around, aside, insert, leave, menuItem, whole } from "../blocks.js";

/** The words that are marked, as the content of a line. */
function marked(editor) {
  const { from, to } = editor.state.selection;
  const words = editor.state.doc.textBetween(from, to, " ").trim();
  return words ? [{ type: "text", text: words }] : [];
}

const put = (editor) => insert(editor, {
  type: "storyPull",
  content: [
    { type: "storyPullWords", content: marked(editor) },
    { type: "storyPullSpeaker" },
  ],
}, 2);

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
      if (around(editor, "storyPullSpeaker")) return leave(editor, this.name);
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
      "Alt-Shift-q": ({ editor }) => put(editor),
      Enter: onwards,
      Backspace: backwards,
      "Mod-Enter": ({ editor }) => leave(editor, this.name),
      Escape: ({ editor }) => whole(editor, this.name),
    };
  },
  addMenuItems: menuItem("storyPull", "pull quote", put),
});
