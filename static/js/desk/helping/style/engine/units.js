// A text as house style compares it: sign by sign, each with where it stands in the text. What the
// server's articles/lib/style/units.py says; tests/lib/style_cases.json holds the two together.
export const OTHER = 0, WORD = 1, UNSPACED = 2, BLANK = 3;

const PASSED = /[\u00ad\u061c\u0640\u064b-\u0652\u0656-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]/u;
const EVERY_PASSED = new RegExp(PASSED, "gu");
const JAMO = /[\u1100-\u11ff]/u;
const MARK = /\p{M}/u;
const PART_OF_WORD = /[\p{L}\p{M}\p{N}_]/u;
const DIGIT = /\p{Nd}/u;
// What Python calls a blank.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const IN_UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f\u2e80-\u303f\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\u{1b000}-\u{1b16f}\u{20000}-\u{323af}]/u;

const ALIKE = new Map([
  ...[..."‘’‚‛ʼ′＇"].map((sign) => [sign, "'"]),
  ...[..."“”„‟«»″＂"].map((sign) => [sign, '"']),
  ...[..."‐‑"].map((sign) => [sign, "-"]),
  ["ς", "σ"],
]);

export const isMark = (sign) => sign >= "\u0300" && MARK.test(sign);
export const isDigit = (sign) => (sign >= "0" && sign <= "9") || (sign > "\u007f" && DIGIT.test(sign));

const known = new Map();

/** The sign with and without regard to case, and its kind. */
function about(sign) {
  let told = known.get(sign);
  if (told) return told;
  if (SPACE.test(sign)) told = [" ", " ", BLANK];
  else {
    const exact = ALIKE.get(sign) ?? sign;
    const small = exact.toLowerCase();
    const folded = [...small].length === 1 ? ALIKE.get(small) ?? small : exact;
    const kind = PART_OF_WORD.test(exact) ? (IN_UNSPACED.test(exact) ? UNSPACED : WORD) : OTHER;
    told = [exact, folded, kind];
  }
  if (known.size < 8_192) known.set(sign, told);
  return told;
}

class Units {
  folded = [];
  exact = [];
  kinds = [];
  starts = [];
  ends = [];

  constructor(text) {
    this.text = text;
    let at = 0;
    while (at < text.length) {
      const code = text.codePointAt(at);
      if (code < 0x80) this.add(text[at], at, (at += 1));
      else at = this.cluster(at, String.fromCodePoint(code));
    }
  }

  get length() {
    return this.folded.length;
  }

  /** A sign beyond ASCII with its marks; returns where it ends. */
  cluster(at, sign) {
    const { text } = this;
    const joins = JAMO.test(sign) ? (one) => JAMO.test(one) : isMark;
    let end = at + sign.length;
    while (end < text.length && text[end] >= "\u0300") {
      const next = String.fromCodePoint(text.codePointAt(end));
      if (!joins(next)) break;
      end += next.length;
    }
    if (PASSED.test(sign)) return end;
    const whole = text.slice(at, end);
    const composed = whole.replace(EVERY_PASSED, "").normalize("NFC");
    let place = at;
    for (const one of composed) {
      if (composed === whole) this.add(one, place, (place += one.length));
      else this.add(one, at, end);
    }
    return end;
  }

  add(sign, start, end) {
    const [exact, folded, kind] = about(sign);
    const last = this.exact.length - 1;
    if (kind !== BLANK && last >= 0 && start && isMark(exact)) {
      // A mark that an ASCII letter stands before is composed with it.
      const composed = (this.exact[last] + exact).normalize("NFC");
      if ([...composed].length === 1) {
        [this.exact[last], this.folded[last], this.kinds[last]] = about(composed);
        this.ends[last] = end;
        return;
      }
    }
    this.exact.push(exact);
    this.folded.push(folded);
    this.kinds.push(kind);
    this.starts.push(start);
    this.ends.push(end);
  }

  /** Whether a match may begin or end before the sign `at`: never within a letter and its marks;
      `ofWord` nor within a word. */
  isEdge(at, ofWord) {
    if (at <= 0 || at >= this.kinds.length) return true;
    if (isMark(this.folded[at])) return false;
    return !(ofWord && this.kinds[at - 1] === WORD && this.kinds[at] === WORD);
  }
}

export const units = (text) => new Units(text);
