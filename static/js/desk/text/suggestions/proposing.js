// What was typed, as a suggestion: of the text before and the text after it, a text that has both.
// Refusing what is new in it leads back to the one, taking it to the other; what the small steps can't
// tell is told by whole blocks, the old ones to go and the new ones to come.
import { pm } from "django-prose-editor/editor";
import { DELETION, INSERTION, isBreak, keyOf, mayBeTold, resolved } from "./resolving.js";

const { Fragment, Slice } = pm.model;
const { Mapping, ReplaceStep, Transform } = pm.transform;

/** The stretches that `steps` changed: { from, to } in the text before, { start, end } after. */
export function stretches(before, after, transactions) {
  const steps = transactions.flatMap((tr) => tr.steps);
  const whole = () => {
    const start = before.content.findDiffStart(after.content);
    if (start === null) return [];
    let { a, b } = before.content.findDiffEnd(after.content);
    const twice = Math.max(0, start - Math.min(a, b));
    [a, b] = [a + twice, b + twice];
    return [{ from: start, to: a, start, end: b }];
  };
  if (!steps.every((step) => step instanceof ReplaceStep)) return whole();
  const maps = steps.map((step) => step.getMap());
  const found = [];
  maps.forEach((map, at) => map.forEach((from, to, start, end) => {
    const [back, forth] = [new Mapping(maps.slice(0, at)).invert(), new Mapping(maps.slice(at + 1))];
    found.push({ from: back.map(from, -1), to: back.map(to, 1), start: forth.map(start, -1), end: forth.map(end, 1) });
  }));
  found.sort((one, other) => one.start - other.start);
  const apart = found.every((one, at) => !at || (found[at - 1].end < one.start && found[at - 1].to < one.from));
  return apart ? found.map((one) => narrowed(before, after, one)) : whole();
}

/** A stretch of words without what both begin and end with. */
function narrowed(before, after, one) {
  const [old, fresh] = [before.slice(one.from, one.to), after.slice(one.start, one.end)];
  if (old.openStart || old.openEnd || fresh.openStart || fresh.openEnd || !old.size || !fresh.size) return one;
  const head = old.content.findDiffStart(fresh.content);
  if (head === null) return one;
  let { a, b } = old.content.findDiffEnd(fresh.content);
  const twice = Math.max(0, head - Math.min(a, b));
  [a, b] = [a + twice, b + twice];
  return { from: one.from + head, to: one.from + a, start: one.start + head, end: one.start + b };
}

/** Both in one text, by `who`: { isMine(key), fresh() }; with where in it the cursor belongs. */
export function proposed(before, after, found, who) {
  const tr = new Transform(before);
  const places = [];
  try {
    for (const one of [...found].reverse()) {
      const key = keyAt(before, one, who);
      const hand = { key, isMine: who.isMine };
      const from = one.from;
      takeOut(tr, one.from, one.to, hand);
      const at = tr.mapping.slice(places.at(-1)?.steps ?? 0).map(one.to, -1);
      const slice = after.slice(one.start, one.end);
      if (slice.size) putIn(tr, at, slice, hand);
      places.push({ ...one, at, from, size: slice.size, steps: tr.steps.length });
    }
    if (isTrue(before, after, tr.doc)) return { doc: tr.doc, places, maps: tr.mapping.maps };
  } catch (error) {
    if (!isMisfit(error)) throw error;
  }
  return { doc: byBlocks(before, after, { key: who.fresh(), isMine: who.isMine }), places: [] };
}

/** Whether something did not fit where it was to stand. */
export const isMisfit = ({ name }) => ["RangeError", "ReplaceError", "TransformError"].includes(name);

/** One's own suggestion that touches the place goes on; else a new one begins. */
function keyAt(doc, { from, to }, who) {
  const sides = [doc.resolve(from).nodeBefore, doc.resolve(from).nodeAfter, doc.resolve(to).nodeAfter];
  for (const side of sides) {
    for (const name of side ? [INSERTION, DELETION] : []) {
      const key = keyOf(side, name);
      if (key && who.isMine(key)) return key;
    }
  }
  return who.fresh();
}

// --- What is to go -------------------------------------------------------------------------

/** Let what stands there be what is to go; what was one's own suggestion goes at once. */
function takeOut(tr, from, to, { key, isMine }) {
  const { marks } = tr.doc.type.schema;
  const todo = [];
  tr.doc.nodesBetween(from, to, (node, pos, parent, index) => {
    if (node.isInline) {
      const [start, end] = [Math.max(from, pos), Math.min(to, pos + node.nodeSize)];
      if (isMine(keyOf(node, INSERTION))) todo.push({ pos: start, do: () => tr.delete(start, end) });
      else if (!keyOf(node, DELETION)) todo.push({ pos: start, do: () => tr.addMark(start, end, marks[DELETION].create({ key })) });
      return false;
    }
    if (pos < from || !mayBeTold(node)) return true;
    const { ins, gone } = node.attrs;
    const whole = pos + node.nodeSize <= to;
    if (!isBreak(node)) {
      if (!whole) return true;
      if (isMine(ins)) todo.push({ pos, do: () => tr.delete(pos, pos + node.nodeSize) });
      else if (!gone) todo.push({ pos, do: () => tr.setNodeAttribute(pos, "gone", key) });
      return false;
    }
    const first = !index && parent.type.name !== "doc";
    if (isMine(ins) && pos > 0 && !first) todo.push({ pos, do: () => tr.join(pos, node.type.name === "listItem" ? 2 : 1) });
    else if (!gone && !first) todo.push({ pos, do: () => tr.setNodeAttribute(pos, "gone", key) });
    return true;
  });
  for (const one of todo.sort((a, b) => b.pos - a.pos)) one.do();
}

// --- What is to come -----------------------------------------------------------------------

function putIn(tr, at, slice, hand) {
  const told = fresh(slice.content, hand, slice.openStart, slice.openEnd);
  // Blanks at the ends of two paragraphs are not kept: refused, the one that was there comes back.
  if (slice.openStart && slice.openEnd) for (const by of [0, -1]) blank(tr, at + by, hand);
  try {
    tr.replace(at, at, new Slice(told, slice.openStart, slice.openEnd));
  } catch (error) {
    // What looks for a place says so, or fails at what it looks at.
    throw new RangeError("There is no place for it.", { cause: error });
  }
}

function blank(tr, at, { key }) {
  const { parent, parentOffset } = tr.doc.resolve(Math.max(0, at));
  if (!parent.isTextblock || at < 0) return;
  const { node, offset } = parent.childAfter(parentOffset);
  if (node?.text?.[parentOffset - offset] !== " " || keyOf(node, DELETION) || keyOf(node, INSERTION)) return;
  tr.addMark(at, at + 1, tr.doc.type.schema.marks[DELETION].create({ key }));
}

/** Blocks and words as one's own suggestion; `open` are the levels that go on what is there. */
function fresh(content, hand, openStart = 0, openEnd = 0, within = "") {
  const made = [];
  content.forEach((node, _offset, index) => {
    const [start, end] = [index ? 0 : openStart, index < content.childCount - 1 ? 0 : openEnd];
    made.push(...freshNode(node, hand, start, end, within === "listItem" && !index));
  });
  return Fragment.from(made);
}

function freshNode(node, hand, start, end, first = false) {
  if (node.isInline) {
    if (keyOf(node, DELETION)) return [];
    const { marks } = node.type.schema;
    return [node.mark(marks[INSERTION].create({ key: hand.key }).addToSet(node.marks))];
  }
  const goes = start > 0 || first; // on from what is there
  if (mayBeTold(node) && !goes && !isBreak(node)) return [settledWhole(node, hand.key)];
  const attrs = mayBeTold(node) && !goes ? { ...node.attrs, ins: hand.key, gone: null } : node.attrs;
  const content = fresh(node.content, hand, Math.max(0, start - 1), Math.max(0, end - 1), node.type.name);
  return [node.type.create(attrs, content, node.marks)];
}

/** A block that comes or goes as a whole holds no suggestions of its own. */
function settledWhole(node, key) {
  const plain = resolved(node, () => true) ?? node;
  return plain.type.create({ ...plain.attrs, ins: key, gone: null }, plain.content, plain.marks);
}

// --- By whole blocks ---------------------------------------------------------------------------

const childrenOf = (node) => Array.from({ length: node.childCount }, (_none, at) => node.child(at));

/** How many blocks some texts begin and end with in common, up to those that hang on another. */
function edges(...docs) {
  const most = Math.min(...docs.map(({ childCount }) => childCount));
  const same = (at) => docs.every((doc) => doc.child(at(doc)) === docs[0].child(at(docs[0])));
  let head = 0;
  while (head < most && same(() => head)) head += 1;
  let tail = 0;
  while (tail < most - head && same((doc) => doc.childCount - 1 - tail)) tail += 1;
  const hangs = (doc) => head < doc.childCount && (doc.child(head).attrs.ins || doc.child(head).attrs.gone);
  while (head && docs.some(hangs)) head -= 1;
  while (tail && docs.some((doc) => doc.child(doc.childCount - tail).attrs.ins || doc.child(doc.childCount - tail).attrs.gone)) tail -= 1;
  return { head, tail };
}

const part = (doc, { head, tail }) => doc.type.create(doc.attrs, childrenOf(doc).slice(head, doc.childCount - tail));

/** Whether taking all leads to the text after, and refusing all to the text before. */
function isTrue(before, after, made) {
  const around = edges(before, after, made);
  const [a, b, c] = [before, after, made].map((doc) => part(doc, around));
  return [[a, false], [b, true]].every(([doc, how]) => said(resolved(doc, () => how)) === said(resolved(c, () => how)));
}

/** What a text says, as the server keeps it. */
export function said(node) {
  if (node.isTextblock) return words(node);
  const { ins: _ins, gone: _gone, ...attrs } = node.attrs;
  const inner = childrenOf(node).map(said).filter(Boolean).join();
  if (!inner && node.childCount && !node.type.spec.tableRole && node.type.name !== "doc") return "";
  return `${node.type.name}${JSON.stringify(attrs)}(${inner})`;
}

function words(block) {
  let text = "";
  let before = "";
  const children = childrenOf(block);
  const isNothing = (child) => child?.type.name === "hardBreak" || (child?.isText && !child.text.trim());
  while (isNothing(children[0])) children.shift();
  while (isNothing(children.at(-1))) children.pop();
  children.forEach((child) => {
    const marks = child.marks.filter(({ type }) => ![INSERTION, DELETION].includes(type.name));
    const name = marks.map(({ type, attrs }) => type.name + JSON.stringify(attrs)).join();
    const isSpace = child.isText && !child.text.trim();
    if (!isSpace && name !== before) text += `<${(before = name)}>`;
    text += child.isText ? child.text : `[${child.type.name}]`;
  });
  const plain = text.replace(/<[^>]*>/g, "").trim();
  const { ins: _ins, gone: _gone, ...attrs } = block.attrs;
  const frame = block.type.spec.isolating ? " " : "";
  return plain || frame ? `${block.type.name}${JSON.stringify(attrs)}:${text.replace(/\s+/g, " ").replace(/ (?=<[^>]*>$)/, "").trim()}` : "";
}

function byBlocks(before, after, hand) {
  const around = edges(before, after);
  const [old, come] = [part(before, around), resolved(part(after, around), () => true)];
  const all = childrenOf(before);
  const made = [
    ...all.slice(0, around.head),
    ...childrenOf(old).flatMap((node) => leaving(node, hand)),
    ...childrenOf(come).flatMap((node) => freshNode(node, hand, 0, 0)),
    ...all.slice(before.childCount - around.tail),
  ];
  return before.type.create(before.attrs, made);
}

function leaving(node, { key, isMine }) {
  const attrs = { ...node.attrs, gone: node.attrs.gone ?? key };
  if (!isBreak(node) || !node.isTextblock) return isMine(node.attrs.ins) ? [] : [node.type.create(attrs, node.content, node.marks)];
  const kept = [];
  node.forEach((child) => {
    if (isMine(keyOf(child, INSERTION))) return;
    const told = child.type.schema.marks[DELETION].create({ key });
    kept.push(keyOf(child, DELETION) ? child : child.mark(told.addToSet(child.marks)));
  });
  return [node.type.create(attrs, Fragment.from(kept), node.marks)];
}
