// How much a text is. Words are counted as the server does (articles/lib/text/plain.py): two characters
// of a script that is written without spaces count as one. Knows nothing of editors.

const UNSPACED = new RegExp(
  "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\u2e80-\\u303f\\u3041-\\u30ff\\u31f0-\\u31ff"
  + "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff01-\\uff9f\\u{1b000}-\\u{1b16f}\\u{20000}-\\u{323af}]",
  "gu",
);
const ANY = /[\p{L}\p{N}]/u;
const WORDS_PER_MINUTE = 230;
const LONG = 100_000; // characters: beyond, signs are counted without looking which belong together

/** Words between spaces, and characters of scripts that have none. */
export function measured(text) {
  let unspaced = 0;
  const spaced = text.replace(UNSPACED, () => {
    unspaced += 1;
    return " ";
  });
  let words = 0;
  for (const word of spaced.split(/\s+/u)) words += ANY.test(word) ? 1 : 0;
  return { words, unspaced };
}

export const wordsOf = ({ words, unspaced }) => words + Math.floor((unspaced + 1) / 2);

export const minutes = (words) => Math.max(1, Math.round(words / WORDS_PER_MINUTE));

/** Characters as a reader counts them: letters with their accents, and faces that several signs make, are one. */
export function characters(text) {
  const plain = text.replace(/[\u00ad\u200b\u2060\ufeff]/gu, "");
  if (plain.length > LONG) return [...plain].length;
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(plain)].length;
}
