// What the text is made of, to jump to: its headings, and what stands between its paragraphs.
import { tag } from "../../common/elements.js";

const NAMES = {
  storyPicture: "Picture", storyGallery: "Gallery", storyEmbed: "Player", storyPull: "Pull quote", storyFacts: "Fact box",
  table: "Table", blockquote: "Quotation",
};
const LONGEST = 80; // characters of a row

/** The rows: what it is, its words, where it begins, how deep it stands. */
function rowsOf(doc) {
  const rows = [];
  doc.forEach((node, at) => {
    const words = node.textBetween(0, node.content.size, " ", " ").replace(/\s+/g, " ").trim();
    const short = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    if (node.type.name === "heading") rows.push({ kind: "", words: short || "Heading", at, level: node.attrs.level });
    else if (NAMES[node.type.name]) rows.push({ kind: NAMES[node.type.name], words: short, at, level: 4 });
  });
  return rows;
}

function goTo(editor, at) {
  const { node } = { node: editor.state.doc.nodeAt(at) };
  if (!node) return;
  const chain = editor.chain();
  (node.isTextblock && node.type.name === "heading" ? chain.setTextSelection(at + 1) : chain.setNodeSelection(at)).focus(undefined, { scrollIntoView: false }).run();
  const dom = editor.view.nodeDOM(at);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  dom?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

/** A list of buttons; pressing one goes there and closes the box. */
export function outline(editor, close) {
  const rows = rowsOf(editor.state.doc);
  if (!rows.length) return tag("p", {}, "No headings or boxes yet.");
  const { from } = editor.state.selection;
  const current = rows.findLastIndex(({ at }) => at <= from);
  const list = tag("ol", { class: "outline" }, ...rows.map(({ kind, words, at, level }, number) => {
    const button = tag("button", { type: "button", dir: "auto" }, ...(kind ? [tag("b", {}, kind), " "] : []), words);
    if (number === current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => {
      close();
      goTo(editor, at);
    });
    return tag("li", { "data-level": String(level) }, button);
  }));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...list.querySelectorAll("button")];
    const next = step && buttons[buttons.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  return list;
}
