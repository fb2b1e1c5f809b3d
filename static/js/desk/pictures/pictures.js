// The picture library's dialog, and the fields that choose from it. Whoever wants a picture (the
// story's editor, for one) sends the document a "desk:choose-picture" with { done }.
import { button, element, tag } from "../common/elements.js";
import { PictureField } from "./field.js";
import { filesIn, hasFiles } from "./uploads.js";
import { wordsLeft } from "./upload-words.js";

const FIELD = document.querySelector("[data-picture-field]");
const CHOOSE = FIELD?.dataset.chooseUrl ?? "/admin/articles/picture/choose/";
const UPLOAD = FIELD?.dataset.uploadUrl ?? "/admin/articles/picture/upload/";
const card = (id) => CHOOSE.replace("choose/", `${id}/card/`);

const MARKUP = `
<div class="pictures-head"><h2 id="pictures-title"></h2>
  <button type="button" class="button primary" data-take hidden></button>
  <button type="button" class="button plain" data-close>Close</button></div>
<div data-library>
  <div class="pictures-search"><label class="visually-hidden" for="pictures-query">Search the library</label>
    <input type="search" id="pictures-query" placeholder="Search captions, credits and alt texts" autocomplete="off">
    <button type="button" class="button" data-add>Add a new picture</button>
    <input type="file" accept="image/*,.heic,.heif" aria-label="The new picture’s file" hidden></div>
  <p role="status" class="pictures-status"></p>
  <ul class="pictures-grid" aria-labelledby="pictures-title"></ul>
  <p><button type="button" class="button" data-more hidden>Show more</button></p>
</div>
<div data-adding hidden>
  <p><button type="button" class="button plain" data-back>‹ Back to the library</button></p>
  <upload-tray data-upload-url="${UPLOAD}" data-card-url="${card(0)}"></upload-tray>
</div>`;

let dialog, grid, query, status, more, tray, take, done;
// What was chosen so far, by number, where several may be.
let chosen = null;
let page = 1;
let turn = 0;
const part = (selector) => dialog.querySelector(selector);

document.addEventListener("desk:choose-picture", ({ detail }) => open(detail.done, detail));
for (const field of document.querySelectorAll("[data-picture-field]")) new PictureField(field);
restore();

function make() {
  dialog = tag("dialog", { class: "desk-dialog pictures", "aria-labelledby": "pictures-title" });
  dialog.innerHTML = MARKUP;
  document.body.append(dialog);
  grid = part(".pictures-grid");
  query = part("#pictures-query");
  status = part(".pictures-status");
  more = part("[data-more]");
  tray = part("upload-tray");
  tray.use = give;
  tray.addEventListener("added", ({ detail }) => chosen && choose(detail.card));
  tray.addEventListener("said", () => dialog.open || offer(tray.left));
  take = part("[data-take]");
  take.addEventListener("click", async () => {
    if (!(await tray.settle())) return adding(true);
    dialog.close();
    done([...chosen.values()]);
  });
  for (const [selector, act] of [
    ["[data-close]", () => dialog.close()],
    ["[data-back]", () => adding(false)],
    ["[data-more]", () => load(page + 1)],
  ]) part(selector).addEventListener("click", act);
  dialog.addEventListener("close", left);
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  // What is typed here is none of the story's.
  for (const type of ["input", "change"]) dialog.addEventListener(type, (event) => event.stopPropagation());
  receiving();
  searching();
}

/** Take the files that are chosen, dropped or pasted. */
function receiving() {
  const chooser = part("input[type=file]");
  part("[data-add]").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    send(filesIn(chooser));
    chooser.value = "";
  });
  dialog.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    send(filesIn(event.dataTransfer));
  });
  dialog.addEventListener("paste", (event) => send(filesIn(event.clipboardData)));
}

function searching() {
  let waiting;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => load(1), 200);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") grid.querySelector("button")?.focus();
    if (event.key === "Enter" || event.key === "ArrowDown") event.preventDefault();
  });
  grid.addEventListener("keydown", walk);
}

/** Open the library; with `files`, at their upload; with `many`, for several pictures. `placed`: a
    caption may go along, as `here`. */
function open(then, { files = [], many = false, placed = false } = {}) {
  if (!dialog) make();
  done = then;
  chosen = many ? new Map() : null;
  part("#pictures-title").textContent = many ? "Choose pictures" : "Choose a picture";
  part("input[type=file]").multiple = many;
  tray.use = many || !then ? null : give;
  tray.placed = placed;
  tray.clear();
  tell();
  query.value = "";
  dialog.showModal();
  // What is on its way still, or has words that are not saved, is shown first.
  adding(Boolean(tray.querySelector("li")));
  send(files);
}

/** What is typed is saved as the dialog closes; what could not be is told on the page. */
async function left() {
  await Promise.all([...tray.querySelectorAll("upload-words")].map((one) => one.save()));
  offer(tray.left);
}

function offer(count) {
  const place = document.querySelector("[data-offers]") ?? document.querySelector("#content");
  document.querySelector("[data-left]")?.remove();
  if (!count || !place) return;
  const pictures = count === 1 ? "a picture" : `${count} pictures`;
  const row = tag("div", { class: "offer", "data-left": "", role: "status" });
  const show = button("Show", () => {
    row.remove();
    open(null);
  }, { class: "button small primary" });
  row.append(tag("p", {}, `Words that you typed for ${pictures} are not in the library yet.`), show);
  place.prepend(row);
  if (place.dataset.offers !== undefined) place.hidden = false;
}

/** What was left when a page was closed, or broke off, is saved or offered. */
async function restore() {
  if (!(await wordsLeft()).length) return;
  if (!dialog) make();
  offer(await tray.restore());
}

function choose(picture) {
  if (!chosen.delete(picture.id)) chosen.set(picture.id, picture);
  tell();
}

/** How many are chosen, and which. */
function tell() {
  const count = chosen?.size ?? 0;
  take.hidden = !count;
  take.textContent = count === 1 ? "Add 1 picture" : `Add ${count} pictures`;
  for (const button of grid.querySelectorAll("button")) {
    if (chosen) button.setAttribute("aria-pressed", chosen.has(Number(button.dataset.id)));
  }
}

function send(files) {
  if (!files.length) return;
  adding(true);
  tray.add(files);
}

function adding(now) {
  part("[data-library]").hidden = now;
  part("[data-adding]").hidden = !now;
  if (now) return;
  query.focus();
  load(1);
}

async function load(wanted) {
  const asked = ++turn;
  const address = new URL(CHOOSE, location.href);
  address.search = new URLSearchParams({ q: query.value, page: wanted });
  let answer;
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
  } catch (error) {
    // The library's own sentence (logged out, not allowed), where it has one.
    const known = answer?.error ? error.message : "The library can’t be reached just now.";
    if (asked === turn) status.textContent = known;
    return;
  }
  if (asked !== turn) return;
  page = wanted;
  const tiles = answer.pictures.map(tile);
  if (wanted === 1) grid.replaceChildren(...tiles);
  else grid.append(...tiles);
  if (wanted > 1) tiles[0]?.firstChild.focus();
  more.hidden = !answer.more;
  const count = grid.children.length;
  const found = `${count} ${count === 1 ? "picture" : "pictures"}${answer.more ? ", and more" : ""}`;
  const nothing = query.value.trim() ? "No picture matches. Try fewer words, or add one." : "The library is empty: add its first picture.";
  status.textContent = count ? found : nothing;
}

function tile(picture) {
  const image = element("img", { src: picture.thumb, alt: "", loading: "lazy", width: 320, height: 213 });
  const says = [tag("b", {}, picture.title), tag("span", {}, picture.credit), ...lapsing(picture)];
  const chooser = tag("button", { type: "button", "data-id": picture.id }, image, ...says);
  if (chosen) chooser.setAttribute("aria-pressed", chosen.has(picture.id));
  chooser.addEventListener("click", () => (chosen ? choose(picture) : give(picture)));
  return tag("li", {}, chooser);
}

/** Until when it may be shown, said on its card; nothing for most. */
function lapsing(picture) {
  if (!picture.lapses) return [];
  return [tag("em", { class: picture.lapsed ? "picture-lapses is-lapsed" : "picture-lapses" }, picture.lapses)];
}

function give(picture) {
  dialog.close();
  done?.(picture);
}

/** The arrow keys walk over the grid. */
function walk(event) {
  const buttons = [...grid.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const to = { Home: 0, End: buttons.length - 1 }[event.key] ?? at + steps[event.key];
  if (at < 0 || Number.isNaN(to)) return;
  event.preventDefault();
  if (to < 0) query.focus();
  else buttons[Math.min(to, buttons.length - 1)].focus();
}
