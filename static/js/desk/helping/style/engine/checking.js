// What of a text goes against the house's style: what the server's articles/lib/style/checking.py
// says, which tests/lib/style_cases.json holds together.
import { addresses, quotations } from "./asides.js";
import { Matcher } from "./matching.js";
import { ANY, DIGIT, beginnings, parse } from "./pattern.js";
import { filled, parse as parseProposals } from "./proposing.js";
import { WORD, isDigit, units } from "./units.js";

const ruleOf = (row) => ({
  key: row.key,
  row,
  branches: parse(row.pattern),
  proposals: parseProposals(row.proposal ?? ""),
  exceptions: (row.exceptions ?? "").split("\n").filter((line) => line.trim()).map(parse),
  exact: Boolean(row.exact),
  ofWord: row.of_word ?? true,
  outsideQuotations: Boolean(row.outside_quotations),
});

/** Rules that are asked together. */
export class RuleSet {
  // By what they begin with: of words, and anywhere.
  words = new Map();
  anywhere = new Map();

  constructor(rows) {
    this.rules = rows.map(ruleOf);
    this.rules.forEach(({ branches, ofWord }, number) => {
      const index = ofWord ? this.words : this.anywhere;
      for (const branch of branches) {
        for (const head of beginnings(branch)) {
          if (!index.has(head)) index.set(head, []);
          index.get(head).push({ number, branch });
        }
      }
    });
  }

  /** What is found in one paragraph: { start, end, rule, proposals } each, which do not overlap;
      `quoted` where all of it is a quotation. */
  marks(text, quoted = false) {
    return this.rules.length ? new Look(this, units(text), quoted).marks() : [];
  }
}

class Look {
  matchers = new Map();

  constructor(rules, text, quoted) {
    Object.assign(this, { rules, text, quoted });
  }

  marks() {
    const matches = this.matches();
    if (!matches.length) return [];
    const [alone, said] = [addresses(this.text), quotations(this.text)];
    const within = (signs, { start, end }) => signs.slice(start, end).includes(true);
    const found = matches.filter(({ number, match }) => !within(alone, match)
      && !(this.rules.rules[number].outsideQuotations && (this.quoted || within(said, match))));
    found.sort((a, b) => a.match.start - b.match.start || b.match.end - a.match.end || a.number - b.number);
    const marks = [];
    let done = 0;
    for (const { number, match } of found) {
      const mark = match.start >= done && this.mark(this.rules.rules[number], match);
      if (!mark) continue;
      done = match.end;
      marks.push(mark);
    }
    return marks;
  }

  matches() {
    const { rules: { anywhere, words }, text: { kinds } } = this;
    const found = [];
    for (let at = 0; at < kinds.length; at += 1) {
      const within = at && kinds[at] === WORD && kinds[at - 1] === WORD;
      if (words.size && !within) this.begin(words, at, found);
      if (anywhere.size) this.begin(anywhere, at, found);
    }
    return found;
  }

  /** What begins there, of the rules in an index. */
  begin(index, at, found) {
    const { folded } = this.text;
    const sign = folded[at];
    const heads = [index.get(sign), index.get(ANY)];
    if (at + 1 < folded.length) heads.push(index.get(sign + folded[at + 1]));
    if (isDigit(sign)) heads.push(index.get(DIGIT));
    let asked = null;
    for (const head of heads) {
      for (const { number, branch } of head ?? []) {
        asked ??= new Map();
        if (asked.has(number)) asked.get(number).push(branch);
        else asked.set(number, [branch]);
      }
    }
    for (const [number, branches] of asked ?? []) {
      const match = this.match(number, at, branches);
      if (match) found.push({ number, match });
    }
  }

  match(number, at, branches) {
    const rule = this.rules.rules[number];
    if (!this.text.isEdge(at, rule.ofWord)) return null;
    if (!this.matchers.has(number)) this.matchers.set(number, new Matcher(this.text, rule));
    const found = this.matchers.get(number).at(at, branches);
    return found && found.end > found.start ? found : null;
  }

  /** The mark for a match; null for an exception, and for what says already what is proposed. */
  mark(rule, match) {
    if (this.isException(rule, match)) return null;
    const { text } = this;
    const [start, end] = [text.starts[match.start], text.ends[match.end - 1]];
    const proposals = [...new Set(rule.proposals.map((one) => filled(one, text, match, rule.exact)))];
    return proposals.includes(text.text.slice(start, end)) ? null : { start, end, rule: rule.key, proposals };
  }

  isException(rule, match) {
    return rule.exceptions.some((branches) => {
      const matcher = new Matcher(this.text, rule);
      for (let at = 0; at <= match.start; at += 1) {
        if (this.text.isEdge(at, rule.ofWord) && matcher.at(at, branches)?.end >= match.end) return true;
      }
      return false;
    });
  }
}
