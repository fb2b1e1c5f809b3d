// Publish, now or later: with what comes, goes and moves, and a note that stays with the edition.
import { announce, tag } from "../../common/elements.js";
import { get, post } from "../../common/server.js";
import { hinting, momentsOf, strange } from "../../story/moments.js";

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
    // Enter in the field of the hour means the hour.
    this.form.elements.at.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.send(true);
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
    // What was moved last is part of it.
    if (!(await this.saved())) return;
    const number = this.saving.number;
    const answer = await get(`${this.config.changesUrl}?edition=${number}`);
    if (answer) this.part("changes").innerHTML = answer.html;
    else this.say("What changes can’t be shown just now.");
  }

  /** Whether all is saved; says so where it is not. */
  async saved() {
    if (await this.saving.settled()) return true;
    this.say("Your last change is not saved yet, and kept in this browser. Close this to see why.");
    return false;
  }

  say(words, isOut = false) {
    const link = isOut ? [" ", tag("a", { href: this.config.loginUrl, target: "_blank", rel: "noopener" }, "Log in")] : [];
    this.part("wrong").replaceChildren(words, ...link);
  }

  async send(later) {
    if (this.busy) return;
    const { at, why } = this.form.elements;
    const wrong = later && (at.value ? strange(at.value) : "Choose a day and time.");
    if (wrong) return this.say(wrong);
    this.work(true);
    await this.post(later, at, why);
    this.work(false);
  }

  /** One press is one launch. */
  work(busy) {
    this.busy = busy;
    for (const button of this.form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", busy);
  }

  async post(later, at, why) {
    if (!(await this.saved())) return;
    const [moment] = later ? momentsOf(at.value, this.config.zone) : [];
    const fields = { edition: [String(this.saving.number)], why: [why.value], at: [later ? new Date(moment).toISOString() : ""] };
    const { kind, answer } = await post(this.config.publishUrl, fields);
    if (kind !== "ok") return this.say(answer?.error ?? "It could not be published just now. Your draft is safe; try again.", kind === "out");
    this.dialog.close();
    this.form.reset();
    at.dispatchEvent(new Event("input", { bubbles: true }));
    at.closest("details").open = false;
    this.hear(answer);
  }

  /** Cancel what is scheduled, or let the draft go: asked once more by the button itself. */
  async ask(does) {
    if (this.busy) return;
    if (!does.dataset.sure) {
      Object.assign(does.dataset, { sure: "yes", said: does.textContent });
      does.textContent = does.dataset.confirm;
      setTimeout(() => this.unask(does), 4_000);
      return;
    }
    this.unask(does);
    this.busy = true;
    const { kind, answer } = await post(does.dataset.address, {});
    this.busy = false;
    if (kind === "ok") this.hear(answer);
    else announce(document, "front:said", { state: kind === "out" ? "out" : "failed", words: answer?.error ?? "That did not work. Try again." });
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
