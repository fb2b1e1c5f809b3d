// Sends pictures to the library, two at a time, and shows how far each one is:
//   <upload-tray data-upload-url="…" data-card-url="…/0/card/"></upload-tray>
//   tray.add(files);
//   tray.use = (card) => …;      // then each picture has a button to take it
//   tray.addEventListener("added", ({ detail: { card, known } }) => …);
// Its words are typed meanwhile (<upload-words>): what a file tells of itself (caption, credit)
// stands in its fields once it is there, and what can't be saved is kept and offered again.
import { button, element } from "../common/elements.js";
import { get, headers } from "../common/server.js";
import { GONE, wordsLeft } from "./upload-words.js";

const AT_ONCE = 2;
const TURNS = 30;
const AWAY = "There is no connection. Try again.";
const BROKEN = "The server couldn’t take it just now. Try again.";
const LOST = "It was not uploaded. Add the file again; the words that you typed for it are here.";
const UNSEEN = "The library could not be asked for this picture; the words that you typed for it are here.";

/** Whether something is dragged that could be files. */
export const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** The files that were dropped, pasted or chosen: which are pictures, the server says. */
export const filesIn = (transfer) => [...(transfer?.files ?? [])];

class UploadTray extends HTMLElement {
  use = null;
  /** Whether a caption may go along to the place where the picture is used. */
  placed = false;
  opening = 0;
  #waiting = [];
  #running = 0;
  #waits = 0;
  #list = null;

  /** How many are not done yet. */
  get pending() {
    return this.#waiting.length + this.#running + this.#waits;
  }

  add(files) {
    if (!this.#list) this.#make();
    const rows = files.map((file) => this.#found(file) ?? this.#row(file));
    this.#waiting.push(...rows);
    this.hidden = false;
    this.#next();
    if (this.use && this.#list.children.length === 1) rows[0]?.querySelector("textarea")?.focus();
  }

  /** The row of a file that was not uploaded another time, and whose words are there. */
  #found(file) {
    const row = this.#rows().find(({ lost }) => lost?.name === file.name && lost.size === file.size && lost.changed === file.lastModified);
    if (!row) return null;
    row.lost = null;
    row.file = file;
    row.picture.src = URL.createObjectURL(file);
    this.#again(row);
    return row;
  }

  /** Save what is typed; whether nothing is left to be decided or tried again. */
  async settle() {
    let fine = true;
    for (const { card, fields } of this.#rows()) if (card) fine = (await fields.settle()) && fine;
    return fine;
  }

  /** How many have words that the library does not have. */
  get left() {
    return this.#rows().filter(({ fields }) => fields.left).length;
  }

  /** Begin anew: what is on its way, and what has words that are not saved, stays. */
  clear() {
    this.opening += 1;
    for (const row of this.#rows()) {
      if (row.card && !row.fields.left) row.away();
      else row.use && (row.use.hidden = !this.use);
    }
    this.#tell();
  }

  /** Show what was left of another time; what is in the library by now is saved at once. */
  async restore() {
    const entries = await wordsLeft();
    if (entries.length && !this.#list) this.#make();
    await Promise.all(entries.map(async (entry) => {
      const row = this.#row({ name: entry.file.name }, entry);
      const card = entry.card && (await get(this.dataset.cardUrl.replace("/0/", `/${entry.card}/`)));
      if (card) return this.#taken(row, { card, known: entry.known, said: "" });
      row.lost = entry.file;
      this.#bad(row, entry.card ? UNSEEN : LOST);
    }));
    this.clear();
    return this.left;
  }

  #rows() {
    return [...(this.#list?.children ?? [])];
  }

  #make() {
    this.#list = element("ul", { className: "uploads" });
    this.told = element("p", { className: "uploads-told" });
    this.told.setAttribute("role", "status");
    this.append(this.told, this.#list);
    window.addEventListener("beforeunload", (event) => (this.pending || this.left) && event.preventDefault());
    window.addEventListener("pagehide", () => this.#rows().forEach(({ fields }) => fields.save({ leaving: true })));
    // Also after a log-in in another window.
    for (const type of ["online", "focus"]) window.addEventListener(type, () => this.#rows().forEach(({ fields }) => fields.save()));
  }

  #row(file, entry = null) {
    const picture = element("img", { alt: "", src: entry ? "data:," : URL.createObjectURL(file), width: 96, height: 72 });
    const name = element("b", { textContent: file.name || "Pasted picture" });
    const bar = element("progress", { max: 100, value: 0, hidden: Boolean(entry) });
    bar.setAttribute("aria-label", `Upload of ${name.textContent}`);
    const said = element("p", { className: "upload-said", textContent: "Waiting …" });
    const stop = button("Cancel", () => this.#stopped(row), { class: "button small plain" });
    const fields = element("upload-words");
    const words = element("div", { className: "upload-words" }, element("p", { className: "upload-name" }, name), bar, said, stop, fields);
    const row = element("li", {}, picture, words);
    // What the browser can't show (HEIC, TIFF) has a plain field until the server's own is there.
    picture.addEventListener("error", () => picture.classList.add("is-blank"));
    picture.addEventListener("load", () => picture.classList.remove("is-blank"));
    Object.assign(row, { file, bar, said, words, picture, fields, button: stop, opening: this.opening });
    row.stop = () => {
      row.request?.abort();
      this.#waiting = this.#waiting.filter((one) => one !== row);
    };
    row.away = () => {
      row.stop();
      row.fields.forget();
      row.remove();
      this.#tell();
    };
    this.#list.append(row);
    fields.placed = this.placed;
    fields.begin({
      file: entry?.file ?? { name: file.name, size: file.size, changed: file.lastModified },
      address: this.dataset.cardUrl,
      entry,
      say: (text, bad = false) => this.#say(row, text, bad),
    });
    return row;
  }

  /** Where words were typed for it, a second click is needed before those go too. */
  #stopped(row) {
    if (!row.fields.left || row.classList.contains("is-bad")) return row.away();
    row.stop();
    this.#bad(row, "Cancelled. The words that you typed for it are still here.");
    this.#retry(row);
    this.#tell();
  }

  #say(row, text, bad) {
    row.told ??= row.words.insertBefore(element("p", { className: "upload-told" }), row.fields);
    row.told.setAttribute("role", "status");
    row.told.classList.toggle("is-wrong", bad);
    row.told.textContent = text;
    this.dispatchEvent(new Event("said"));
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length) this.#send(this.#waiting.shift());
    this.#tell();
  }

  #send(row) {
    this.#running += 1;
    row.said.textContent = "Sending …";
    const request = (row.request = new XMLHttpRequest());
    request.open("POST", this.dataset.uploadUrl);
    request.responseType = "json";
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      row.bar.value = total ? (100 * loaded) / total : 0;
      if (loaded === total) row.said.textContent = "Processing …";
    });
    request.addEventListener("loadend", () => {
      this.#running -= 1;
      if (row.isConnected && !row.classList.contains("is-bad")) this.#answered(row, request, Number(request.getResponseHeader("Retry-After")));
      this.#next();
    });
    const form = new FormData();
    form.append("file", row.file, row.file.name || "pasted");
    request.send(form);
  }

  /** Large pictures are looked at one after the other: the server says when to send it again. */
  #later(row, seconds) {
    row.said.textContent = "Waiting for its turn …";
    this.#waits += 1;
    setTimeout(() => {
      this.#waits -= 1;
      if (row.isConnected && !row.classList.contains("is-bad")) this.#waiting.push(row);
      this.#next();
    }, 1000 * seconds);
  }

  #answered(row, { status, response }, wait) {
    if (response?.ok) return this.#taken(row, response);
    if (wait && (row.turns = (row.turns ?? 0) + 1) <= TURNS) return this.#later(row, wait);
    const out = status === 401 || (status === 403 && !response);
    const why = response?.error && status !== 401 ? response.error : out ? GONE : status >= 500 ? BROKEN : AWAY;
    this.#bad(row, why);
    // What is no picture needs no words, unless somebody has written some.
    if (status === 422) row.fields.hidden = !row.fields.left;
    else this.#retry(row);
  }

  #bad(row, why) {
    row.bar.hidden = true;
    row.classList.add("is-bad");
    row.said.textContent = why;
    row.button.textContent = "Remove";
  }

  #again(row) {
    row.words.querySelector("[data-again]")?.remove();
    row.classList.remove("is-bad");
    row.bar.hidden = false;
    row.said.textContent = "Waiting …";
    row.button.textContent = "Cancel";
  }

  #retry(row) {
    if (row.querySelector("[data-again]")) return;
    const again = button("Try again", () => {
      this.#again(row);
      this.#waiting.push(row);
      this.#next();
    }, { "data-again": "" });
    row.button.before(again, " ");
  }

  #taken(row, { card, known, said, note }) {
    URL.revokeObjectURL(row.picture.src);
    row.picture.src = card.thumb;
    row.bar.remove();
    row.button.remove();
    row.classList.remove("is-bad");
    row.card = card;
    const page = element("a", { href: card.page, textContent: known ? card.title : "Picture details", target: "_blank", rel: "noopener" });
    row.said.replaceChildren(known ? `${said} ` : "", page);
    row.said.setAttribute("role", "status");
    if (note) row.said.after(element("p", { className: "upload-note", textContent: note }));
    const saved = row.fields.take(card, known);
    this.#useButton(row);
    if (row.opening === this.opening) this.dispatchEvent(new CustomEvent("added", { detail: { card, known } }));
    return saved;
  }

  #useButton(row) {
    const use = (row.use = button("Use this picture", async () => {
      use.disabled = true;
      const fine = await row.fields.settle();
      use.disabled = false;
      if (fine) this.use(row.fields.give());
    }, { class: "button primary" }));
    use.hidden = !this.use;
    row.words.append(use);
  }

  #tell() {
    const rows = this.#rows();
    if (!this.told) return;
    const done = rows.filter((row) => row.card).length;
    const bad = rows.filter((row) => row.classList.contains("is-bad")).length;
    const refused = bad ? `, ${bad} refused` : "";
    this.told.textContent = rows.length > 1 || bad ? `${done} of ${rows.length} ${rows.length === 1 ? "picture is" : "pictures are"} in the library${refused}.` : "";
  }
}
customElements.define("upload-tray", UploadTray);
