// Who else is laying out this front; what they save is shown as it comes.
import { announce } from "../common/elements.js";
import { get, post } from "../common/server.js";

const EVERY = 10_000; // milliseconds

export class Presence {
  constructor({ presenceUrl, stateUrl }, saving) {
    Object.assign(this, { presenceUrl, stateUrl, saving, key: crypto.randomUUID?.() ?? "", box: document.querySelector("[data-others]") });
    document.addEventListener("visibilitychange", () => this.ping());
    window.addEventListener("focus", () => this.isOut && this.ping());
    // Going back may show the page as it was left.
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.ping());
    document.addEventListener("front:stale", () => this.look());
    this.ping();
  }

  async ping() {
    clearTimeout(this.timer);
    if (document.hidden || !this.key) return;
    const { kind, answer, pause } = await post(this.presenceUrl, { _key: [this.key] });
    if (kind === "ok") this.hear(answer);
    this.tell(kind, answer);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ping(), Math.max(EVERY, pause ?? 0));
  }

  /** Say that one was logged out, or may do this no more, before something is to be saved. */
  tell(kind, answer) {
    const wasOut = this.isOut;
    this.isOut = kind === "out" || kind === "refused";
    if (this.saving.pending.length || this.isOut === Boolean(wasOut)) return;
    const out = answer?.error && kind === "refused" ? answer.error : "You were logged out; all is saved.";
    announce(document, "front:said", this.isOut ? { state: kind === "out" ? "out" : "barred", words: out } : { state: "saved", words: "" });
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
