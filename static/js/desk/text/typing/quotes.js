// Which quotes, dashes and spaces a language is printed with, and what becomes of a sign that is typed.
// Knows nothing of editors.

const THIN = "\u202f"; // narrow, and no line ends there
const WIDE = "\u00a0";

/** Double and single ones as they open and close; the dash for two hyphens; what stands within the quotes;
    which signs have a space before them, and which. */
const as = (quotes, dash = "–", more = {}) => {
  const [open, close, openSingle, closeSingle] = [...quotes];
  return { open, close, openSingle, closeSingle, dash, inner: "", before: {}, ...more };
};
const FRENCH = { inner: THIN, before: { ";": THIN, "!": THIN, "?": THIN, ":": WIDE } };

const WAYS = {
  ar: as("«»‘’"), bg: as("„“‚‘"), cs: as("„“‚‘"), da: as("“”‘’"), de: as("„“‚‘"), "de-ch": as("«»‹›"),
  el: as("«»“”"), en: as("“”‘’"), "en-us": as("“”‘’", "—"), "en-ca": as("“”‘’", "—"), es: as("“”‘’", "—"),
  et: as("„“‚‘"), fa: as("«»‹›"), fi: as("””’’"), fr: as("«»‘’", "–", FRENCH),
  "fr-ca": as("«»‘’", "–", { inner: WIDE, before: { ":": WIDE } }), he: as("””’’"), hi: as("“”‘’"), hr: as("„”‚’"),
  hu: as("„”»«"), it: as("«»‘’"), ja: as("「」『』", "―"), ko: as("“”‘’"), lt: as("„“‚‘"), lv: as("“”‘’"),
  nb: as("«»‘’"), nl: as("“”‘’"), nn: as("«»‘’"), no: as("«»‘’"), pl: as("„”‚’"), pt: as("“”‘’", "—"),
  "pt-pt": as("«»‘’"), ro: as("„”«»"), ru: as("«»„“", "—"), sk: as("„“‚‘"), sl: as("„“‚‘"), sr: as("„“‚‘"),
  sv: as("””’’"), tr: as("“”‘’"), uk: as("«»„“"), ur: as("“”‘’"), zh: as("“”‘’", "—"),
};
const APOSTROPHE = "’";

/** The ways of a language, by its tag. */
export function waysOf(language) {
  const tag = language.toLowerCase().replace("_", "-");
  return WAYS[tag] ?? WAYS[tag.split("-")[0]] ?? WAYS.en;
}

const OPENS = /(?:^|[\s([{<¿¡\u2013\u2014\u2015/\ufffc])$/u; // before an opening quote
const DASH = /[\u2013-\u2015]$/;
const WORD = /[\p{L}\p{N}]$/u;
const ADDRESS = /(?:[a-z][a-z\d+.-]*:\/\/|\bwww\.|@|\b(?:https?|ftp|mailto|tel)$|[\p{L}\d]\.[a-z]{2,}[/:]?)\S*$/iu;

/** Whether a quote that is typed behind it opens: also one within another that has just opened. */
function opens(before, { open, close, openSingle, closeSingle }) {
  if (OPENS.test(before)) return true;
  const last = before.at(-1);
  if (![open, openSingle].includes(last)) return false;
  const ends = [close, closeSingle].includes(last);
  return !ends || opens(before.slice(0, -1), { open, close, openSingle, closeSingle });
}

/** Whether a double quote is open at the end of `before`. */
function isOpen(before, { open, close }) {
  if (open === close) return before.split(open).length % 2 === 0;
  return before.lastIndexOf(open) > before.lastIndexOf(close);
}

function doubled(before, ways) {
  const { open, close, inner } = ways;
  const quoted = isOpen(before, ways);
  if (quoted && inner && /\s$/u.test(before)) return { drop: 1, text: inner + close };
  // Who is interrupted ends with a dash.
  if (opens(before, ways) && !(quoted && DASH.test(before))) return { drop: 0, text: open + inner };
  // Twelve inches, not the end of what somebody said.
  if (/\d$/.test(before) && !quoted) return null;
  return { drop: 0, text: inner + close };
}

function single(before, ways) {
  const { openSingle, closeSingle } = ways;
  const begun = before.lastIndexOf(openSingle) > Math.max(before.lastIndexOf(closeSingle), -1);
  if (opens(before, ways) && !(begun && DASH.test(before))) return { drop: 0, text: openSingle };
  const ends = openSingle !== closeSingle && begun && !WORD.test(before.slice(before.lastIndexOf(openSingle) - 1, before.lastIndexOf(openSingle)));
  return { drop: 0, text: ends && closeSingle !== APOSTROPHE ? closeSingle : APOSTROPHE };
}

function dashed(before, { dash }) {
  // A line that begins with hyphens becomes a rule.
  if (/^-+$/.test(before)) return null;
  if (/[^-]-$/.test(before)) return { drop: 1, text: dash };
  return before.endsWith("–") && /\s–$/.test(before) ? { drop: 1, text: "—" } : null;
}

function spaced(sign, before, { before: spaces }) {
  const space = spaces[sign];
  if (!space) return null;
  if (/\S $/.test(before)) return { drop: 1, text: space + sign };
  const follows = sign === ":" ? /[\p{L}»)]$/u : /[\p{L}\p{N}»)%]$/u;
  return follows.test(before) ? { drop: 0, text: space + sign } : null;
}

/** What `sign` becomes that is typed behind `before`: so many signs dropped, and that text in its place;
    null where it stays as it is typed. `after` is what stands behind it. */
export function typed(sign, before, ways) {
  if (ADDRESS.test(before)) return null;
  if (sign === '"') return doubled(before, ways);
  if (sign === "'") return single(before, ways);
  if (sign === "-") return dashed(before, ways);
  if (sign === ".") return /(?:^|[^.])\.\.$/.test(before) ? { drop: 2, text: "…" } : null;
  // The ’90s: what was taken for a quote is an apostrophe.
  if (/\d/.test(sign) && ways.openSingle !== APOSTROPHE && new RegExp(`(?:^|[\\s(])${ways.openSingle}$`, "u").test(before)) return { drop: 1, text: APOSTROPHE + sign };
  if (sign === " " && ways.inner && before.endsWith(ways.open + ways.inner)) return { drop: 0, text: "" };
  return spaced(sign, before, ways);
}

const STRAIGHT = { "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'" };

/** Pieces of a text that differ once it is set with straight quotes: [from, to, text]. */
export function straightened(text) {
  const changes = [];
  for (const found of text.matchAll(/([«„“‹])[\u202f\u00a0]|[\u202f\u00a0]([»›])|[“”„‟«»‘’‚‛‹›]/gu)) {
    changes.push([found.index, found.index + found[0].length, STRAIGHT[found[1] ?? found[2] ?? found[0]]]);
  }
  return changes;
}

/** Pieces that differ once the text is set with the language's own: of straight quotes, of two hyphens, of
    dots and of spaces before signs. */
export function curled(text, ways) {
  const changes = [];
  let before = "";
  let at = 0;
  for (const sign of text) {
    const from = at;
    at += sign.length;
    const word = /^\S*/.exec(text.slice(at, at + 80))[0];
    const inAddress = ADDRESS.test(before) || (/[:/@.]/.test(sign + word.slice(0, 2)) && ADDRESS.test(/\S*$/.exec(before)[0] + sign + word));
    const change = /["'\-.;:!?\d]/.test(sign) && !inAddress ? typed(sign, before, ways) : null;
    if (!change) {
      before += sign;
      continue;
    }
    let [start, made] = [from - change.drop, change.text];
    let last = changes.at(-1);
    if (last && last[1] > start) {
      // What stood there was changed as well.
      const kept = last[2].slice(0, Math.max(0, last[2].length - change.drop));
      [start, made] = [last[0], kept + made];
      changes.pop();
      last = null;
    }
    before = before.slice(0, before.length - change.drop) + change.text;
    changes.push([start, at, made]);
  }
  return changes.filter(([from, to, made]) => text.slice(from, to) !== made);
}
