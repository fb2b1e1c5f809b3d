// Where a pattern fits a text, step by step as the server's articles/lib/style/matching.py: a rule
// that takes too many steps in one paragraph finds nothing more in it, here and there.
import { STAR } from "./pattern.js";
import { BLANK, OTHER, isDigit } from "./units.js";

export const STEPS = 2_000, STEPS_A_SIGN = 40;
const POINTS = ".,٫٬";

export class Matcher {
  failed = new Set();

  constructor(text, rule) {
    Object.assign(this, { text, exact: rule.exact, ofWord: rule.ofWord, left: STEPS + STEPS_A_SIGN * text.length });
  }

  /** The longest match of one of the branches that begins there: { start, end, taken }. */
  at(start, branches) {
    let best = null;
    for (const branch of branches) {
      this.failed.clear();
      const found = this.from(branch, 0, start, []);
      if (found && (!best || found.end > best.end)) best = { start, ...found };
    }
    return best;
  }

  /** Where the rest of the branch ends, from `place` on. */
  from(branch, at, place, taken) {
    while (at < branch.length) {
      const node = branch[at];
      this.left -= 1;
      if (this.left < 0) return null;
      if (node.kind === "*" || node.kind === "()") return this.branching(branch, at, place, taken);
      const end = this.one(node, place, at === 0);
      if (end < 0) return null;
      if (node.kind === "?" || node.kind === "#") taken = [...taken, { kind: node.kind, start: place, end, choice: 0 }];
      at += 1;
      place = end;
    }
    return this.text.isEdge(place, this.ofWord) ? { end: place, taken } : null;
  }

  branching(branch, at, place, taken) {
    const here = at * 1e7 + place;
    if (this.failed.has(here)) return null;
    const node = branch[at];
    for (const [choice, end] of this.ways(node, place)) {
      const found = this.from(branch, at + 1, end, [...taken, { kind: node.kind, start: place, end, choice }]);
      if (found) return found;
    }
    this.failed.add(here);
    return null;
  }

  /** Where a group's choices, or the lengths of a star, end: as written, the longest first. */
  ways(node, place) {
    if (node.kind === "()") return node.choices.map((one, number) => [number, this.all(one, place)]).filter(([, end]) => end >= 0);
    const { kinds } = this.text;
    let end = place;
    while (end < kinds.length && end - place < STAR && kinds[end] !== OTHER && kinds[end] !== BLANK) end += 1;
    return Array.from({ length: end - place + 1 }, (_, less) => [0, end - less]);
  }

  all(nodes, place) {
    for (const node of nodes) {
      this.left -= 1;
      place = this.one(node, place, false);
      if (place < 0) return -1;
    }
    return place;
  }

  /** Where one step ends that begins at `place`; -1 where it doesn't fit. */
  one(node, place, first) {
    const { exact, folded, kinds } = this.text;
    if (place >= folded.length) return -1;
    if (node.kind === "sign") return (this.exact ? exact[place] === node.exact : folded[place] === node.folded) ? place + 1 : -1;
    if (node.kind === "?") return kinds[place] !== OTHER && kinds[place] !== BLANK ? place + 1 : -1;
    if (node.kind === "#") return this.number(place, first);
    let end = place;
    while (end < kinds.length && kinds[end] === BLANK) end += 1;
    return end > place ? end : -1;
  }

  number(place, first) {
    const signs = this.text.folded;
    const isPoint = (at) => signs[at] !== undefined && POINTS.includes(signs[at]);
    if (!isDigit(signs[place])) return -1;
    if (first && place && isDigit(signs[place - 1])) return -1;
    if (first && place > 1 && isPoint(place - 1) && isDigit(signs[place - 2])) return -1;
    let end = place + 1;
    while (end < signs.length) {
      if (isDigit(signs[end])) end += 1;
      else if (isPoint(end) && end + 1 < signs.length && isDigit(signs[end + 1])) end += 2;
      else break;
    }
    return end;
  }
}
