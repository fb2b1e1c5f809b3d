// Which marks somebody has said to ignore, as in the server's articles/lib/style/ignoring.py: a mark
// is known again by its rule, its words, and the words around it, of which half may have changed.
import { BLANK, OTHER, UNSPACED, units } from "./units.js";

const AROUND = 4;

function words(text) {
  const { folded, kinds } = units(text);
  const found = [];
  let last = BLANK;
  folded.forEach((sign, at) => {
    const kind = kinds[at];
    if (kind !== OTHER && kind !== BLANK) {
      if (kind === UNSPACED || last !== kind) found.push(sign);
      else found[found.length - 1] += sign;
    }
    last = kind;
  });
  return found;
}

/** A mark as it is known again. */
export const placeOf = (rule, text, start, end) => ({
  rule,
  words: units(text.slice(start, end)).folded.join(""),
  before: words(text.slice(0, start)).slice(-AROUND).join(" "),
  after: words(text.slice(end)).slice(0, AROUND).join(" "),
});

const split = (text) => text.split(" ").filter(Boolean);

/** How many words of the second list are in the first. */
function common(wanted, there) {
  const rest = [...wanted];
  let count = 0;
  for (const word of there) {
    const at = rest.indexOf(word);
    if (at < 0) continue;
    rest.splice(at, 1);
    count += 1;
  }
  return count;
}

/** For each of the places, in order, the number of what was said that lets it pass, else -1. */
export function ignored(places, said) {
  const found = places.map(() => -1);
  said.forEach((wanted, number) => {
    const [before, after] = [split(wanted.before), split(wanted.after)];
    const need = Math.floor((before.length + after.length + 1) / 2);
    let best = -1, at = -1;
    places.forEach((there, place) => {
      if (found[place] >= 0 || there.rule !== wanted.rule || there.words !== wanted.words) return;
      const alike = common(before, split(there.before)) + common(after, split(there.after));
      if (alike >= need && alike > best) [best, at] = [alike, place];
    });
    if (at >= 0) found[at] = number;
  });
  return found;
}
