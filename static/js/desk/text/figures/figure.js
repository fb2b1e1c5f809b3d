// What the figures of a story's text share: pictures of the library, galleries, and players of other
// sites. Each is a <figure> with a caption to write in; the page itself makes the rest of it.
import { Node, mergeAttributes } from "django-prose-editor/editor";
import { announce, button, tag } from "../../common/elements.js";
import { get } from "../../common/server.js";
import { below, insert, menuItem } from "../blocks.js";

const CARD = (id) => `/admin/articles/picture/${id}/card/`;
const SIZES = { column: "Column", wide: "Wide", full: "Full" };

const caption = (dom) => dom.querySelector("figcaption") ?? tag("figcaption");

/** From the caption: Enter goes on below; Escape or Backspace at its start takes the figure. */
function keys(name) {
  const inside = (editor) => {
    const { $from } = editor.state.selection;
    return $from.parent.type.name === name ? $from : null;
  };
  const whole = ({ editor }, when = () => true) => {
    const from = inside(editor);
    return from && when(from) ? editor.commands.setNodeSelection(from.before()) : false;
  };
  return {
    Enter: ({ editor }) => {
      const from = inside(editor);
      return from ? below(editor, from.after()).run() : false;
    },
    Escape: (context) => whole(context),
    Backspace: (context) =>
      whole(context, (from) => context.editor.state.selection.empty && !from.parentOffset),
  };
}

/** A kind of figure: a caption inside, kept apart from the text around it. `marker` is the data
    attribute that it is known by, `label` what the menu calls it, `put` what its button does. */
export const figure = (name, { marker, attributes, label, put, draw, ...more }) => Node.create({
  name,
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  selectable: true,
  defining: true,
  addAttributes: () => attributes,
  parseHTML: () => [{ tag: `figure[data-${marker}]`, contentElement: caption }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), ["figcaption", 0]],
  addKeyboardShortcuts: () => keys(name),
  addMenuItems: menuItem(name, label, put),
  addNodeView: () => (context) => view(context, draw(context)),
  ...more,
});

/** How a figure looks in the text: what is shown, its tools, and the caption to write in. */
function view({ node, editor, getPos }, { shown, tools, hint, draw }) {
  const { type } = node;
  const text = tag("figcaption", { "data-hint": hint });
  const bar = tag("div", { class: "figure-tools", contenteditable: "false", role: "group", "aria-label": "Figure" }, ...tools);
  const dom = tag("figure", { class: "figure" }, shown, bar, text);
  shown.contentEditable = "false";
  shown.addEventListener("click", () => editor.commands.setNodeSelection(getPos()));
  const update = (next) => {
    if (next.type !== type) return false;
    text.classList.toggle("is-empty", next.content.size === 0);
    draw(next.attrs, dom);
    return true;
  };
  update(node);
  return {
    dom,
    contentDOM: text,
    update,
    selectNode: () => dom.classList.add("is-chosen"),
    deselectNode: () => dom.classList.remove("is-chosen"),
    stopEvent: (event) => bar.contains(event.target),
    ignoreMutation: (change) => !text.contains(change.target) && change.type !== "selection",
  };
}

/** The button that takes the figure out of the text. */
export function removal({ editor, getPos }) {
  return button("Remove", () => {
    const at = getPos();
    const { nodeSize } = editor.state.doc.nodeAt(at);
    editor.chain().focus().deleteRange({ from: at, to: at + nodeSize }).run();
  }, { class: "button small danger" });
}

/** What the figure holds now. */
export const attributesOf = ({ editor, getPos }) => editor.state.doc.nodeAt(getPos()).attrs;

export const setAttributes = ({ editor, getPos }, attributes) =>
  editor.commands.command(({ tr }) => {
    for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(getPos(), name, value);
    return true;
  });

/** Put a figure into the text; go to its caption, which is `text` at first. */
export function insertFigure(editor, type, attrs, text = "") {
  const words = text.replace(/\s+/g, " ").trim();
  return insert(editor, { type, attrs, ...(words && { content: [{ type: "text", text: words }] }) });
}

/** The attribute that says how wide it stands. */
export const sizeAttribute = (normal) => ({
  default: normal,
  parseHTML: (dom) => (dom.dataset.size in SIZES ? dom.dataset.size : "column"),
  renderHTML: ({ size }) => ({ "data-size": size }),
});

/** The buttons to choose it, and what shows which one is chosen. */
export function sizing(context) {
  const buttons = Object.entries(SIZES).map(([size, label]) =>
    button(label, () => setAttributes(context, { size }), { "data-set": size }));
  const show = (dom, size) => {
    dom.dataset.size = size;
    for (const one of buttons) one.setAttribute("aria-pressed", one.dataset.set === size);
  };
  return { buttons, show };
}

/** Ask for a picture, or for several with `many`; `files` are sent to the library first. */
export const choosePicture = (done, more = {}) =>
  announce(document, "desk:choose-picture", { done, ...more });

/** A picture of the library, and what it is called, to be filled by `showCard`. */
export const pictureParts = () => [tag("img", { alt: "" }), tag("p", { class: "figure-words" })];

/** Fill them, if it is `still` wanted by then. */
export async function showCard(id, [image, words], still = () => true) {
  words.textContent = `Picture ${id}`;
  const picture = await get(CARD(id));
  if (!still()) return;
  image.hidden = !picture?.src;
  if (picture?.src) image.src = picture.src;
  image.alt = picture?.alt ?? "";
  words.textContent = picture ? `${picture.title} · ${picture.credit}` : `Picture ${id} is no longer in the library.`;
  words.classList.toggle("is-wrong", !picture);
}
