// The form's other texts, in which one looks for words as well: headline, standfirst, captions, teasers.
import { matchesIn } from "./matches.js";

const TEXTS = "[data-field] textarea, [data-field] input[type=text]:not([name=slug])";
const BEFORE = ["headline", "standfirst"]; // the text

/** Those that one may write in, in the order of the form; the text itself is not among them. */
function fieldsOf(form) {
  const names = form.dataset.fields.split(" ");
  return [...form.querySelectorAll(TEXTS)].filter(({ name, readOnly, disabled }) =>
    names.includes(name) && name !== "body" && !readOnly && !disabled);
}

/** The places in them: before the text, and after it. */
export function placesIn(form, looks) {
  const places = { before: [], after: [] };
  for (const field of looks ? fieldsOf(form) : []) {
    const row = places[BEFORE.includes(field.name) ? "before" : "after"];
    for (const [from, to] of matchesIn(field.value, looks)) row.push({ field, from, to });
  }
  return places;
}

export const labelOf = (field) => field.labels[0]?.textContent.trim() ?? field.name;

/** Put what `made` makes of the words in their places; returns what takes that back where nothing was typed since. */
export function replace(places, made) {
  const before = new Map();
  for (const { field, from, to } of [...places].reverse()) {
    if (!before.has(field)) before.set(field, field.value);
    field.setRangeText(made(field.value.slice(from, to)), from, to, "end");
  }
  const told = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
  const after = new Map([...before.keys()].map((field) => [field, field.value]));
  for (const field of before.keys()) told(field);
  return () => {
    for (const [field, value] of before) {
      if (field.value !== after.get(field)) continue;
      field.value = value;
      told(field);
    }
  };
}
