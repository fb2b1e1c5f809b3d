// The line below the text: how long it is, how much is marked, and what helps with it as a whole.
import { tag } from "../../common/elements.js";
import { characters, measured, minutes, wordsOf } from "./counts.js";

const PAUSE = 400; // milliseconds after the last key
const known = new WeakMap(); // blocks that were counted: a key changes one

function blockOf(block) {
  if (!known.has(block)) known.set(block, measured(block.textBetween(0, block.content.size, " ", " ")));
  return known.get(block);
}

/** The whole text's words. Captions and boxes are not the story. */
function wordsIn(doc) {
  const sum = { words: 0, unspaced: 0 };
  doc.descendants((node) => {
    if (node.type.name.startsWith("story")) return false;
    if (!node.isTextblock) return true;
    const { words, unspaced } = blockOf(node);
    sum.words += words;
    sum.unspaced += unspaced;
    return false;
  });
  return wordsOf(sum);
}

const counted = (number, one, more) => `${number.toLocaleString()} ${number === 1 ? one : more}`;

function marked({ doc, selection: { from, to } }) {
  const text = doc.textBetween(from, to, "\n", "");
  const words = counted(wordsOf(measured(text)), "word", "words");
  return `${words}, ${counted(characters(text.replace(/\n/g, "")), "character", "characters")} selected`;
}

/** Keep the line in the form true; `parts` opens what stands behind its buttons. */
export function status(editor, form, parts) {
  const line = form.querySelector("[data-length]");
  if (!line) return; // a page of the house, which nobody counts
  const [length, selected] = [tag("span"), tag("span", { class: "length-marked" })];
  line.append(selected, length, ...parts.map((part) => opener(part, editor)));
  let waiting;
  const showMarked = () => {
    selected.textContent = editor.state.selection.empty ? "" : marked(editor.state);
  };
  const showLength = () => {
    const words = wordsIn(editor.state.doc);
    length.textContent = `${counted(words, "word", "words")} · ${minutes(words)} min to read`;
  };
  const later = (show) => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  };
  editor.on("update", () => later(() => {
    showLength();
    showMarked();
  }));
  editor.on("selectionUpdate", ({ transaction }) => {
    if (!transaction.docChanged && (selected.textContent || !editor.state.selection.empty)) later(showMarked);
  });
  showLength();
}

/** A button that opens a box above the line; `fill` makes what is in it, each time. */
function opener({ label, title, fill }, editor) {
  const button = tag("button", { type: "button", class: "button small plain", "aria-expanded": "false", title }, label);
  const box = tag("div", { class: "length-box", role: "group", "aria-label": title, hidden: "", "data-own-keys": "" });
  const part = tag("span", { class: "length-part" }, button, box);
  const close = (back = false) => {
    box.hidden = true;
    box.replaceChildren();
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  };
  button.addEventListener("click", async () => {
    if (!box.hidden) return close();
    box.replaceChildren(await fill(close));
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    (box.querySelector("[aria-current]") ?? box.querySelector("button, input"))?.focus();
    return undefined;
  });
  part.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !part.contains(relatedTarget) && close());
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  });
  editor.view.dom.addEventListener("pointerdown", () => box.hidden || close());
  for (const type of ["input", "change"]) box.addEventListener(type, (event) => event.stopPropagation());
  return part;
}
