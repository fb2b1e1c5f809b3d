// A field that holds a picture's number shows the picture instead, and asks the library for another.
import { announce, tag } from "../common/elements.js";
import { get } from "../common/server.js";
import { filesIn, hasFiles } from "./uploads.js";

export class PictureField {
  constructor(field) {
    this.field = field;
    this.input = field.querySelector("input");
    this.shown = this.input.value;
    // The story's own caption, where nothing stands in it yet.
    this.caption = this.input.name === "picture" ? this.input.form?.elements.picture_caption : null;
    this.part("number").hidden = true;
    this.part("ways").hidden = false;
    this.label();
    this.listen();
  }

  part(name) {
    return this.field.querySelector(`[data-${name}]`);
  }

  /** The field's label is the button's. */
  label() {
    const { id } = this.input;
    const label = document.querySelector(`label[for="${id}"]`);
    if (!label) return;
    const choose = this.part("choose");
    choose.id = `${id}_choose`;
    label.htmlFor = choose.id;
    label.id ||= `${id}_label`;
    choose.setAttribute("aria-labelledby", `${label.id} ${choose.id}`);
  }

  listen() {
    const { field } = this;
    // The form may fill the field itself, with what was saved elsewhere.
    this.input.addEventListener("change", () => this.look());
    // A file that is dropped on the field is sent to the library, and then it is here.
    field.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    field.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.ask({ files: filesIn(event.dataTransfer).slice(0, 1) });
    });
    for (const name of ["choose", "shown"]) this.part(name).addEventListener("click", () => this.ask());
    this.part("remove").addEventListener("click", () => this.put(null));
  }

  ask(more = {}) {
    const placed = Boolean(this.caption && !this.caption.value.trim());
    const detail = { done: (picture) => this.put(picture), ...more, placed };
    announce(document, "desk:choose-picture", detail);
  }

  put(picture) {
    const { caption, input } = this;
    if (picture?.here && caption) {
      caption.value = picture.here;
      caption.dispatchEvent(new Event("input", { bubbles: true }));
    }
    input.value = picture?.id ?? "";
    this.show(picture);
    input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: picture }));
    this.part("choose").focus();
  }

  async look() {
    const wanted = this.input.value;
    if (wanted === this.shown) return;
    if (!wanted) return this.show(null);
    const address = this.field.dataset.chooseUrl.replace("choose/", `${wanted}/card/`);
    const picture = await get(address);
    if (picture && wanted === this.input.value) this.show(picture);
  }

  show(picture) {
    for (const name of ["shown", "full", "remove"]) this.part(name).hidden = !picture;
    this.part("empty").hidden = Boolean(picture);
    if (picture) {
      Object.assign(this.part("thumb"), { src: picture.src || "data:,", alt: picture.alt });
      this.part("words").replaceChildren(`${picture.title} `, tag("span", {}, picture.credit));
    }
    this.shown = String(picture?.id ?? "");
  }
}
