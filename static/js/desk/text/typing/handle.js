// The handle beside a block by which it is dragged, with a mouse or a finger. Keys move blocks, too.
import { tag } from "../../common/elements.js";
import { move } from "./moves.js";

const EDGE = 60; // pixels from the edge of what is seen: there the page moves along
const SPEED = 14; // pixels a frame

export class Handle {
  dragged = null; // the number of the block that is held
  to = null; // before which one it would go

  constructor(editor) {
    this.editor = editor;
    this.frame = editor.view.dom.closest(".prose-editor");
    this.dom = tag("button", { type: "button", class: "block-handle", tabindex: "-1", "aria-hidden": "true", title: "Drag to move (Alt Shift ↑ ↓)", hidden: "" });
    this.line = tag("div", { class: "block-line", hidden: "" });
    this.frame.append(this.dom, this.line);
    const { dom } = editor.view;
    dom.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.over(event));
    this.frame.addEventListener("pointerleave", () => this.dragged === null && this.hide());
    // A finger hovers over nothing: the handle is beside the block with the cursor. Asked here, and not
    // at each key, which would wait for the answer.
    const hover = matchMedia("(hover: none)");
    let isTouched = hover.matches;
    hover.addEventListener("change", () => (isTouched = hover.matches));
    editor.on("selectionUpdate", () => isTouched && this.atCursor());
    editor.on("update", () => this.dragged === null && !this.dom.hidden && this.hide());
    this.dom.addEventListener("pointerdown", (event) => this.take(event));
    this.dom.addEventListener("pointermove", (event) => this.drag(event));
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) this.dom.addEventListener(type, (event) => this.drop(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.dragged !== null && this.letGo(), true);
  }

  get blocks() {
    return [...this.editor.view.dom.children].filter((one) => one.pmViewDesc?.node?.isBlock);
  }

  hide() {
    this.dom.hidden = true;
  }

  atCursor() {
    const { $from } = this.editor.state.selection;
    this.showAt(this.blocks[$from.index(0)]);
  }

  over({ clientY }) {
    if (this.dragged !== null) return;
    this.showAt(this.blocks.find((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return clientY >= top && clientY <= bottom;
    }));
  }

  showAt(block) {
    if (!block || block === this.block) return void (this.dom.hidden = !block);
    this.block = block;
    this.dom.hidden = false;
    this.dom.style.top = `${block.getBoundingClientRect().top - this.frame.getBoundingClientRect().top}px`;
    return undefined;
  }

  take(event) {
    if (event.button) return;
    event.preventDefault();
    this.dragged = this.blocks.indexOf(this.block);
    if (this.dragged < 0) return void (this.dragged = null);
    this.dom.setPointerCapture(event.pointerId);
    this.block.classList.add("is-dragged");
    this.y = event.clientY;
    this.begun = event.clientY;
    this.follow();
    return undefined;
  }

  drag({ clientY }) {
    if (this.dragged !== null) this.y = clientY;
  }

  /** Each frame: the page moves along at its edges, and the line says where the block would go. */
  follow() {
    if (this.dragged === null) return;
    const most = visualViewport?.height ?? innerHeight;
    const above = this.frame.querySelector(".prose-menubar").getBoundingClientRect().bottom;
    if (this.y > most - EDGE) scrollBy(0, SPEED);
    else if (this.y < above + EDGE / 2 && this.begun !== this.y) scrollBy(0, -SPEED);
    const boxes = this.blocks.map((one) => one.getBoundingClientRect());
    const behind = boxes.findIndex(({ top, bottom }) => this.y < (top + bottom) / 2);
    this.to = behind < 0 ? boxes.length : behind;
    const at = this.to ? boxes[this.to - 1].bottom : boxes[0].top;
    this.line.hidden = this.to === this.dragged || this.to === this.dragged + 1;
    this.line.style.top = `${at - this.frame.getBoundingClientRect().top + 4}px`;
    requestAnimationFrame(() => this.follow());
  }

  letGo() {
    this.block?.classList.remove("is-dragged");
    this.dragged = this.to = null;
    this.line.hidden = true;
    this.block = null;
    this.hide();
  }

  drop({ type }) {
    const { dragged, to } = this;
    if (dragged === null) return;
    this.letGo();
    if (type === "pointerup" && to !== null) move(this.editor, dragged, to);
    this.editor.view.focus();
  }
}
