// The words of a picture on its way to the library: typed while it is sent, saved as one leaves a
// field, and kept in the browser until the library has them. Of a picture that the library had
// before, its own words stay: what differs is asked about, and a caption may stand in one place.
import { button, element } from "../common/elements.js";
import { headers, opener } from "../common/server.js";
import { store, stored, storedNames } from "../common/storage.js";

export const GONE = "You were logged out. Log in in another window, then try again.";
const PREFIX = "newsportal:upload:";
const LONGEST = 60 * 24 * 3600_000; // ms: what nobody wanted for so long goes
const FIELDS = [["alt_text", "alt", "Alt text"], ["credit", "credit", "Credit"], ["caption", "caption", "Caption"]];
const AWAY = "Not saved yet: there is no connection. Your words are kept here.";
const BROKEN = "Not saved yet: the server could not do it. Your words are kept here.";
let number = 0;

/** As the library keeps it: on one line, all but captions. */
const plain = (name, text) => (text ?? "").trim().replace(name === "caption" ? /\r\n/g : /\s+/g, name === "caption" ? "\n" : " ");
const KEYS = Object.fromEntries(FIELDS.map(([name, key]) => [name, key]));

/** What this person typed in the browser and the library does not have; not what is open in another
  window. */
export async function wordsLeft() {
  const locks = await navigator.locks?.query().catch(() => null);
  const held = new Set(locks?.held.map(({ name }) => name));
  const found = [];
  for (const name of storedNames(PREFIX)) {
    const entry = stored(name);
    if (!entry || entry.at < Date.now() - LONGEST) store(name, null);
    else if (entry.person === opener() && !held.has(name)) found.push({ ...entry, name });
  }
  return found.sort((a, b) => a.at - b.at);
}

class UploadWords extends HTMLElement {
  card = null;
  #known = false;
  #file = null;
  #name = "";
  #inputs = {};
  #touched = new Set();
  #agreed = new Set();
  #saving = Promise.resolve(true);

  /** Draw the fields. `file` is { name, size, changed }; `entry` what was left of it another time. */
  begin({ file, address, say, entry = null }) {
    this.#file = file;
    this.address = address;
    this.say = say;
    this.#name = entry?.name ?? `${PREFIX}${Date.now()}-${Math.random().toString(36).slice(2)}`;
    navigator.locks?.request(this.#name, () => new Promise((free) => (this.free = free)));
    for (const [name, , label] of FIELDS) this.#draw(name, label);
    for (const [name, text] of Object.entries(entry?.typed ?? {})) {
      this.#inputs[name].input.value = text;
      this.#touched.add(name);
    }
    this.addEventListener("input", ({ target }) => this.#typed(target.name));
  }

  #draw(name, label) {
    const id = `upload-${(number += 1)}`;
    const input = element(name === "credit" ? "input" : "textarea", { id, name, dir: "auto", rows: 2 });
    const told = element("label", { htmlFor: id, textContent: label });
    const wrong = element("p", { className: "upload-wrong", id: `${id}-wrong`, hidden: true });
    const choice = element("p", { className: "upload-choice", hidden: true });
    wrong.setAttribute("role", "alert");
    input.setAttribute("aria-describedby", wrong.id);
    input.addEventListener("change", () => this.save());
    this.#inputs[name] = { input, wrong, choice };
    this.append(element("div", { className: `upload-field for-${name}` }, told, input, wrong, choice));
  }

  #typed(name) {
    this.#touched.add(name);
    this.#agreed.delete(name);
    this.#keep();
    this.#ask();
  }

  /** What the library says of a field. */
  #there(name) {
    return plain(name, this.card?.[KEYS[name]]);
  }

  #now(name) {
    return plain(name, this.#inputs[name].input.value);
  }

  /** The fields whose words are not the library's. */
  #differing() {
    return Object.keys(KEYS).filter((name) => this.#now(name) !== this.#there(name));
  }

  /** Those of which the library has words of its own, which are not written over unasked. */
  #asked() {
    if (!this.card) return [];
    const own = (name) => this.#there(name) || (name === "alt_text" && this.card.decorative);
    return this.#differing().filter((name) =>
      !this.card.may_change || (this.#known && own(name) && !this.#agreed.has(name)));
  }

  /** Whether something that was typed is in the library not, or not at the place where it is used. */
  get left() {
    return this.#differing().some((name) => this.#touched.has(name));
  }

  /** The card to be used, with the caption that is meant for that place alone as `here`. */
  give() {
    const here = this.placed && this.#asked().includes("caption") ? this.#now("caption") : "";
    if (here) this.#revert("caption");
    return { ...this.card, here };
  }

  #revert(name) {
    this.#inputs[name].input.value = this.card[KEYS[name]] ?? "";
    this.#touched.delete(name);
    this.#keep();
    this.#ask();
  }

  /** The picture is in the library, where it was before if it is `known`. */
  async take(card, known) {
    this.card = card;
    this.#known = known;
    for (const name of Object.keys(KEYS)) if (!this.#now(name)) this.#touched.delete(name);
    this.#fill();
    this.#keep();
    await this.save();
  }

  #fill() {
    for (const [name, key] of FIELDS) {
      const { input } = this.#inputs[name];
      // What is the same is left alone: somebody may be typing behind the blank at its end.
      if (!this.#touched.has(name) && this.#now(name) !== this.#there(name)) input.value = this.card[key] ?? "";
      input.readOnly = !this.card.may_change && !this.#touched.has(name);
    }
    this.#ask();
  }

  /** Keep it in the browser, or forget it once the library has it. */
  #keep() {
    const names = this.#differing().filter((name) => this.#touched.has(name));
    const typed = Object.fromEntries(names.map((name) => [name, this.#inputs[name].input.value]));
    const entry = { person: opener(), file: this.#file, card: this.card?.id ?? 0, known: this.#known, typed, at: Date.now() };
    // What the browser can't keep stays in its field, and leaving the page asks first.
    store(this.#name, names.length ? entry : null);
  }

  /** Let go of it. */
  forget() {
    this.free?.();
    store(this.#name, null);
  }

  /** Beside each field that differs from the library's: what that has, and the choice. */
  #ask() {
    const asked = this.#asked();
    for (const [name] of FIELDS) {
      const { choice } = this.#inputs[name];
      choice.hidden = !asked.includes(name);
      if (choice.hidden) choice.replaceChildren();
      else this.#choice(name, choice);
    }
  }

  #choice(name, choice) {
    const theirs = element("q", { dir: "auto", textContent: this.#there(name) || "decorative" });
    const here = name === "caption" && this.placed;
    choice.replaceChildren(here ? "Yours is used in this place only. The library has " : "The library has ", theirs, ". ");
    choice.append(button("Keep the library’s", () => {
      this.#revert(name);
      this.#inputs[name].input.focus();
    }));
    if (!this.card.may_change) return choice.append(" ", this.card.why_not);
    choice.append(" ", button("Change it everywhere", () => {
      this.#agreed.add(name);
      this.#ask();
      this.#inputs[name].input.focus();
      this.save();
    }));
  }

  /** Save what may be saved; whether nothing is left that has to be decided or tried again. */
  save({ leaving = false } = {}) {
    if (!this.card) return Promise.resolve(!this.left);
    if (leaving) return this.#send(leaving);
    return (this.#saving = this.#saving.then(() => this.#send(false)));
  }

  /** The same, and go to what has to be decided first. */
  async settle() {
    const fine = await this.save();
    const first = this.#asked().find((name) => name !== "caption" || !this.placed);
    if (first) this.#inputs[first].choice.querySelector("button").focus();
    if (first) this.say("The library has other words: keep those, or change them everywhere?");
    return fine && !first;
  }

  async #send(leaving) {
    const asked = this.#asked();
    const fields = {};
    for (const name of this.#differing().filter((one) => !asked.includes(one))) {
      fields[name] = this.#inputs[name].input.value;
      fields[`was_${name}`] = this.#there(name);
    }
    if (!Object.keys(fields).length) return true;
    const response = await fetch(`${this.address.replace("/0/", `/${this.card.id}/`)}save/`, {
      method: "POST", body: new URLSearchParams({ ...fields, gently: 1 }), keepalive: leaving,
      headers: headers(),
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    return this.#saved(response, answer, fields);
  }

  #saved(response, answer, sent) {
    const errors = answer?.errors ?? {};
    for (const [name, { input, wrong }] of Object.entries(this.#inputs)) {
      wrong.textContent = errors[name]?.join(" ") ?? "";
      wrong.hidden = !wrong.textContent;
      if (wrong.textContent) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (!answer?.ok) {
      const why = response?.status === 401 ? GONE : answer?.error ?? (response ? BROKEN : AWAY);
      if (!Object.keys(errors).length) this.say(why, true);
      return false;
    }
    this.card = answer.card;
    if (answer.kept.length) this.#known = true;
    for (const name of Object.keys(sent)) {
      // What was tidied is the same; what was typed meanwhile is not.
      const saved = name in KEYS && !answer.kept.includes(name);
      if (saved && this.#now(name) === plain(name, sent[name])) this.#touched.delete(name);
    }
    this.#fill();
    this.#keep();
    this.say(answer.kept.length ? "Someone else has changed this meanwhile." : answer.overtook || "Saved.");
    return !answer.kept.length;
  }
}
customElements.define("upload-words", UploadWords);
