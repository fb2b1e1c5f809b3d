// A picture of the library in a story's text; and what is dropped or pasted as a picture.
import { button, tag } from "../../common/elements.js";
import { unstyledHtml } from "../../common/unstyled.js";
import {
  choosePicture, figure, insertFigure, pictureParts, removal, setAttributes, showCard, sizeAttribute, sizing,
} from "./figure.js";

const OURS = /\/pictures\/[0-9a-f]{2}\/[0-9a-f]{32}/; // readers see it: it is in the library

/** Whether what comes with a file is nothing but the picture itself, as a browser copies one. Word
    and Excel send a picture of the words along, which nobody wants. */
function isPicture(html) {
  const { body } = new DOMParser().parseFromString(unstyledHtml(html), "text/html");
  const shown = [...body.querySelectorAll("img")];
  return !body.textContent.trim() && (!html || (shown.length === 1 && !OURS.test(shown[0].src)));
}

/** Pictures that are dropped on the text, or pasted into it, go to the library and then here. */
function takeFiles(editor) {
  const put = (chosen) => {
    const pictures = [chosen].flat();
    const ids = pictures.map(({ id }) => String(id));
    if (ids.length > 1) insertFigure(editor, "storyGallery", { pictures: ids.join(" ") });
    else if (ids.length) insertFigure(editor, "storyPicture", { picture: ids[0] }, pictures[0].here);
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

export const StoryPicture = figure("storyPicture", {
  marker: "picture",
  attributes: {
    picture: {
      default: null,
      parseHTML: (dom) => dom.dataset.picture,
      renderHTML: ({ picture }) => ({ "data-picture": picture }),
    },
    size: sizeAttribute("column"),
  },
  label: "picture",
  put: (editor) => choosePicture(
    ({ id, here }) => insertFigure(editor, "storyPicture", { picture: String(id) }, here), { placed: true },
  ),
  onBeforeCreate() {
    // The page's policy allows no style elements; desk-prose.css has the editor's own rules.
    this.editor.options.injectCSS = false;
  },
  onCreate() {
    takeFiles(this.editor);
    heedCursor(this.editor);
  },
  draw(context) {
    const parts = pictureParts();
    const sizes = sizing(context);
    const change = () => choosePicture(({ id }) => setAttributes(context, { picture: String(id) }));
    let known = null;
    return {
      shown: tag("div", { class: "figure-shown" }, ...parts),
      tools: [...sizes.buttons, button("Change", change), removal(context)],
      hint: "Caption for this story, in place of the picture’s own",
      draw({ picture, size }, dom) {
        sizes.show(dom, size);
        if (known !== picture) showCard((known = picture), parts, () => known === picture);
      },
    };
  },
});
