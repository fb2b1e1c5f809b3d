// Comments beside the story: said, replied to and resolved without leaving the page. Where a
// comment stands in the text, anchors.js knows; the two talk through events of the document.
import { openBox } from "./box.js";
import { Drafts } from "./drafts.js";
import { Threads } from "./threads.js";
import { announce, tag } from "../common/elements.js";
import { PATIENCE, post } from "../common/server.js";

const ROUND = 20_000; // ms between two looks at what others have said

class Comments {
  constructor(root) {
    this.root = root;
    this.words = root.querySelector("[data-words]").dataset;
    this.drafts = new Drafts(root.dataset.person, root.dataset.story);
    this.threads = new Threads(root, this.words);
    this.composers = new Map();
    this.waiting = new Set(); // boxes whose words were sent and did not arrive
    this.version = root.dataset.version;
    this.asking = this.askAgain = false;
  }

  start() {
    const mayComment = Boolean(this.root.dataset.mayComment);
    this.root.querySelector("[data-plain]").hidden = true;
    for (const button of this.root.querySelectorAll("[data-new]")) {
      button.hidden = false;
      button.addEventListener("click", () => openBox(this, { quote: "" }));
    }
    this.listen(mayComment);
    this.changed();
    if (mayComment) for (const draft of this.drafts.all()) openBox(this, draft.anchor, draft);
    this.threads.announce();
  }

  listen(mayComment) {
    // What is typed here is none of the story's: its form need not hear of it.
    for (const type of ["input", "change"]) this.root.addEventListener(type, (event) => event.stopPropagation());
    this.root.addEventListener("click", (event) => this.pressed(event));
    document.addEventListener("desk:comment-here", ({ detail }) => mayComment && openBox(this, detail));
    document.addEventListener("desk:anchors", ({ detail }) => this.threads.tell(detail));
    document.addEventListener("desk:thread-here", ({ detail }) => this.threads.mark(detail.id));
    const look = () => document.hidden || this.again();
    document.addEventListener("visibilitychange", look);
    for (const type of ["online", "focus"]) window.addEventListener(type, () => this.again());
    setInterval(look, ROUND);
    window.addEventListener("storage", (event) => this.elsewhere(event));
    window.addEventListener("beforeunload", (event) => {
      if ([...this.composers.values()].some((one) => one.isUnkept)) event.preventDefault();
    });
  }

  changed() {
    this.threads.count(this.composers.size);
  }

  say(text) {
    this.root.querySelector("[data-comments-said]").textContent = text;
  }

  /** Words that another window has sent or thrown away go here too, if they are the same. */
  elsewhere({ key, oldValue, newValue }) {
    const one = this.composers.get(key);
    if (one && !newValue && oldValue && JSON.parse(oldValue).text === one.area.value) this.drop(one);
  }

  drop(one) {
    this.waiting.delete(one);
    one.drop();
  }

  /** Send what a box holds; called by the box. */
  async send(one, pressed) {
    const text = one.area.value;
    if (!text.trim() && !one.proposed) return one.wrong(this.words.empty);
    const { parent, quote } = one.anchor;
    one.isBusy = true;
    const said = await post(this.root.dataset.url, parent ? { text: [text], parent: [String(parent)] } : { text: [text], quote: [quote ?? ""], ...one.proposed });
    one.isBusy = false;
    this.waiting.delete(one);
    if (said.kind === "ok") return this.sent(one, said.answer, pressed);
    if (said.kind === "away" && !said.status) this.waiting.add(one);
    if (said.kind === "out") this.waiting.add(one);
    this.refused(one, said);
  }

  sent(one, answer, pressed) {
    this.drop(one);
    this.put(answer);
    this.say(this.words.sent);
    const comment = document.querySelector(`#comment-${answer.comment}`);
    comment?.setAttribute("tabindex", "-1");
    if (pressed) comment?.focus();
  }

  refused(one, { kind, answer, status }) {
    if (kind === "out") return one.wrong(this.words.loggedOut, this.login());
    if (!status) return one.wrong(this.words.offline);
    one.wrong(answer?.error ?? this.words.failed);
  }

  login() {
    return tag("a", { href: this.root.dataset.login, target: "_blank", rel: "noopener" }, this.words.login);
  }

  /** Send again what did not arrive, and fetch what others have said. One round at a time; called
      during one it makes another: what is new (a login, a network) may have come too late for it. */
  async again() {
    this.askAgain = true;
    if (this.asking) return;
    this.asking = true;
    while (this.askAgain) {
      this.askAgain = false;
      await this.look();
    }
    this.asking = false;
  }

  async look() {
    for (const one of [...this.composers.values()]) {
      await one.sending; // Its answer may be of before the login.
      if (this.waiting.has(one)) await one.send(false);
    }
    const asked = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
    const response = await fetch(`${this.root.dataset.url}?version=${this.version}`, asked).catch(() => null);
    const answer = response?.ok ? await response.json().catch(() => null) : null;
    if (!answer) return;
    this.version = answer.version;
    if (answer.threads) this.put(answer);
  }

  put({ threads }) {
    this.threads.put(threads);
    this.changed();
    this.threads.announce();
  }

  pressed({ target }) {
    const id = Number(target.closest("[data-thread]")?.dataset.thread);
    if (target.closest("[data-answer]")) openBox(this, { parent: id });
    if (target.closest("[data-go]")) {
      this.threads.mark(id);
      announce(document, "desk:go-to-thread", { id });
    }
    const put = target.closest("[data-put]");
    if (put) announce(document, "desk:put-wording", { id, button: put, done: (said) => this.putIn(id, put, said) });
    const button = target.closest("[data-resolve]");
    if (button) this.resolve(id, button);
  }

  /** What a comment proposed stands in the text now, or its place has changed. */
  async putIn(id, put, isIn) {
    const wrong = put.closest("[data-thread]").querySelector("[data-put-wrong]");
    wrong.textContent = isIn ? "" : this.words.putChanged;
    wrong.hidden = isIn;
    if (!isIn) return;
    await this.resolve(id, this.threads.thread(id).querySelector("[data-resolve]"));
    this.say(this.words.putIn);
  }

  async resolve(id, button) {
    button.disabled = true;
    const { kind, answer } = await post(`${this.root.dataset.url}${id}/`, { resolved: [button.dataset.resolve] });
    button.disabled = false;
    const done = kind === "ok" && answer.ok;
    if (done) this.put(answer);
    if (done) this.say(button.dataset.resolve === "1" ? this.words.resolved : this.words.reopened);
    else this.say(kind === "out" ? this.words.loggedOut : answer?.error ?? this.words.failed);
    this.root.querySelector("[data-comments-said]").classList.toggle("visually-hidden", done);
  }
}

const root = document.querySelector("[data-comments]");
if (root) new Comments(root).start();
