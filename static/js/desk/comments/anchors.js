// Where comments stand in the story's text. They are no part of it: paragraphs are marked by
// decorations of the editor, and found by the words that a comment keeps of its paragraph.
import { announce, tag } from "../common/elements.js";

const EDITOR = "django-prose-editor/editor"; // by the page’s import map
const LONGEST = 1_000; // characters kept of a paragraph
const PAUSE = 100; // milliseconds
const ALIKE = 0.5; // of their words: so much of a paragraph is enough to know it again

const root = document.querySelector("[data-comments]");
const form = root?.closest("form") ?? document.querySelector("#article_form");
if (root && form) start();

function start() {
  let threads = [];
  let put = null;
  const begin = async (editor) => {
    if (!put) put = await mark(editor);
    put(threads);
  };
  document.addEventListener("desk:threads", ({ detail }) => {
    threads = detail;
    put?.(threads);
  });
  form.addEventListener("prose-editor:ready", ({ detail }) => begin(detail.editor));
  const there = form.querySelector(".ProseMirror")?.editor;
  if (there) begin(there);
  document.addEventListener("desk:key", (event) => {
    if (event.detail.does !== "comment") return;
    event.preventDefault();
    const editor = form.querySelector(".ProseMirror")?.editor;
    const block = editor?.isFocused ? blockAt(editor.state) : null;
    here(block ? wordsOf(block.node) : "", block ? passageIn(block, editor.state.selection) : {});
  });
}

const here = (quote, passage = {}) => announce(document, "desk:comment-here", { quote, ...passage });

/** Whether words are none of the paragraph's own: a footnote, or what is only suggested. */
const isBeside = ({ marks }) => marks.some(({ type }) => ["storyFootnote", "storyInsertion"].includes(type.name));

/** The characters of a block's own words, each with its place in the text. */
function charactersOf({ node, pos }) {
  const found = [];
  node.forEach((part, offset) => {
    if (isBeside(part)) return;
    const text = part.isText ? part.text : " ";
    for (let at = 0; at < text.length; at += 1) found.push({ sign: text[at], pos: pos + 1 + offset + at });
  });
  return found;
}

const MOST = 2_000; // characters of a passage

/** The words that are marked in a block, or all of it, and at which character they begin. */
function passageIn(block, { from, to, empty }) {
  const all = charactersOf(block);
  const end = block.pos + block.node.nodeSize;
  const within = empty || from <= block.pos || to >= end ? all : all.filter(({ pos }) => pos >= from && pos < to);
  const passage = within.map(({ sign }) => sign).join("");
  return passage.length > MOST ? {} : { passage, at: Math.max(0, all.indexOf(within[0])) };
}

/** Put a wording in the place of a passage; false where that is not there any more, or not once. */
function putWording(editor, block, { passage, at, proposal }) {
  const all = charactersOf(block);
  const text = all.map(({ sign }) => sign).join("");
  let start = text.startsWith(passage, at) ? at : text.indexOf(passage);
  if (start !== at && (start < 0 || text.includes(passage, start + 1))) start = -1;
  if (start < 0 || !passage) return false;
  const [first, last] = [all[start].pos, all[start + passage.length - 1].pos + 1];
  if (last - first !== passage.length) return false;
  const { state } = editor;
  const words = proposal.replace(/\s*\n\s*/g, " ");
  const marks = state.doc.nodeAt(first)?.marks ?? [];
  const tr = words ? state.tr.replaceWith(first, last, state.schema.text(words, marks)) : state.tr.delete(first, last);
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

const known = new WeakMap(); // a node of the text never changes

/** The words of a block, as comments keep them. */
function wordsOf(node) {
  if (!known.has(node)) {
    let text = "";
    // Footnotes are no part of the paragraph that they stand in.
    node.descendants((part) => {
      if (!isBeside(part)) text += part.text ?? " ";
    });
    text = text.trim().replace(/\s+/g, " ");
    known.set(node, text.length > LONGEST ? [...text].slice(0, LONGEST).join("") : text);
  }
  return known.get(node);
}

/** The block with words in which the selection ends, if there is one. */
function blockAt({ selection: { $head } }) {
  const node = $head.parent;
  return node.isTextblock && wordsOf(node) ? { node, pos: $head.before() } : null;
}

function blocksOf(doc) {
  const blocks = [];
  doc.descendants((node, pos) => {
    if (node.isTextblock && wordsOf(node)) blocks.push({ node, pos });
    return !node.isTextblock;
  });
  return blocks;
}

/** The block that has most of its words in common with `quote`, if that is enough. */
function mostAlike(blocks, quote) {
  const wanted = new Set(quote.toLowerCase().split(" "));
  let best = { share: ALIKE, pos: null };
  for (const { node, pos } of blocks) {
    const words = new Set(wordsOf(node).toLowerCase().split(" "));
    if (Math.min(words.size, wanted.size) / Math.max(words.size, wanted.size) <= best.share / 2) continue;
    let common = 0;
    for (const word of wanted) if (words.has(word)) common += 1;
    const share = (2 * common) / (wanted.size + words.size);
    if (share > best.share) best = { share, pos };
  }
  return best.pos;
}

/** Each thread with its place (`pos`, before its block, or null) and whether it still fits. */
function located(threads, doc, placed, lost) {
  // Only for those that are not where they were: each key asks.
  let blocks = null;
  const all = () => (blocks ??= blocksOf(doc));
  return threads.map(({ id, quote }) => {
    const before = placed.get(id);
    const now = Number.isInteger(before) ? doc.nodeAt(before) : null;
    if (now?.isTextblock && wordsOf(now) === quote) return { id, quote, pos: before, state: "here" };
    const exact = all().find(({ node }) => wordsOf(node) === quote);
    if (exact) return { id, quote, pos: exact.pos, state: "here" };
    // While it is being written anew, it stays where it was.
    if (now?.isTextblock && wordsOf(now)) return { id, quote, pos: before, state: "changed" };
    const pos = lost.has(id) ? null : mostAlike(all(), quote);
    return { id, quote, pos, state: pos === null ? "lost" : "changed" };
  });
}

/** The state of the marks after a step of the text, or after news of the threads or of the current one. */
function moved(old, tr, news) {
  let { anchors } = old;
  if (tr.docChanged || news?.threads) {
    const lost = new Set(anchors.filter(({ pos }) => pos === null).map(({ id }) => id));
    const placed = new Map(anchors.filter(({ pos }) => pos !== null).map(({ id, pos }) => {
      const { pos: to, deletedAfter } = tr.mapping.mapResult(pos, 1);
      return [id, deletedAfter ? null : to];
    }));
    anchors = located(news?.threads ?? anchors, tr.doc, placed, lost);
  }
  return { anchors, current: news?.current ?? old.current };
}

/** The paragraphs that have comments, as the editor draws them. */
function drawn({ Decoration, DecorationSet }, doc, { anchors, current }) {
  const places = new Map();
  for (const { id, pos } of anchors) {
    if (pos !== null) places.set(pos, places.get(pos) || id === current);
  }
  const marks = [...places].map(([pos, now]) =>
    Decoration.node(pos, pos + doc.nodeAt(pos).nodeSize, { class: now ? "has-comment is-current" : "has-comment" }));
  return DecorationSet.create(doc, marks);
}

/** Mark paragraphs in the editor; returns what takes in new threads. */
async function mark(editor) {
  const { pm } = await import(EDITOR);
  const key = new pm.state.PluginKey("comments");
  editor.registerPlugin(new pm.state.Plugin({
    key,
    state: {
      init: () => ({ anchors: [], current: null, marks: pm.view.DecorationSet.empty }),
      apply(tr, old) {
        const news = tr.getMeta(key);
        if (!news && !tr.docChanged) return old;
        const next = moved(old, tr, news);
        return { ...next, marks: drawn(pm.view, tr.doc, next) };
      },
    },
    props: { decorations: (state) => key.getState(state).marks },
    view: (view) => new Watch(view, key),
  }));
  const tell = (news) => {
    // Drawing anew puts the cursor where the editor knows it: let it know where it is.
    editor.view.domObserver.flush();
    editor.view.dispatch(editor.state.tr.setMeta(key, news).setMeta("addToHistory", false));
  };
  document.addEventListener("desk:go-to-thread", ({ detail: { id } }) => {
    const place = key.getState(editor.state).anchors.find((one) => one.id === id)?.pos;
    if (place === null || place === undefined) return;
    tell({ current: id });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    editor.view.nodeDOM(place)?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  });
  document.addEventListener("desk:put-wording", ({ detail: { id, button, done } }) => {
    const place = key.getState(editor.state).anchors.find((one) => one.id === id)?.pos;
    const node = Number.isInteger(place) ? editor.state.doc.nodeAt(place) : null;
    const { passage, at, proposal } = button.dataset;
    done(Boolean(node) && putWording(editor, { node, pos: place }, { passage, at: Number(at), proposal }));
  });
  return (threads) => tell({ threads });
}

/** Tell the list how its paragraphs fare, and offer a comment where the cursor is. */
class Watch {
  told = "";
  last = null;

  constructor(view, key) {
    Object.assign(this, { view, key });
    this.field = view.dom.closest(".field-body") ?? view.dom.parentElement;
    this.button = this.offer();
    const later = () => setTimeout(() => this.show());
    for (const type of ["focus", "blur"]) view.dom.addEventListener(type, later);
    this.sizes = new ResizeObserver(() => this.show());
    this.sizes.observe(this.field);
  }

  offer() {
    const label = root.querySelector("[data-words]").dataset.here;
    const attributes = { type: "button", class: "comment-here", title: label, tabindex: -1, hidden: "", "aria-label": label };
    const made = tag("button", attributes);
    if (root.dataset.mayComment) this.field.append(made);
    // The cursor stays in the text, so that the button knows where.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => {
      const block = blockAt(this.view.state);
      if (block) here(wordsOf(block.node), passageIn(block, this.view.state.selection));
    });
    return made;
  }

  get anchors() {
    return this.key.getState(this.view.state)?.anchors ?? [];
  }

  show() {
    const { button, field, view } = this;
    const block = view.hasFocus() ? blockAt(view.state) : null;
    const dom = block && view.nodeDOM(block.pos);
    button.hidden = !dom?.getBoundingClientRect;
    if (!button.hidden) {
      const [box, frame] = [dom.getBoundingClientRect(), field.getBoundingClientRect()];
      button.style.top = `${box.top - frame.top}px`;
      button.style.setProperty("--below", `${box.bottom - frame.top}px`);
    }
    const at = block?.pos ?? null;
    const thread = this.anchors.find(({ pos }) => pos !== null && pos === at);
    if (thread && thread.id !== this.last) announce(document, "desk:thread-here", thread);
    this.last = thread?.id ?? null;
  }

  /** Once the key is on the screen: asking where things are would keep it waiting. */
  update() {
    this.waiting ||= setTimeout(() => {
      this.waiting = 0;
      this.tell();
    }, PAUSE);
  }

  tell() {
    const states = this.anchors.map(({ id, state, pos }) => ({ id, state, pos }));
    const news = JSON.stringify(states);
    if (news !== this.told) announce(document, "desk:anchors", states);
    this.told = news;
    this.show();
  }

  destroy() {
    clearTimeout(this.waiting);
    this.sizes.disconnect();
    this.button.remove();
  }
}
