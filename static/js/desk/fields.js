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

/** The names of what is chosen by number, for `fill`. */
export function labelsOf(form) {
  const chosen = [...form.querySelectorAll("select[multiple]")];
  return Object.fromEntries(chosen.map((select) =>
    [select.name, Object.fromEntries([...select.options].map(({ value, text }) => [value, text]))]));
}

const text = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html").body;
  for (const block of page.querySelectorAll("p, h2, h3, li, figcaption, td, th")) block.append("\n");
  return page.textContent.replace(/\s+/g, " ").trim();
};

/** Whether `a` says the same as `b`, as far as somebody who reads it could tell. */
export function alike(a, b) {
  const names = Object.keys(a).filter((name) => name in b);
  return names.every((name) => name === "body"
    ? a.body[0] === b.body[0] || text(a.body[0] ?? "") === text(b.body[0] ?? "")
    : (a[name] ?? []).filter(Boolean).join("\n") === (b[name] ?? []).filter(Boolean).join("\n"));
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

/** Put `fields` into the form; returns the names of those that changed. */
export async function fill(form, fields, labels = {}) {
  const now = read(form);
  const changed = [];
  for (const [name, values] of Object.entries(fields)) {
    if (!(name in now) || alike({ [name]: values }, { [name]: now[name] })) continue;
    changed.push(name);
    if (name === "body") await fillBody(form, values[0] ?? "");
    else fillField(form, name, values, labels[name] ?? {});
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
    field.value = values[0] ?? "";
  }
  field.dispatchEvent(new Event(field.type === "textarea" ? "input" : "change", { bubbles: true }));
}

/** Change only what differs, so that the cursor stays where it is and the change can be undone. */
async function fillBody(form, html) {
  const editor = editorOf(form);
  const area = form.elements.body;
  if (!editor) {
    area.value = html;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  const { createNodeFromContent } = await import("django-prose-editor/editor");
  const next = createNodeFromContent(html, editor.schema, { slice: false });
  const { doc, tr } = editor.state;
  const from = doc.content.findDiffStart(next.content);
  if (from === null) return;
  const end = doc.content.findDiffEnd(next.content);
  const twice = Math.max(0, from - Math.min(end.a, end.b));
  editor.view.dispatch(tr.replace(from, end.a + twice, next.slice(from, end.b + twice)));
}

const blocks = (html) =>
  [...new DOMParser().parseFromString(html, "text/html").body.children].map((block) => block.outerHTML);

/** What was typed since `sent`, put into what the server made of `sent`; null where it can't be
    told where it belongs. Only one passage can have changed in so short a time. */
export function weave(sent, typed, made) {
  const fields = { ...made };
  for (const name of Object.keys(typed)) {
    if (JSON.stringify(typed[name]) === JSON.stringify(sent[name])) continue;
    fields[name] = typed[name];
    if (name !== "body") continue;
    const body = weaveBody(...[sent, typed, made].map((one) => blocks(one.body?.[0] ?? "")));
    if (body === null) return null;
    fields.body = [body];
  }
  return fields;
}

function weaveBody(sent, typed, made) {
  let head = 0;
  while (head < sent.length && sent[head] === typed[head]) head += 1;
  let tail = 0;
  const most = Math.min(sent.length, typed.length) - head;
  while (tail < most && sent.at(-1 - tail) === typed.at(-1 - tail)) tail += 1;
  const old = sent.slice(head, sent.length - tail);
  const fresh = typed.slice(head, typed.length - tail);
  const anchor = old.length ? old : sent.slice(Math.max(0, head - 1), head);
  const places = made.flatMap((_block, at) =>
    anchor.every((block, step) => made[at + step] === block) ? [at] : []);
  if (anchor.length && places.length !== 1) return null;
  const at = anchor.length ? places[0] + (old.length ? 0 : 1) : 0;
  return [...made.slice(0, at), ...fresh, ...made.slice(at + old.length)].join("");
}
