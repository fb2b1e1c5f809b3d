// Who else is laying out this front; what they save is shown as it comes.
import { announce } from "../common/elements.js";
import { get, post } from "../common/server.js";

const EVERY = 10_000; // milliseconds

export class Presence {
  constructor({ presenceUrl, stateUrl }, saving) {
    Object.assign(this, { presenceUrl, stateUrl, saving, key: crypto.randomUUID?.() ?? "", box: document.querySelector("[data-others]") });
    document.addEventListener("visibilitychange", () => this.ping());
    document.addEventListener("front:stale", () => this.look());
    this.ping();
  }

  async ping() {
    clearTimeout(this.timer);
    if (document.hidden || !this.key) return;
    const { kind, answer, pause } = await post(this.presenceUrl, { _key: [this.key] });
    if (kind === "ok") this.hear(answer);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ping(), Math.max(EVERY, pause ?? 0));
  }

  hear({ others, number }) {
    const names = others.map(({ name }) => name);
    const all = names.length > 2 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(" and ");
    const said = names.length ? `${all} ${names.length > 1 ? "are" : "is"} laying out this front too` : "";
    if (this.box.textContent !== said) this.box.textContent = said;
    this.box.hidden = !said;
    if (number > this.saving.number) this.look();
  }

  /** Show what somebody else has saved, unless something of one's own is on its way: then it comes with that. */
  async look() {
    if (this.saving.pending.length) return;
    const answer = await get(this.stateUrl);
    if (!answer || this.saving.pending.length || answer.number < this.saving.number) return;
    const isNew = answer.number > this.saving.number;
    this.saving.adopt(answer);
    if (isNew && answer.by) announce(document, "front:announce", { words: `${answer.by} has changed the draft.` });
  }
}
