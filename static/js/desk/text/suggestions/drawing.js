// How suggestions look in the text: whose they are by a colour, what they do by a line under or
// through the words, and blocks that come or go by a sign at their edge.
import { pm } from "django-prose-editor/editor";
import { changed, places } from "./listing.js";
import { isBreak } from "./resolving.js";

const HUES = 6;

export const hueOf = ({ mine, who }) => (mine ? 0 : 1 + (who % (HUES - 1)));

const clock = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" }); // made once: that takes long

const moments = new Map();

export function moment(at) {
  if (!moments.has(at)) moments.set(at, clock.format(new Date(at)));
  return moments.get(at);
}

const titleOf = ({ name, at }, side) => {
  const when = at ? `, ${moment(at)}` : "";
  return `${name || "Suggested"}${when}: ${side === "ins" ? "put in" : "take out"}`;
};

function ofBlock(node, pos, side, key, tools) {
  const about = tools.about(key);
  const kind = isBreak(node) ? "break" : "whole";
  const attributes = { class: `suggested-${kind} suggested-${side} hue-${hueOf(about)}`, title: titleOf(about, side) };
  return pm.view.Decoration.node(pos, pos + node.nodeSize, attributes);
}

function mark({ key, side, node, at }, tools) {
  const sign = side === "ins" ? "ins" : "del";
  if (node.isBlock) return ofBlock(node, at, sign, key, tools);
  const about = tools.about(key);
  const attributes = { class: `suggested suggested-${sign} hue-${hueOf(about)}`, title: titleOf(about, sign) };
  return pm.view.Decoration.inline(at, at + node.nodeSize, attributes);
}

/** The decorations of a text; `tools` knows whose each suggestion is. */
export function drawn(doc, tools) {
  return pm.view.DecorationSet.create(doc, places(doc).map((one) => mark(one, tools)));
}

/** They after a step: those of blocks that it left alone only move. */
export function redrawn(set, tr, tools) {
  const { doc } = tr;
  const { from, to } = changed(tr);
  const moved = set.map(tr.mapping, doc);
  const left = moved.remove(moved.find(from, to).filter((one) => one.from >= from && one.to <= to));
  const marks = places(doc).filter(({ at }) => at >= from && at < to);
  return left.add(doc, marks.map((one) => mark(one, tools)));
}
