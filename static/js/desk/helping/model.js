// Proposals of the newsroom's language model: sent by a press, after saying once what and where to.
import { button } from "../common/elements.js";
import { post } from "../common/server.js";
import { read } from "../saving/fields.js";
import { agreed, outcome } from "./questions.js";
import * as taking from "./taking.js";

const PARTS = ["headline", "standfirst", "body", "topics", "language"];

export class Model {
  constructor(proposals) {
    const { box, form } = proposals;
    Object.assign(this, { proposals, form, box: box.querySelector("[data-model]") });
    this.words = this.box.dataset;
    this.consent = this.box.querySelector("[data-consent]");
  }

  say(text) {
    this.proposals.say(text);
  }

  /** Ask; the first time only once it is agreed to what is sent. */
  async ask(from) {
    const { consent, form, words } = this;
    if (this.waits || !consent.hidden) return;
    const key = `newsportal:model:${form.dataset.person}:${words.host}`;
    if (await agreed(consent, key, `${words.first} ${words.firstAfter}`, words, from)) await this.send(from);
    else this.say(words.notSent);
  }

  async send(from) {
    const { form, proposals, words } = this;
    const kind = from.dataset.ask;
    const typed = read(form);
    const fields = Object.fromEntries(PARTS.map((name) => [name, typed[name] ?? []]));
    const about = form.elements.picture?.value ?? "";
    this.waiting(true);
    const sent = { ...fields, kind: [kind], _pk: [form.dataset.pk ?? ""], picture: [about] };
    const { kind: how, answer } = await post(words.askUrl, sent);
    if (how !== "ok") {
      this.waiting(false);
      return this.say(answer?.error ?? (how === "out" ? proposals.words.saidOut : proposals.words.saidAway));
    }
    const found = await outcome(answer.url, () => this.given);
    this.waiting(false);
    if (!found) return this.say(proposals.words.saidAway);
    if (found.state === "cancelled") return this.say(words.cancelled);
    if (found.state !== "answered") return this.say(found.said);
    this.say("");
    this.show(kind, found.proposals, { url: answer.url, from, about });
  }

  /** While an answer is waited for there is a way out, and no second question. */
  waiting(on) {
    this.waits = on;
    for (const one of this.box.querySelectorAll("[data-ask]")) one.setAttribute("aria-disabled", String(on));
    if (!on) return void this.stop?.remove();
    this.say(this.words.waiting);
    this.stop = button(this.words.cancel, () => (this.given = true), { class: "button small plain", "data-cancel": "" });
    this.given = false;
    this.proposals.said.after(this.stop);
  }

  show(kind, found, about) {
    const { proposals, words } = this;
    proposals.clear(kind);
    proposals.asker = about.from;
    // A question is settled once, by the first that is taken, or by the last that is refused.
    let left = found.length;
    const settle = (does, text = "") => post(about.url, { do: [does], text: [text] });
    const took = (text) => settle("take", text);
    const refused = () => {
      left -= 1;
      if (!left) settle("refuse");
    };
    if (kind === "topics") for (const topic of found) proposals.topic(topic, { took, refused, why: words.madeBy });
    else if (kind === "points") {
      const points = { points: found, heading: proposals.words.pointsHeading };
      proposals.points(points, { took: this.marking(took), refused: () => settle("refuse") });
    } else for (const text of found) this.text(kind, text, { took, refused, about });
    proposals.first()?.focus();
  }

  /** What was taken of a model's words marks the story. */
  marking(took) {
    return (text) => {
      took(text);
      return taking.mark(this.form) ? this.words.markSet : "";
    };
  }

  text(kind, text, { took, refused, about }) {
    const { form, proposals, words } = this;
    const field = proposals.editable(text, `${about.from.textContent} ${words.madeBy}`);
    const taken = kind === "alt" ? took : this.marking(took);
    proposals.row(kind, field, words.use, () => {
      if (kind === "alt") {
        if (!taking.alt(form, about.about, field.value)) return proposals.words.otherPicture;
      } else taking.field(form, { title: "search_title", teaser: "teaser" }[kind], field.value);
      return taken(field.value);
    }, refused);
  }
}
