// Drag and drop by pointer: mouse, pen, and a finger that rests for a moment. From the list or the clipboard to a
// place, from place to place, from a place to the clipboard, or off the page into the list.
import { announce, tag } from "../common/elements.js";
import { holdingOf } from "./canvas.js";

const REST = 350; // milliseconds until a resting finger picks up
const STIR = 6; // pixels until a mouse does, or a finger scrolls instead
const EDGE = 60; // pixels at the frame's upper and lower end, where it scrolls by itself

export class Drag {
  constructor(canvas, hand, clipboard) {
    Object.assign(this, { canvas, hand, clipboard, active: null });
    const lists = [[document, "[data-pick]", (row) => this.held(row), (event) => ({ x: event.clientX, y: event.clientY })]];
    for (const source of lists) this.listen(...source);
    canvas.ready.then(() => this.listen(canvas.document, "[data-block] [data-at]", holdingOf, (event) => canvas.outside(event)));
  }

  held(row) {
    const { story, headline, key } = row.dataset;
    return key ? this.clipboard.held(key) : { from: "list", story: Number(story), headline };
  }

  listen(page, what, holding, point) {
    page.addEventListener("pointerdown", (event) => {
      const source = event.target.closest?.(what);
      if (event.button || !event.isPrimary || !source || event.target.closest(".front-edit, a[href]")) return;
      this.start(event, source, holding(source), point);
    });
    page.addEventListener("pointermove", (event) => this.move(event));
    page.addEventListener("pointerup", () => this.end(true));
    page.addEventListener("pointercancel", () => this.end(false));
    page.addEventListener("keydown", (event) => event.key === "Escape" && this.active?.ghost && this.end(false), true);
    // A finger that drags does not scroll, and what was dragged was not clicked.
    page.addEventListener("touchmove", (event) => this.active?.ghost && event.preventDefault(), { passive: false });
    page.addEventListener("click", (event) => this.justDropped && (event.preventDefault(), event.stopPropagation()), true);
    page.addEventListener("dragstart", (event) => this.active && event.preventDefault());
    page.addEventListener("contextmenu", (event) => this.active?.touch && event.preventDefault());
  }

  /** Do it once nothing is being dragged: what is taken hold of stays where it is until then. */
  free(act) {
    if (this.active) this.after = act;
    else act();
  }

  start(event, source, held, point) {
    this.end(false);
    const touch = event.pointerType === "touch";
    this.active = { source, held, point, touch, id: event.pointerId, from: point(event), at: point(event) };
    if (touch) this.timer = setTimeout(() => this.pickUp(), REST);
  }

  pickUp() {
    const { active } = this;
    if (!active || active.ghost) return;
    this.hand.rest();
    active.ghost = tag("div", { class: "front-ghost", "aria-hidden": "true" }, active.held.headline);
    document.body.append(active.ghost);
    document.body.classList.add("is-dragging");
    // From here on the pointer is heard where it was pressed, wherever it goes.
    active.source.setPointerCapture?.(active.id);
    navigator.vibrate?.(10);
    // On a phone the page comes in the place of the list.
    if (active.held.from !== "place") announce(document, "front:holding", {});
    this.show();
    this.scroll();
  }

  move(event) {
    const { active } = this;
    if (!active || event.pointerId !== active.id) return;
    active.at = active.point(event);
    const far = Math.hypot(active.at.x - active.from.x, active.at.y - active.from.y) > STIR;
    if (active.ghost) return this.show();
    if (far && active.touch) this.end(false);
    else if (far) this.pickUp();
  }

  /** Where it would go: a place, the clipboard, or off the page. */
  show() {
    const { active, canvas } = this;
    const { x, y } = active.at;
    active.ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
    const below = document.elementFromPoint(x, y);
    const place = below === canvas.frame ? canvas.under(x, y) : null;
    const isOwn = place && active.source === place;
    active.place = isOwn ? null : place;
    active.onto = below?.closest("[data-clipboard]") ? "clipboard" : below?.closest("[data-stories]") ? "off" : "";
    canvas.target(active.place);
    this.clipboard.box.classList.toggle("is-target", active.onto === "clipboard");
  }

  /** Near the frame's ends it scrolls, for as long as the pointer is there. */
  scroll() {
    const { active, canvas } = this;
    if (!active?.ghost) return;
    const box = canvas.box.getBoundingClientRect();
    const { left, right } = box;
    // What lies outside the window is no end that a finger could reach.
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const { x, y } = active.at;
    if (x > left && x < right && y > top - EDGE && y < bottom + EDGE) {
      const by = y < top + EDGE ? y - top - EDGE : y > bottom - EDGE ? y - bottom + EDGE : 0;
      if (by) {
        canvas.window.scrollBy(0, by / 4);
        this.show();
      }
    }
    requestAnimationFrame(() => this.scroll());
  }

  end(dropped) {
    clearTimeout(this.timer);
    const { active, canvas, hand } = this;
    this.active = null;
    // A click comes after this.
    if (this.after) setTimeout(() => this.after && (this.after(), (this.after = null)));
    if (!active?.ghost) return;
    active.ghost.remove();
    document.body.classList.remove("is-dragging");
    canvas.target(null);
    this.clipboard.box.classList.remove("is-target");
    this.justDropped = true;
    setTimeout(() => (this.justDropped = false));
    if (!dropped) return hand.say(`Put back: ${active.held.headline}.`);
    const { held, onto, place } = active;
    if (place) hand.drop(place, held);
    else if (onto === "clipboard") this.aside(held, active.source);
    else if (onto === "off" && held.from === "place" && held.id) hand.off(active.source);
  }

  aside(held, source) {
    if (held.from === "place") return held.id ? this.hand.off(source, "Set aside") : this.hand.copy(source);
    if (held.from === "list") this.clipboard.add(held);
  }
}
