// What somebody suggests in the text: words to put in and to take out, by the key of their suggestion,
// and blocks that come or go (articles/lib/html/suggestions.py says what each means). What one does
// with them is fetched once there are any, or once somebody is in the text.
import { Extension, Mark } from "django-prose-editor/editor";
import { MODE } from "./mode.js";

const BLOCKS = [
  "paragraph", "heading", "listItem", "bulletList", "orderedList", "blockquote", "horizontalRule", "table",
  "storyPicture", "storyGallery", "storyEmbed", "storyPull", "storyFacts",
];

const mark = (name, tag) => Mark.create({
  name,
  inclusive: false,
  addAttributes: () => ({
    key: {
      default: null,
      parseHTML: (dom) => dom.dataset.suggestion,
      renderHTML: ({ key }) => ({ "data-suggestion": key }),
    },
  }),
  parseHTML: () => [{ tag: `${tag}[data-suggestion]`, priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
});

const DOES = new Set(["suggest", "take", "refuse", "next-suggestion"]);

const Insertion = mark("storyInsertion", "ins");
const Deletion = mark("storyDeletion", "del");

const written = (name, attribute) => ({
  default: null,
  keepOnSplit: false,
  parseHTML: (dom) => dom.getAttribute(attribute),
  renderHTML: (attributes) => (attributes[name] ? { [attribute]: attributes[name] } : {}),
});

export const StorySuggestions = Extension.create({
  name: "storySuggestions",

  addExtensions: () => [Insertion, Deletion],
  addStorage: () => ({ tools: null }),
  onCreate() {
    const { editor } = this;
    const form = editor.options.element?.querySelector?.("textarea")?.form;
    if (!form) return;
    let begun = null;
    this.storage.tools = () => (begun ??= import("./tools.js").then(({ Tools }) => new Tools(editor, form)));
    const look = () => {
      if (/ data-(suggestion|ins|del)="/.test(form.elements.body.value)) this.storage.tools();
    };
    if (sessionStorage.getItem(MODE(form))) this.storage.tools();
    look();
    // There before anybody presses for it: what is typed right after that is suggested, too.
    editor.view.dom.addEventListener("focus", () => import("./tools.js"), { once: true });
    form.addEventListener("desk:saved", look);
    document.addEventListener("desk:key", async (event) => {
      const { does } = event.detail;
      if (!DOES.has(does) || event.detail.target.closest?.("dialog")) return;
      event.preventDefault();
      (await this.storage.tools()).does(does);
    });
  },
  addMenuItems({ menu, buttons }) {
    const { storage } = this;
    menu.defineItem({
      name: "suggest",
      groups: "history",
      priority: 40,
      button: buttons.text("", "Suggest changes (Ctrl-Alt-S)"),
      active: (editor) => editor.storage.storySuggestions.isOn === true,
      command: async () => (await storage.tools?.())?.does("suggest"),
    });
  },
  addGlobalAttributes: () => [{ types: BLOCKS, attributes: { ins: written("ins", "data-ins"), gone: written("gone", "data-del") } }],
});
