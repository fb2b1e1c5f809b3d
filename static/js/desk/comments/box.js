// The box in which one comment is typed: its words are kept as they are typed, and go once the
// server has them.

/**
 * Open a box at `anchor`: { quote } or, for a reply, { parent }. `desk` is what the boxes share:
 * `root`, `words`, `drafts`, `composers` (all open ones), `send(one)` and `changed()`.
 */
export function openBox(desk, anchor, draft = null) {
  const key = desk.drafts.key(anchor);
  const there = desk.composers.get(key);
  if (there) return there.area.focus();
  const one = new Box(desk, anchor, key);
  desk.composers.set(key, one);
  desk.changed();
  if (draft) one.bringBack(draft.text);
  else one.show();
}

class Box {
  constructor(desk, anchor, key) {
    Object.assign(this, { desk, anchor, key, sending: null, safe: true });
    this.box = desk.root.querySelector("template[data-composer]").content.firstElementChild.cloneNode(true);
    this.area = this.at("text");
    this.label();
    this.wording();
    const thread = anchor.parent && desk.root.querySelector(`[data-thread="${Number(anchor.parent)}"]`);
    (thread || desk.root.querySelector("[data-comments-drafts]")).append(this.box);
    this.area.addEventListener("input", () => this.keep());
    this.area.addEventListener("keydown", (event) => this.pressed(event));
    this.at("send").addEventListener("click", () => this.send());
    this.at("drop").addEventListener("click", () => this.drop());
  }

  at(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  label() {
    const { words } = this.desk;
    const { parent, quote } = this.anchor;
    this.area.setAttribute("aria-label", parent ? words.answerLabel : words.newLabel);
    this.box.setAttribute("aria-label", this.area.getAttribute("aria-label"));
    this.at("quote").hidden = parent || !quote;
    this.at("quote").firstElementChild.textContent = quote ?? "";
    this.at("whole").hidden = parent || Boolean(quote);
    if (parent) this.at("send").textContent = words.answer;
  }

  /** A wording for the words that were marked, or for the paragraph. */
  wording() {
    const { parent, quote, passage, proposal } = this.anchor;
    const frame = this.at("wording");
    frame.hidden = Boolean(parent) || !quote || passage === undefined;
    frame.open = proposal !== undefined;
    const area = this.at("proposal");
    area.value = proposal ?? passage ?? "";
    area.addEventListener("input", () => {
      this.anchor = { ...this.anchor, proposal: area.value };
      this.keep();
    });
    area.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** What is posted of it. */
  get proposed() {
    const { passage, at, proposal, parent } = this.anchor;
    if (parent || proposal === undefined || proposal === passage) return null;
    return { proposal: [proposal], passage: [passage], passage_at: [String(at)] };
  }

  show() {
    this.area.focus();
    this.box.scrollIntoView({ block: "nearest" });
  }

  bringBack(text) {
    this.area.value = text;
    this.at("kept").textContent = this.desk.words.kept;
  }

  keep() {
    const text = this.area.value;
    const draft = text.trim() || this.proposed ? { text, anchor: this.anchor, at: Date.now() } : null;
    this.safe = this.desk.drafts.keep(this.key, draft);
    this.at("kept").textContent = this.safe && draft ? this.desk.words.kept : "";
  }

  /** Whether it holds words that this browser could not keep. */
  get isUnkept() {
    return !this.safe && Boolean(this.area.value.trim());
  }

  pressed(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation(); // For the story, these keys publish.
    this.send();
  }

  /** Send it, once at a time; what is sent again by itself leaves the focus where it is. */
  send(pressed = true) {
    this.sending ??= this.desk.send(this, pressed).finally(() => (this.sending = null));
    return this.sending;
  }

  /** While it is being sent, nothing is typed into it. */
  set isBusy(busy) {
    this.area.readOnly = this.at("send").disabled = busy;
  }

  wrong(text, link = null) {
    this.at("wrong").replaceChildren(text, ...(link ? [" ", link] : []));
    this.at("wrong").hidden = !text;
  }

  drop() {
    this.desk.drafts.keep(this.key, null);
    this.desk.composers.delete(this.key);
    this.box.remove();
    this.desk.changed();
  }
}
