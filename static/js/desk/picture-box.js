// The box under the lead picture: its focal point with all crops, its alt text and credit, saved
// at once and apart from the story. A story has one picture, the library has it for all stories.
import { headers } from "./server.js";

const box = document.querySelector("[data-picture-box]");
const field = box && document.querySelector(`#${box.dataset.field}`);
if (field) start();

const oneLine = (text) => text.trim().replace(/\s+/g, " ");

function start() {
  const words = box.dataset;
  const part = (name) => box.querySelector(`[data-${name}]`);
  const fields = { alt_text: box.querySelector("#picture-alt"), credit: box.querySelector("#picture-credit") };
  const picker = document.createElement("focal-picker");
  part("picker").append(picker);
  let card = null; // what the library said last
  let sent = null; // the save that is under way
  let missed = false; // whether something could not be sent
  let turn = 0;

  // What is typed here is none of the story's: its form need not hear of it.
  for (const type of ["input", "change"]) box.addEventListener(type, (event) => event.stopPropagation());
  field.addEventListener("change", ({ detail }) => choose(detail?.focal ? detail : null));
  let waiting;
  picker.addEventListener("focal", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 350);
  });
  for (const input of Object.values(fields)) {
    input.addEventListener("blur", save);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      save();
    });
  }
  for (const type of ["online", "focus"]) window.addEventListener(type, () => missed && save());
  window.addEventListener("beforeunload", (event) => Object.keys(changes()).length && event.preventDefault());
  choose(null);

  /** Show the picture that the field holds now; `known` is its card, if it is at hand. */
  async function choose(known) {
    const asked = ++turn;
    await leave();
    if (asked !== turn) return;
    if (!field.value) return show(null);
    if (known) return show(known);
    const answer = await fetch(address(field.value), { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (asked !== turn) return;
    show(found);
    if (answer?.status === 404) say(words.gone, true);
  }

  /** Before another picture is shown, what was changed in this one is saved. */
  async function leave() {
    clearTimeout(waiting);
    if (card && Object.keys(changes()).length) await save();
  }

  const address = (id) => words.cardUrl.replace("/0/", `/${Number(id)}/`);

  function show(next, { keepTyped = false } = {}) {
    const before = card;
    card = next;
    part("inner").hidden = !card;
    box.classList.toggle("is-shown", Boolean(card));
    document.querySelector("[data-picture-field]")?.classList.toggle("has-box", Boolean(card));
    if (part("plain")) part("plain").hidden = true;
    if (!card) return;
    const [x, y] = card.focal;
    const moved = keepTyped && before && (picker.at.x !== before.focal[0] || picker.at.y !== before.focal[1]);
    const at = moved ? picker.at : { x, y };
    picker.show({ src: card.src, ...at, fixed: !card.may_change, label: words.focalLabel });
    for (const [name, value] of [["alt_text", card.alt], ["credit", card.credit]]) {
      const input = fields[name];
      const old = oneLine((name === "credit" ? before?.credit : before?.alt) ?? "");
      if (!keepTyped || oneLine(input.value) === old || oneLine(input.value) === oneLine(value)) input.value = value;
      input.readOnly = !card.may_change;
      if (!keepTyped) wrong(name, "");
    }
    part("help").hidden = !card.may_change;
    part("no-alt").hidden = card.decorative || Boolean(card.alt);
    part("decorative").hidden = !card.decorative;
    part("lapses").textContent = card.lapses ?? "";
    part("lapses").hidden = !card.lapses;
    part("lapses").classList.toggle("is-bad", Boolean(card.lapsed));
    part("page").href = card.page;
    // Whose it is to change, where it is not this person's.
    if (before?.id !== card.id || card.why_not) say(card.why_not ?? "");
  }

  /** What differs from what the library has, with what it had: so that it can say who was first. */
  function changes() {
    if (!card?.may_change) return {};
    const now = { alt_text: oneLine(fields.alt_text.value), credit: oneLine(fields.credit.value), focal_x: picker.at.x, focal_y: picker.at.y };
    const known = { alt_text: oneLine(card.alt), credit: oneLine(card.credit), focal_x: card.focal[0], focal_y: card.focal[1] };
    const changed = {};
    for (const [name, value] of Object.entries(now)) {
      if (value === known[name]) continue;
      changed[name] = value;
      changed[`was_${name}`] = known[name];
    }
    return changed;
  }

  async function save() {
    clearTimeout(waiting);
    // One after the other: the later one sends what is still missing.
    if (sent) await sent;
    const changed = changes();
    if (!Object.keys(changed).length) {
      for (const name of Object.keys(fields)) wrong(name, "");
      missed = false;
      return;
    }
    sent = post(card.id, changed);
    await sent.finally(() => (sent = null));
  }

  async function post(id, changed) {
    say(words.saving);
    const response = await fetch(`${address(id)}save/`, {
      method: "POST",
      keepalive: true,
      headers: headers(),
      body: new URLSearchParams(changed),
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    missed = !response || response.status === 401;
    if (!response) return say(words.offline, true);
    if (response.status === 401) return say(words.loggedOut, true, words.logIn);
    const errors = answer?.errors ?? {};
    for (const name of Object.keys(fields)) wrong(name, errors[name]?.join(" ") ?? "");
    if (!answer?.ok) {
      const other = Object.entries(errors).find(([name]) => !(name in fields))?.[1];
      const named = Object.keys(errors).some((name) => name in fields);
      return say(named ? "" : other?.join(" ") ?? answer?.error ?? words.failed, true);
    }
    if (card?.id === answer.card.id) show(answer.card, { keepTyped: true });
    say(answer.overtook || words.saved);
    document.dispatchEvent(new CustomEvent("desk:picture-saved", { detail: answer.card }));
  }

  function wrong(name, text) {
    const note = box.querySelector(`#${fields[name].id}-wrong`);
    note.textContent = text;
    note.hidden = !text;
    if (text) fields[name].setAttribute("aria-invalid", "true");
    else fields[name].removeAttribute("aria-invalid");
  }

  function say(text, bad = false, link = "") {
    const status = part("status");
    status.replaceChildren(text);
    status.classList.toggle("is-bad", bad);
    if (!link) return;
    const way = Object.assign(document.createElement("a"), { href: words.login, target: "_blank", rel: "noopener" });
    way.textContent = link;
    status.append(" ", way);
  }
}
