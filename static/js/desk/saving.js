// The one save state, and everything that decides it: what is typed is kept in the browser at
// once and on the server two seconds later; saving and the verbs go without leaving the page.
const PAUSE = 2_000; // ms after the last key
const MOST = 15_000; // ms of typing without a pause
const AGAIN = 5_000; // ms between tries while nobody answers
const LARGE = 100_000; // characters: from here on the browser's storage is written less often

export function saving(form, { fields, body, server, keeping, checks, outcome, truth, stamp }) {
  const words = form.querySelector("[data-save-state]");
  const state = {
    key: form.dataset.key,
    held: form.querySelector("[data-refused]") ? "" : JSON.stringify(fields.read(form)),
    savedSays: savedAt(),
    said: null, // what the last answer said, as HTML, with its level
    wrong: null, // { name, label, sentence } of the field that can't be saved
    there: "", // what the server keeps unsaved, and since when
    thereAt: "",
    here: true, // whether this browser keeps it
    line: "", // "" | "out" | "away"
    others: false, // whether what others changed is still to be seen
    trouble: "", // why the server won't keep it
    gone: "", // what became of the story, where it can't be saved any more
    took: [], // keys of other forms whose text this one goes on with
    busy: "",
    wanted: false, // a save that was pressed and could not be sent
    unanswered: null, // what was sent and may have arrived, with what was typed since
  };
  // The page says how long ago it was saved, which would soon be wrong.
  function savedAt() {
    const moment = words.querySelector("time")?.dateTime;
    return moment ? `Saved ${outcome.stamp(moment)}` : words.textContent.trim();
  }

  let waiting, since, trying, sending, storing;
  let filling = null; // text that is being brought back: until it is whole, none of it is kept or sent

  const now = () => JSON.stringify(fields.read(form));
  const dirty = () => now() !== state.held;
  const withBase = () => ({ _key: [state.key], _base: [form.elements._base.value], _took: state.took });

  function tell() {
    const [kind, ...parts] = truth.truth(state, now(), { clock: outcome.clock, login: form.dataset.loginUrl });
    const next = document.createElement("p");
    next.append(...parts);
    words.dataset.kind = kind;
    if (words.innerHTML !== next.innerHTML) words.replaceChildren(...next.childNodes);
    form.classList.toggle("is-saving", Boolean(state.busy));
  }

  // --- Typing --------------------------------------------------------------------

  function typed() {
    if (filling) return;
    state.said = null;
    state.trouble = "";
    if (state.wrong && JSON.stringify(fields.read(form)[state.wrong.name]) !== state.wrong.was) mended();
    if (!dirty()) {
      keeping.forget(state.key);
      clearTimeout(waiting);
      since = undefined;
      if (state.there) nothingLeft();
      return tell();
    }
    clearTimeout(storing);
    if (form.elements.body.value.length < LARGE) keepHere();
    else storing = setTimeout(keepHere, 300);
    clearTimeout(waiting);
    since ??= Date.now();
    waiting = setTimeout(autosave, Math.min(PAUSE, Math.max(0, since + MOST - Date.now())));
    tell();
  }

  const asTyped = () => ({
    person: form.dataset.person, pk: form.dataset.pk, base: form.elements._base.value, at: Date.now(),
    fields: fields.read(form), labels: fields.labelsOf(form), took: state.took,
  });

  function keepHere() {
    state.here = keeping.keep(state.key, asTyped());
  }

  /** What was typed was taken out again, or is saved: it is not offered anywhere. */
  function nothingLeft() {
    state.there = "";
    server.post(form.dataset.discardUrl, { _key: [state.key] });
  }

  async function autosave({ leaving = false } = {}) {
    clearTimeout(waiting);
    since = undefined;
    if (filling || state.busy || (sending && !leaving) || !dirty()) return;
    const text = now();
    if (text === state.there && !state.line) return;
    const pk = form.dataset.pk ? { _pk: [form.dataset.pk], _stamp: stamp(form) } : {};
    const sent = server.post(form.dataset.autosaveUrl, { ...JSON.parse(text), ...withBase(), ...pk }, { leaving });
    sending = sent;
    const { kind, answer } = await sent;
    if (sending === sent) sending = null;
    heard(kind);
    if (kind === "ok") {
      Object.assign(state, { there: text, thereAt: answer.saved_at, trouble: "", gone: "" });
      if (!state.busy) checks.show(form, answer.checks);
      form.dispatchEvent(new CustomEvent("desk:kept", { detail: answer }));
      if (!dirty()) nothingLeft();
      else if (now() !== text) waiting = setTimeout(autosave, PAUSE);
    } else if (answer?.gone) {
      parted(answer, text);
    } else if (kind === "refused") {
      state.trouble = answer.error ?? "";
    }
    tell();
  }

  /** The story was deleted, or moved out of reach; the server keeps `text` all the same. */
  function parted(answer, text = "") {
    state.gone = answer.error;
    if (answer.gone.kept_at) Object.assign(state, { there: text, thereAt: answer.gone.kept_at });
    form.dispatchEvent(new CustomEvent("desk:gone", { detail: answer }));
    tell();
  }

  /** Save what the form holds as a new story, at the address where those begin. */
  function saveAnew(address) {
    form.dataset.pk = "";
    form.elements._base.value = "0";
    history.replaceState(null, "", address);
    Object.assign(state, { held: "", gone: "", unanswered: null });
    return save();
  }

  /** Once the server has looked at what is typed now, or could not be asked. */
  async function looked() {
    if (sending) await sending;
    await new Promise((done) => setTimeout(done));
    await autosave();
  }

  /** Whether the server answers, as anybody who asked it found out. */
  function heard(kind) {
    const before = state.line;
    state.line = kind === "out" || kind === "away" ? kind : "";
    clearTimeout(trying);
    if (state.line && (dirty() || state.wanted)) trying = setTimeout(tryAgain, AGAIN);
    if (before && !state.line) setTimeout(tryAgain);
    if (before !== state.line) tell();
  }

  function tryAgain() {
    if (state.wanted) save();
    else if (dirty()) autosave();
  }

  /** What is still coming into the text, such as a paste that the server looks at. */
  function still() {
    const coming = [];
    document.dispatchEvent(new CustomEvent("desk:settle", { detail: { waitFor: (one) => coming.push(one) } }));
    return coming;
  }

  // --- Saving, and the verbs ---------------------------------------------------------

  /** Save, and make the move that `button` names. One at a time: pressed twice it is done once. */
  async function save(button = null) {
    const move = button?.name === "_move" ? button.value : "";
    if (filling) await filling;
    const coming = still();
    if (coming.length) await Promise.all(coming);
    if (state.busy) {
      state.wanted ||= !move;
      return;
    }
    clearTimeout(waiting);
    clearTimeout(trying);
    if (dirty()) keepHere();
    Object.assign(state, { busy: "Saving …", wanted: false, said: null, trouble: "", others: false });
    mended();
    tell();
    if (sending) await Promise.race([sending, new Promise((done) => setTimeout(done, 1_000))]);
    const verb = button ? outcome.asked(button) : { _save: ["1"] };
    // An earlier save that nobody answered may have arrived: it goes first, as it was, or what was
    // typed since would look like somebody else's change to it.
    const before = state.unanswered;
    if (!before || (await deliver(before, { _save: ["1"] }, false))) {
      await deliver({ fields: fields.read(form), since: body.watch(form) }, verb, move);
    }
    const pressedAgain = state.wanted && !state.line;
    state.busy = "";
    if (pressedAgain) {
      state.wanted = false;
      if (dirty()) save();
    }
    tell();
  }

  /** Post `sent` and take over what became of it; false if that can't be known, or it was refused. */
  async function deliver(sent, verb, move) {
    const { kind, answer, status } = await server.post(location.href, { ...sent.fields, ...withBase(), ...verb });
    if (kind !== "out") state.unanswered = kind === "away" ? sent : null;
    if (kind === "out" || kind === "away") {
      // What changes the story for others is not done later without a word; saving is.
      state.wanted = !move;
      heard(kind);
    } else {
      heard("ok");
      await settle(answer, status, sent, Boolean(move));
    }
    if (state.unanswered !== sent) sent.since?.stop();
    return kind !== "out" && kind !== "away" && Boolean(answer?.ok);
  }

  async function settle(answer, status, sent, moved) {
    if (answer.conflict) {
      if (now() === JSON.stringify(sent.fields)) keeping.forget(state.key);
      state.held = now();
      return location.assign(answer.conflict);
    }
    if (answer.errors) return refused(answer.errors);
    if (answer.gone) return parted(answer, JSON.stringify(sent.fields));
    if (!answer.ok && !answer.saved) {
      state.trouble = answer.error ?? `The server said ${status}.`;
      return undefined;
    }
    return took(answer, sent, moved);
  }

  /** The server has it: from here on that is what the form began from. */
  async function took(answer, sent, moved) {
    const before = form.dataset.pk;
    const others = answer.merged && answer.content ? await takeIn(answer, sent) : null;
    if (!answer.merged) {
      form.elements._base.value = answer.base;
      state.held = JSON.stringify(sent.fields);
    }
    form.dataset.pk = answer.pk;
    form.dataset.state = answer.state;
    state.savedSays = `Saved ${outcome.clock(answer.saved_at)}`;
    Object.assign(state, { there: "", gone: "", took: [], said: said(answer, others) });
    outcome.show(answer, { begun: !before, moved });
    checks.show(form, answer.checks);
    if (dirty()) typed();
    else keeping.forget(state.key);
    form.dispatchEvent(new CustomEvent("desk:saved", { detail: answer }));
  }

  function said(answer, others) {
    const first = answer.said?.[0];
    const parts = [];
    if (first) {
      const template = document.createElement("template");
      template.innerHTML = first.html;
      const plain = template.content.textContent.trim() === "Saved.";
      parts.push(...(plain ? [state.savedSays] : [`${outcome.clock(answer.saved_at)} `, ...template.content.childNodes]));
    }
    if (others) parts.push(`, ${others}`);
    const level = { success: "saved", warning: "unsaved", error: "bad" }[first?.level] ?? "saved";
    return parts.length ? { level, parts } : null;
  }

  /** What others saved meanwhile comes into the form; nothing that was typed since goes. */
  async function takeIn(answer, sent) {
    await body.ready(form);
    const made = { ...sent.fields, ...answer.content.fields };
    const mine = fields.read(form);
    const more = JSON.stringify(mine) !== JSON.stringify(sent.fields);
    const whole = fields.weave(sent.fields, mine, made);
    const changes = whole && body.changes(form, made.body?.[0] ?? "", sent.since);
    if (!changes) {
      // The text stays as it is typed, based on what it was: the next save merges it again.
      Object.assign(state, { held: "", others: true });
      return "";
    }
    const changed = fields.fill(form, whole, answer.content.labels);
    if (body.take(form, changes)) changed.push("body");
    form.elements._base.value = answer.base;
    state.held = more ? "" : now();
    outcome.mark(changed, sent.fields);
    return changed.length ? `with changes of ${outcome.whose(answer)}: ${outcome.labels(changed)}` : "";
  }

  function refused(errors) {
    const [name, sentences] = Object.entries(errors)[0];
    outcome.wrong(errors);
    const known = name in fields.read(form);
    state.wrong = {
      name: known ? name : "", label: known ? outcome.labels([name]) : "", sentence: sentences.join(" "),
      was: JSON.stringify(fields.read(form)[name]),
    };
    if (known) checks.goTo(form, name);
  }

  function mended() {
    state.wrong = null;
    outcome.wrong({});
  }

  // --- Bringing back, and leaving -------------------------------------------------------

  /** Fill in text that was kept and never saved; saving it merges it with what is there now. Its
      key comes along where no other form has it: the save that takes it also takes what is kept of
      it. A form in another browser may still be open, and keeps its key. */
  async function bringBack(entry) {
    if (dirty()) keeping.keep(keeping.newKey(), asTyped());
    if (entry.here) {
      state.key = form.dataset.key = form.elements._key.value = entry.key;
      state.took = entry.took ?? [];
      keeping.hold(entry.key);
    } else {
      state.took = [entry.key];
    }
    form.elements._base.value = form.dataset.pk ? entry.base : "0";
    clearTimeout(waiting);
    clearTimeout(storing);
    state.unanswered?.since?.stop();
    state.unanswered = null;
    filling = body.ready(form).then(() => {
      fields.fill(form, entry.fields, entry.labels);
      if (entry.fields.body) body.take(form, body.changes(form, entry.fields.body[0] ?? ""), { mine: true });
    });
    try {
      await filling;
    } finally {
      filling = null;
    }
    typed();
  }

  function leave() {
    clearTimeout(storing);
    if (dirty() && !state.busy && !filling) keepHere();
  }

  // An hour that is past was taken out of its field; that is no change of the story's.
  form.addEventListener("desk:past", ({ target: { name, value } }) => {
    if (state.held) state.held = JSON.stringify({ ...JSON.parse(state.held), [name]: [value] });
  }, true);
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", () => dirty() && now() !== state.there && autosave());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (outcome.ready(event.submitter)) save(event.submitter);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) autosave({ leaving: true });
    else if (state.line) tryAgain();
  });
  for (const name of ["focus", "online"]) window.addEventListener(name, () => state.line && tryAgain());
  window.addEventListener("offline", () => dirty() && heard("away"));
  window.addEventListener("pagehide", leave);
  window.addEventListener("beforeunload", (event) => {
    // Only where it would be lost: everything else comes back.
    if (dirty() && !state.here && state.there !== now()) event.preventDefault();
  });
  keeping.hold(state.key);
  if (!state.held) typed();
  tell();

  return { save, saveAnew, autosave, looked, heard, parted, bringBack, dirty, key: () => state.key };
}
