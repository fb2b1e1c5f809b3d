// The focal point: a click on the picture sets it, the arrow keys move it, and the crops beneath
// show what it does. An element of its own, for the picture's page and for the story's form:
//   const picker = document.createElement("focal-picker");
//   picker.show({ src, x, y });            // x and y from 0 to 1
//   picker.addEventListener("focal", ({ detail: { x, y } }) => …);
import { tag } from "../common/elements.js";

const RATIOS = ["16 / 9", "4 / 3", "1 / 1"];
const STEP = 0.02;

const within = (share) => Math.min(1, Math.max(0, Math.round((Number(share) || 0) * 100) / 100));

class FocalPicker extends HTMLElement {
  #at = { x: 0.5, y: 0.5 };

  /** The point, from 0 to 1. */
  get at() {
    return { ...this.#at };
  }

  /** Show a picture with its point; `fixed` for those who may not move it. */
  show({ src, x, y, fixed = false, label = "Focal point" }) {
    if (!this.firstChild) this.#make();
    for (const image of this.querySelectorAll("img")) {
      if (image.getAttribute("src") !== src) image.src = src;
    }
    this.frame.tabIndex = fixed ? -1 : 0;
    this.frame.setAttribute("aria-label", label);
    this.frame.setAttribute("aria-disabled", fixed);
    this.put(x, y);
  }

  /** Move the point there, without a word to others. */
  put(x, y) {
    this.#at = { x: within(x), y: within(y) };
    const [left, top] = [this.#at.x * 100, this.#at.y * 100];
    Object.assign(this.querySelector(".focal-mark").style, { left: `${left}%`, top: `${top}%` });
    for (const crop of this.querySelectorAll(".focal-crops img")) {
      crop.style.objectPosition = `${left}% ${top}%`;
    }
    this.frame.setAttribute("aria-valuenow", Math.round(left));
    this.frame.setAttribute("aria-valuetext", `${Math.round(left)} % across, ${Math.round(top)} % down`);
  }

  #make() {
    const picture = tag("img", { alt: "", draggable: false });
    this.frame = tag("span", { class: "focal", role: "slider" }, picture, tag("span", { class: "focal-mark" }));
    const crops = RATIOS.map((ratio) => {
      const crop = tag("img", { alt: "" });
      crop.style.aspectRatio = ratio;
      return tag("span", {}, crop, tag("small", {}, ratio.replaceAll(" ", "").replace("/", ":")));
    });
    this.append(this.frame, tag("span", { class: "focal-crops" }, ...crops));
    this.#listen(picture);
  }

  #listen(picture) {
    const point = ({ clientX, clientY }) => {
      const box = picture.getBoundingClientRect();
      this.#move((clientX - box.left) / box.width, (clientY - box.top) / box.height);
    };
    const drag = (event) => event.buttons && point(event);
    // A finger scrolls the page; a tap is a click.
    this.frame.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button !== 0) return;
      this.frame.setPointerCapture(event.pointerId);
      this.frame.addEventListener("pointermove", drag);
    });
    this.frame.addEventListener("pointerup", () => this.frame.removeEventListener("pointermove", drag));
    this.frame.addEventListener("click", point);
    this.frame.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
      const step = steps[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#move(this.#at.x + step[0], this.#at.y + step[1]);
    });
  }

  #move(x, y) {
    if (this.frame.getAttribute("aria-disabled") === "true") return;
    this.put(x, y);
    this.dispatchEvent(new CustomEvent("focal", { detail: this.at }));
  }
}
customElements.define("focal-picker", FocalPicker);

// The picture's own page: the two numbers stay fields.
const picture = document.querySelector("img.picture-preview");
const across = document.querySelector("#id_focal_x");
const down = document.querySelector("#id_focal_y");
if (picture && across && down) {
  const picker = document.createElement("focal-picker");
  picture.replaceWith(picker);
  picker.show({ src: picture.src, x: across.value, y: down.value });
  picker.addEventListener("focal", ({ detail: { x, y } }) => {
    across.value = x;
    down.value = y;
  });
  for (const field of [across, down]) {
    field.addEventListener("input", () => picker.put(across.value, down.value));
  }
}
