// What is suggested in a text, and where. Each key asks for it: a block that stays is looked at once.
import { DELETION, INSERTION, isBreak, keyOf } from "./resolving.js";

const known = new WeakMap(); // of each block, what is suggested in it
const NOTHING = [];

/** Each place within a node at which something is suggested: { key, side, node, at }. */
export function places(parent) {
  if (!known.has(parent)) known.set(parent, look(parent));
  return known.get(parent);
}

function look(parent) {
  const found = [];
  parent.forEach((node, at) => {
    const { ins, gone } = node.attrs;
    for (const [key, side] of [[ins, "ins"], [gone, "gone"], [keyOf(node, INSERTION), "ins"], [keyOf(node, DELETION), "gone"]]) {
      if (key) found.push({ key, side, node, at });
    }
    for (const one of node.isLeaf ? NOTHING : places(node)) found.push({ ...one, at: at + 1 + one.at });
  });
  return found.length ? found : NOTHING;
}

/** The keys of all suggestions in it, in order, each with what it puts in and takes out, in words. */
export function listed(doc) {
  const found = new Map();
  for (const { key, side, node, at } of places(doc)) {
    if (!found.has(key)) found.set(key, { key, pos: at, ins: "", gone: "", blocks: [] });
    const one = found.get(key);
    if (node.isInline) one[side] += node.text ?? "\n";
    else if (isBreak(node)) one[side] += one[side] ? "\n" : "";
    if (node.isBlock) one.blocks.push({ side, name: node.type.name });
  }
  return [...found.values()];
}

/** From where to where a step changed a text: whole blocks of it, as it is now. */
export function changed({ before, doc, mapping }) {
  const most = Math.min(before.childCount, doc.childCount);
  let [from, to] = [0, doc.content.size];
  let head = 0;
  for (; head < most && before.child(head) === doc.child(head); head += 1) from += doc.child(head).nodeSize;
  for (let tail = 1; tail <= most - head && before.child(before.childCount - tail) === doc.child(doc.childCount - tail); tail += 1) to -= doc.child(doc.childCount - tail).nodeSize;
  // Also what was put in anew and came out the same.
  mapping.maps.forEach((map, at) => map.forEach((_from, _to, start, end) => {
    const rest = mapping.slice(at + 1);
    [from, to] = [Math.min(from, rest.map(start, -1)), Math.max(to, rest.map(end, 1))];
  }));
  const edge = (pos, side) => {
    const place = doc.resolve(pos);
    if (!place.depth) return pos;
    return side < 0 ? place.before(1) : place.after(1);
  };
  return { from: edge(from, -1), to: edge(to, 1) };
}
