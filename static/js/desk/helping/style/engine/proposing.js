// What is proposed in the place of what was found, as in the server's articles/lib/style/proposing.py.

class Reader {
  at = 0;
  words = "";
  parts = [];

  constructor(text) {
    this.signs = [...text.trim()];
  }

  proposals() {
    const found = [];
    while (this.at < this.signs.length) {
      const sign = this.next();
      if (sign === "\\" && this.at < this.signs.length) this.words += this.next();
      else if ("*?#(|".includes(sign)) {
        this.flush();
        if (sign === "|") found.push(this.parts.splice(0));
        else this.parts.push(sign === "(" ? { kind: "()", choices: this.choices() } : { kind: sign });
      } else this.words += sign;
    }
    this.flush();
    found.push(this.parts);
    return found.filter(({ length }) => length).map(trimmed);
  }

  next() {
    return this.signs[this.at++];
  }

  flush() {
    if (this.words) this.parts.push(this.words);
    this.words = "";
  }

  choices() {
    const found = [];
    let words = "";
    while (this.at < this.signs.length) {
      const sign = this.next();
      if (sign === "\\" && this.at < this.signs.length) words += this.next();
      else if (sign === "|" || sign === ")") {
        found.push(words);
        words = "";
        if (sign === ")") break;
      } else words += sign;
    }
    return found;
  }
}

function trimmed(parts) {
  const last = parts.length - 1;
  if (typeof parts[0] === "string") parts[0] = parts[0].trimStart();
  if (typeof parts[last] === "string") parts[last] = parts[last].trimEnd();
  return parts;
}

export const parse = (text) => new Reader(text).proposals();

/** The proposal for what was found there, written large where that was, unless the rule goes by case. */
export function filled(proposal, text, match, exact) {
  const rest = {};
  for (const one of match.taken) (rest[one.kind] ??= []).push(one);
  let said = "";
  for (const part of proposal) {
    if (typeof part === "string") said += part;
    else {
      const taken = rest[part.kind]?.shift();
      if (taken && part.choices) said += part.choices[taken.choice] ?? "";
      else if (taken && taken.end > taken.start) said += text.text.slice(text.starts[taken.start], text.ends[taken.end - 1]);
    }
  }
  return exact ? said : cased(said, text.text.slice(text.starts[match.start], text.ends[match.end - 1]));
}

function cased(said, found) {
  const signs = [...found];
  const letters = signs.filter((sign) => sign.toLowerCase() !== sign.toUpperCase());
  if (letters.length > 3 && letters.every((sign) => sign === sign.toUpperCase())) return said.toUpperCase();
  if (letters.length && signs[0] === letters[0] && letters[0] !== letters[0].toLowerCase()) {
    const [first = "", ...rest] = said;
    return first.toUpperCase() + rest.join("");
  }
  return said;
}
