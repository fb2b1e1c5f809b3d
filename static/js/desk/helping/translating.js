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
    const pairs = new Map(this.source.pairs().map((pair) => [`${pair.dataset.name}:${pair.dataset.place}`, pair]));
    for (const [key, one] of this.open) {
      const pair = pairs.get(key);
      if (pair && one.row?.parentElement !== pair) pair.append((one.row = one.row ?? this.row(key, one)));
    }
    this.all.hidden = this.none.hidden = !this.open.size;
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
    const next = this.next(key);
    if (!(await this.put([key])).length) return this.say(this.words.saidChanged);
    this.say(this.taken());
    this.after(next);
  }

  async takeAll() {
    const wanted = this.open.size;
    const put = await this.put([...this.open.keys()]);
    if (put.length) this.say(put.length < wanted ? `${this.taken()} ${this.words.saidChanged}` : this.taken());
    else this.say(this.words.saidChanged);
    this.after();
  }

  /** Mark the story; what is said of it. */
  taken() {
    const marked = taking.mark(this.form);
    return marked ? `${this.words.saidTaken} ${this.words.markSet}` : this.words.saidTaken;
  }

  refuse(key) {
    const next = this.next(key);
    this.drop(key, false);
    this.say(this.words.saidRefused);
    this.after(next);
  }

  refuseAll() {
    for (const key of [...this.open.keys()]) this.drop(key, false);
    this.say(this.words.saidRefused);
    this.after();
  }

  next(key) {
    const keys = [...this.open.keys()];
    return keys[keys.indexOf(key) + 1];
  }

  /** Go on to the next one, or back to the button that asked. */
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

  /** Put them into the form as if they had been typed there, and those of the text in one step;
      resolves to the ones that were: not where something else was written meanwhile. */
  async put(keys) {
    const isText = (key) => this.open.get(key).name === "body";
    const put = keys.filter((key) => !isText(key) && this.putField(this.open.get(key)));
    const inText = keys.filter(isText);
    if (inText.length) put.push(...await this.putBlocks(inText));
    for (const key of put) this.drop(key, true);
    return put;
  }

  putField({ name, own, text }) {
    const field = this.form.elements[name];
    if (!field || plain(field.value) !== plain(own)) return false;
    taking.field(this.form, name, text);
    return true;
  }

  async putBlocks(keys) {
    const { form } = this;
    await body.ready(form);
    editorOf(form)?.view.domObserver?.flush();
    const page = parsed(form.elements.body.value);
    const put = keys.filter((key) => replaced(page, this.open.get(key)));
    if (put.length) body.take(form, body.changes(form, page.innerHTML), { mine: true });
    return put;
  }
}

/** Put a block in the place of what the story had there, or where it has none; false where that is
    not there any more. */
function replaced(page, { own, place, text }) {
  const blocks = [...page.children].filter((block) => block.textContent.trim() || !block.matches("p"));
  const fresh = parsed(text).childNodes;
  if (!own) {
    if (blocks[place]) blocks[place].before(...fresh);
    else page.append(...fresh);
    return true;
  }
  const wanted = saying(own);
  const [found] = blocks.map((block, at) => ({ block, at })).filter(({ block }) => plain(block.textContent) === wanted)
    .sort((a, b) => Math.abs(a.at - place) - Math.abs(b.at - place));
  found?.block.replaceWith(...fresh);
  return Boolean(found);
}
