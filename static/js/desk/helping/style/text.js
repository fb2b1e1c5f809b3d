// The paragraphs of the editor's text, as the server's articles/lib/style/texts.py reads them: a footnote
// is one of its own, behind the one that it is in.

const QUOTES = ["blockquote", "storyPullWords"];
const read = new WeakMap(); // a node of the text never changes

/** The texts of a block: { text, places }, where each of its signs stands within the block. */
function textsOf(node) {
  if (read.has(node)) return read.get(node);
  const own = { text: "", places: [] };
  const texts = [own];
  let note = null;
  node.forEach((part, offset) => {
    const isNote = part.marks.some(({ type }) => type.name === "storyFootnote");
    if (!isNote) note = null;
    else if (!note) texts.push((note = { text: "", places: [] }));
    const into = note ?? own;
    const words = part.isText ? part.text : part.type.name === "hardBreak" ? "\n" : "";
    for (let at = 0; at < words.length; at += 1) into.places.push(offset + (part.isText ? at : 0));
    into.text += words;
  });
  const found = texts.filter(({ text }) => text.trim());
  read.set(node, found);
  return found;
}

/** All paragraphs with words, in order: { node, pos, quoted, text, places }. */
export function paragraphsOf(doc) {
  const found = [];
  const walk = (parent, start, quoted) => parent.forEach((node, offset) => {
    const pos = start + offset;
    if (node.isTextblock) for (const one of textsOf(node)) found.push({ ...one, source: one, node, pos, quoted: quoted || QUOTES.includes(node.type.name) });
    else if (!node.isLeaf) walk(node, pos + 1, quoted || QUOTES.includes(node.type.name));
  });
  walk(doc, 0, false);
  return found;
}

/** Where a mark stands in the editor's text, and whether nothing else stands within it. */
export function rangeOf({ pos, places }, { start, end }) {
  const from = pos + 1 + places[start];
  const to = pos + 1 + places[end - 1] + 1;
  return { from, to, whole: to - from === end - start };
}
