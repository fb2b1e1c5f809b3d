// What a story's text holds beside words: pictures of the library and players of other sites.
// Each is a <figure> with a caption to write in; the page itself makes the rest of it.
// The editor imports it by an address that the page names, so it imports nothing but the editor;
// what it needs of the page (the dialogs) it asks the document for.
import { Node, mergeAttributes } from "django-prose-editor/editor";

const CARD = (id) => `/admin/articles/picture/${id}/card/`;
const MOST = 20; // pictures of one gallery
const SIZES = { column: "Column", wide: "Wide", full: "Full" };

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(label, run, attributes = {}) {
  const made = element("button", { type: "button", class: "button small", ...attributes }, label);
  made.addEventListener("click", run);
  return made;
}

/** What both kinds of figure share: a caption inside, kept apart from the text around it. */
const figure = {
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  selectable: true,
  defining: true,
};

const caption = (dom) => dom.querySelector("figcaption") ?? element("figcaption");

const isEmpty = (node) => node?.type.name === "paragraph" && !node.content.size;

/** Put the cursor into the empty paragraph at `at`; there will be one. */
function below(editor, at) {
  const chain = editor.chain();
  if (!isEmpty(editor.state.doc.nodeAt(at))) chain.insertContentAt(at, { type: "paragraph" });
  return chain.setTextSelection(at + 1).run();
}

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
      return from ? below(editor, from.after()) : false;
    },
    Escape: (context) => whole(context),
    Backspace: (context) =>
      whole(context, (from) => context.editor.state.selection.empty && !from.parentOffset),
  };
}

/** A view of a figure: what is shown, its tools, and the caption to write in. */
function view({ node, editor, getPos }, { shown, tools, hint, draw }) {
  const type = node.type;
  const text = element("figcaption", { "data-hint": hint });
  const bar = element("div", { class: "figure-tools", contenteditable: "false", role: "group", "aria-label": "Figure" }, ...tools);
  const dom = element("figure", { class: "figure" }, shown, bar, text);
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

function removal({ editor, getPos }) {
  return button("Remove", () => {
    const at = getPos();
    const { nodeSize } = editor.state.doc.nodeAt(at);
    editor.chain().focus().deleteRange({ from: at, to: at + nodeSize }).run();
  }, { class: "button small danger" });
}

const setAttributes = ({ editor, getPos }, attributes) =>
  editor.commands.command(({ tr }) => {
    for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(getPos(), name, value);
    return true;
  });

/** Put a figure below the cursor's block, or in its place if it is empty; go to its caption, which
    is `text` at first. */
function insert(editor, type, attrs, text = "") {
  const { $to } = editor.state.selection;
  const here = $to.depth === 1 && isEmpty($to.parent);
  const start = here ? $to.before() : $to.depth ? $to.after(1) : $to.pos;
  const end = here ? $to.after() : start;
  const last = end === editor.state.doc.content.size;
  const words = text.replace(/\s+/g, " ").trim();
  const content = [{ type, attrs, ...(words && { content: [{ type: "text", text: words }] }) }, ...(last ? [{ type: "paragraph" }] : [])];
  editor.chain().insertContentAt({ from: start, to: end }, content)
    .setTextSelection(start + 1).focus().run();
}

/** Ask for a picture, or for several with `many`; `files` are sent to the library first. */
const choosePicture = (done, more = {}) =>
  document.dispatchEvent(new CustomEvent("desk:choose-picture", { detail: { done, ...more } }));

const OURS = /\/pictures\/[0-9a-f]{2}\/[0-9a-f]{32}/; // readers see it: it is in the library

/** Whether what comes with a file is nothing but the picture itself, as a browser copies one. Word
    and Excel send a picture of the words along, which nobody wants. */
function isPicture(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const shown = [...body.querySelectorAll("img")];
  return !body.textContent.trim() && (!html || (shown.length === 1 && !OURS.test(shown[0].src)));
}

/** Pictures that are dropped on the text, or pasted into it, go to the library and then here. */
function takeFiles(editor) {
  const put = (pictures) => {
    const ids = [pictures].flat().map(({ id }) => String(id));
    if (ids.length > 1) insert(editor, "storyGallery", { pictures: ids.join(" ") });
    else if (ids.length) insert(editor, "storyPicture", { picture: ids[0] }, [pictures].flat()[0].here);
  };
  const take = (event, transfer, place) => {
    const files = [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    if (!files.length || !isPicture(transfer.getData("text/html"))) return;
    event.preventDefault();
    event.stopPropagation();
    if (place) editor.commands.setTextSelection(place.pos);
    choosePicture(put, { files, many: files.length > 1, placed: files.length === 1 });
  };
  const { dom } = editor.view;
  dom.addEventListener("drop", (event) => take(event, event.dataTransfer, editor.view.posAtCoords({ left: event.clientX, top: event.clientY })), true);
  dom.addEventListener("paste", (event) => take(event, event.clipboardData), true);
  document.addEventListener("desk:put-pictures", () => choosePicture(put, { many: true }));
}

/** The browser tells where somebody clicked or went after they did. 20 ms after the focus the editor
    puts the cursor back to where it knows it; on a busy page that came first. So take its part. */
function heedCursor({ view }) {
  view.dom.addEventListener("focus", () => {
    const { domObserver: observer } = view;
    if (view.focused) return;
    observer.stop();
    view.dom.classList.add("ProseMirror-focused");
    observer.start();
    view.focused = true;
    setTimeout(() => view.docView && view.hasFocus() && observer.flush(), 20);
  }, true);
}

export const StoryPicture = Node.create({
  name: "storyPicture",
  ...figure,

  onBeforeCreate() {
    // The page's policy allows no style elements; desk-prose.css has the editor's own rules.
    this.editor.options.injectCSS = false;
  },
  onCreate() {
    takeFiles(this.editor);
    heedCursor(this.editor);
  },

  addAttributes() {
    return {
      picture: {
        default: null,
        parseHTML: (dom) => dom.dataset.picture,
        renderHTML: ({ picture }) => ({ "data-picture": picture }),
      },
      size: {
        default: "column",
        parseHTML: (dom) => (dom.dataset.size in SIZES ? dom.dataset.size : "column"),
        renderHTML: ({ size }) => ({ "data-size": size }),
      },
    };
  },
  parseHTML: () => [{ tag: "figure[data-picture]", contentElement: caption }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), ["figcaption", 0]],
  addKeyboardShortcuts() {
    return keys(this.name);
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyPicture",
      groups: "figures",
      button: buttons.text("", "picture"),
      active: (editor) => editor.isActive("storyPicture"),
      command: (editor) => choosePicture(({ id, here }) => insert(editor, "storyPicture", { picture: String(id) }, here), { placed: true }),
    });
  },
  addNodeView() {
    return (context) => {
      const image = element("img", { alt: "" });
      const words = element("p", { class: "figure-words" });
      const sizes = Object.entries(SIZES).map(([size, label]) =>
        button(label, () => setAttributes(context, { size }), { "data-set": size }));
      let known = null;
      return view(context, {
        shown: element("div", { class: "figure-shown" }, image, words),
        tools: [
          ...sizes,
          button("Change", () => choosePicture(({ id }) => setAttributes(context, { picture: String(id) }))),
          removal(context),
        ],
        hint: "Caption for this story, in place of the picture’s own",
        draw({ picture, size }, dom) {
          dom.dataset.size = size;
          for (const one of sizes) one.setAttribute("aria-pressed", one.dataset.set === size);
          if (known !== picture) showCard((known = picture), image, words, () => known === picture);
        },
      });
    };
  },
});

/** Several pictures of the library, in an order, with one caption. */
export const StoryGallery = Node.create({
  name: "storyGallery",
  ...figure,

  addAttributes() {
    return {
      pictures: {
        default: "",
        parseHTML: (dom) => dom.dataset.gallery,
        renderHTML: ({ pictures }) => ({ "data-gallery": pictures }),
      },
      size: {
        default: "wide",
        parseHTML: (dom) => (dom.dataset.size in SIZES ? dom.dataset.size : "column"),
        renderHTML: ({ size }) => ({ "data-size": size }),
      },
    };
  },
  parseHTML: () => [{ tag: "figure[data-gallery]", contentElement: caption }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), ["figcaption", 0]],
  addKeyboardShortcuts() {
    return keys(this.name);
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyGallery",
      groups: "figures",
      button: buttons.text("", "gallery"),
      active: (editor) => editor.isActive("storyGallery"),
      command: (editor) =>
        choosePicture((found) => insert(editor, "storyGallery", { pictures: [found].flat().map(({ id }) => id).join(" ") }), { many: true }),
    });
  },
  addNodeView() {
    return (context) => {
      const list = element("ol", { class: "gallery-pictures", "aria-label": "Pictures of the gallery" });
      const sizes = Object.entries(SIZES).map(([size, label]) =>
        button(label, () => setAttributes(context, { size }), { "data-set": size }));
      const ids = () => (context.editor.state.doc.nodeAt(context.getPos()).attrs.pictures ?? "").split(" ").filter(Boolean);
      const put = (next) => setAttributes(context, { pictures: [...new Set(next)].slice(0, MOST).join(" ") });
      const move = (id, by) => {
        const now = ids();
        const at = now.indexOf(id);
        now.splice(at + by, 0, ...now.splice(at, 1));
        put(now);
        list.querySelector(`[data-id="${id}"] button:not([disabled])[data-by="${by}"]`)?.focus();
      };
      const tile = (id, at, all) => {
        const image = element("img", { alt: "" });
        const words = element("p", { class: "figure-words" });
        const nth = `picture ${at + 1}`;
        const before = button("‹", () => move(id, -1), { "aria-label": `Move ${nth} forward`, "data-by": "-1" });
        const after = button("›", () => move(id, 1), { "aria-label": `Move ${nth} back`, "data-by": "1" });
        before.disabled = at === 0;
        after.disabled = at === all.length - 1;
        const out = button("×", () => put(ids().filter((one) => one !== id)), { "aria-label": `Remove ${nth}` });
        out.disabled = all.length < 3;
        showCard(id, image, words, () => true);
        return element("li", { "data-id": id }, image, words, before, after, out);
      };
      let known = null;
      return view(context, {
        shown: element("div", { class: "figure-shown" }),
        tools: [
          list,
          ...sizes,
          button("Add pictures", () => choosePicture((found) => put([...ids(), ...[found].flat().map(({ id }) => String(id))]), { many: true })),
          removal(context),
        ],
        hint: "A caption for all of them",
        draw({ pictures, size }, dom) {
          dom.dataset.size = size;
          for (const one of sizes) one.setAttribute("aria-pressed", one.dataset.set === size);
          if (known === pictures) return;
          known = pictures;
          list.replaceChildren(...pictures.split(" ").filter(Boolean).map(tile));
        },
      });
    };
  },
});

async function showCard(id, image, words, still) {
  words.textContent = `Picture ${id}`;
  const answer = await fetch(CARD(id), { headers: { Accept: "application/json" } }).catch(() => null);
  const picture = answer?.ok ? await answer.json() : null;
  if (!still()) return;
  image.hidden = !picture?.src;
  if (picture?.src) image.src = picture.src;
  image.alt = picture?.alt ?? "";
  words.textContent = picture ? `${picture.title} · ${picture.credit}` : `Picture ${id} is no longer in the library.`;
  words.classList.toggle("is-wrong", !picture);
}

const askPlayer = (before, done) =>
  document.dispatchEvent(new CustomEvent("desk:ask-player", { detail: { before, done } }));

export const StoryEmbed = Node.create({
  name: "storyEmbed",
  ...figure,

  addAttributes() {
    return {
      embed: {
        default: "",
        parseHTML: (dom) => dom.dataset.embed,
        renderHTML: ({ embed }) => ({ "data-embed": embed }),
      },
      poster: {
        default: null,
        parseHTML: (dom) => dom.dataset.poster ?? null,
        renderHTML: ({ poster }) => (poster ? { "data-poster": poster } : {}),
      },
    };
  },
  parseHTML: () => [{ tag: "figure[data-embed]", contentElement: caption }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), ["figcaption", 0]],
  addKeyboardShortcuts() {
    return keys(this.name);
  },
  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyEmbed",
      groups: "figures",
      button: buttons.text("", "video or audio of another site"),
      active: (editor) => editor.isActive("storyEmbed"),
      command: (editor) => askPlayer("", (embed) => insert(editor, "storyEmbed", { embed })),
    });
  },
  addNodeView() {
    return (context) => {
      const provider = element("b");
      const address = element("span");
      const image = element("img", { alt: "" });
      const words = element("p", { class: "figure-words" });
      const still = element("div", {}, image, words);
      const now = () => context.editor.state.doc.nodeAt(context.getPos()).attrs.embed;
      const choose = button("", () => choosePicture(({ id }) => setAttributes(context, { poster: String(id) })));
      const drop = button("Remove poster", () => setAttributes(context, { poster: null }));
      let known = null;
      return view(context, {
        shown: element("div", { class: "figure-shown figure-embed" }, still, provider, address),
        tools: [
          choose,
          drop,
          button("Change", () => askPlayer(now(), (embed) => setAttributes(context, { embed }))),
          removal(context),
        ],
        hint: "Caption",
        draw({ embed, poster }) {
          choose.textContent = poster ? "Change poster" : "Choose a poster";
          still.hidden = drop.hidden = !poster;
          if (poster && known !== poster) showCard((known = poster), image, words, () => known === poster);
          provider.textContent = embed.split("/")[2]?.replace(/^www\./, "") ?? "";
          address.textContent = embed;
        },
      });
    };
  },
});
