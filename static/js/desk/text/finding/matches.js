// Where words stand in a text, as somebody who looks for them means it. Knows nothing of editors.

const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/u; // breaks nothing apart for a reader
const MARK = /\p{M}/u;
const ACCENT = /[\p{Script=Inherited}\u0640]/u; // no vowel sign of a script that lives by them
const WITHOUT_ACCENT = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ħ: "h", ı: "i", þ: "th", ð: "d" };
const SINGLE = /[\u2018-\u201b\u2032\u2039\u203a]/u;
const DOUBLE = /[\u201c-\u201f\u2033\u00ab\u00bb]/u;
const BLANK = /\s/u;

/** What a sign is compared as; "" where it does not count. */
function folded(sign, { cases, accents, quotes }) {
  if (INVISIBLE.test(sign)) return "";
  if (BLANK.test(sign)) return sign === "\n" ? sign : " ";
  if (quotes && SINGLE.test(sign)) return "'";
  if (quotes && DOUBLE.test(sign)) return '"';
  let made = sign.normalize("NFD");
  if (accents) made = [...made].map((one) => (ACCENT.test(one) ? "" : WITHOUT_ACCENT[one.toLowerCase()] ?? one)).join("");
  return cases ? made : made.toLowerCase();
}

/** The text as it is compared, and where in the text each unit of that comes from. */
function compared(text, ways) {
  let made = "";
  const starts = [];
  let at = 0;
  for (const sign of text) {
    const units = folded(sign, ways);
    for (let n = 0; n < units.length; n += 1) starts.push(at);
    made += units;
    at += sign.length;
  }
  return { made, starts: [...starts, text.length] };
}

/** A way to look for `words`; null for nothing to look for. `cases` tells capitals apart, `whole` takes
    whole words only, `accents` takes letters with and without accents for the same. */
export function lookFor(words, { cases = false, whole = false, accents = false, language = "en" } = {}) {
  // Straight quotes find curly ones: few keyboards have those.
  const quotes = !SINGLE.test(words) && !DOUBLE.test(words);
  const ways = { cases, accents, quotes };
  const { made } = compared(words, ways);
  return made ? { words, made, ways, whole, language } : null;
}

let segmenter = null;
function boundaries(text, language) {
  if (segmenter?.language !== language) segmenter = { language, of: new Intl.Segmenter(language, { granularity: "word" }) };
  return new Set([...segmenter.of.segment(text)].map(({ index }) => index).concat(text.length));
}

/** Where it stands in `text`: pairs of from and to. None begins or ends within a letter. */
export function matchesIn(text, { made, ways, whole, language }) {
  const there = compared(text, ways);
  const found = [];
  let edges = null;
  for (let at = there.made.indexOf(made); at >= 0; at = there.made.indexOf(made, at)) {
    const [from, to] = [there.starts[at], there.starts[at + made.length]];
    const splits = (at && there.starts[at - 1] === from) || there.starts[at + made.length - 1] === to
      || MARK.test(String.fromCodePoint(text.codePointAt(to) ?? 32));
    if (!splits && whole) edges ??= boundaries(text, language);
    const taken = !splits && (!whole || (edges.has(from) && edges.has(to)));
    if (taken) found.push([from, to]);
    at += taken ? made.length : 1;
  }
  return found;
}

/** What has to be put in place of a part of `old` to make it `fresh`: without what both begin and end with. */
export function difference(old, fresh) {
  const [a, b] = [[...old], [...fresh]];
  const most = Math.min(a.length, b.length);
  let [head, tail] = [0, 0];
  while (head < most && a[head] === b[head]) head += 1;
  while (tail < most - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const size = (signs) => signs.join("").length;
  const from = size(a.slice(0, head));
  return { from, to: from + size(a.slice(head, a.length - tail)), text: b.slice(head, b.length - tail).join("") };
}

/** `fresh` with the capitals of `old`, where both `words` and it were typed without any: at the beginning of a
    sentence and in capitals the words stay so. */
export function inCaseOf(old, words, fresh, language) {
  const isLower = (text) => text === text.toLocaleLowerCase(language);
  if (!isLower(words) || !isLower(fresh) || isLower(old)) return fresh;
  const signs = [...fresh];
  if ([...old].length > 1 && old === old.toLocaleUpperCase(language)) return fresh.toLocaleUpperCase(language);
  const first = [...old][0];
  return first === first.toLocaleLowerCase(language) ? fresh : signs[0]?.toLocaleUpperCase(language).concat(...signs.slice(1)) ?? fresh;
}
