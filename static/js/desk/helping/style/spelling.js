// Spelling and grammar by the newsroom's own server, asked through ours: only paragraphs that were changed.
import { post } from "../../common/server.js";

const PAUSE = 1_200; // ms after the last look
const MOST = 12_000; // characters at once
const AWAY = 60_000; // ms until a server that is away is asked again
const REMEMBERED = 2_000;

export class Spelling {
  known = new Map(); // text → marks, in the language that it was asked in
  words = new Set();
  notBefore = 0;

  constructor(style, on) {
    Object.assign(this, { style, on });
  }

  marksOf(text) {
    return (this.known.get(`${this.style.language}:${text}`) ?? []).filter(({ word }) => !this.words.has(word));
  }

  /** Ask about what is not known yet, once nobody types for a while. */
  ask(paragraphs) {
    clearTimeout(this.timer);
    if (!this.on || this.asking) return;
    const { language } = this.style;
    const texts = [];
    let size = 0;
    for (const { text } of paragraphs) {
      if (this.known.has(`${language}:${text}`) || texts.includes(text)) continue;
      if (texts.length && size + text.length > MOST) break;
      texts.push(text);
      size += text.length;
    }
    if (texts.length) this.timer = setTimeout(() => this.send(texts, language), Math.max(PAUSE, this.notBefore - Date.now()));
  }

  async send(texts, language) {
    this.asking = true;
    const { kind, answer, pause } = await post(this.style.form.dataset.styleSpellingUrl, { language: [language], text: texts });
    this.asking = false;
    if (kind === "ok") {
      if (this.known.size > REMEMBERED) this.known.clear();
      texts.forEach((text, at) => this.known.set(`${language}:${text}`, (answer.marks[at] ?? []).map((mark) => this.about(text, mark))));
    } else this.notBefore = Date.now() + (pause ?? AWAY);
    if (kind !== "out") this.style.look();
  }

  about(text, { start, end, rule, proposals, why, is_word: isWord }) {
    const words = text.slice(start, end);
    return { start, end, key: `spelling:${rule}`, kind: "spelling", proposals, why, words: words.replace(/\s+/g, " "), word: isWord ? words : "" };
  }

  added(word) {
    this.words.add(word);
    this.style.look();
  }
}
