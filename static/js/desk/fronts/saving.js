// One request a move: the layout goes to the server, and what comes back is what is shown. What can't be sent stays
// here and in the browser, and is tried again.
import { announce } from "../common/elements.js";
import { post } from "../common/server.js";
import { store, stored } from "../common/storage.js";
import { same } from "./layout.js";

const AGAIN = 5_000; // milliseconds until what failed is tried again
const MOST_STEPS = 50; // that can be undone

const SAID = {
  away: "No connection. Your changes are kept in this browser and will be saved as soon as it is back.",
  out: "You were logged out. Your changes are kept in this browser: log in again in another window, and they will be saved.",
  wait: "The server asks to wait. Your changes are kept in this browser and will be saved in a moment.",
  refused: "Your changes are kept in this browser.",
};

export class Saving {
  pending = [];
  done = [];
  undone = [];
  failed = "";
  waiting = []; // for all to be saved

  constructor({ key, person, writeUrl, layout, number }) {
    Object.assign(this, { key, writeUrl, server: layout, number });
    this.name = `newsportal:front:${key}:${person}`;
    for (const type of ["online", "focus"]) window.addEventListener(type, () => this.failed && this.failed !== "refused" && this.send());
    window.addEventListener("beforeunload", (event) => this.pending.length && event.preventDefault());
    this.recall();
  }

  /** The layout with all that is still to be sent. */
  get layout() {
    return this.pending.reduce((layout, step) => step.run(layout).layout, this.server);
  }

  /** What an earlier page could not send, and what it could undo. */
  recall() {
    const steps = stored(`${this.name}:steps`);
    if (steps?.number === this.number) Object.assign(this, { done: steps.done, undone: steps.undone });
    const left = stored(`${this.name}:left`);
    if (!left || same(left.layout, this.server)) return;
    this.pending.push({ words: "Unsaved changes restored", run: () => ({ layout: left.layout, fallen: [] }), base: left.number });
    queueMicrotask(() => this.send());
  }

  /** Do a step: `run` is given a layout and gives the next one. */
  take(words, run) {
    const { layout, fallen } = run(this.layout);
    for (const place of fallen) announce(document, "front:fallen", { place });
    if (same(layout, this.layout)) return false;
    this.undone = [];
    this.pending.push({ words, run });
    this.changed();
    return true;
  }

  undo() {
    return this.turn("done", "undone", "Undone");
  }

  redo() {
    return this.turn("undone", "done", "Redone");
  }

  /** Go back one step, or forth. What others have saved since stays: only that step is turned round. */
  turn(from, to, words) {
    if (this.pending.length || !this[from].length) return false;
    const { layout, number, words: what } = this[from].pop();
    this.pending.push({ words: `${words}: ${what}`, run: () => ({ layout, fallen: [] }), base: number, what, onto: to });
    this.changed();
    return true;
  }

  /** Resolves once all is saved (true), or can't be just now (false). */
  settled() {
    if (this.failed) this.send();
    return new Promise((done) => {
      this.waiting.push(done);
      this.settle();
    });
  }

  settle() {
    if (this.pending.length && (this.sending || !this.failed)) return;
    for (const done of this.waiting.splice(0)) done(!this.pending.length);
  }

  changed() {
    this.keep();
    announce(document, "front:pending", { layout: this.layout });
    this.send();
  }

  keep() {
    const left = this.pending.length ? { layout: this.layout, number: this.pending[0].base ?? this.number } : null;
    store(`${this.name}:left`, left);
    store(`${this.name}:steps`, { number: this.number, done: this.done, undone: this.undone });
  }

  /** Send the first step; then the next. */
  async send() {
    clearTimeout(this.timer);
    if (this.sending || !this.pending.length) return;
    const [step] = this.pending;
    const before = this.server;
    const { layout } = step.run(before);
    // What is tried again says nothing: its buttons stay where they are.
    if (!this.failed) this.say("saving", "Saving…");
    this.sending = true;
    const { kind, answer, pause } = await post(this.writeUrl, {
      layout: [JSON.stringify(layout)], based_on: [String(step.base ?? this.number)],
    });
    this.sending = false;
    // It may have been let go meanwhile.
    const isWanted = this.pending[0] === step;
    if (kind !== "ok" && !isWanted) return this.send();
    if (kind !== "ok") return this.fail(kind, answer, pause);
    this.failed = "";
    if (isWanted) this.pending.shift();
    // What others had saved meanwhile stays, when this is undone.
    this.note(step, answer.onto ?? before, answer.number);
    this.adopt(answer, step.words);
    this.say("saved", "Draft saved");
    this.settle();
    this.send();
  }

  /** What it takes to turn the step round again. */
  note(step, before, number) {
    const steps = this[step.onto ?? "done"];
    steps.push({ layout: before, number, words: step.what ?? step.words });
    steps.splice(0, steps.length - MOST_STEPS);
  }

  /** What the server has is what is shown. */
  adopt(answer, words = "") {
    this.server = answer.layout;
    this.number = answer.number;
    this.keep();
    announce(document, "front:shown", { ...answer, words });
  }

  fail(kind, answer, pause) {
    this.failed = kind;
    const why = answer?.error ? `${answer.error} ` : "";
    this.say(kind, why + SAID[kind]);
    this.settle();
    if (kind !== "refused") this.timer = setTimeout(() => this.send(), pause ?? AGAIN);
  }

  /** Let go of what can't be saved; the page shows the draft as it is. */
  letGo() {
    this.pending = [];
    this.failed = "";
    this.keep();
    this.say("saved", "Discarded. This is the draft as last saved.");
    announce(document, "front:stale", {});
  }

  say(state, words) {
    announce(document, "front:said", { state, words });
  }
}
