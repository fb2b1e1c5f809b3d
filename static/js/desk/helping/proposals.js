// Proposals for a story, each in its own colour and under its label until it is taken or refused.
import { button, tag } from "../common/elements.js";
import { post } from "../common/server.js";
import { read } from "../saving/fields.js";
import * as taking from "./taking.js";

/** What of the form a proposal is made from. */
const PARTS = ["headline", "standfirst", "body", "topics", "language"];

export class Proposals {
  turn = 0;

  constructor(box) {
    Object.assign(this, { box, form: box.closest("form"), words: box.dataset });
    this.list = box.querySelector("[data-proposed]");
    this.said = box.querySelector("[data-proposals-said]");
  }

  say(text) {
    this.said.textContent = text;
  }

  /** Ask for what the button names; a second press while one waits asks nothing more. */
  async ask(from) {
    const { form, words } = this;
    const kind = from.dataset.propose;
    const turn = ++this.turn;
    const typed = read(form);
    const fields = Object.fromEntries(PARTS.map((name) => [name, typed[name] ?? []]));
    this.say(words.saidLooking);
    const { kind: how, answer } = await post(words.url, { ...fields, kind: [kind], _pk: [form.dataset.pk ?? ""] });
    if (turn !== this.turn) return;
    if (how !== "ok") return this.say(answer?.error ?? (how === "out" ? words.saidOut : words.saidAway));
    this.clear(kind);
    this.asker = from;
    this.say(answer.said ?? "");
    if (kind === "topics") for (const topic of answer.topics) this.topic(topic);
    else if (answer.points.length) this.points(answer);
    this.first()?.focus();
  }

  clear(kind) {
    for (const row of this.list.querySelectorAll(`[data-kind="${kind}"]`)) row.remove();
  }

  first() {
    return this.list.querySelector("button, textarea");
  }

  /** A proposal that `take` puts in; what it answers is said in place of that it was taken, and for
      `false` it stays. */
  row(kind, about, label, take, refuse = () => {}) {
    const { words } = this;
    const row = tag("li", { class: "proposal", "data-kind": kind });
    const mark = tag("span", { class: "proposal-mark" }, words.mark);
    const named = about.textContent || about.value;
    const yes = async () => {
      const said = await take();
      if (said !== false) this.done(row, said || words.saidTaken);
    };
    const no = () => {
      refuse();
      this.done(row, words.saidRefused);
    };
    const ways = tag("span", { class: "proposal-ways" },
      button(label, yes, { "aria-label": `${label}: ${named}`, "data-take": "" }),
      button(words.refuse, no, { class: "button small plain", "aria-label": `${words.refuse}: ${named}` }));
    row.append(mark, about, ways);
    this.list.append(row);
    return row;
  }

  topic({ pk, name, why }, model = null) {
    const about = tag("span", { class: "proposal-about" }, tag("b", { dir: "auto" }, name), ` ${why ?? model.why}`);
    this.row("topics", about, this.words.take, () => {
      taking.topic(this.form, String(pk), name);
      model?.took(name);
    }, model?.refused);
  }

  /** A text to be edited before it is taken. */
  editable(words, label, rows = 3) {
    const text = tag("textarea", { rows: String(rows), dir: "auto", "aria-label": label });
    text.value = words;
    // What is typed here is none of the story's until it is taken.
    for (const type of ["input", "change"]) text.addEventListener(type, (event) => event.stopPropagation());
    return text;
  }

  points({ points, heading }, model = null) {
    const { words } = this;
    const text = this.editable(points.join("\n"), words.pointsLabel, 2 * points.length);
    const lines = () => text.value.split("\n").map((line) => line.trim()).filter(Boolean);
    this.row("points", text, words.put, () => {
      taking.points(this.form, heading, lines());
      return model?.took(text.value);
    }, model?.refused);
  }

  /** It is dealt with: go on to the next one, or back to the button that asked. */
  done(row, text) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.say(this.list.children.length ? text : `${text} ${this.words.saidNone}`);
    (next?.querySelector("button") ?? this.asker)?.focus();
  }
}
