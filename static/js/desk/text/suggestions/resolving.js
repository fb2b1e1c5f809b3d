// What a text becomes when suggestions in it are taken or refused. Whole texts in, whole texts out: the
// server does the same (articles/lib/html/suggestions.py), and a test holds the two equal.
import { pm } from "django-prose-editor/editor";

const { Fragment } = pm.model;

export const INSERTION = "storyInsertion";
export const DELETION = "storyDeletion";
const BREAKS = new Set(["paragraph", "heading"]);

/** The key of a node's mark of that name; "" for none. */
export const keyOf = (node, name) => node.marks.find(({ type }) => type.name === name)?.attrs.key ?? "";

/** Whether of this block only the break before it comes and goes. */
export const isBreak = ({ type }) => BREAKS.has(type.name) || type.name === "listItem";

/** Whether this block may say of itself that it is suggested. */
export const mayBeTold = ({ type }) => "ins" in (type.spec.attrs ?? {});

const isText = ({ type }) => BREAKS.has(type.name);
const without = (node, ...names) => node.mark(node.marks.filter(({ type }) => !names.includes(type.name)));

/** Whether nothing of it would be seen. */
function isBlank(node) {
  let blank = !node.textContent.trim();
  node.descendants((part) => {
    if (part.isLeaf && !part.isText && part.type.name !== "hardBreak") blank = false;
    return blank;
  });
  return blank && (!node.isLeaf || node.isTextblock);
}

/** The text with each suggestion taken (`decide(key)` is true), refused (false), or left (null). */
export function resolved(node, decide) {
  if (node.isTextblock) return ofText(node, decide);
  if (node.isLeaf) return node;
  const kept = [];
  let changed = false;
  node.forEach((child) => {
    const { made, leaves } = ofBlock(child, decide);
    changed ||= made !== child;
    if (!leaves) kept.push(made);
    else join(kept, made, leaves);
  });
  if (!changed) return node;
  return filled(node, kept);
}

/** A block that holds what is left of it, or what it needs at least; null where it can't be without. */
function filled(node, children) {
  const { type, attrs, marks } = node;
  if (children.length || type.validContent(Fragment.empty)) return type.create(attrs, children, marks);
  return type.name === "doc" || type.spec.tableRole ? type.createAndFill(attrs, null, marks) : null;
}

function ofBlock(child, decide) {
  const { ins = null, gone = null } = child.attrs;
  const [taken, dropped] = [ins && decide(ins), gone && decide(gone)];
  const leaves = (taken === false && "ins") || (dropped === true && "gone");
  if (leaves && !isBreak(child)) return { made: null, leaves };
  let made = resolved(child, decide);
  const still = (key, said) => (leaves || typeof said === "boolean" ? null : key);
  const attrs = { ...child.attrs, ins: still(ins, taken), gone: still(gone, dropped) };
  const differs = mayBeTold(child) && (attrs.ins !== ins || attrs.gone !== gone);
  if (made && differs) made = made.type.create(attrs, made.content, made.marks);
  return { made, leaves: leaves || (!made && "ins") };
}

/** Let a paragraph or an item be part of what stands before it, if that is of its kind. A picture
    between them that would go by the same decision is passed over. */
function join(kept, made, side) {
  if (!made) return;
  let at = kept.length - 1;
  while (at > 0 && !isBreak(kept[at]) && kept[at].attrs[side]) at -= 1;
  const before = kept[at];
  if (before && isText(made) && isText(before)) kept[at] = before.copy(before.content.append(made.content));
  else if (before && made.type.name === "listItem" && before.type === made.type) kept[at] = joinItems(before, made);
  else if (!isBlank(made)) kept.push(made);
}

function joinItems(before, made) {
  const [last, first] = [before.lastChild, made.firstChild];
  if (!isText(last) || !isText(first)) return before.copy(before.content.append(made.content));
  const joined = last.copy(last.content.append(first.content));
  const rest = made.content.cut(first.nodeSize);
  return before.copy(before.content.replaceChild(before.childCount - 1, joined).append(rest));
}

function ofText(node, decide) {
  const kept = [];
  let changed = false;
  node.forEach((part) => {
    const [ins, gone] = [keyOf(part, INSERTION), keyOf(part, DELETION)];
    const [taken, dropped] = [ins && decide(ins), gone && decide(gone)];
    if (taken === false || dropped === true) {
      changed = true;
      return;
    }
    const settled = [...(taken === true ? [INSERTION] : []), ...(dropped === false ? [DELETION] : [])];
    changed ||= settled.length > 0;
    kept.push(settled.length ? without(part, ...settled) : part);
  });
  return changed ? node.copy(Fragment.from(kept)) : node;
}
