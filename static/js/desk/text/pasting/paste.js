// What is pasted goes to the server first, which reads the ways of Word, Google Docs and others
// (articles/lib/incoming): what the editor shows is what is stored. Meanwhile one can type on; the
// text comes in where it was pasted. Where the server can't be asked, the browser's reading of it
// comes in as it is.
import { Extension, Plugin, pm } from "django-prose-editor/editor";
import { announce, button, tag } from "../../common/elements.js";
import { cleaned, playerOf } from "./cleaning.js";
import { closed, over } from "./fitting.js";

const OURS = "data-desk-copy"; // stands in what is copied here: it needs no cleaning
const ADDRESS = /^\s*https?:\/\/\S+\s*$/;

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

const sign = () => tag("span", { class: "paste-waiting", "aria-label": "Pasting …" });

let number = 0;

/** What may become a player here: an address on an empty line, lines among others, or nothing. */
function roomFor({ selection: { $from, $to, empty } }) {
  const { parent } = $from;
  if ($from.depth !== 1 || $to.depth !== 1 || !["paragraph", "heading"].includes(parent.type.name)) return "";
  if ($from.marks().some(({ type }) => type.name === "storyFootnote")) return "";
  return empty && parent.type.name === "paragraph" && !parent.content.size ? "line" : "text";
}

class Pasting {
  pending = new Set();
  shown = new Set(); // addresses that were looked up here

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
    const room = roomFor(view.state);
    const given = { html, text, room, rtf: html.includes("file:") ? data.getData("text/rtf") : "" };
    this.wait(room === "line" && ADDRESS.test(text) ? this.address(view, text.trim()) : this.run(view, given));
    return true;
  }

  wait(promise) {
    const work = promise.finally(() => this.pending.delete(work));
    this.pending.add(work);
  }

  /** An address on a line of its own stands there at once, as a link; what it leads to takes its
      place in a step of its own, so that Undo has the address again. */
  async address(view, text) {
    const { schema, selection } = view.state;
    const { closeHistory } = pm.history;
    const link = schema.text(text, [schema.marks.link.create({ href: text })]);
    view.dispatch(closeHistory(view.state.tr).setMeta("preventAutolink", true).replaceWith(selection.from, selection.to, link).removeStoredMark(schema.marks.link).scrollIntoView());
    await this.lineAt(view, selection.from);
  }

  /** Put the player that the line at `at` is the address of in its place, if there is one. */
  async lineAt(view, at) {
    const line = view.state.doc.resolve(at);
    const text = line.parent.textContent;
    const id = (number += 1);
    view.dispatch(view.state.tr.setMeta(key, { begun: { id, from: line.start(), to: line.end(), done: true } }));
    this.shown.add(text);
    const { embed } = await playerOf(text);
    if (!embed || view.isDestroyed) return;
    const place = key.getState(view.state).find((one) => one.id === id);
    const now = place && view.state.doc.resolve(place.from);
    if (now?.depth !== 1 || now.parent.textContent !== text) return;
    const { closeHistory } = pm.history;
    const { schema, selection, doc } = view.state;
    const [from, to] = [now.before(), now.after()];
    const player = schema.nodes.storyEmbed.create({ embed });
    const isLast = to === doc.content.size;
    const inside = selection.from > from && selection.to < to;
    const tr = closeHistory(view.state.tr).replaceWith(from, to, isLast ? [player, schema.nodes.paragraph.create()] : [player]);
    if (inside) tr.setSelection(pm.state.Selection.near(tr.doc.resolve(from + player.nodeSize + (isLast ? 1 : 0)), 1));
    view.dispatch(tr.scrollIntoView());
    view.dispatch(closeHistory(view.state.tr));
  }

  /** What was typed as a line is looked at once it is ended; what was undone stays as it is. */
  ended(view) {
    const { $from, empty } = view.state.selection;
    const { parent } = $from;
    const isLine = empty && $from.depth === 1 && parent.type.name === "paragraph" && $from.parentOffset === parent.content.size;
    if (!isLine || !ADDRESS.test(parent.textContent) || this.shown.has(parent.textContent)) return;
    const at = $from.start();
    queueMicrotask(() => this.wait(this.lineAt(view, at)));
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
    const told = failed ? notCleaned(answer.error) : answer;
    this.tell(view, id, told.markdown ? { ...told, told: told.told || "This looks like Markdown.", offer: this.offer(view, id, told.markdown) } : told);
  }

  /** What puts the formatting in the place of its signs, in one step; nothing where they were changed since. */
  offer(view, id, html) {
    const there = () => {
      const place = key.getState(view.state).find((one) => one.id === id);
      return place && view.state.doc.slice(place.from, place.to);
    };
    const came = there();
    return button("Keep as formatting", () => {
      const now = there();
      const same = Boolean(came && now?.eq(came));
      if (same) this.put(view, id, html, "");
      this.tell(view, id, { told: same ? "Its signs are formatting now." : "The text was changed since, so it stays as it is." });
      view.focus();
    });
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
  tell(view, id, { told, more = [], pictures = 0, offer = null }) {
    const editor = view.dom.closest(".prose-editor");
    editor.querySelector(":scope > .paste-told")?.remove();
    if (!told) return;
    const line = tag("div", { class: "paste-told", role: "status" });
    const list = tag("ul", { hidden: "" }, ...more.map((words) => tag("li", { dir: "auto" }, words)));
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
    const add = button("Add pictures", () => announce(document, "desk:put-pictures"));
    const away = button("×", () => line.remove(), { "aria-label": "Dismiss" });
    line.append(tag("p", {}, told), ...(offer ? [offer] : []), ...(pictures ? [add] : []), ...(more.length ? [show] : []), undo, away, list);
    editor.append(line);
  }
}

/** What a browser would make of it: programs, styles and remarks are no text. */
function asItIs({ html, text }) {
  if (!html) {
    const plain = tag("p", {}, text);
    return plain.innerHTML.split(/\r\n?|\n/).map((line) => `<p>${line}</p>`).join("");
  }
  return html.replace(/<!--[\s\S]*?-->|<(style|script|title|xml)\b[\s\S]*?<\/\1>/gi, "");
}

const notCleaned = (reason) => ({
  told: `${reason || "The server can’t be reached."} What you pasted came in without clean-up: look at its lists, notes and pictures.`,
});

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
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        this.storage.pasting?.ended(this.editor.view);
        return false;
      },
    };
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
