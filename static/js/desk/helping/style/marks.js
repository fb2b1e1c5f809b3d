// House style while one writes: what goes against the newsroom's rules is marked in the text and in the
// fields beside it, with what could stand there. Only paragraphs that were changed are looked at again.
import { get, post } from "../../common/server.js";
import { areasOf } from "./areas.js";
import { Box } from "./box.js";
import { RuleSet } from "./engine/checking.js";
import { ignored, placeOf } from "./engine/ignoring.js";
import { List } from "./list.js";
import { marking } from "./plugin.js";
import { Repairs } from "./repairs.js";
import { Spelling } from "./spelling.js";
import { paragraphsOf, rangeOf } from "./text.js";

const PAUSE = 350; // ms after the last key
const REMEMBERED = 3_000; // paragraphs
const SLICE = 10; // ms of looking, then the keys have their turn

const idle = (run) => (globalThis.requestIdleCallback ? requestIdleCallback(run, { timeout: 1_000 }) : setTimeout(run));

class HouseStyle {
  ignored = [];
  waiting = []; // ignored before the story was saved for the first time
  found = new Map(); // by text, and of the editor's text by what it is of
  read = new WeakMap();
  marks = [];
  turns = 0; // looks that were taken, for whoever measures

  constructor(form, told) {
    Object.assign(this, { form, told, ignored: told.ignored });
    this.areas = areasOf(form);
    this.repairs = new Repairs(this);
    this.box = new Box(form, this.repairs);
    this.list = new List(form, this.repairs);
    this.spelling = new Spelling(this, told.spelling);
    this.choose();
  }

  get editor() {
    return this.form.querySelector(".ProseMirror")?.editor;
  }

  get language() {
    return this.form.elements.language?.value || this.told.language;
  }

  /** Take the rules for this section and this language. */
  choose() {
    const section = Number(this.form.elements.section?.value) || null;
    const tag = this.language.toLowerCase();
    const holds = ({ language, section: own }) => (own === null || own === section)
      && (!language || tag === language.toLowerCase() || tag.startsWith(`${language.toLowerCase()}-`));
    const rows = this.told.rules.filter(holds);
    const says = rows.map(({ key }) => key).join();
    if (this.chosen === says) return;
    this.chosen = says;
    this.rules = new RuleSet(rows);
    this.rows = new Map(rows.map((row) => [row.key, row]));
    this.found.clear();
    this.read = new WeakMap();
  }

  async begin() {
    if (this.editor) {
      this.plugin = await marking(this.editor, () => this.repairs.moved());
      this.editor.on("update", () => this.later());
      this.editor.view.dom.addEventListener("click", () => this.repairs.moved());
    }
    this.form.addEventListener("change", () => {
      this.choose();
      this.later();
    });
    // Of the picture's box nothing but this is heard outside.
    for (const kind of ["input", "desk:filled"]) this.form.addEventListener(kind, () => this.later(), true);
    this.repairs.listen();
    this.look();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => idle(() => this.look()), PAUSE);
  }

  paragraphs() {
    const of = (before) => this.areas.filter(({ isBefore }) => isBefore === before).flatMap((area) => area.paragraphs());
    return [...of(true), ...(this.editor ? paragraphsOf(this.editor.state.doc) : []), ...of(false)];
  }

  /** What is found in a paragraph: remembered until it is changed. */
  marksOf({ source, text, quoted = false }) {
    const read = source && this.read.get(source);
    if (read?.quoted === quoted) return read.marks;
    const marks = this.marksIn(text, quoted);
    if (source) this.read.set(source, { marks, quoted });
    return marks;
  }

  isKnown({ source, text, quoted = false }) {
    return source ? this.read.get(source)?.quoted === quoted : this.found.has(`${quoted ? 1 : 0}${text}`);
  }

  /** Look at paragraphs that nobody has looked at, for a while; false where some are left. */
  readOn(paragraphs) {
    const ends = performance.now() + SLICE;
    for (const one of paragraphs) {
      if (this.isKnown(one)) continue;
      if (performance.now() > ends) return false;
      this.marksOf(one);
    }
    return true;
  }

  marksIn(text, quoted) {
    const asked = `${quoted ? 1 : 0}${text}`;
    let there = this.found.get(asked);
    if (!there) {
      if (this.found.size > REMEMBERED) this.found.clear();
      there = this.rules.marks(text, quoted).map((mark) => this.about(text, mark));
      this.found.set(asked, there);
    }
    return there;
  }

  about(text, mark) {
    const row = this.rows.get(mark.rule);
    return { ...mark, key: mark.rule, kind: "rule", why: row.why, words: text.slice(mark.start, mark.end).replace(/\s+/g, " ") };
  }

  look() {
    if (this.editor?.view.composing) return this.later();
    this.turns += 1;
    const paragraphs = this.paragraphs();
    if (!this.readOn(paragraphs)) return void idle(() => this.look());
    const all = paragraphs.flatMap((paragraph) => {
      const own = this.marksOf(paragraph);
      const spelt = this.spelling.marksOf(paragraph.text).filter((one) => !own.some((mark) => mark.start < one.end && one.start < mark.end));
      return [...own, ...spelt].sort((a, b) => a.start - b.start).map((mark) => ({ ...mark, paragraph }));
    });
    const said = [...this.ignored, ...this.waiting];
    const passed = said.length ? ignored(all.map((mark) => this.placeOf(mark)), said) : [];
    this.marks = all.filter((_, at) => !(passed[at] >= 0)).map((mark, id) => ({ ...mark, id, ...this.rangeOf(mark) }));
    this.draw(said.filter((_, number) => passed.includes(number)));
    this.spelling.ask(paragraphs);
  }

  placeOf({ key, paragraph, start, end }) {
    return placeOf(key, paragraph.text, start, end);
  }

  rangeOf(mark) {
    const { area, start } = mark.paragraph;
    return area ? { from: start + mark.start, to: start + mark.end, whole: true } : rangeOf(mark.paragraph, mark);
  }

  draw(passed) {
    for (const area of this.areas) area.put(this.marks.filter(({ paragraph }) => paragraph.area === area));
    this.plugin?.put(this.marks.filter(({ paragraph }) => !paragraph.area));
    this.list.put(this.marks, passed);
    if (this.box.mark && !this.marks.some(({ id, words }) => id === this.box.mark.id && words === this.box.mark.words)) this.box.close();
    this.form.dataset.styleMarks = this.marks.length;
  }

  /** Put down that a mark is ignored: with the story, as soon as there is one. */
  async ignore(mark) {
    const place = this.placeOf(mark);
    this.waiting.push(place);
    this.look();
    await this.send();
  }

  async send() {
    const { form } = this;
    while (form.dataset.pk && this.waiting.length) {
      const [place] = this.waiting;
      const fields = Object.fromEntries(Object.entries(place).map(([name, value]) => [name, [value]]));
      const { kind, answer } = await post(form.dataset.styleIgnoreUrl, { pk: [form.dataset.pk], ...fields });
      if (kind !== "ok") {
        if (kind === "refused") this.waiting.shift();
        this.list.say(answer?.error ?? "It could not be kept yet that the mark is ignored. It is tried again.");
        break;
      }
      this.waiting.shift();
      this.ignored = answer.ignored;
    }
    this.look();
  }

  async again(one) {
    this.waiting = this.waiting.filter((place) => place !== one);
    if (one.id) {
      const { kind, answer } = await post(this.form.dataset.styleIgnoreUrl, { pk: [this.form.dataset.pk], _undo: [String(one.id)] });
      if (kind === "ok") this.ignored = answer.ignored;
    }
    this.look();
  }
}

export async function start(form) {
  const pk = form.dataset.pk;
  const told = await get(`${form.dataset.styleUrl}${pk ? `?pk=${pk}` : ""}`);
  if (!told) return;
  await new HouseStyle(form, told).begin();
}
