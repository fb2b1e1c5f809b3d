// Several pictures of the library in a story's text, in an order, with one caption.
import { button, tag } from "../../common/elements.js";
import {
  attributesOf, choosePicture, figure, insertFigure, pictureParts, removal, setAttributes, showCard, sizeAttribute, sizing,
} from "./figure.js";

const MOST_PICTURES = 20; // of one gallery

const idsOf = (pictures) => (pictures ?? "").split(" ").filter(Boolean);

class Gallery {
  list = tag("ol", { class: "gallery-pictures", "aria-label": "Pictures of the gallery" });
  known = null;

  constructor(context) {
    this.context = context;
  }

  get ids() {
    return idsOf(attributesOf(this.context).pictures);
  }

  put(ids) {
    setAttributes(this.context, { pictures: [...new Set(ids)].slice(0, MOST_PICTURES).join(" ") });
  }

  add() {
    choosePicture((found) => this.put([...this.ids, ...[found].flat().map(({ id }) => String(id))]), { many: true });
  }

  move(id, by) {
    const { ids } = this;
    const at = ids.indexOf(id);
    ids.splice(at + by, 0, ...ids.splice(at, 1));
    this.put(ids);
    this.list.querySelector(`[data-id="${id}"] button:not([disabled])[data-by="${by}"]`)?.focus();
  }

  tile(id, at, all) {
    const parts = pictureParts();
    const nth = `picture ${at + 1}`;
    const before = button("‹", () => this.move(id, -1), { "aria-label": `Move ${nth} forward`, "data-by": "-1" });
    const after = button("›", () => this.move(id, 1), { "aria-label": `Move ${nth} back`, "data-by": "1" });
    before.disabled = at === 0;
    after.disabled = at === all.length - 1;
    const out = button("×", () => this.put(this.ids.filter((one) => one !== id)), { "aria-label": `Remove ${nth}` });
    out.disabled = all.length < 3;
    showCard(id, parts);
    return tag("li", { "data-id": id }, ...parts, before, after, out);
  }

  draw(pictures) {
    if (this.known === pictures) return;
    this.known = pictures;
    this.list.replaceChildren(...idsOf(pictures).map((id, at, all) => this.tile(id, at, all)));
  }
}

export const StoryGallery = figure("storyGallery", {
  marker: "gallery",
  attributes: {
    pictures: {
      default: "",
      parseHTML: (dom) => dom.dataset.gallery,
      renderHTML: ({ pictures }) => ({ "data-gallery": pictures }),
    },
    size: sizeAttribute("wide"),
  },
  label: "gallery",
  put: (editor) => choosePicture(
    (found) => insertFigure(editor, "storyGallery", { pictures: [found].flat().map(({ id }) => id).join(" ") }), { many: true },
  ),
  draw(context) {
    const gallery = new Gallery(context);
    const sizes = sizing(context);
    return {
      shown: tag("div", { class: "figure-shown" }),
      tools: [gallery.list, ...sizes.buttons, button("Add pictures", () => gallery.add()), removal(context)],
      hint: "A caption for all of them",
      draw({ pictures, size }, dom) {
        sizes.show(dom, size);
        gallery.draw(pictures);
      },
    };
  },
});
