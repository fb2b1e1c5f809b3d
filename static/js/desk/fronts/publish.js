// Publish, now or later: with what comes, goes and moves, and a note that stays with the edition.
import { announce } from "../common/elements.js";
import { get, post } from "../common/server.js";
import { hinting, momentsOf, strange } from "../story/moments.js";

export class Publish {
  constructor(saving, config) {
    Object.assign(this, { saving, config, dialog: document.querySelector("#front-publish") });
    this.form = this.dialog.querySelector("form");
    this.opener = document.querySelector("[data-publish]");
    this.opener.addEventListener("click", () => this.open());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.submitter?.value === "later");
    });
    this.dialog.addEventListener("click", ({ target }) => {
      if (target.closest("[data-close]") || target === this.dialog) this.dialog.close();
    });
    document.addEventListener("click", ({ target }) => {
      const does = target.closest("[data-cancel-launch], [data-discard]");
      if (does) this.ask(does);
    });
    hinting(this.form);
  }

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
  }

  async open() {
    if (this.dialog.open) return;
    this.say("");
    this.part("changes").textContent = "…";
    this.dialog.showModal();
    const answer = await get(this.config.changesUrl);
    if (answer) this.part("changes").innerHTML = answer.html;
    else this.say("What changes can’t be shown just now.");
  }

  say(words) {
    this.part("wrong").textContent = words;
  }

  async send(later) {
    if (this.saving.pending.length) return this.say("Your last change is not saved yet. Try again in a moment.");
    const { at, why } = this.form.elements;
    const wrong = later && (at.value ? strange(at.value) : "Choose a day and time.");
    if (wrong) return this.say(wrong);
    const [moment] = later ? momentsOf(at.value, this.config.zone) : [];
    const fields = { edition: [String(this.saving.number)], why: [why.value], at: [later ? new Date(moment).toISOString() : ""] };
    const { kind, answer } = await post(this.config.publishUrl, fields);
    if (kind !== "ok") return this.say(answer?.error ?? "It could not be published just now. Your draft is safe; try again.");
    this.dialog.close();
    this.form.reset();
    this.hear(answer);
  }

  /** Cancel what is scheduled, or let the draft go: asked once more by the button itself. */
  async ask(does) {
    if (!does.dataset.sure) {
      Object.assign(does.dataset, { sure: "yes", said: does.textContent });
      does.textContent = does.dataset.confirm;
      setTimeout(() => this.unask(does), 4_000);
      return;
    }
    this.unask(does);
    const { kind, answer } = await post(does.dataset.address, {});
    if (kind === "ok") this.hear(answer);
    else announce(document, "front:said", { state: "refused", words: answer?.error ?? "That did not work. Try again." });
  }

  unask(does) {
    if (does.dataset.said) does.textContent = does.dataset.said;
    delete does.dataset.sure;
  }

  hear(answer) {
    this.saving.adopt(answer);
    announce(document, "front:said", { state: "saved", words: answer.said });
    announce(document, "front:announce", { words: answer.said });
  }
}
