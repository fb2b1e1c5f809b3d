// How what is pasted joins the text around it.
import { pm } from "django-prose-editor/editor";

const FIGURES = ["storyPicture", "storyGallery", "storyEmbed"];

/** A node with all that its type asks for: an item that begins with a heading has a paragraph first. */
function whole(node) {
  if (node.inlineContent || node.isLeaf) return node;
  const children = node.content.content.map(whole);
  return node.type.createAndFill(node.attrs, children, node.marks) ?? node;
}

/** The blocks of text in it, wherever they stand; null where there is a figure as well. */
function textblocks(content) {
  const found = [];
  let other = false;
  content.descendants((node) => {
    if (FIGURES.includes(node.type.name)) other = true;
    else if (node.isTextblock) found.push(node);
    return !node.isTextblock;
  });
  return other ? null : found;
}

/** Whether a table that is pasted here would write over words in cells. */
function overwrites($from, content) {
  const table = content.content.find(({ type }) => type.name === "table");
  const depth = [...Array($from.depth + 1).keys()].findLast((one) => $from.node(one).type.name === "table");
  if (!table || depth === undefined) return false;
  const [row, cell] = [$from.index(depth), $from.index(depth + 1)];
  return table.content.content.some((line, down) => line.content.content.some((_cell, right) =>
    $from.node(depth).maybeChild(row + down)?.maybeChild(cell + right)?.textContent));
}

/** What is pasted into a line of its own kind, such as a note or a caption, is part of it. */
function fitting(state, content) {
  const { schema, selection: { $from, $to } } = state;
  const { paragraph, hardBreak } = schema.nodes;
  const note = schema.marks.storyFootnote;
  const inNote = note.isInSet($from.marks()) && note.isInSet($to.marks());
  const isLine = inNote || ($from.parent.inlineContent && !["paragraph", "heading"].includes($from.parent.type.name));
  const inFacts = [...Array($from.depth).keys()].some((depth) => $from.node(depth).type.name === "storyFacts");
  const inRows = $from.sameParent($to) && overwrites($from, content);
  const blocks = isLine || inFacts || inRows ? textblocks(content) : null;
  if (!blocks) return content;
  const { Fragment } = pm.model;
  if (!isLine) {
    const isList = ({ type }) => ["bulletList", "orderedList"].includes(type.name);
    if (inFacts && content.content.every((node) => node.type === paragraph || isList(node))) return content;
    return Fragment.from(blocks.map((block) => paragraph.create(null, block.content)));
  }
  const line = blocks.flatMap((block, at) => [...(at ? [hardBreak.create()] : []), ...block.content.content]);
  return Fragment.from(paragraph.create(null, inNote ? line.map((one) => one.mark(note.create().addToSet(one.marks))) : line));
}

/** Only a paragraph joins the words before it, or behind it: a list and a heading stay what they are. */
export function closed(slice, state) {
  const filled = pm.model.Fragment.from(slice.content.content.map(whole));
  const content = fitting(state, filled);
  const { openStart, openEnd } = content === filled ? slice : pm.model.Slice.maxOpen(content);
  const joins = (node) => node?.type.name === "paragraph" && !node.attrs.id;
  return new pm.model.Slice(
    content,
    joins(content.firstChild) ? Math.min(openStart, 1) : 0,
    joins(content.lastChild) ? Math.min(openEnd, 1) : 0,
  );
}

/** A selection of what a paste is to replace. */
export function over(doc, { from, to }) {
  const { NodeSelection, TextSelection } = pm.state;
  const node = doc.nodeAt(from);
  if (from < to && !node?.isText && node?.nodeSize === to - from) return NodeSelection.create(doc, from);
  return TextSelection.between(doc.resolve(from), doc.resolve(to));
}
