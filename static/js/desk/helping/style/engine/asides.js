// What of a text house style leaves alone: addresses, and what is quoted where a rule says so; as in
// the server's articles/lib/style/asides.py.
import { BLANK, OTHER } from "./units.js";

const ENDS = { "“": '”"', "„": '“”"', "«": "»", "「": "」", "『": "』", '"': '"”', "‘": "’" };
const GOES_ON = "“„«「『";

/** For each sign whether it is part of an address, a name on a network or a tag. */
export function addresses(text) {
  const found = new Array(text.length).fill(false);
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && text.kinds[at] !== BLANK) continue;
    if (at > start && isAddress(text.folded.slice(start, at).join(""))) found.fill(true, start, at);
    start = at + 1;
  }
  return found;
}

function isAddress(word) {
  if (word.includes("://") || word.includes("@") || word.replace(/^[("']+/, "").startsWith("www.")) return true;
  if (word.startsWith("#")) return [...word].length > 1;
  const slash = word.indexOf("/");
  return slash >= 0 && word.slice(0, slash).replace(/^\.+|\.+$/g, "").includes(".");
}

/** For each sign whether it stands in a quotation. */
export function quotations(text) {
  const signs = text.starts.map((start) => String.fromCodePoint(text.text.codePointAt(start)));
  const found = new Array(signs.length).fill(false);
  const endless = new Set();
  let at = 0;
  while (at < signs.length) {
    const sign = signs[at];
    if (!(sign in ENDS) || endless.has(sign) || !opens(text, signs, at)) {
      at += 1;
      continue;
    }
    let end = endOf(text, signs, at);
    if (end < 0) {
      endless.add(sign);
      if (!GOES_ON.includes(sign)) {
        at += 1;
        continue;
      }
      end = signs.length - 1;
    }
    found.fill(true, at, end + 1);
    at = end + 1;
  }
  return found;
}

/** A straight mark begins a quotation at the beginning of a word only. */
function opens({ kinds }, signs, at) {
  return !"\"‘".includes(signs[at]) || !at || kinds[at - 1] === BLANK || kinds[at - 1] === OTHER;
}

function endOf({ kinds }, signs, at) {
  const ends = ENDS[signs[at]];
  for (let place = at + 1; place < signs.length; place += 1) {
    if (!ends.includes(signs[place])) continue;
    const after = kinds[place + 1] ?? BLANK;
    if (signs[place] !== "’" || after === BLANK || after === OTHER) return place;
  }
  return -1;
}
