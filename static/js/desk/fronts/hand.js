// What somebody has in hand: taken from the list, a place or the clipboard, by the keyboard or by a tap, and put down
// at a place. Dragging does the same with the pointer held down (drag.js).
import { announce } from "../common/elements.js";
import { findPlace, placing, put, takeOff } from "./layout.js";
import { heldAt, holdingOf, whereOf } from "./canvas.js";

const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

export class Hand {
  held = null;

  constructor(canvas, saving, clipboard) {
    Object.assign(this, { canvas, saving, clipboard, bar: document.querySelector("[data-hand]") });
    this.bar.querySelector("button").addEventListener("click", () => this.back());
    canvas.ready.then(() => this.listen());
  }

  listen() {
    const { document: page } = this.canvas;
    page.addEventListener("keydown", (event) => this.key(event));
    page.addEventListener("click", (event) => {
      const place = event.target.closest("[data-block] [data-at]");
      if (event.target.closest(".front-edit")) return;
      event.preventDefault();
      if (!place) return;
      this.canvas.go(place);
      if (this.held) this.drop(place);
      else announce(document, "front:place", { place });
    });
    page.addEventListener("focusin", ({ target }) => this.held && this.canvas.target(target.closest("[data-at]")));
  }

  say(words) {
    announce(document, "front:announce", { words });
  }

  /** Take something up. By the keyboard one goes to the front with it. */
  take(held, origin = null) {
    this.held = held;
    this.origin = origin;
    this.bar.hidden = false;
    this.bar.querySelector("[data-held]").textContent = held.headline;
    this.canvas.document.documentElement.classList.add("front-holding");
    announce(document, "front:holding", {});
    const place = this.canvas.current();
    if (held.from !== "place") this.canvas.go(place);
    this.canvas.target(this.canvas.focused());
    this.say(`Picked up: ${held.headline}. Arrow keys choose a place, Enter puts it there, Escape puts it back.`);
  }

  /** Take up what is at a place, once the page shows what was done last. */
  async pick(place) {
    if (this.saving.pending.length) {
      await this.saving.settled();
      place = this.canvas.focused() ?? this.canvas.current();
    }
    this.take(holdingOf(place), place);
  }

  rest() {
    this.held = null;
    this.bar.hidden = true;
    this.canvas.document.documentElement.classList.remove("front-holding");
    this.canvas.target(null);
  }

  /** Put it back where it was. */
  back() {
    if (!this.held) return;
    const { headline } = this.held;
    this.rest();
    if (this.origin?.isConnected) this.origin.focus();
    this.say(`Put back: ${headline}.`);
  }

  /** Put what is held at a place. */
  drop(place, held = this.held) {
    this.rest();
    const { block, at } = whereOf(place);
    const name = this.canvas.nameOf(this.canvas.blockOf(block));
    const room = this.canvas.roomOf(block);
    const there = findPlace(this.saving.layout, held.id)?.place;
    const placement = there ?? placing(held.story, held.own);
    const words = `${held.headline}: ${name}, place ${at + 1}`;
    const moved = this.saving.take(words, (layout) => put(layout, placement, block, at, room));
    if (moved && held.from === "clipboard") this.clipboard.remove(held.key);
    this.canvas.at = `${block}:${at}`;
    this.say(moved ? `Placed: ${words}.` : `${held.headline} stands there already.`);
  }

  /** Leave the place to the rule; what stood there goes to the clipboard. */
  off(place, words = "Taken off") {
    const found = findPlace(this.saving.layout, place.dataset.place);
    const headline = heldAt(place);
    if (!found) return this.say("This place is filled by the block’s rule. Put another story here, or change the rule.");
    this.clipboard.add({ story: found.place.story, headline, own: found.place });
    this.saving.take(`${words}: ${headline}`, (layout) => takeOff(layout, found.place.id));
    this.say(`${words}: ${headline}. It is on the clipboard.`);
  }

  key(event) {
    const place = event.target.closest?.("[data-block] [data-at]");
    if (event.ctrlKey || event.metaKey || event.altKey || !place) return this.forward(event);
    const does = this.does(event.key, place);
    if (!does) return this.forward(event);
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  does(key, place) {
    if (key in STEPS || ["Home", "End", "PageUp", "PageDown"].includes(key)) return () => this.walk(key, place);
    const keys = {
      Enter: () => (this.held ? this.drop(place) : this.pick(place)),
      Escape: this.held && (() => this.back()),
      Delete: () => this.off(place),
      e: () => announce(document, "front:place", { place }),
      c: () => this.copy(place),
    };
    keys.Backspace = keys.Delete;
    return keys[key] || null;
  }

  /** From place to place; with Page Up and Page Down from block to block. */
  walk(key, place) {
    const places = this.canvas.places();
    const at = places.indexOf(place);
    const firsts = places.filter((one, index) => !index || whereOf(places[index - 1]).block !== whereOf(one).block);
    const here = firsts.findLastIndex((one) => places.indexOf(one) <= at);
    const to = {
      Home: places[0], End: places.at(-1),
      PageUp: firsts[here - 1] ?? firsts[0], PageDown: firsts[here + 1] ?? places.at(-1),
    }[key] ?? places[at + this.step(key)];
    this.canvas.go(to);
    this.canvas.target(this.held ? to : null);
  }

  /** One on, or one back: to the left is on, where the page is written from right to left. */
  step(key) {
    const isTurned = /Left|Right/.test(key) && getComputedStyle(this.canvas.document.documentElement).direction === "rtl";
    return (STEPS[key] ?? 0) * (isTurned ? -1 : 1);
  }

  copy(place) {
    const held = holdingOf(place);
    this.clipboard.add({ ...held, own: findPlace(this.saving.layout, held.id)?.place });
    this.say(`On the clipboard: ${held.headline}.`);
  }

  /** The desk's own keys work here, too. */
  forward({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
    if (key === "Tab") return;
    document.dispatchEvent(new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true }));
    const dialog = document.querySelector("dialog[open]");
    if (dialog) this.lead(dialog);
  }

  /** A dialog that is opened from within the frame gets the keyboard, and gives it back. */
  lead(dialog) {
    window.focus();
    (dialog.querySelector("[autofocus]") ?? dialog).focus();
    dialog.addEventListener("close", () => this.canvas.go(this.canvas.current()), { once: true });
  }
}
