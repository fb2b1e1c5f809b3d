// How one text of the editor becomes another by the smallest steps, so that the cursor, what can
// be undone and the comments stay where they are. The texts are compared as the server keeps
// them: spaces that it tidies and empty paragraphs that it leaves out are no change.
const CELLS = 4_000_000; // of a comparison's table: what is longer is not aligned
const ALIKE = 0.3; // of their words: so much makes one block a changed form of another

const SPACE = /[ \t\r\n\f]+|[^ \t\r\n\f]+/g; // not what keeps words together: that stays as it is
const BLANK = /^[\s\u00ad\u200b-\u200f\u2060\ufeff]*$/;
const segments = new Intl.Segmenter(undefined, { granularity: "word" });

// --- What is compared ----------------------------------------------------------------

const said = (attrs) =>
  JSON.stringify(Object.entries(attrs).filter(([, value]) => value !== null && value !== undefined && value !== "").sort());
const nameOf = ({ type, attrs }) => `${type.name}${said(attrs)}`;
const marksOf = (node) => node.marks.map(nameOf).sort();

/** The words, spaces and other parts of a text block, with their places in it. */
function partsOf(block) {
  const parts = [];
  block.forEach((node, offset) => {
    const marks = marksOf(node);
    if (!node.isText) {
      const breaks = node.type.name === "hardBreak";
      parts.push({ word: nameOf(node), marks: breaks ? marks.filter(isTold) : marks, told: marks.some(isTold), from: offset, to: offset + node.nodeSize, breaks });
      return;
    }
    for (const { 0: piece, index } of node.text.matchAll(SPACE)) {
      const space = /^[ \t\r\n\f]/.test(piece);
      const words = space ? [{ segment: " ", index: 0 }] : segments.segment(piece);
      for (const { segment, index: within } of words) {
        const from = offset + index + within;
        parts.push({ word: segment, marks, from, to: from + (space ? piece.length : segment.length), space, text: true, told: marks.some(isTold) });
      }
    }
  });
  return parts;
}

const isTold = (mark) => /^story(Insertion|Deletion)/.test(mark);
const sameTold = (one, other) => String(one.marks.filter(isTold)) === String(other.marks.filter(isTold));

/** They, as the server keeps them: no spaces or breaks at the edges, none twice; and no space
    with marks that its neighbours don't have. */
function tidied(parts) {
  const kept = [];
  for (const part of parts) {
    const last = kept.at(-1);
    // What a suggestion puts in or takes out stays as it is.
    const same = !last || sameTold(last, part);
    if (part.space && !part.told && same && (!last || last.space || last.breaks)) continue;
    if (part.breaks && last?.space && !last.told && same) kept.pop();
    if (!part.breaks || kept.length || part.told) kept.push(part);
  }
  while ((kept.at(-1)?.space || kept.at(-1)?.breaks) && !kept.at(-1).told) kept.pop();
  return kept.map((part, at) => {
    const shared = part.space ? part.marks.filter((mark) => isTold(mark) || [-1, 1].every((by) => kept[at + by]?.marks.includes(mark))) : part.marks;
    return { ...part, key: JSON.stringify([part.word, shared]) };
  });
}

/** Remember what `make` says of a node, which never changes. */
function remembered(make) {
  const known = new WeakMap();
  return (node) => {
    if (!known.has(node)) known.set(node, make(node));
    return known.get(node);
  };
}

const wordsOf = remembered((block) => tidied(partsOf(block)));

/** Whether the server would leave it out. */
const isNothing = remembered((node) => {
  if (node.isLeaf || node.type.spec.tableRole) return false;
  if (!node.isTextblock) return everyChild(node, isNothing);
  return !node.type.spec.isolating && wordsOf(node).every(({ word, text }) => text && BLANK.test(word));
});

function everyChild(node, test) {
  let all = true;
  node.forEach((child) => (all &&= test(child)));
  return all;
}

/** What a node says; two that say the same need no step. */
const keyOf = remembered((node) => {
  if (node.isTextblock) return JSON.stringify([nameOf(node), wordsOf(node).map(({ key }) => key)]);
  return JSON.stringify([nameOf(node), childrenOf(node, 0).map((child) => keyOf(child.node))]);
});

/** The children that are compared, with their places; `at` is where the first one begins. Where
    nothing is in any of them, all are, unless `none` will do. */
function childrenOf(node, at, none = false) {
  const all = [];
  node.forEach((child, offset) => all.push({ node: child, from: at + offset, to: at + offset + child.nodeSize }));
  const shown = all.filter((child) => !isNothing(child.node));
  return shown.length || none ? shown : all;
}

// --- Which belong to which -----------------------------------------------------------------

/** The best path through two rows: pairs [i, j] in order, of the greatest sum of `worth`. */
function aligned(n, m, worth) {
  if (!n || !m || n * m > CELLS) return [];
  const wide = m + 1;
  const best = new Float64Array((n + 1) * wide);
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let j = m - 1; j >= 0; j -= 1) {
      const gain = worth(i, j);
      const both = gain ? gain + best[(i + 1) * wide + j + 1] : 0;
      best[i * wide + j] = Math.max(both, best[(i + 1) * wide + j], best[i * wide + j + 1]);
    }
  }
  const pairs = [];
  for (let [i, j] = [0, 0]; i < n && j < m;) {
    const gain = worth(i, j);
    if (gain && best[i * wide + j] === gain + best[(i + 1) * wide + j + 1]) pairs.push([i++, j++]);
    else if (best[i * wide + j] === best[(i + 1) * wide + j]) i += 1;
    else j += 1;
  }
  return pairs;
}

/** The pairs of equal keys of two rows, as many as there are. */
function equals(old, fresh) {
  const most = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < most && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const [n, m] = [old.length - head - tail, fresh.length - head - tail];
  const same = (i, j) => (old[head + i] === fresh[head + j] ? 1 : 0);
  return [
    ...Array.from({ length: head }, (_none, at) => [at, at]),
    ...aligned(n, m, same).map(([i, j]) => [head + i, head + j]),
    ...Array.from({ length: tail }, (_none, at) => [old.length - tail + at, fresh.length - tail + at]),
  ];
}

/** Call `each` with what lies between the pairs: from i to k of the one, from j to l of the other. */
function between(pairs, n, m, each) {
  let [i, j] = [0, 0];
  for (const [k, l] of [...pairs, [n, m]]) {
    each(i, k, j, l);
    [i, j] = [k + 1, l + 1];
  }
}

const vocabulary = remembered((node) => {
  const words = new Set();
  const gather = (one) => {
    if (one.isTextblock) for (const { word, space } of wordsOf(one)) if (!space) words.add(word.toLowerCase());
    return !one.isTextblock;
  };
  if (gather(node)) node.descendants(gather);
  return words;
});

/** Whether one can become the other by a change of what is in it, and of its own attributes. */
function kin(one, other) {
  if (one.isLeaf || other.isLeaf) return false;
  if (one.type === other.type) return true;
  const plain = (node) => node.isTextblock && !node.type.spec.isolating;
  return plain(one) && plain(other) && one.type.validContent(other.content) && other.type.validContent(one.content);
}

function likeness(one, other) {
  if (!kin(one, other)) return 0;
  const [a, b] = [vocabulary(one), vocabulary(other)];
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  const share = a.size + b.size ? (2 * common) / (a.size + b.size) : 1;
  return share > ALIKE ? share : 0;
}

/** The pairs of equal blocks, and among the others those of which one is the other, changed. */
function pairsOf(old, fresh) {
  const [before, after] = [old, fresh].map((row) => row.map(({ node }) => keyOf(node)));
  const same = equals(before, after);
  const pairs = [...same];
  between(same, old.length, fresh.length, (i, k, j, l) => {
    if (k - i === 1 && l - j === 1) {
      if (kin(old[i].node, fresh[j].node)) pairs.push([i, j]);
      return;
    }
    const worth = new Map();
    const known = (a, b) => {
      const at = a * (l - j) + b;
      if (!worth.has(at)) worth.set(at, likeness(old[i + a].node, fresh[j + b].node));
      return worth.get(at);
    };
    if ((k - i) * (l - j) < CELLS / 100) pairs.push(...aligned(k - i, l - j, known).map(([a, b]) => [i + a, j + b]));
  });
  return pairs.sort(([a], [b]) => a - b);
}

// --- The changes ---------------------------------------------------------------------------

/** What has to be changed in the text `before` to make it say what `after` says, from top down:
    { from, to, content } to be put there, or { from, type, attrs, marks } of the block there.
    With `writing`, somebody is about to write in it: an only, empty paragraph stays theirs. */
export function changesOf(before, after, { writing = false } = {}) {
  const changes = [];
  compareBlocks(before, after, 0, changes, writing && !isNothing(after));
  return changes;
}

function compareBlocks(before, after, at, changes, none = false) {
  const [old, fresh] = [childrenOf(before, at, none), childrenOf(after, 0)];
  const end = at + before.content.size;
  between(pairsOf(old, fresh), old.length, fresh.length, (i, k, j, l) => {
    const content = l > j ? after.content.cut(fresh[j].from, fresh[l - 1].to) : after.content.cut(0, 0);
    if (i === k) {
      if (l > j) changes.push({ from: old[k]?.from ?? end, to: old[k]?.from ?? end, content });
    } else {
      changes.push({ from: old[i].from, to: old[i].to, content });
      for (const { from, to } of old.slice(i + 1, k)) changes.push({ from, to, content: content.cut(0, 0) });
    }
    if (old[k] && keyOf(old[k].node) !== keyOf(fresh[l].node)) compareOne(old[k], fresh[l].node, changes);
  });
}

function compareOne({ node, from }, wanted, changes) {
  if (nameOf(node) !== nameOf(wanted)) {
    changes.push({ from, type: wanted.type, attrs: wanted.attrs, marks: wanted.marks });
  }
  (node.isTextblock ? compareWords : compareBlocks)(node, wanted, from + 1, changes);
}

function compareWords(before, after, at, changes) {
  const [old, fresh] = [wordsOf(before), wordsOf(after)];
  const pairs = equals(...[old, fresh].map((row) => row.map(({ key }) => key)));
  between(pairs, old.length, fresh.length, (i, k, j, l) => {
    if (i === k && j === l) return;
    const place = old[i]?.from ?? old.at(-1)?.to ?? 0;
    const [from, to] = i === k ? [place, place] : [place, old[k - 1].to];
    const content = j === l ? after.content.cut(0, 0) : after.content.cut(fresh[j].from, fresh[l - 1].to);
    const change = narrowed(before.content.cut(from, to), content, at + from);
    if (change) changes.push(change);
  });
}

/** A change of words without what both begin and end with. */
function narrowed(old, content, at) {
  const start = old.findDiffStart(content);
  if (start === null) return null;
  let { a, b } = old.findDiffEnd(content);
  const twice = Math.max(0, start - Math.min(a, b));
  [a, b] = [a + twice, b + twice];
  return { from: at + start, to: at + a, content: content.cut(start, b) };
}

/** The same changes in `now`, which grew out of `before` by the steps that `maps` map; null where
    something was typed in what they change. */
export function carried(changes, before, now, maps) {
  const through = (pos, side) =>
    maps.reduce(({ pos: at, gone }, map) => {
      const found = map.mapResult(at, side);
      return { pos: found.pos, gone: gone || found.deletedAcross };
    }, { pos, gone: false });
  const found = changes.map((change) => {
    const from = through(change.from, 1);
    if (change.type) {
      const [old, node] = [before.nodeAt(change.from), now.nodeAt(from.pos)];
      return !from.gone && node?.sameMarkup(old) ? { ...change, from: from.pos } : null;
    }
    if (change.from === change.to) return from.gone ? null : { ...change, from: from.pos, to: from.pos };
    const to = through(change.to, -1);
    const same = from.pos <= to.pos && before.slice(change.from, change.to).eq(now.slice(from.pos, to.pos));
    return same ? { ...change, from: from.pos, to: to.pos } : null;
  });
  return found.includes(null) ? null : found;
}

/** Make the changes in `tr`, each a step of its own, from the end to the beginning. */
export function make(tr, changes, { Slice }) {
  for (const { from, to, content, type, attrs, marks } of [...changes].reverse()) {
    if (type) tr.setNodeMarkup(from, type, attrs, marks);
    else tr.replace(from, to, new Slice(content, 0, 0));
  }
  return tr;
}

/** Whether the server would keep the same of both. */
export const alike = (one, other) => keyOf(one) === keyOf(other);
