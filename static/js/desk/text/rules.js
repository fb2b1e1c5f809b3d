// What the text may hold beside the library's own nodes and marks, and what typing does by itself.
// The sanitiser (articles/lib/html/sanitiser.py) keeps the same; a test holds the two lists equal.
import { Extension, wrappingInputRule } from "django-prose-editor/editor";
import { unstyled } from "../common/unstyled.js";

/** An attribute as it is written; what is not written is null. */
const written = (name) => ({
  default: null,
  keepOnSplit: false,
  parseHTML: (dom) => dom.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] === null ? {} : { [name]: attributes[name] }),
});

// Stars and underscores are characters. A line may begin with what makes it a heading or a list.
const RULES = ["heading", "bulletList", "orderedList", "blockquote", "horizontalRule", "storyRules"];

export const StoryRules = Extension.create({
  name: "storyRules",

  onBeforeCreate() {
    this.editor.options.enableInputRules = RULES;
    this.editor.options.enablePasteRules = false;
  },
  addGlobalAttributes: () => [
    { types: ["heading", "paragraph"], attributes: { id: written("id") } },
    { types: ["table"], attributes: { chart: { ...written("data-chart"), renderHTML: ({ chart }) => (chart ? { "data-chart": chart } : {}) } } },
    { types: ["listItem"], attributes: { value: written("value") } },
    { types: ["tableHeader"], attributes: { scope: written("scope") } },
    {
      types: ["orderedList"],
      attributes: {
        reversed: {
          default: null,
          parseHTML: (dom) => (dom.hasAttribute("reversed") ? "reversed" : null),
          renderHTML: ({ reversed }) => (reversed ? { reversed } : {}),
        },
      },
    },
  ],
  addProseMirrorPlugins() {
    return [unstyled(this.editor)];
  },
  addMenuItems({ menu, buttons }) {
    for (const [kind, label] of [["bar", "Show the table as a bar chart"], ["line", "Show the table as a line chart"]]) {
      const isOn = (editor) => editor.isActive("table", { chart: kind });
      menu.defineItem({
        name: `table:${kind}Chart`,
        groups: "table",
        button: buttons.text("", label),
        active: isOn,
        hidden: (editor) => !editor.isActive("table"),
        command: (editor) => editor.chain().focus().updateAttributes("table", { chart: isOn(editor) ? null : kind }).run(),
      });
    }
  },
  addInputRules() {
    const type = this.editor.schema.nodes.orderedList;
    return [wrappingInputRule({
      find: /^(\d{1,4})[.)]\s$/,
      type,
      getAttributes: ([, number]) => ({ start: Number(number) }),
      joinPredicate: ([, number], node) => node.childCount + node.attrs.start === Number(number),
    })];
  },
});
