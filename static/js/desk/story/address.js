// The address line: what the server says that the story's address is, and where it will move to.
// Nothing is guessed here: the server's own code makes it, of what is typed.
import * as server from "../common/server.js";

const PAUSE = 300; // ms after the last key

export class AddressLine {
  number = 0;

  constructor(form, saving) {
    Object.assign(this, { form, saving, line: form.querySelector("[data-address]") });
    this.shown = form.querySelector("[data-refused]") ? "" : this.text();
    // The editor tells of its text by its field.
    const look = ({ target }) => target.isContentEditable || this.look();
    for (const kind of ["input", "change", "desk:filled", "desk:kept"]) form.addEventListener(kind, look, true);
    // Saved or published: the story has another address now, or a number.
    for (const kind of ["desk:saved", "desk:moved"]) form.addEventListener(kind, ({ detail }) => {
      this.number += 1;
      this.show(detail.address);
      if (saving.dirty()) this.shown = "";
      this.look();
    });
    if (!this.shown) this.look();
  }

  /** What an address is made of. The text tells whether signs that two languages share are Japanese. */
  text() {
    const { headline, slug, section, standfirst, body } = this.form.elements;
    const fields = { headline: [headline.value], slug: [slug.value], section: [section.value] };
    if (/\p{Script=Han}/u.test(headline.value) && !slug.value) {
      Object.assign(fields, { standfirst: [standfirst.value], body: [body.value] });
    }
    return JSON.stringify(fields);
  }

  show({ address, moves, wrong }) {
    for (const [name, words] of Object.entries({ text: address, moves, wrong })) {
      const place = this.line.querySelector(`[data-address-${name}]`);
      place.textContent = words;
      place.closest("p").hidden = !words;
    }
    this.line.hidden = !(address || wrong);
    this.line.classList.remove("is-unsure");
  }

  async ask() {
    const [text, mine] = [this.text(), ++this.number];
    const { pk } = this.form.dataset;
    const { kind, answer } = await server.post(this.line.dataset.url, { ...JSON.parse(text), ...(pk && { _pk: [pk] }) });
    // A later question has overtaken this one; or nobody answers, and it is asked with the next key or save.
    if (mine !== this.number || kind !== "ok") return;
    this.shown = text;
    this.show(answer);
  }

  look() {
    const changed = this.text() !== this.shown;
    this.line.classList.toggle("is-unsure", changed);
    clearTimeout(this.waiting);
    if (changed) this.waiting = setTimeout(() => this.ask(), PAUSE);
    else this.number += 1; // what was asked on the way is no longer wanted
  }
}
