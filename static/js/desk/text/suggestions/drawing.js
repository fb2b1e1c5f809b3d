// How suggestions look in the text: whose they are by a colour, what they do by a line under or
// through the words, and blocks that come or go by a sign at their edge.
import { pm } from "django-prose-editor/editor";
import { DELETION, INSERTION, isBreak, keyOf } from "./resolving.js";

const HUES = 6;

export const hueOf = ({ mine, who }) => (mine ? 0 : 1 + (who % (HUES - 1)));

const titleOf = ({ name, at }, side) => {
  const when = at ? `, ${new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}` : "";
  return `${name || "Suggested"}${when}: ${side === "ins" ? "put in" : "take out"}`;
};

function ofBlock(node, pos, side, key, tools) {
  const about = tools.about(key);
  const kind = isBreak(node) ? "break" : "whole";
  const attributes = { class: `suggested-${kind} suggested-${side} hue-${hueOf(about)}`, title: titleOf(about, side) };
  return pm.view.Decoration.node(pos, pos + node.nodeSize, attributes);
}

/** The decorations of a text; `tools` knows whose each suggestion is. */
export function drawn(doc, tools) {
  const marks = [];
  doc.descendants((node, pos) => {
    if (node.isInline) {
      for (const [name, side] of [[INSERTION, "ins"], [DELETION, "del"]]) {
        const key = keyOf(node, name);
        const about = key && tools.about(key);
        if (key) marks.push(pm.view.Decoration.inline(pos, pos + node.nodeSize, { class: `suggested suggested-${side} hue-${hueOf(about)}`, title: titleOf(about, side) }));
      }
      return;
    }
    if (node.attrs.ins) marks.push(ofBlock(node, pos, "ins", node.attrs.ins, tools));
    if (node.attrs.gone) marks.push(ofBlock(node, pos, "del", node.attrs.gone, tools));
  });
  return pm.view.DecorationSet.create(doc, marks);
}
