// Saving, and the verbs, without leaving the page: what is sent, what the server makes of it, and
// what others saved meanwhile.
import { announce } from "../common/elements.js";
import * as asked from "./asked.js";
import { Autosave } from "./autosave.js";
import * as body from "./body.js";
import * as checks from "../story/checks.js";
import * as fields from "./fields.js";
import * as keeping from "./keeping.js";
import { clock } from "../story/outcome.js";
import * as server from "../common/server.js";

const LEVELS = { success: "saved", warning: "unsaved", error: "bad" };

/** What is still coming into the text, such as a paste that the server looks at. */
function coming() {
  const found = [];
  announce(document, "desk:settle", { waitFor: (one) => found.push(one) });
  return found;
}

export class Saving extends Autosave {
  constructor(form, outcome) {
    super(form, outcome);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (outcome.ready(event.submitter)) this.save(event.submitter);
    });
  }

  /** Save, and make the move that `button` names. One at a time: pressed twice it is done once. */
  async save(button = null) {
    const move = button?.name === "_move" ? button.value : "";
    if (this.filling) await this.filling;
    const parts = coming();
    if (parts.length) await Promise.all(parts);
    if (this.busy) {
      this.wanted ||= !move;
      return;
    }
    clearTimeout(this.waiting);
    clearTimeout(this.trying);
    if (this.dirty()) this.keepHere();
    Object.assign(this, { busy: "Saving …", wanted: false, message: null, trouble: "", others: false });
    this.mended();
    this.tell();
    if (this.sending) await Promise.race([this.sending, new Promise((done) => setTimeout(done, 1_000))]);
    const verb = button ? this.outcome.asked(button) : { _save: ["1"] };
    // An earlier save that nobody answered may have arrived: it goes first, as it was, or what was
    // typed since would look like somebody else's change to it.
    const before = this.unanswered;
    if (!before || (await this.deliver(before, { _save: ["1"] }, false))) {
      await this.deliver({ fields: fields.read(this.form), since: body.watch(this.form) }, verb, move);
    }
    const pressedAgain = this.wanted && !this.line;
    this.busy = "";
    if (pressedAgain) {
      this.wanted = false;
      if (this.dirty()) this.save();
    }
    this.tell();
  }

  /** Save what the form holds as a new story, at the address where those begin. */
  saveAnew(address) {
    this.form.dataset.pk = "";
    this.form.elements._base.value = "0";
    history.replaceState(null, "", address);
    Object.assign(this, { savedText: "", gone: "", unanswered: null });
    return this.save();
  }

  /** Post `sent` and take over what became of it; false if that can't be known, or it was refused. */
  async deliver(sent, verb, move) {
    const { kind, answer, status, pause } = await server.post(location.href, { ...sent.fields, ...this.origin(), ...verb });
    if (kind !== "out") this.unanswered = kind === "away" ? sent : null;
    const stopped = ["out", "away", "wait"].includes(kind);
    if (stopped) {
      // What changes the story for others is not done later without a word; saving is.
      this.wanted = !move;
      this.heard(kind, pause);
    } else {
      this.heard("ok");
      await this.settle(answer, status, sent, Boolean(move));
    }
    if (this.unanswered !== sent) sent.since?.stop();
    return !stopped && Boolean(answer?.ok);
  }

  async settle(answer, status, sent, moved) {
    if (answer.conflict) {
      if (this.text() === JSON.stringify(sent.fields)) keeping.forget(this.key);
      this.savedText = this.text();
      if (moved) asked.keep(this.form);
      return location.assign(answer.conflict);
    }
    if (answer.errors) return this.refused(answer.errors);
    if (answer.gone) return this.parted(answer, JSON.stringify(sent.fields));
    if (!answer.ok && !answer.saved) {
      this.trouble = answer.error ?? `The server said ${status}.`;
      return undefined;
    }
    return this.saved(answer, sent, moved);
  }

  /** The server has it: from here on that is what the form began from. */
  async saved(answer, sent, moved) {
    const { form } = this;
    const before = form.dataset.pk;
    const others = answer.merged && answer.content ? await this.takeIn(answer, sent) : null;
    if (!answer.merged) {
      form.elements._base.value = answer.base;
      this.savedText = JSON.stringify(sent.fields);
    }
    form.dataset.pk = answer.pk;
    form.dataset.state = answer.state;
    this.savedSays = `Saved ${clock(answer.saved_at)}`;
    Object.assign(this, { onServer: "", gone: "", taken: [], message: this.messageOf(answer, others) });
    // What is to be pressed again is still asked, with the note that was typed for it.
    this.outcome.show(answer, { begun: !before, moved: moved && !answer.to_press_again });
    checks.show(form, answer.checks);
    if (this.dirty()) this.typed();
    else keeping.forget(this.key);
    announce(form, "desk:saved", answer);
  }

  messageOf(answer, others) {
    const first = answer.said?.[0];
    const parts = [];
    if (first) {
      const template = document.createElement("template");
      template.innerHTML = first.html;
      const plain = template.content.textContent.trim() === "Saved.";
      parts.push(...(plain ? [this.savedSays] : [`${clock(answer.saved_at)} `, ...template.content.childNodes]));
    }
    if (others) parts.push(`, ${others}`);
    return parts.length ? { level: LEVELS[first?.level] ?? "saved", parts } : null;
  }

  /** What others saved meanwhile comes into the form; nothing that was typed since goes. */
  async takeIn(answer, sent) {
    const { form, outcome } = this;
    await body.ready(form);
    const made = { ...sent.fields, ...answer.content.fields };
    const mine = fields.read(form);
    const more = JSON.stringify(mine) !== JSON.stringify(sent.fields);
    const whole = fields.weave(sent.fields, mine, made);
    const changes = whole && body.changes(form, made.body?.[0] ?? "", sent.since);
    if (!changes) {
      // The text stays as it is typed, based on what it was: the next save merges it again.
      Object.assign(this, { savedText: "", others: true });
      return "";
    }
    const changed = fields.fill(form, whole, answer.content.labels);
    if (body.take(form, changes)) changed.push("body");
    form.elements._base.value = answer.base;
    this.savedText = more ? "" : this.text();
    outcome.mark(changed, sent.fields);
    return changed.length ? `with changes of ${outcome.whose(answer)}: ${outcome.labels(changed)}` : "";
  }

  refused(errors) {
    const { form, outcome } = this;
    const [name, sentences] = Object.entries(errors)[0];
    outcome.wrong(errors);
    const now = fields.read(form);
    const known = name in now;
    this.error = {
      name: known ? name : "", label: known ? outcome.labels([name]) : "", sentence: sentences.join(" "),
      was: JSON.stringify(now[name]),
    };
    if (known) checks.goTo(form, name);
  }

  mended() {
    this.error = null;
    this.outcome.wrong({});
  }
}
