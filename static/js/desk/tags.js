// Several things chosen by name, in order: a field to type in, in place of a <select multiple>,
// which goes on holding what is posted. Where the select says so, new names may be added.
// What is typed is what is meant: a suggestion counts once it was chosen, by an arrow or the mouse.
const NEW = "new:";
// Between names that are pasted; a comma ends one that is typed.
const BETWEEN = /[,;\n\r\t、，؛،]+/;
let fields = 0;

// What all ways to write a name have in common, as the server sees it (`topic_names.key_of`).
const plain = (name) => name.normalize("NFKC").toLowerCase()
  .replace(/[\u00ad\u200b-\u200f\u2060-\u2064]/g, "").replace(/[‘’‛ʼ`´′]/g, "'")
  .replace(/[‐‑‒–—―−]/g, "-").replace(/ß/g, "ss").replace(/\s+/g, " ").trim();

for (const select of document.querySelectorAll("select[data-desk-tags]")) dress(select);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function dress(select) {
  const id = select.id || `tags-${++fields}`;
  const label = document.querySelector(`label[for="${select.id}"]`);
  const name = label?.textContent.trim() ?? "";
  const may = select.dataset.new === "true";
  const chosen = element("ul", { class: "tags-chosen", "aria-label": name });
  const list = element("ul", { role: "listbox", id: `${id}_list`, class: "tags-list", "aria-label": name });
  const input = element("input", {
    type: "text", role: "combobox", id: `${id}_input`, autocomplete: "off", class: "tags-input",
    "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
    placeholder: select.dataset.placeholder ?? "", maxlength: "100",
  });
  const said = element("p", { class: "visually-hidden", role: "status" });
  const box = element("div", { class: "tags" }, chosen, input, list, said);
  list.hidden = true;
  select.hidden = true;
  select.after(box);
  if (label) label.htmlFor = input.id;

  let offered = [];
  let current = -1;
  let asked = 0;
  let more = null;
  // Whether a suggestion was chosen from the list, by an arrow.
  let picked = false;

  const options = () => [...select.selectedOptions];
  const { alike: looks, alikeScript } = select.dataset;
  const alike = looks ? import(alikeScript).then(({ Alike }) => new Alike(looks, box, swap)) : null;
  const changed = (words) => {
    draw();
    said.textContent = words;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  function draw() {
    const here = options();
    alike?.then((one) => one.tidy(here.filter(({ value }) => value.startsWith(NEW))));
    chosen.hidden = !here.length;
    chosen.replaceChildren(...here.map((option, place) => {
      const remove = element("button", { type: "button", class: "tag-remove", "aria-label": `Remove ${option.text}` }, "×");
      remove.addEventListener("click", () => take(option));
      const moves = here.length < 2 || may ? [] : [
        place && ["‹", `Move ${option.text} forward`, () => move(option, here[place - 1], "before")],
        place < here.length - 1 && ["›", `Move ${option.text} back`, () => move(option, here[place + 1], "after")],
      ].filter(Boolean).map(([sign, says, doIt]) => {
        const button = element("button", { type: "button", class: "tag-move", "aria-label": says }, sign);
        button.addEventListener("click", doIt);
        return button;
      });
      const text = element("span", { dir: "auto" }, option.text);
      return element("li", { class: option.value.startsWith(NEW) ? "tag tag-new" : "tag" }, text, ...moves, remove);
    }));
  }

  function take(option) {
    option.remove();
    changed(`${option.text} removed.`);
    input.focus();
  }

  function move(option, other, where) {
    other[where](option);
    changed(`${option.text}, place ${options().indexOf(option) + 1}.`);
    const place = options().indexOf(option);
    const buttons = chosen.children[place].querySelectorAll(".tag-move");
    buttons[where === "before" ? 0 : buttons.length - 1]?.focus();
  }

  const named = (name) => options().find((option) => plain(option.text) === plain(name));

  function choose({ id: value, text }) {
    const there = options().find((option) => option.value === value) ?? named(text);
    if (!there) select.append(new Option(text, value, true, true));
    input.value = "";
    close();
    if (there) said.textContent = `${there.text} is there already.`;
    else changed(`${text} chosen.`);
  }

  // Enters a name as it was typed, without waiting for an answer; that it is there already, under
  // its own capitals, is found out afterwards.
  function enter(name) {
    choose({ id: NEW + name, text: name });
    recognise(named(name));
  }

  async function recognise(option) {
    if (!option?.value.startsWith(NEW)) return;
    alike?.then((one) => one.look(option));
    const answer = await fetched(option.text, 1).catch(() => null);
    const found = answer?.results.find(({ text }) => plain(text) === plain(option.text));
    if (!found || !option.isConnected || !option.value.startsWith(NEW)) return;
    // What is on its way to the server is recognised there, and would look unsaved here.
    if ("posted" in option.dataset) return;
    swap(option, found, "");
  }

  // Puts a topic that there is in the place of a new name.
  function swap(option, { id: value, text }, words = `${text} chosen.`) {
    const held = options().some((other) => other !== option && other.value === String(value));
    if (held) option.remove();
    Object.assign(option, { value: String(value), text });
    changed(words);
  }

  // Names that are typed or pasted, each for itself; one field takes many at once.
  function enterAll(text) {
    const names = text.split(BETWEEN).map((name) => name.trim().replace(/\s+/g, " ").slice(0, 100));
    names.filter(plain).forEach(enter);
  }

  function close() {
    asked += 1;
    list.hidden = true;
    current = -1;
    picked = false;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function fetched(term, page) {
    const address = new URL(select.dataset.url, location.href);
    address.searchParams.set("term", term);
    address.searchParams.set("page", page);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  async function offer(page = 1) {
    const term = input.value.trim().replace(/\s+/g, " ");
    const turn = ++asked;
    let answer;
    try {
      answer = await fetched(term, page);
    } catch {
      if (turn === asked) show([], "Suggestions aren’t available right now.");
      return;
    }
    if (turn !== asked) return;
    const held = new Set(options().map((option) => option.value));
    const found = answer.results.map(({ id: key, text }) => ({ id: String(key), text }));
    const same = found.find(({ text }) => plain(text) === plain(term));
    const fresh = found.filter((one) => !held.has(one.id) && one !== same);
    offered = page > 1 ? [...offered, ...fresh] : fresh;
    // First what was typed: Enter takes the first row.
    if (page === 1 && same && !held.has(same.id)) offered.unshift(same);
    else if (page === 1 && may && plain(term) && !same && !named(term)) {
      offered.unshift({ id: NEW + term, text: term, says: `Add “${term}” as new` });
    }
    more = answer.pagination?.more ? page + 1 : null;
    show(offered, term ? "No matches." : "Nothing to choose from yet.", page === 1);
  }

  function show(offers, nothing, fromTheTop = true) {
    offered = offers;
    const rows = offers.map(({ text, says }, place) =>
      element("li", { role: "option", id: `${list.id}_${place}`, "aria-selected": "false", dir: "auto" }, says ?? text));
    list.replaceChildren(...rows);
    if (!rows.length) {
      list.append(element("li", { class: "tags-nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing));
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (fromTheTop) current = -1;
    mark(current < 0 && input.value.trim() && rows.length && !named(input.value) ? 0 : current);
  }

  function mark(place) {
    list.children[current]?.setAttribute("aria-selected", "false");
    current = place;
    const row = offered.length ? list.children[place] : null;
    if (!row) return input.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
    if (more && place === offered.length - 1) offer(more);
  }

  let waiting;
  input.addEventListener("input", (event) => {
    // What is typed here is not posted; what is chosen is.
    event.stopPropagation();
    clearTimeout(waiting);
    asked += 1;
    picked = false;
    waiting = setTimeout(offer, 150);
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!may || !BETWEEN.test(text.trim())) return;
    event.preventDefault();
    enterAll(input.value + text);
  });
  input.addEventListener("click", () => list.hidden && offer());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void offer();
      const last = offered.length - 1;
      picked = true;
      if (event.key === "ArrowDown") mark(current >= last ? 0 : current + 1);
      else mark(current <= 0 ? last : current - 1);
    } else if (event.key === "Enter" || (event.key === "," && may)) {
      // Never posts the form.
      if (event.key === "Enter" || input.value.trim()) event.preventDefault();
      settle();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Backspace" && !input.value && options().length) {
      take(options().at(-1));
    }
  });

  async function settle() {
    if (!input.value.trim() && !picked) return;
    clearTimeout(waiting);
    if (may && !picked) return void enterAll(input.value);
    if (list.hidden || current < 0) await offer();
    if (offered[current]) choose(offered[current]);
  }

  // What stands in the field when it is left was meant too.
  function leave() {
    clearTimeout(waiting);
    if (may && input.value.trim()) enterAll(input.value);
    close();
  }

  box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || leave());
  // It is saved with what stands in the field.
  document.addEventListener("desk:settle", () => {
    leave();
    for (const option of options()) option.dataset.posted = "";
  });
  addEventListener("pagehide", leave);
  list.addEventListener("scroll", () => {
    if (more && list.scrollTop + list.clientHeight > list.scrollHeight - 40) offer(more);
  });
  // The list takes the click before the field loses its focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const place = [...list.children].indexOf(target.closest("li"));
    if (offered[place]) choose(offered[place]);
  });
  // The form may fill the field itself, with what was saved elsewhere.
  select.addEventListener("desk:filled", draw);
  draw();
}
