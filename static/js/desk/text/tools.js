// What helps with the writing beside what the text holds: finding, quotes, counts, outline. What is
// not needed for the first key is fetched once it is asked for.
import { Extension } from "django-prose-editor/editor";
import { store, stored } from "../common/storage.js";
import { spoken } from "../stories/languages/fields.js";
import { step } from "./typing/moves.js";
import { selected } from "./typing/selected.js";
import { slash } from "./typing/slash.js";
import { status } from "./status/status.js";
import { curling } from "./typing/curling.js";
import { filling } from "./typing/textarea.js";

export { Menu } from "./typing/menu.js";

const formOf = (editor) => editor.options.element?.querySelector?.("textarea")?.form ?? null;

/** The language that the story is written in: its own, else the site's. */
const languageOf = (form) => (form?.elements.language ? spoken(form).lang : form?.dataset.siteLanguage) || "en";

/** Whether quotes are curled as this person types, which the browser remembers. */
function quotesOf(editor) {
  const name = () => `newsportal:quotes:${formOf(editor)?.dataset.person ?? ""}`;
  return {
    isOn: () => stored(name()) !== "off",
    set: (on) => store(name(), on ? null : "off"),
    language: () => languageOf(formOf(editor)),
  };
}

/** Make one thing at the first call, and give that from then on. */
const once = (make) => {
  let made = null;
  return () => (made ??= make());
};

export const StoryTools = Extension.create({
  name: "storyTools",

  addStorage: () => ({ does: {}, list: null }),
  onBeforeCreate() {
    const { editor } = this;
    const textarea = editor.options.element.querySelector("textarea");
    if (!textarea) return;
    // At the first change, and by itself: whatever else fails, what is typed is posted.
    let fill = null;
    editor.options.onUpdate = () => (fill ??= filling(editor, textarea))();
  },
  onCreate() {
    const { editor } = this;
    const form = formOf(editor);
    if (!form) return;
    const box = once(async () => {
      const { FindBox } = await import("./finding/box.js");
      return new FindBox(editor, form, () => languageOf(form));
    });
    const does = { find: async () => (await box()).open() };
    this.storage.does = does;
    document.addEventListener("desk:key", (event) => {
      if (!does[event.detail.does] || event.detail.target.closest?.("dialog")) return;
      event.preventDefault();
      does[event.detail.does]();
    });
    const handle = once(async () => {
      const { Handle } = await import("./typing/handle.js");
      return new Handle(editor);
    });
    for (const type of ["pointermove", "pointerdown"]) editor.view.dom.addEventListener(type, handle, { once: true });
    const quotes = quotesOf(editor);
    status(editor, form, [
      { label: "Outline", title: "Outline of the story", fill: async (close) => (await import("./status/outline.js")).outline(editor, close) },
      { label: "Quotes", title: "Quotes and dashes", fill: async () => (await import("./typing/ways.js")).quoteWays(editor, quotes) },
    ]);
  },
  addKeyboardShortcuts: () => ({
    "Alt-Shift-ArrowUp": ({ editor }) => step(editor, -1),
    "Alt-Shift-ArrowDown": ({ editor }) => step(editor, 1),
  }),
  addProseMirrorPlugins() {
    return [selected(), slash(this.editor), curling(quotesOf(this.editor))];
  },
  addMenuItems({ menu, buttons }) {
    const { storage } = this;
    menu.defineItem({
      name: "find",
      groups: "history",
      priority: 50,
      button: buttons.text("", "Find and replace"),
      command: () => storage.does.find?.(),
    });
  },
});
