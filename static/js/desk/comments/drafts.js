// Comments that are being typed, kept in this browser until the server has them.
import { store, stored, storedNames } from "../common/storage.js";

export class Drafts {
  constructor(person, story) {
    this.prefix = `desk:comment:${person}:${story}:`;
  }

  /** The key of a comment at `anchor`: { quote } or, for a reply, { parent }. */
  key(anchor) {
    return this.prefix + (anchor.parent ? `answer:${anchor.parent}` : `at:${anchor.quote}`);
  }

  /** Keep `draft`, or with null forget it; false where the browser keeps nothing. */
  keep(key, draft) {
    return store(key, draft);
  }

  /** All drafts that hold some words: { text, anchor, at } each. */
  all() {
    return storedNames(this.prefix).map(stored).filter((draft) => draft?.text?.trim());
  }
}
