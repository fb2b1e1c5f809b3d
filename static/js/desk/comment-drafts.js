// Comments that are being typed, kept in this browser until the server has them.
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
    try {
      if (draft) localStorage.setItem(key, JSON.stringify(draft));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false;
    }
  }

  /** All drafts that hold some words: { text, anchor, at } each. */
  all() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
      return keys.map((key) => this.read(key)).filter((draft) => draft?.text?.trim());
    } catch {
      return []; // A browser that keeps nothing has nothing to bring back.
    }
  }

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }
}
