// What is typed is kept in the browser at once and on the server two seconds later, and what became
// of it is said in one place.
import { announce } from "../common/elements.js";
import * as body from "./body.js";
import * as checks from "../story/checks.js";
import * as fields from "./fields.js";
import * as keeping from "./keeping.js";
import { stamp } from "../story/moved.js";
import { stamp as day } from "../story/outcome.js";
import { saveStatus } from "./save-status.js";
import * as server from "../common/server.js";

const PAUSE = 2_000; // ms after the last key
const LONGEST = 15_000; // ms of typing without a pause
const RETRY = 5_000; // ms between tries while nobody answers
const LARGE = 100_000; // characters: from here on the browser's storage is written less often

export class Autosave {
  message = null; // what the last answer said, as HTML, with its level
  error = null; // { name, label, sentence } of the field that can't be saved
  onServer = ""; // what the server keeps unsaved, and since when
  onServerAt = "";
  inBrowser = true; // whether this browser keeps it
  line = ""; // "" | "out" | "away" | "wait"
  pausedUntil = 0; // when the server may be asked again
  others = false; // whether what others changed is still to be seen
  trouble = ""; // why the server won't keep it
  gone = ""; // what became of the story, where it can't be saved any more
  taken = []; // keys of other forms whose text this one goes on with
  busy = "";
  wanted = false; // a save that was pressed and could not be sent
  unanswered = null; // what was sent and may have arrived, with what was typed since
  filling = null; // text that is being brought back: until it is whole, none of it is kept or sent

  constructor(form, outcome) {
    Object.assign(this, { form, outcome });
    this.place = form.querySelector("[data-save-state]");
    this.key = form.dataset.key;
    this.savedText = form.querySelector("[data-refused]") || fields.early(form).length ? "" : this.text();
    // The page says how long ago it was saved, which would soon be wrong.
    const moment = this.place.querySelector("time")?.dateTime;
    this.savedSays = moment ? `Saved ${day(moment)}` : this.place.textContent.trim();
    this.listen();
    keeping.hold(this.key);
    if (!this.savedText) this.typed();
    this.tell();
  }

  listen() {
    const { form } = this;
    // An hour that is past was taken out of its field; that is no change of the story's.
    form.addEventListener("desk:past", ({ target: { name, value } }) => {
      if (this.savedText) this.savedText = JSON.stringify({ ...JSON.parse(this.savedText), [name]: [value] });
    }, true);
    for (const type of ["input", "change"]) form.addEventListener(type, () => this.typed());
    form.addEventListener("focusout", () => this.dirty() && this.text() !== this.onServer && this.autosave());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.autosave({ leaving: true });
      else if (this.line) this.retry();
    });
    for (const name of ["focus", "online"]) window.addEventListener(name, () => this.line && this.retry());
    window.addEventListener("offline", () => this.dirty() && this.heard("away"));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => {
      // Only where it would be lost: everything else comes back.
      if (this.dirty() && !this.inBrowser && this.onServer !== this.text()) event.preventDefault();
    });
  }

  /** What the form holds now. */
  text() {
    return JSON.stringify(fields.read(this.form));
  }

  dirty() {
    return this.text() !== this.savedText;
  }

  /** What goes with all that is sent. */
  origin() {
    return { _key: [this.key], _base: [this.form.elements._base.value], _took: this.taken, _decided: [this.form.dataset.decided ?? ""] };
  }

  tell(text = this.text()) {
    const [kind, ...parts] = saveStatus(this, text);
    const next = document.createElement("p");
    next.append(...parts);
    this.place.dataset.kind = kind;
    if (this.place.innerHTML !== next.innerHTML) this.place.replaceChildren(...next.childNodes);
    this.form.classList.toggle("is-saving", Boolean(this.busy));
  }

  typed() {
    if (this.filling) return;
    this.message = null;
    this.trouble = "";
    const { error, form } = this;
    // Read once: it takes long where the text is long.
    const now = fields.read(form);
    const text = JSON.stringify(now);
    if (error && JSON.stringify(now[error.name]) !== error.was) this.mended();
    clearTimeout(this.waiting);
    if (text === this.savedText) {
      keeping.forget(this.key);
      this.since = undefined;
      if (this.onServer) this.discard();
      return this.tell(text);
    }
    clearTimeout(this.storing);
    if (text.length < LARGE) this.keepHere(now);
    else this.storing = setTimeout(() => this.keepHere(), 300);
    this.since ??= Date.now();
    this.autosaveIn(Math.min(PAUSE, Math.max(0, this.since + LONGEST - Date.now())));
    return this.tell(text);
  }

  autosaveIn(pause) {
    this.waiting = setTimeout(() => this.autosave(), pause);
  }

  asTyped(now = fields.read(this.form)) {
    const { form } = this;
    return {
      person: form.dataset.person, pk: form.dataset.pk, base: form.elements._base.value, at: Date.now(),
      fields: now, labels: fields.labelsOf(form), took: this.taken,
    };
  }

  keepHere(now = fields.read(this.form)) {
    this.inBrowser = keeping.keep(this.key, this.asTyped(now));
  }

  /** What was typed was taken out again, or is saved: it is not offered anywhere. */
  discard() {
    this.onServer = "";
    server.post(this.form.dataset.discardUrl, { _key: [this.key] });
  }

  async autosave({ leaving = false } = {}) {
    clearTimeout(this.waiting);
    this.since = undefined;
    if (this.filling || this.busy || (this.sending && !leaving) || !this.dirty()) return;
    const text = this.text();
    if (text === this.onServer && !this.line) return;
    if (this.pause()) {
      this.autosaveIn(this.pause());
      return;
    }
    const { form } = this;
    const pk = form.dataset.pk ? { _pk: [form.dataset.pk], _stamp: stamp(form) } : {};
    const sent = server.post(form.dataset.autosaveUrl, { ...JSON.parse(text), ...this.origin(), ...pk }, { leaving });
    this.sending = sent;
    const { kind, answer, pause } = await sent;
    if (this.sending === sent) this.sending = null;
    this.heard(kind, pause);
    if (kind === "ok") this.kept(answer, text);
    else if (answer?.gone) this.parted(answer, text);
    else if (kind === "refused") this.trouble = answer.error ?? "";
    this.tell();
  }

  /** The server keeps `text`. */
  kept(answer, text) {
    Object.assign(this, { onServer: text, onServerAt: answer.saved_at, trouble: "", gone: "" });
    if (!this.busy) checks.show(this.form, answer.checks);
    announce(this.form, "desk:kept", answer);
    if (!this.dirty()) this.discard();
    else if (this.text() !== text) this.autosaveIn(PAUSE);
  }

  /** The story was deleted, or moved out of reach; the server keeps `text` all the same. */
  parted(answer, text = "") {
    this.gone = answer.error;
    if (answer.gone.kept_at) Object.assign(this, { onServer: text, onServerAt: answer.gone.kept_at });
    announce(this.form, "desk:gone", answer);
    this.tell();
  }

  /** Once the server has looked at what is typed now, or could not be asked. */
  async looked() {
    if (this.sending) await this.sending;
    await new Promise((done) => setTimeout(done));
    await this.autosave();
  }

  /** For how many milliseconds the server is still not to be asked. */
  pause() {
    return Math.max(0, this.pausedUntil - Date.now());
  }

  /** Whether the server answers, as anybody who asked it found out; `pause` if it asks to wait. */
  heard(kind, pause = 0) {
    const before = this.line;
    this.line = ["out", "away", "wait"].includes(kind) ? kind : "";
    if (pause) this.pausedUntil = Date.now() + pause;
    clearTimeout(this.trying);
    const retry = () => this.retry();
    if (this.line && (this.dirty() || this.wanted)) this.trying = setTimeout(retry, pause || RETRY);
    if (before && !this.line) setTimeout(retry);
    if (before !== this.line) this.tell();
  }

  retry() {
    if (this.pause()) {
      clearTimeout(this.trying);
      this.trying = setTimeout(() => this.retry(), this.pause());
    } else if (this.wanted) this.save();
    else if (this.dirty()) this.autosave();
  }

  /** Fill in text that was kept and never saved; saving it merges it with what is there now. Its
      key comes along where no other form has it: the save that takes it also takes what is kept of
      it. A form in another browser may still be open, and keeps its key. */
  async bringBack(entry) {
    const { form } = this;
    if (this.dirty()) keeping.keep(keeping.newKey(), this.asTyped());
    if (entry.here) {
      this.key = form.dataset.key = form.elements._key.value = entry.key;
      this.taken = entry.took ?? [];
      keeping.hold(entry.key);
    } else {
      this.taken = [entry.key];
    }
    form.elements._base.value = form.dataset.pk ? entry.base : "0";
    clearTimeout(this.waiting);
    clearTimeout(this.storing);
    this.unanswered?.since?.stop();
    this.unanswered = null;
    this.filling = body.ready(form).then(() => {
      fields.fill(form, entry.fields, entry.labels);
      if (entry.fields.body) body.take(form, body.changes(form, entry.fields.body[0] ?? ""), { mine: true });
    });
    try {
      await this.filling;
    } finally {
      this.filling = null;
    }
    this.typed();
  }

  leave() {
    clearTimeout(this.storing);
    if (this.dirty() && !this.busy && !this.filling) this.keepHere();
  }
}
