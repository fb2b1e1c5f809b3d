// The list that a slash opens: all blocks that the menu has buttons for, by their names. The text keeps the
// keyboard; arrows, Enter and Escape are the list's while it is open.
import { tag } from "../../common/elements.js";

const GROUPS = ["headings", "lists", "nodes", "figures", "table", "marks"];
const LEFT_OUT = ["paragraph", "bold", "italic", "strike", "subscript", "superscript", "link", "unlink", "orderedListProperties"];
/** Other words by which something is looked for. */
const ALSO = {
  heading2: "title h2", heading3: "subheading h3", bulletList: "bullets points", orderedList: "numbers", blockquote: "quotation citation",
  horizontalRule: "line divider separator", storyPicture: "image photo figure", storyGallery: "images photos", storyEmbed: "youtube player map podcast",
  storyPull: "quotation", storyFacts: "aside sidebar", table: "grid chart", storyFootnote: "note",
};
const NAMES = {
  heading2: "Heading", heading3: "Smaller heading", bulletList: "Bulleted list", orderedList: "Numbered list",
  blockquote: "Quotation", horizontalRule: "Line", storyFootnote: "Footnote",
};

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function itemsOf({ storage }) {
  const { menu } = storage.menu;
  const seen = new Set();
  const all = GROUPS.flatMap((group) => menu.items(group));
  return all.filter(({ name, button, command }) => button && command && !name.includes(":") && !LEFT_OUT.includes(name) && !seen.has(name) && seen.add(name))
    .map(({ name, button, command, enabled }) => {
      const words = NAMES[name] ?? (button.title || button.getAttribute("aria-label"));
      const label = words[0].toUpperCase() + words.slice(1);
      return { name, label, words: plain(`${label} ${ALSO[name] ?? ""}`), command, enabled };
    });
}

export class SlashList {
  at = 0;
  shown = [];
  told = null; // what the list was last filled for

  constructor(editor, opened, close) {
    Object.assign(this, { editor, opened, close });
    this.dom = tag("ul", { class: "slash-list", role: "listbox", tabindex: "0", id: "slash-list", "aria-label": "Insert", hidden: "" });
    this.status = tag("p", { class: "visually-hidden", role: "status" });
    editor.view.dom.closest(".prose-editor").append(this.dom, this.status);
    // The text keeps the cursor.
    this.dom.addEventListener("mousedown", (event) => event.preventDefault());
    this.dom.addEventListener("click", ({ target }) => this.choose(target.closest("li")?.dataset.at));
    editor.on("blur", () => setTimeout(() => !editor.view.hasFocus() && this.opened() && this.escape()));
  }

  /** Show what fits what is typed; nothing where nothing does. */
  show(open) {
    if (open) {
      const words = plain(open.text).split(" ").filter(Boolean);
      this.shown = (this.items ??= itemsOf(this.editor)).filter((one) => words.every((word) => one.words.split(" ").some((own) => own.startsWith(word))));
    }
    const isOpen = Boolean(open && this.shown.length);
    if (isOpen && this.told !== open.text) this.fill();
    this.told = isOpen ? open.text : null;
    if (!isOpen && this.dom.hidden) return;
    this.dom.hidden = !isOpen;
    if (isOpen) this.place(open.at);
    this.say(isOpen);
  }

  /** Out of sight, with what was chosen: it may come back for the same text at once. */
  pause() {
    if (this.dom.hidden) return;
    this.dom.hidden = true;
    this.say(false);
  }

  fill() {
    this.dom.replaceChildren(...this.shown.map(({ name, label }, at) =>
      tag("li", { role: "option", id: `slash-${at}`, "data-at": String(at) }, tag("i", { "data-name": name, "aria-hidden": "true" }), label)));
    this.goTo(0);
    this.status.textContent = `${this.shown.length} to insert`;
  }

  goTo(at) {
    this.at = at;
    [...this.dom.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    this.dom.children[at]?.scrollIntoView({ block: "nearest" });
  }

  /** While it is open the text is the field of a list. */
  say(isOpen) {
    const { dom } = this.editor.view;
    const attributes = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "slash-list", "aria-activedescendant": `slash-${this.at}` };
    this.editor.view.domObserver.stop();
    for (const [name, value] of Object.entries(attributes)) {
      if (isOpen) dom.setAttribute(name, value);
      else dom.removeAttribute(name);
    }
    this.editor.view.domObserver.start();
  }

  /** Below the line, or above it where there is no room; at the side where the line begins. */
  place(at) {
    const frame = this.dom.parentElement.getBoundingClientRect();
    const line = this.editor.view.nodeDOM(at)?.getBoundingClientRect();
    if (!line) return;
    const most = visualViewport?.height ?? innerHeight;
    const above = most - line.bottom < this.dom.offsetHeight && line.top > this.dom.offsetHeight;
    this.dom.style.top = `${(above ? line.top - this.dom.offsetHeight - 4 : line.bottom + 4) - frame.top}px`;
    const isRtl = getComputedStyle(this.editor.view.nodeDOM(at)).direction === "rtl";
    this.dom.style.left = isRtl ? "auto" : `${line.left - frame.left}px`;
    this.dom.style.right = isRtl ? `${frame.right - line.right}px` : "auto";
  }

  /** A key while it is open; true where it was the list's. */
  pressed(event) {
    if (this.dom.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { length } = this.shown;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.goTo((this.at + (event.key === "ArrowDown" ? 1 : length - 1)) % length);
    else if (event.key === "Enter" || event.key === "Tab") this.choose(this.at);
    else if (event.key === "Escape") this.escape();
    else return false;
    this.say(!this.dom.hidden);
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Leave what is typed as it stands. */
  escape() {
    this.close(this.opened()?.at ?? null);
  }

  /** Take what was typed away, and do it. */
  choose(at) {
    const item = this.shown[at];
    const open = this.opened();
    if (!item || !open) return;
    const line = this.editor.state.doc.nodeAt(open.at);
    this.editor.chain().focus().deleteRange({ from: open.at + 1, to: open.at + 1 + line.content.size }).run();
    if (item.enabled(this.editor)) item.command(this.editor);
  }
}
