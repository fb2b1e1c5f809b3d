// The field that is posted. Of a long text it is filled a moment after a key and not at each one; who
// reads it, by its value or with the form, gets the text as it is.
import { pm } from "django-prose-editor/editor";

const LARGE = 20_000; // of what the editor counts: a shorter text is written at each key
const PAUSE = 300; // milliseconds after the last key
const LONGEST = 1_000; // of typing without a pause
const NOTHING = /^<(\w+)(\s[^>]*)?><\/\1>$/i; // an only, empty block

/** What writes a text as HTML: of blocks that have not changed it knows what it wrote. */
function writer(schema) {
  const serializer = pm.model.DOMSerializer.fromSchema(schema);
  const known = new WeakMap();
  const box = document.implementation.createHTMLDocument("").createElement("div");
  const written = (node) => {
    if (!known.has(node)) {
      box.replaceChildren(serializer.serializeNode(node, { document: box.ownerDocument }));
      known.set(node, box.innerHTML);
    }
    return known.get(node);
  };
  return (doc) => {
    let html = "";
    doc.forEach((node) => (html += written(node)));
    return NOTHING.test(html) ? "" : html;
  };
}

/** Have `fill` called before anybody reads the field, by its value or with its form. */
function freshFor(textarea, { fill, isStale, filled }) {
  const plain = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  Object.defineProperty(textarea, "value", {
    configurable: true,
    get() {
      fill();
      return plain.get.call(this);
    },
    set(value) {
      filled();
      plain.set.call(this, value);
    },
  });
  textarea.form?.addEventListener("formdata", ({ formData }) => isStale() && formData.set(textarea.name, textarea.value));
  return (value) => plain.set.call(textarea, value);
}

/** Fill `textarea` from `editor`, which calls what this returns after each change. */
export function filling(editor, textarea) {
  const write = writer(editor.schema);
  let stale = false;
  let [waiting, since] = [0, 0];
  const fill = () => {
    if (!stale) return;
    stale = false;
    put(write(editor.state.doc));
  };
  const put = freshFor(textarea, { fill, isStale: () => stale, filled: () => (stale = false) });
  const tell = () => {
    clearTimeout(waiting);
    since = 0;
    fill();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // Before anything is kept because the page is left, what was typed last is there.
  const now = () => since && tell();
  for (const type of ["pagehide", "beforeunload"]) window.addEventListener(type, now, true);
  document.addEventListener("visibilitychange", now, true);
  editor.on("blur", now);
  // The form is told once the editor has read it: not by the browser as well.
  const { dom } = editor.view;
  dom.addEventListener("input", (event) => event.target === dom && event.stopPropagation());
  return () => {
    stale = true;
    if (editor.state.doc.content.size < LARGE) return tell();
    since ||= Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(tell, Math.min(PAUSE, Math.max(0, since + LONGEST - Date.now())));
    return undefined;
  };
}
