// Proposals of the newsroom's language model: sent by a press, after saying once what and where to.
import { button } from "../common/elements.js";
import { post } from "../common/server.js";
import { read } from "../saving/fields.js";
import { beside, take, toDescribe } from "./pictures.js";
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
    this.waiting(true);
    const sent = { ...fields, kind: [kind], _pk: [form.dataset.pk ?? ""] };
    proposals.asker = from;
    const said = kind === "alt" ? await this.describe(sent, from) : await this.question(sent, (found, url) => {
      proposals.clear(kind);
      this.show(kind, found, { url, from });
    });
    this.waiting(false);
    this.say(said);
    if (!said || kind === "alt") proposals.first()?.focus();
  }

  /** Each picture of the story after the other; those that are answered stay where one is not. */
  async describe(sent, from) {
    const { form, proposals, words } = this;
    const { cards, refused } = await toDescribe(form, sent.body[0] ?? "");
    if (!cards.length) return refused || words.altNone;
    proposals.clear("alt");
    for (const card of cards) {
      const most = cards.length > 1 ? 1 : undefined;
      const said = await this.question({ ...sent, picture: [String(card.id)] },
        (found, url) => this.show("alt", found.slice(0, most), { url, from, card }));
      if (said) return said;
    }
    return "";
  }

  /** Ask one thing, and wait for what `put` shows; what is to be said where nothing came. */
  async question(sent, put) {
    const { proposals, words } = this;
    const { kind: how, answer } = await post(words.askUrl, sent);
    if (how !== "ok") return answer?.error ?? (how === "out" ? proposals.words.saidOut : proposals.words.saidAway);
    const found = await outcome(answer.url, () => this.given);
    if (!found) return proposals.words.saidAway;
    if (found.state === "cancelled") return words.cancelled;
    if (found.state !== "answered") return found.said;
    put(found.proposals, answer.url);
    return "";
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
    if (kind === "alt") {
      return proposals.row(kind, beside(about.card, field), words.use, async () => {
        const { done, said } = await take(form, about.card, field.value, words);
        if (done) took(field.value);
        else this.say(said);
        return done && said;
      }, refused);
    }
    const taken = this.marking(took);
    return proposals.row(kind, field, words.use, () => {
      taking.field(form, { title: "search_title", teaser: "teaser" }[kind], field.value);
      return taken(field.value);
    }, refused);
  }
}
