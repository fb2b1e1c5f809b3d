// Sends pictures to the library, two at a time, and shows how far each one is:
//   <upload-tray data-upload-url="…" data-card-url="…/0/card/"></upload-tray>
//   tray.add(files);
//   tray.use = (card) => …;      // then each picture has a button to take it
//   tray.addEventListener("added", ({ detail: { card, known } }) => …);
// What a file tells of itself (caption, credit) stands in its fields; they are saved as one leaves
// them.
const AT_ONCE = 2;
const TURNS = 30;
const FIELDS = [["alt_text", "alt", "Alt text"], ["credit", "credit", "Credit"], ["caption", "caption", "Caption"]];
const GONE = "You were logged out. Log in in another window, then try again.";
const AWAY = "There is no connection. It can be tried again.";
let number = 0;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const opener = () => document.querySelector("input[name=_by]")?.value ?? "";

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

class UploadTray extends HTMLElement {
  /** Whether something is dragged that could be files. */
  static hasFiles(event) {
    return [...(event.dataTransfer?.types ?? [])].includes("Files");
  }

  /** The files that were dropped, pasted or chosen: which are pictures, the server says. */
  static filesIn(transfer) {
    return [...(transfer?.files ?? [])];
  }

  use = null;
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
    for (const file of files) this.#waiting.push(this.#row(file));
    this.hidden = false;
    this.#next();
  }

  /** Save what is typed; resolves once it is. */
  async settle() {
    await Promise.all([...this.querySelectorAll("li")].map((row) => row.save?.()));
  }

  clear() {
    for (const row of this.querySelectorAll("li")) row.stop?.();
    this.#waiting = [];
    this.#list?.replaceChildren();
    this.#tell();
  }

  #make() {
    this.#list = element("ul", { className: "uploads" });
    this.told = element("p", { className: "uploads-told" });
    this.told.setAttribute("role", "status");
    this.append(this.told, this.#list);
    window.addEventListener("beforeunload", (event) => this.pending && event.preventDefault());
  }

  #row(file) {
    const picture = element("img", { alt: "", src: URL.createObjectURL(file), width: 96, height: 72 });
    const name = element("b", { textContent: file.name || "Pasted picture" });
    const bar = element("progress", { max: 100, value: 0 });
    bar.setAttribute("aria-label", `Upload of ${name.textContent}`);
    const said = element("p", { className: "upload-said", textContent: "Waiting …" });
    const stop = element("button", { type: "button", className: "button small plain", textContent: "Cancel" });
    const words = element("div", { className: "upload-words" }, element("p", { className: "upload-name" }, name), bar, said, stop);
    const row = element("li", {}, picture, words);
    // What the browser can't show (HEIC, TIFF) has a plain field until the server's own is there.
    picture.addEventListener("error", () => picture.classList.add("is-blank"));
    picture.addEventListener("load", () => picture.classList.remove("is-blank"));
    Object.assign(row, { file, bar, said, words, picture, button: stop });
    row.stop = () => {
      row.request?.abort();
      this.#waiting = this.#waiting.filter((one) => one !== row);
    };
    stop.addEventListener("click", () => {
      row.stop();
      row.remove();
      this.#tell();
    });
    this.#list.append(row);
    return row;
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
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Opened-By", opener());
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      row.bar.value = total ? (100 * loaded) / total : 0;
      if (loaded === total) row.said.textContent = "The picture is looked at …";
    });
    request.addEventListener("loadend", () => {
      this.#running -= 1;
      if (row.isConnected) this.#answered(row, request, Number(request.getResponseHeader("Retry-After")));
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
      if (row.isConnected) this.#waiting.push(row);
      this.#next();
    }, 1000 * seconds);
  }

  #answered(row, { status, response }, wait) {
    if (response?.ok) return this.#taken(row, response);
    if (wait && (row.turns = (row.turns ?? 0) + 1) <= TURNS) return this.#later(row, wait);
    row.bar.hidden = true;
    row.classList.add("is-bad");
    const out = status === 401 || (status === 403 && !response);
    row.said.textContent = response?.error && status !== 401 ? response.error : out ? GONE : AWAY;
    row.button.textContent = "Leave it out";
    if (status === 422 || row.querySelector("[data-again]")) return;
    const again = element("button", { type: "button", className: "button small", textContent: "Try again" });
    again.dataset.again = "";
    again.addEventListener("click", () => {
      again.remove();
      row.classList.remove("is-bad");
      row.bar.hidden = false;
      row.button.textContent = "Cancel";
      this.#waiting.push(row);
      this.#next();
    });
    row.button.before(again, " ");
  }

  #taken(row, { card, known, said }) {
    URL.revokeObjectURL(row.picture.src);
    row.picture.src = card.thumb;
    row.bar.remove();
    row.button.remove();
    row.card = card;
    const page = element("a", { href: card.page, textContent: known ? card.title : "All about this picture", target: "_blank", rel: "noopener" });
    row.said.replaceChildren(known ? `${said} ` : "", page);
    row.said.setAttribute("role", "status");
    if (card.may_change) this.#fields(row);
    if (this.use) this.#useButton(row);
    this.dispatchEvent(new CustomEvent("added", { detail: { card, known } }));
    if (this.use && this.#list.children.length === 1) row.querySelector("input, textarea, button")?.focus();
  }

  #useButton(row) {
    const use = element("button", { type: "button", className: "button primary", textContent: "Use this picture" });
    use.addEventListener("click", async () => {
      use.disabled = true;
      const fine = await row.save?.();
      use.disabled = false;
      if (fine !== false) this.use(row.card);
    });
    row.words.append(use);
  }

  #fields(row) {
    const inputs = {};
    for (const [name, key, label] of FIELDS) {
      const id = `upload-${(number += 1)}`;
      const input = element(name === "credit" ? "input" : "textarea", { id, value: row.card[key] ?? "", dir: "auto", rows: 2 });
      const told = element("label", { htmlFor: id, textContent: label });
      const wrong = element("p", { className: "upload-wrong", id: `${id}-wrong`, hidden: true });
      wrong.setAttribute("role", "alert");
      input.setAttribute("aria-describedby", wrong.id);
      input.addEventListener("change", () => row.save());
      inputs[name] = { input, wrong, key };
      row.words.append(element("div", { className: `upload-field for-${name}` }, told, input, wrong));
    }
    let saving = Promise.resolve(true);
    row.save = () => (saving = saving.then(() => this.#save(row, inputs)));
  }

  async #save(row, inputs) {
    const fields = {};
    for (const [name, { input, key }] of Object.entries(inputs)) {
      if (input.value === (row.card[key] ?? "")) continue;
      fields[name] = input.value;
      fields[`was_${name}`] = row.card[key] ?? "";
    }
    if (!Object.keys(fields).length) return true;
    const response = await fetch(`${this.dataset.cardUrl.replace("/0/", `/${row.card.id}/`)}save/`, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json", "X-CSRFToken": token(), "X-Opened-By": opener() },
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    const errors = answer?.errors ?? {};
    for (const [name, { input, wrong }] of Object.entries(inputs)) {
      wrong.textContent = errors[name]?.join(" ") ?? "";
      wrong.hidden = !wrong.textContent;
      if (wrong.textContent) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (!answer?.ok) {
      const out = response?.status === 401;
      if (!Object.keys(errors).length) row.said.textContent = out ? GONE : answer?.error ?? `Not saved. ${AWAY}`;
      return false;
    }
    row.card = answer.card;
    row.said.textContent = answer.overtook || "Saved.";
    return true;
  }

  #tell() {
    const rows = [...(this.#list?.children ?? [])];
    if (!this.told) return;
    const done = rows.filter((row) => row.card).length;
    const bad = rows.filter((row) => row.classList.contains("is-bad")).length;
    const refused = bad ? `, ${bad} refused` : "";
    this.told.textContent = rows.length > 1 || bad ? `${done} of ${rows.length} ${rows.length === 1 ? "picture is" : "pictures are"} in the library${refused}.` : "";
  }
}
customElements.define("upload-tray", UploadTray);
