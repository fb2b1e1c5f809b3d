// The story's form: it grows with the writing, says how long its lines are, and puts its parts together.
import { tag } from "../common/elements.js";
import { store, stored } from "../common/storage.js";
import { AddressLine } from "./address.js";
import { Boxes } from "./boxes.js";
import * as checks from "./checks.js";
import { Elsewhere } from "../stories/elsewhere.js";
import { Fronts } from "../stories/placed.js";
import * as gone from "./gone.js";
import { speaking, spoken } from "../stories/languages/fields.js";
import * as moments from "./moments.js";
import * as moved from "./moved.js";
import { Outcome } from "./outcome.js";
import { Presence } from "./presence.js";
import { Preview } from "./preview.js";
import { PublishBox } from "./publish.js";
import { Refusals } from "./refusals.js";
import { again } from "../saving/asked.js";
import { early } from "../saving/fields.js";
import { Saving } from "../saving/saving.js";
import { UnsavedDrafts } from "../saving/unsaved-drafts.js";

const form = document.querySelector("#article_form");
if (form) {
  start(form);
  join(form);
}

function start(form) {
  const headline = form.elements.headline;
  // What a browser fills in by itself would look like what the server has.
  form.autocomplete = "off";
  growing(form);
  counting(form);
  naming(form);
  speaking(form);
  grouping(form);
  stacking(form);
  tabbing(form);
  // A headline is one line, and so is a standfirst: Enter goes on to what comes next.
  going(headline, () => form.elements.standfirst);
  going(form.elements.standfirst, () => form.querySelector(".ProseMirror") ?? form.elements.body);
  if (!headline.value && !form.querySelector("[data-refused]")) headline.focus({ preventScroll: true });
}

function going(field, next) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    next().focus();
  });
}

/** Tab goes from the standfirst into the text at once, and back: not over each button of the menu,
 * which Alt-F10 leads to from the text, and Escape or Shift-Tab back from. */
function tabbing(form) {
  const text = () => form.querySelector(".ProseMirror");
  const menu = () => form.querySelector(".prose-menubar");
  form.elements.standfirst.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || event.isComposing || !text()) return;
    event.preventDefault();
    text().focus();
  });
  // Within a list, a table or a box of the text the key is the editor's own.
  form.querySelector(".field-body").addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const [inText, inMenu] = [text(), menu()].map((one) => one?.contains(event.target));
    if (inText && event.key === "Tab" && event.shiftKey) form.elements.standfirst.focus();
    else if (inMenu && event.key === "Escape") text().focus();
    else return;
    event.preventDefault();
  });
}

/** Put the parts together: let each know those that it needs. */
async function join(form) {
  const outcome = new Outcome(form);
  const saving = new Saving(form, outcome);
  checks.linking(form);
  form.addEventListener("desk:checked", () => filling(form));
  checks.show(form);
  new PublishBox(form, saving, new Refusals(form, saving));
  const boxes = new Boxes(form);
  moments.hinting(form);
  new AddressLine(form, saving);
  moved.moving(form, outcome);
  gone.parting(form, saving);
  new Presence(form, saving);
  new Preview(form, saving);
  new Fronts(form);
  new Elsewhere(form);
  keys(form, saving, boxes);
  if (form.querySelector("[data-source]")) import("../stories/languages/source.js").then(({ SourceBeside }) => new SourceBeside(form));
  for (const field of early(form)) field.dispatchEvent(new Event("input", { bubbles: true }));
  again(form);
  form.dataset.ready = "";
  await new UnsavedDrafts(form, saving).begin();
}

/** What leads from place to place, once there is one to be filled in. */
function filling(form) {
  if (form.querySelector("[data-place]")) import("../stories/places.js");
}

/** Save; make the strongest move, or open the box that says what it does; go to the text's buttons. */
function keys(form, saving, boxes) {
  // In a comment, a box and a part of the text that it ends, Ctrl-Enter is theirs.
  const others = (target) => target.closest?.("[data-comments], [data-own-keys], dialog, [popover]")
    || ["storyPull", "storyFacts"].some((name) => target.closest?.(".ProseMirror")?.editor?.isActive(name));
  const does = {
    save: () => saving.save(),
    main: () => boxes.press(form.querySelector("[data-main]")),
    menu: () => form.querySelector(".prose-menubar button:not(:disabled)")?.focus(),
  };
  document.addEventListener("desk:key", (event) => {
    const { does: what, target } = event.detail;
    if (!does[what] || (what === "main" && others(target))) return;
    event.preventDefault();
    does[what]();
  });
}

/** What sticks below the bar has to know how high it is: its words may need a second line. */
function stacking(form) {
  const watch = new ResizeObserver(([{ target }]) => {
    const above = Math.min(0, parseFloat(getComputedStyle(target).top) || 0);
    form.style.setProperty("--bar", `${target.offsetHeight + above}px`);
  });
  const look = () => {
    watch.disconnect();
    watch.observe(form.querySelector("[data-bar]"));
  };
  form.addEventListener("desk:bar", look);
  look();
}

/** Groups of the panel stay as they were left. */
function grouping(form) {
  const name = "newsportal:groups";
  const left = stored(name) ?? {}; // else they open as the page has them
  for (const group of form.querySelectorAll("details[data-group]")) {
    if (!group.querySelector(".errors")) group.open = left[group.dataset.group] ?? group.open;
    group.addEventListener("toggle", () => {
      left[group.dataset.group] = group.open;
      store(name, left);
    });
  }
}

/** Text areas are as tall as what is written in them. */
function growing(form) {
  for (const area of form.querySelectorAll("textarea")) {
    // The browser would cut what is pasted without a word; the server says what is too long.
    area.removeAttribute("maxlength");
    if (CSS.supports("field-sizing", "content")) continue;
    const grow = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }
}

/** Say how long headline and standfirst are, and how long is good. */
function counting(form) {
  for (const field of form.querySelectorAll(".field[data-count]")) {
    const area = field.querySelector("textarea");
    const good = Number(field.dataset.count);
    const note = tag("p", { class: "count", id: `${area.id}_count` });
    area.setAttribute("aria-describedby", note.id);
    area.after(note);
    const count = () => {
      const length = [...area.value.trim()].length;
      note.textContent = length > good ? `${length} / ${good}: long` : `${length} / ${good}`;
      note.classList.toggle("over", length > good);
    };
    area.addEventListener("input", count);
    count();
  }
}

/** The editor's name for those who hear the page. */
function naming(form) {
  const begin = (editor) => {
    const label = form.querySelector(".field-body > label").textContent;
    const named = { "aria-label": label, "aria-multiline": "true", role: "textbox", ...spoken(form) };
    editor.setOptions({ editorProps: { attributes: named } });
  };
  const there = form.querySelector(".ProseMirror")?.editor;
  if (there) begin(there);
  else form.addEventListener("prose-editor:ready", ({ detail: { editor } }) => begin(editor), { once: true });
}
