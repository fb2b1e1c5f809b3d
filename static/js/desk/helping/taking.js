// A proposal that was taken goes into the form as if it had been typed there.
import { editorOf, fill } from "../saving/fields.js";

/** Choose a topic. */
export function topic(form, key, name) {
  const select = form.elements.topics;
  if (![...select.selectedOptions].some(({ value }) => value === key)) {
    select.append(new Option(name, key, true, true));
    select.dispatchEvent(new Event("desk:filled"));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const text = (words) => [{ type: "text", text: words }];

/** Put a fact box with the points at the top of the text; one step back undoes it. */
export function points(form, heading, lines) {
  if (!lines.length) return;
  const items = lines.map((line) => ({ type: "listItem", content: [{ type: "paragraph", content: text(line) }] }));
  const editor = editorOf(form);
  if (editor) {
    editor.commands.insertContentAt(0, {
      type: "storyFacts",
      content: [
        { type: "heading", attrs: { level: 2 }, content: text(heading) },
        { type: "bulletList", content: items },
      ],
    });
    return;
  }
  const box = document.createElement("aside");
  box.className = "facts";
  const list = document.createElement("ul");
  for (const line of lines) list.append(Object.assign(document.createElement("li"), { textContent: line }));
  box.append(Object.assign(document.createElement("h2"), { textContent: heading }), list);
  const area = form.elements.body;
  area.value = box.outerHTML + area.value;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Put a text into a field of the story. */
export function field(form, name, value) {
  fill(form, { [name]: [value] });
}

/** Mark the story as made with the help of AI; false where it is already. */
export function mark(form) {
  const field = form.elements.ai_helped;
  if (!field || field.checked) return false;
  field.checked = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** Put an alt text where it is edited and saved; false where the story has another picture by now. */
export function alt(form, picture, value) {
  const area = document.querySelector("#picture-alt");
  if (!area || area.readOnly || form.elements.picture.value !== picture) return false;
  area.value = value;
  area.focus();
  return true;
}
