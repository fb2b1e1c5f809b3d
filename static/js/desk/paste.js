// What is pasted goes to the server first, which reads the ways of Word, Google Docs and others
// (articles/lib/incoming): what the editor shows is what is stored. Meanwhile one can type on; the
// text comes in where it was pasted. Where the server can't be asked, the browser's reading of it
// comes in as it is.
import { Extension, Plugin, pm } from "django-prose-editor/editor";
import { headers } from "./server.js";

const DOOR = "/admin/articles/article/paste/";
const UPLOAD = "/admin/articles/picture/upload/";
const PATIENCE = 20_000; // milliseconds
const OURS = "data-desk-copy"; // stands in what is copied here: it needs no cleaning
const DATA = /(\ssrc\s*=\s*)(["']?)(data:image\/(?:png|jpe?g|gif|webp|avif)[^"'\s>]*)\2/gi;
const SMALLEST = 200; // characters of a picture's address; less is a pixel that holds a place
const FILE = /(<img\b[^>]*?\ssrc\s*=\s*)(["']?)file:[^"'>]+\2/gi;
const FIGURES = ["storyPicture", "storyGallery", "storyEmbed"];
const ADDRESS = /^\s*https?:\/\/\S+\s*$/;

async function post(address, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const response = await fetch(address, { method: "POST", body, headers: headers(), signal: AbortSignal.timeout(PATIENCE) });
    const answer = await response.json();
    return response.ok ? answer : { error: answer.error };
  } catch {
    return { error: "" };
  }
}

/** The pictures that came along, taken out of the HTML: they are uploaded one by one. */
function takenOut(html, rtf) {
  const pictures = [];
  const place = (picture) => `"desk-paste:${pictures.push(picture) - 1}"`;
  const rest = html.replace(DATA, (all, before, _quote, address) =>
    address.length < SMALLEST ? all : before + place(() => ofAddress(address)));
  // Word names files of its own, and sends what is in them as RTF.
  const drawn = picturesOf(rtf);
  if (!drawn.length || rest.match(FILE)?.length !== drawn.length) return { rest, pictures };
  return { rest: rest.replace(FILE, (_all, before) => before + place(drawn.shift())), pictures };
}

function file(bytes, type) {
  return new File([bytes], `pasted.${type}`, { type: `image/${type}` });
}

function ofAddress(address) {
  const [head, data] = address.split(",", 2);
  const bytes = Uint8Array.from(atob(decodeURIComponent(data)), (letter) => letter.charCodeAt(0));
  return file(bytes, head.slice(5).split(";")[0].split("/")[1]);
}

/** What makes each picture of an RTF text; a second, older form of the same one is passed over. */
function picturesOf(rtf) {
  const parts = rtf.split("{\\pict");
  const shown = parts.slice(1).filter((_part, at) => !parts[at].trimEnd().endsWith("\\nonshppict"));
  return shown.flatMap((part) => {
    const type = part.slice(0, 2_000).match(/\\(png|jpeg)blip/)?.[1];
    const digits = part.match(/[0-9a-f\r\n]{100,}(?=\})/i)?.[0].replace(/\s/g, "");
    return type && digits ? [() => file(Uint8Array.from(digits.match(/../g), (two) => parseInt(two, 16)), type)] : [];
  });
}

/** Send the pictures that the text shows to the library; what can't be taken stays behind. */
async function uploaded(pictures, wanted) {
  const taken = {};
  const notes = new Set();
  for (const number of wanted) {
    try {
      const { card, note } = await post(UPLOAD, { file: pictures[number]() });
      if (card) taken[number] = card.id;
      if (note) notes.add(note);
    } catch {
      // No picture after all: it is told as one that was left out.
    }
  }
  return { taken, notes };
}

/** What the server makes of it: { html, told, more, pictures }, or { error }. */
async function cleaned({ html, text, rtf }) {
  if (!html) return post(DOOR, { text });
  const { rest, pictures } = takenOut(html, rtf);
  const answer = await post(DOOR, { html: rest, text });
  if (answer.error !== undefined || !answer.wanted?.length) return answer;
  const { taken, notes } = await uploaded(pictures, answer.wanted);
  const all = await post(DOOR, { html: rest, text, pictures: JSON.stringify(taken) });
  return all.error === undefined ? { ...all, told: [all.told, ...notes].filter(Boolean).join(" ") } : all;
}

const key = new pm.state.PluginKey("storyPaste");

/** Keep the places of what is still to come, and of what came last, as the text changes. */
const places = (storage) => ({
  init: () => [],
  apply(tr, old) {
    const { begun, changed = {} } = tr.getMeta(key) ?? {};
    const kept = old.map((one) => {
      // What comes in just now belongs to it; what is typed at its edges does not.
      const wide = storage.pasting?.current === one.id;
      const to = tr.mapping.map(one.to, wide ? 1 : -1);
      const from = Math.min(to, tr.mapping.map(one.from, wide ? -1 : 1));
      return { ...one, from, to, back: one.back?.map(tr.mapping), ...changed[one.id] };
    });
    return begun ? [...kept, begun] : kept;
  },
});

function waiting(state) {
  const { Decoration, DecorationSet } = pm.view;
  const marks = key.getState(state).filter(({ done }) => !done).flatMap(({ from, to, id }) => [
    ...(from < to ? [Decoration.inline(from, to, { class: "paste-replaced" })] : []),
    Decoration.widget(to, sign, { side: -1, key: `paste-${id}` }),
  ]);
  return DecorationSet.create(state.doc, marks);
}

function sign() {
  const dom = document.createElement("span");
  dom.className = "paste-waiting";
  dom.setAttribute("aria-label", "Pasting …");
  return dom;
}

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
function closed(slice, state) {
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
function over(doc, { from, to }) {
  const { NodeSelection, TextSelection } = pm.state;
  const node = doc.nodeAt(from);
  if (from < to && !node?.isText && node?.nodeSize === to - from) return NodeSelection.create(doc, from);
  return TextSelection.between(doc.resolve(from), doc.resolve(to));
}

let number = 0;

class Pasting {
  pending = new Set();

  constructor(editor) {
    this.editor = editor;
    document.addEventListener("desk:settle", ({ detail }) => {
      for (const one of this.pending) detail.waitFor(one);
    });
    const { form } = editor.view.dom.closest(".prose-editor")?.querySelector("textarea") ?? {};
    form?.addEventListener("submit", (event) => this.hold(event), true);
  }

  /** A form that is sent by the browser itself waits as well. */
  async hold(event) {
    if (!this.pending.size || event.target.dataset.key) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.all(this.pending);
    event.target.requestSubmit(event.submitter);
  }

  take(view, event, data = event.clipboardData) {
    // Where the cursor was just put, the browser may still be about to say.
    view.domObserver.forceFlush();
    view.domObserver.flush();
    if (!data || view.composing) return false;
    const [html, text] = [data.getData("text/html"), data.getData("text/plain")];
    if (!html && !text) return false;
    if (html.includes(OURS) || view.state.selection.$from.parent.type.spec.code) return false;
    // An address pasted over words becomes their link, as the library has it.
    if (!view.state.selection.empty && ADDRESS.test(text)) return false;
    event.preventDefault();
    const given = { html, text, rtf: html.includes("file:") ? data.getData("text/rtf") : "" };
    const work = this.run(view, given).finally(() => this.pending.delete(work));
    this.pending.add(work);
    return true;
  }

  /** What is dragged here from elsewhere is pasted where it is dropped. */
  drop(view, event) {
    const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (view.dragging || !place || event.dataTransfer?.files.length) return false;
    const { tr } = view.state;
    view.dispatch(tr.setSelection(pm.state.Selection.near(tr.doc.resolve(place.pos))));
    return this.take(view, event, event.dataTransfer);
  }

  async run(view, given) {
    const id = (number += 1);
    const { state } = view;
    const { from, to } = state.selection;
    const begun = { id, from, to, done: false };
    // One types on behind what is coming.
    const tr = state.tr.setMeta(key, { begun });
    if (from < to) tr.setSelection(pm.state.Selection.near(tr.doc.resolve(to), -1));
    view.dispatch(tr);
    const answer = await cleaned(given);
    if (view.isDestroyed) return;
    const failed = answer.error !== undefined;
    const html = failed ? asItIs(given) : answer.html;
    this.put(view, id, html, given.text);
    this.tell(view, id, failed ? notCleaned(answer.error) : answer);
  }

  /** Put it in where it was pasted, in a step of its own, with the cursor left where it is. */
  put(view, id, html, text) {
    const place = key.getState(view.state).find((one) => one.id === id);
    if (!place) return;
    const { closeHistory } = pm.history;
    const { selection } = view.state;
    const behind = selection.empty && selection.from === place.to;
    const back = behind ? null : selection.getBookmark();
    let { tr } = view.state;
    tr.setSelection(over(tr.doc, place));
    tr = closeHistory(tr).setMeta(key, { changed: { [id]: { back, done: true } } });
    view.dispatch(tr);
    this.current = id;
    if (html) view.pasteHTML(html);
    if (html && /^\s|\s$/.test(text)) this.space(view, id, text);
    this.current = null;
    const now = key.getState(view.state).find((one) => one.id === id);
    tr = closeHistory(view.state.tr);
    if (now?.back) tr.setSelection(now.back.resolve(tr.doc));
    view.dispatch(tr);
    this.after = view.state.doc;
  }

  /** The blanks at the edges of words that were copied, which no reading of HTML keeps. */
  space(view, id, text) {
    if (/[\n\r]/.test(text.trim())) return;
    const { tr, doc, schema } = view.state;
    const blank = schema.text(" ");
    const { from, to } = key.getState(view.state).find((one) => one.id === id);
    const [start, end] = [doc.resolve(from), doc.resolve(to)];
    const isWord = (a, b) => /\S/.test(doc.textBetween(a, b, "\n", "x"));
    if (/\s$/.test(text) && end.parentOffset < end.parent.content.size && isWord(to, to + 1)) tr.insert(to, blank);
    if (/^\s/.test(text) && start.parentOffset && isWord(from - 1, from)) tr.insert(from, blank);
    view.dispatch(tr);
  }

  undo(view, id) {
    if (view.state.doc.eq(this.after)) return this.editor.commands.undo();
    const place = key.getState(view.state).find((one) => one.id === id);
    return place ? view.dispatch(view.state.tr.deleteRange(place.from, place.to)) : null;
  }

  /** One quiet line: what was changed or left out, the particulars, and a way back. */
  tell(view, id, { told, more = [], pictures = 0 }) {
    const editor = view.dom.closest(".prose-editor");
    editor.querySelector(":scope > .paste-told")?.remove();
    if (!told) return;
    const line = element("div", { class: "paste-told", role: "status" });
    const list = element("ul", { hidden: "" }, ...more.map((words) => element("li", { dir: "auto" }, words)));
    const show = button("Show", () => {
      list.hidden = !list.hidden;
      show.setAttribute("aria-expanded", String(!list.hidden));
      show.textContent = list.hidden ? "Show" : "Hide";
    }, { "aria-expanded": "false" });
    const undo = button("Undo", () => {
      this.undo(view, id);
      line.remove();
      view.focus();
    });
    const add = button("Add pictures", () => document.dispatchEvent(new CustomEvent("desk:put-pictures")));
    const away = button("×", () => line.remove(), { "aria-label": "Dismiss" });
    line.append(element("p", {}, told), ...(pictures ? [add] : []), ...(more.length ? [show] : []), undo, away, list);
    editor.append(line);
  }
}

/** What a browser would make of it: programs, styles and remarks are no text. */
function asItIs({ html, text }) {
  if (!html) {
    const plain = document.createElement("p");
    plain.textContent = text;
    return plain.innerHTML.split(/\r\n?|\n/).map((line) => `<p>${line}</p>`).join("");
  }
  return html.replace(/<!--[\s\S]*?-->|<(style|script|title|xml)\b[\s\S]*?<\/\1>/gi, "");
}

const notCleaned = (reason) => ({
  told: `${reason || "The server can’t be reached."} What you pasted came in without clean-up: look at its lists, notes and pictures.`,
});

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

function button(label, run, attributes = {}) {
  const made = element("button", { type: "button", class: "button small", ...attributes }, label);
  made.addEventListener("click", run);
  return made;
}

/** What is copied here is marked as ours. */
function mark(event) {
  const html = event.clipboardData?.getData("text/html");
  if (html?.includes("data-pm-slice")) event.clipboardData.setData("text/html", html.replace("data-pm-slice", `${OURS} data-pm-slice`));
}

export const StoryPaste = Extension.create({
  name: "storyPaste",
  priority: 1_000,

  onCreate() {
    this.storage.pasting = new Pasting(this.editor);
    for (const type of ["copy", "cut"]) this.editor.view.dom.addEventListener(type, mark);
  },
  addProseMirrorPlugins() {
    const { storage } = this;
    return [new Plugin({
      key,
      state: places(storage),
      // Links are what they were: none is made of words, and none loses its last sign.
      filterTransaction: (tr) => Boolean(storage.pasting?.current ? tr.setMeta("preventAutolink", true) : tr),
      props: {
        decorations: waiting,
        transformPasted: (slice, view) => (storage.pasting?.current ? closed(slice, view.state) : slice),
        handleDOMEvents: {
          paste: (view, event) => storage.pasting?.take(view, event) ?? false,
          drop: (view, event) => storage.pasting?.drop(view, event) ?? false,
        },
      },
    })];
  },
});
