// A first translation by the newsroom's language model, beside the source: each block is a proposal
// in its place until it is taken into the form, which saves nothing by itself, or refused.
import { button, tag } from "../common/elements.js";
import { post } from "../common/server.js";
import * as body from "../saving/body.js";
import { editorOf, read } from "../saving/fields.js";
import { spoken } from "../stories/languages/fields.js";
import { agreed, outcome } from "./questions.js";
import * as taking from "./taking.js";

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;
const plain = (text) => text.replace(/\s+/g, " ").trim();
/** What a block says to somebody who reads it. */
const saying = (html) => plain(parsed(html).textContent);

export class Translating {
  constructor(source, box) {
    Object.assign(this, { source, box, form: source.form, words: box.dataset, runs: new Set() });
    const part = (name) => box.querySelector(`[data-translate-${name}]`);
    this.consent = box.querySelector("[data-consent]");
    this.said = part("said");
    this.progress = part("progress");
    Object.assign(this, { asker: part("ask"), all: part("all"), none: part("none"), stop: part("stop") });
    this.all.addEventListener("click", () => this.takeAll());
    this.none.addEventListener("click", () => this.refuseAll());
    this.stop.addEventListener("click", () => (this.isOver = true));
    /** The proposals that are neither taken nor refused, by the block that they are for. */
    this.open = new Map();
    source.page.addEventListener("desk:source-shown", () => this.draw());
    // Nobody waits for it any more.
    window.addEventListener("pagehide", () => this.url && post(this.url, { do: ["cancel"] }, { leaving: true }));
  }

  say(text) {
    this.said.textContent = text;
  }

  async ask() {
    const { asker, consent, form, words } = this;
    if (this.waits || !consent.hidden) return;
    const key = `newsportal:model:translation:${form.dataset.person}:${words.host}`;
    if (await agreed(consent, key, words.first, words, asker)) await this.send();
    else this.say(words.notSent);
  }

  async send() {
    const { form, words } = this;
    const pk = form.dataset.pk ?? "";
    this.isOver = false;
    this.waiting(true);
    const { kind, answer } = await post(words.url, { ...read(form), _pk: [pk] });
    if (kind !== "ok") {
      this.waiting(false);
      return this.say(answer?.error ?? (kind === "out" ? words.saidOut : words.saidAway));
    }
    this.url = answer.url;
    const run = { url: answer.url, left: 0, isTaken: false };
    let known = 0;
    this.progress.max = answer.whole;
    const found = await outcome(answer.url, () => this.isOver, ({ proposals }) => {
      for (const one of proposals) this.add(one, run);
      known += proposals.length;
      this.progress.value = known;
      this.draw();
      return known;
    });
    this.url = null;
    this.waiting(false);
    this.ended(found, known, answer.whole);
    run.isOver = true;
    this.settle(run);
  }

  ended(found, known, whole) {
    const { words } = this;
    const count = `${known} / ${whole}. `;
    if (!found) return this.say(words.saidAway);
    if (found.said) return this.say(found.said);
    this.say(count + (this.isOver ? words.saidStopped : words.saidDone));
  }

  waiting(on) {
    this.waits = on;
    this.asker.setAttribute("aria-disabled", String(on));
    this.progress.hidden = this.stop.hidden = !on;
    this.progress.removeAttribute("value");
    if (on) return this.say(this.words.saidWaiting);
    if (document.activeElement === document.body) this.asker.focus();
  }

  add(one, run) {
    run.left += 1;
    this.open.set(`${one.name}:${one.place}`, { ...one, run });
  }

  // --- Shown -----------------------------------------------------------------------------------

  /** Put each beside its block; the source may have been drawn anew. */
  draw() {
    for (const [key, one] of this.open) {
      const pair = this.pair(one);
      if (pair && one.row?.parentElement !== pair) pair.append((one.row = one.row ?? this.row(key, one)));
    }
    this.all.hidden = this.none.hidden = !this.open.size;
  }

  pair({ name, place }) {
    return this.source.pairs().find(({ dataset }) => dataset.name === name && Number(dataset.place) === place);
  }

  row(key, one) {
    const { words } = this;
    const text = tag("div", { class: `proposal-text pair-${one.name}`, ...spoken(this.form) });
    if (one.name === "body") text.append(...parsed(one.text).childNodes);
    else text.textContent = one.text;
    const named = plain(text.textContent).slice(0, 60);
    const ways = tag("span", { class: "proposal-ways" },
      button(words.use, () => this.take(key), { "aria-label": `${words.use}: ${named}`, "data-take": "" }),
      button(words.refuse, () => this.refuse(key), { class: "button small plain", "aria-label": `${words.refuse}: ${named}` }));
    const row = tag("div", { class: "proposal" }, tag("span", { class: "proposal-mark" }, words.mark), text, ways);
    // A press here leads to no block of the story, so that words can be marked and copied.
    row.addEventListener("click", (event) => event.target.closest("button") || event.stopPropagation());
    return row;
  }

  // --- Taken or refused ------------------------------------------------------------------------

  async take(key) {
    if (!(await this.put(key))) return this.say(this.words.saidChanged);
    const marked = taking.mark(this.form);
    this.say(marked ? `${this.words.saidTaken} ${this.words.markSet}` : this.words.saidTaken);
    this.done(key);
  }

  async takeAll() {
    let left = 0;
    for (const key of [...this.open.keys()]) {
      if (await this.put(key)) this.drop(key, true);
      else left += 1;
    }
    const marked = taking.mark(this.form);
    const said = left ? this.words.saidChanged : this.words.saidTaken;
    this.say(marked ? `${said} ${this.words.markSet}` : said);
    this.after();
  }

  refuse(key) {
    this.say(this.words.saidRefused);
    this.done(key, false);
  }

  refuseAll() {
    for (const key of [...this.open.keys()]) this.drop(key, false);
    this.say(this.words.saidRefused);
    this.after();
  }

  /** Go on to the next one, or back to the button that asked. */
  done(key, isTaken = true) {
    const keys = [...this.open.keys()];
    const next = keys[keys.indexOf(key) + 1];
    this.drop(key, isTaken);
    this.after(next);
  }

  after(next = this.open.keys().next().value) {
    this.draw();
    (this.open.get(next)?.row?.querySelector("button") ?? this.asker).focus();
  }

  /** It is dealt with. */
  drop(key, isTaken) {
    const { row, run } = this.open.get(key);
    this.open.delete(key);
    row?.remove();
    run.left -= 1;
    if (isTaken && !run.isTaken) {
      run.isTaken = true;
      post(run.url, { do: ["take"] });
    }
    this.settle(run);
  }

  /** Refused as a whole is what was never taken. */
  settle(run) {
    if (run.isOver && !run.left && !run.isTaken) post(run.url, { do: ["refuse"] });
  }

  /** Put it into the form as if it had been typed there; false where something else was meanwhile. */
  async put(key) {
    const one = this.open.get(key);
    if (one.name === "body") return this.putBlock(one);
    const field = this.form.elements[one.name];
    if (!field || plain(field.value) !== plain(one.own)) return false;
    taking.field(this.form, one.name, one.text);
    return true;
  }

  async putBlock({ own, place, text }) {
    const { form } = this;
    await body.ready(form);
    editorOf(form)?.view.domObserver?.flush();
    const page = parsed(form.elements.body.value);
    const blocks = [...page.children].filter((block) => block.textContent.trim() || !block.matches("p"));
    const fresh = parsed(text).childNodes;
    if (own) {
      const wanted = saying(own);
      const found = blocks.map((block, at) => ({ block, at })).filter(({ block }) => plain(block.textContent) === wanted)
        .sort((a, b) => Math.abs(a.at - place) - Math.abs(b.at - place))[0];
      if (!found) return false;
      found.block.replaceWith(...fresh);
    } else if (blocks[place]) blocks[place].before(...fresh);
    else page.append(...fresh);
    body.take(form, body.changes(form, page.innerHTML), { mine: true });
    return true;
  }
}
