// What a rule looks for: words, with a few signs that stand for others. The server's
// articles/lib/style/pattern.py says which; it has read every pattern before it comes here.
import { BLANK, units } from "./units.js";

export const STAR = 40;
export const DIGIT = "\0#", ANY = "\0*";
const BEYOND = 1e6;

function literal(text) {
  const found = units(text);
  const nodes = [];
  for (let at = 0; at < found.length; at += 1) {
    if (found.kinds[at] !== BLANK) nodes.push({ kind: "sign", folded: found.folded[at], exact: found.exact[at] });
    else if (nodes.at(-1)?.kind !== "blank") nodes.push({ kind: "blank" });
  }
  return nodes;
}

class Reader {
  at = 0;

  constructor(text) {
    this.signs = [...text];
  }

  branches() {
    const found = [this.branch(false)];
    while (this.at < this.signs.length) {
      this.at += 1; // |
      found.push(this.branch(false));
    }
    return found;
  }

  branch(within) {
    const nodes = [];
    let words = "";
    while (this.at < this.signs.length) {
      const sign = this.signs[this.at];
      if (sign === "|" || (sign === ")" && within)) break;
      this.at += 1;
      if (sign === "\\") {
        words += this.signs[this.at] ?? "";
        this.at += 1;
      } else if ("*?#(".includes(sign)) {
        nodes.push(...literal(words), sign === "(" ? this.group() : { kind: sign });
        words = "";
      } else words += sign;
    }
    return [...nodes, ...literal(words)];
  }

  group() {
    const choices = [this.branch(true)];
    while (this.signs[this.at] === "|") {
      this.at += 1;
      choices.push(this.branch(true));
    }
    this.at += 1; // )
    return { kind: "()", choices };
  }
}

function trimmed(nodes) {
  while (nodes[0]?.kind === "blank") nodes.shift();
  while (nodes.at(-1)?.kind === "blank") nodes.pop();
  return nodes;
}

/** The branches of a pattern. */
export const parse = (text) => new Reader(text.trim()).branches().map(trimmed);

/** What a match of the branch may begin with: one or two signs, or one of the classes. */
export function beginnings(branch) {
  const found = new Set();
  const heads = [["", 0, 0]];
  while (heads.length) {
    const [head, at, signs] = heads.pop();
    const node = branch[at];
    if (signs === 2 || !node) found.add(head || ANY);
    else if (node.kind === "sign") heads.push([head + node.folded, at + 1, signs + 1]);
    else if (node.kind === "()") heads.push(...node.choices.map((one) => chosen(head, signs, one, at)));
    else found.add(head || (node.kind === "#" ? DIGIT : ANY));
  }
  return found;
}

/** The beginning with a choice of a group added; where that has a blank, it ends there. */
function chosen(head, signs, choice, at) {
  for (const node of choice) {
    if (node.kind !== "sign") return [head, BEYOND, signs];
    head += node.folded;
    signs += 1;
    if (signs === 2) break;
  }
  return [head, at + 1, signs];
}
