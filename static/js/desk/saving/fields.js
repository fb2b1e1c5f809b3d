// The story's own fields: read as they would be posted, and filled in from elsewhere.
// `labels` are the names of what the fields of several hold as numbers.

/** The text's editor; null until it is there. */
export function editorOf(form) {
  return form.querySelector(".ProseMirror")?.editor ?? null;
}

/** A list of texts for each field of the story; nothing of the boxes and buttons around it. */
export function read(form) {
  const fields = Object.fromEntries(form.dataset.fields.split(" ").map((name) => [name, []]));
  for (const [name, value] of new FormData(form)) fields[name]?.push(value);
  return fields;
}

/** The fields that somebody wrote in before the scripts were there. */
export const early = (form) =>
  ["headline", "standfirst"].map((name) => form.elements[name]).filter(({ value, defaultValue }) => value !== defaultValue);

/** The names of what is chosen by number, for `fill`. */
export function labelsOf(form) {
  const chosen = [...form.querySelectorAll("select[multiple]")];
  return Object.fromEntries(chosen.map((select) =>
    [select.name, Object.fromEntries([...select.options].map(({ value, text }) => [value, text]))]));
}

function lines(html, end) {
  const page = new DOMParser().parseFromString(html, "text/html").body;
  for (const block of page.querySelectorAll("p, h2, h3, li, figcaption, td, th, pre")) block.append(end);
  return page.textContent;
}

const text = (html) => lines(html, "\n").replace(/\s+/g, " ").trim();

/** The plain words of a text, its paragraphs apart. */
export const paragraphs = (html) => lines(html, "\n\n").replace(/\n{3,}/g, "\n\n").trim();

/** What a field holds, as the server keeps it: spaces at the edges and doubled ones are no change. */
const tidied = (values) =>
  (values ?? []).map((value) => value.replace(/\r\n?/g, "\n").replace(/[ \t]+/g, " ").replace(/ ?\n ?/g, "\n").trim()
    .replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d):00$/, "$1")).filter(Boolean).join("\n");

/** Whether `a` says the same as `b`, as far as somebody who reads it could tell. */
export function alike(a, b) {
  const names = Object.keys(a).filter((name) => name in b);
  return names.every((name) => name === "body"
    ? a.body[0] === b.body[0] || text(a.body[0] ?? "") === text(b.body[0] ?? "")
    : tidied(a[name]) === tidied(b[name]));
}

const EXCERPT = 160; // characters
const LEAD = 30; // of them before the first difference

/** The words by which `fields` differ from `now`, or the first there are, to know a text again. */
export function excerpt(fields, now) {
  const differs = ["headline", "standfirst", "body"].find((name) => fields[name]?.[0] && !alike({ [name]: fields[name] }, now));
  const words = text(fields[differs ?? "headline"]?.[0] ?? "");
  const known = differs ? text(now[differs]?.[0] ?? "") : "";
  let same = 0;
  while (same < words.length && words[same] === known[same]) same += 1;
  const from = same > LEAD ? words.lastIndexOf(" ", same - LEAD) + 1 : 0;
  const shown = words.slice(from, from + EXCERPT);
  return `${from ? "…" : ""}${shown}${from + EXCERPT < words.length ? "…" : ""}`;
}

/** Put `fields` into the form, but for the text; returns the names of those that changed. */
export function fill(form, fields, labels = {}) {
  const now = read(form);
  const changed = [];
  for (const [name, values] of Object.entries(fields)) {
    if (name === "body" || !(name in now) || alike({ [name]: values }, { [name]: now[name] })) continue;
    changed.push(name);
    fillField(form, name, values, labels[name] ?? {});
  }
  return changed;
}

function fillField(form, name, values, labels) {
  const field = form.elements[name];
  if (field instanceof HTMLSelectElement && field.multiple) {
    const named = (value) => labels[value] ?? value.replace(/^new:/, "");
    field.replaceChildren(...values.map((value) => new Option(named(value), value, true, true)));
    field.dispatchEvent(new Event("desk:filled"));
  } else if (field.type === "checkbox") {
    field.checked = values.length > 0;
  } else {
    put(field, values[0] ?? "");
  }
  field.dispatchEvent(new Event(field.type === "textarea" ? "input" : "change", { bubbles: true }));
}

/** Change only what differs, so that the cursor stays where it is. */
function put(field, value) {
  const old = field.value;
  if (field !== document.activeElement || typeof field.selectionStart !== "number") {
    field.value = value;
    return;
  }
  const most = Math.min(old.length, value.length);
  let [head, tail] = [0, 0];
  while (head < most && old[head] === value[head]) head += 1;
  while (tail < most - head && old.at(-1 - tail) === value.at(-1 - tail)) tail += 1;
  field.setRangeText(value.slice(head, value.length - tail), head, old.length - tail, "preserve");
}

/** What was typed since `sent` in other fields than the text, put into what the server made of
    `sent`; null where somebody else changed the same field. */
export function weave(sent, typed, made) {
  const fields = { ...made };
  for (const name of Object.keys(typed)) {
    if (name === "body" || JSON.stringify(typed[name]) === JSON.stringify(sent[name])) continue;
    if (!alike({ [name]: made[name] }, { [name]: sent[name] })) return null;
    fields[name] = typed[name];
  }
  return fields;
}
