// Places that a template leaves to be filled: `[[final score]]`. They are marked in the text and
// listed below other fields; Tab goes from one to the next. Loaded once there is one.
import { button, tag } from "../common/elements.js";

const EDITOR = "django-prose-editor/editor"; // by the page’s import map
const PLACE = /\[\[([^[\]\n]{1,120})\]\]/g;
/** As articles/models/templates/checks.py has them. */
const FIELDS = [
  "headline", "standfirst", "body", "agency", "picture_caption", "slug", "teaser", "search_title",
  "search_description", "social_title", "social_description",
];

/** The places of a text: where each begins and ends, and its words. */
export const placesOf = (text) => [...text.matchAll(PLACE)].map((found) =>
  ({ from: found.index, to: found.index + found[0].length, words: found[1].trim() }));

/** The one to go to from what is marked: forward that which ends behind it, back that which begins before. */
export function nextOf(spots, here, back) {
  const order = (spot) => FIELDS.indexOf(spot.field) - FIELDS.indexOf(here.field);
  if (back) return spots.findLast((spot) => order(spot) < 0 || (!order(spot) && spot.from < here.from));
  const isMarked = (spot) => spot.from === here.from && spot.to === here.to;
  return spots.find((spot) => order(spot) > 0 || (!order(spot) && spot.to > here.to && !isMarked(spot)));
}

const form = globalThis.document?.querySelector("#article_form, #storytemplate_form");
const known = new WeakMap(); // a node of the text never changes

function start() {
  const text = { editor: null, key: null };
  const begin = async (editor) => {
    if (text.editor === editor) return;
    text.editor = editor;
    text.key = await mark(editor);
    if (location.hash === "#fill") go(first(text), text);
  };
  form.addEventListener("prose-editor:ready", ({ detail }) => begin(detail.editor));
  const there = form.querySelector(".ProseMirror")?.editor;
  if (there) begin(there);
  for (const field of others()) listing(field, text);
  form.addEventListener("keydown", (event) => tabbed(event, text), true);
  form.addEventListener("desk:to-place", ({ detail: { field, words } }) => {
    go(spotsOf(text).find((spot) => spot.field === field && (spot.words || "…") === words), text);
  });
}

/** The fields beside the text in which there may be one. */
const others = () => FIELDS.map((name) => form.elements[name])
  .filter((field) => field?.matches?.("input:not([type=hidden]), textarea") && field.name !== "body");

const first = (text) => spotsOf(text)[0];

/** All places, in the order of the form. */
function spotsOf({ editor }) {
  const inText = editor ? inDoc(editor.state.doc) : [];
  return FIELDS.flatMap((name) => {
    if (name === "body") return inText.map((spot) => ({ field: name, ...spot }));
    const field = others().find((one) => one.name === name);
    return field ? placesOf(field.value).map((spot) => ({ field: name, ...spot })) : [];
  });
}

/** The places of the editor's text: a leaf within a line is as long as a letter. */
function inDoc(doc) {
  const spots = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    if (!known.has(node)) known.set(node, placesOf(node.textBetween(0, node.content.size, "", "\ufffc")));
    for (const { from, to, words } of known.get(node)) spots.push({ from: pos + 1 + from, to: pos + 1 + to, words });
    return false;
  });
  return spots;
}

/** Mark the places in the editor, and remember where one was gone to; returns the key of both. */
async function mark(editor) {
  const { pm } = await import(EDITOR);
  const { Decoration, DecorationSet } = pm.view;
  const key = new pm.state.PluginKey("places");
  const drawn = (doc) => DecorationSet.create(doc, inDoc(doc).map(({ from, to }) =>
    Decoration.inline(from, to, { class: "place-to-fill" })));
  editor.registerPlugin(new pm.state.Plugin({
    key,
    state: {
      init: (_config, state) => ({ at: null, marks: drawn(state.doc) }),
      apply(tr, old) {
        const at = tr.getMeta(key) ?? (old.at === null ? null : tr.mapping.map(old.at, -1));
        return { at, marks: tr.docChanged ? drawn(tr.doc) : old.marks };
      },
    },
    props: { decorations: (state) => key.getState(state).marks },
  }));
  return key;
}

/** Go to the next place, or back to the last; without one the key does what it does elsewhere. */
function tabbed(event, text) {
  if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const here = placeOf(event.target, text);
  const spot = here && nextOf(spotsOf(text), here, event.shiftKey);
  if (!spot || (here.field === "body" && isOther(text))) return;
  event.preventDefault();
  event.stopPropagation();
  go(spot, text);
}

/** What is marked in a field or in the text. */
function placeOf(target, { editor }) {
  if (editor?.view.dom.contains(target)) return { field: "body", ...pair(editor.state.selection) };
  if (!others().includes(target)) return null;
  return { field: target.name, from: target.selectionStart, to: target.selectionEnd };
}

const pair = ({ from, to }) => ({ from, to });

/** Whether the key is the list's or the table's: the cursor came there by itself, not from place to place. */
function isOther({ editor, key }) {
  if (!editor.isActive("listItem") && !editor.isActive("table")) return false;
  const { at } = key?.getState(editor.state) ?? { at: null };
  return at === null || !editor.state.doc.resolve(at).sameParent(editor.state.selection.$from);
}

/** Mark the place, so that typing takes its stead. */
function go(spot, { editor, key }) {
  if (!spot) return;
  if (spot.field === "body") {
    editor.chain().setTextSelection(pair(spot)).setMeta(key, spot.from).focus(null, { scrollIntoView: false })
      .scrollIntoView().run();
    editor.view.dom.closest(".field")?.scrollIntoView({ block: "nearest" });
    return;
  }
  const field = form.elements[spot.field];
  const group = field.closest("details");
  if (group) group.open = true;
  field.focus();
  field.setSelectionRange(spot.from, spot.to);
}

/** Below a field: what is to be filled in in it, each with the way there. */
function listing(field, text) {
  const list = tag("p", { class: "places-to-fill" });
  const show = () => {
    const spots = placesOf(field.value);
    list.hidden = !spots.length;
    list.replaceChildren("To fill in: ", ...spots.map((spot) =>
      button(spot.words || "…", () => go({ field: field.name, ...spot }, text), { class: "place-to-fill" })));
  };
  field.after(list);
  field.addEventListener("input", show);
  show();
}

if (form) start();
