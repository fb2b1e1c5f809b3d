// Comments beside the story: said, answered and resolved without leaving the page. What is being
// typed is kept in this browser until the server has it. Where a comment stands in the text,
// comment-anchors.js knows; the two talk through events of the document.
const PATIENCE = 25_000; // ms that the server has to answer

const root = document.querySelector("[data-comments]");
if (root) start();

function start() {
  const { url, story, person } = root.dataset;
  const mayComment = Boolean(root.dataset.mayComment);
  const words = root.querySelector("[data-words]").dataset;
  const part = (selector) => root.querySelector(selector);
  const drafts = part("[data-comments-drafts]");
  const open = part("[data-threads]");
  const resolved = part("[data-resolved-threads]");
  const prefix = `desk:comment:${person}:${story}:`;
  const waiting = new Set(); // composers whose words were sent and did not arrive
  const composers = new Map();
  const drawn = new Map();
  let version = root.dataset.version;
  let asking = false;
  let askAgain = false;

  part("[data-plain]").hidden = true;
  for (const button of root.querySelectorAll("[data-new]")) {
    button.hidden = false;
    button.addEventListener("click", () => compose({ quote: "" }));
  }
  // What is typed here is none of the story's: its form need not hear of it.
  for (const type of ["input", "change"]) root.addEventListener(type, (event) => event.stopPropagation());
  root.addEventListener("click", pressed);
  document.addEventListener("desk:comment-here", ({ detail }) => mayComment && compose(detail));
  document.addEventListener("desk:anchors", ({ detail }) => tell(detail));
  document.addEventListener("desk:thread-here", ({ detail }) => current(detail.id));
  document.addEventListener("visibilitychange", () => document.hidden || again());
  for (const type of ["online", "focus"]) window.addEventListener(type, again);
  setInterval(() => document.hidden || again(), 20_000);
  window.addEventListener("storage", elsewhere);
  window.addEventListener("beforeunload", (event) => {
    if ([...composers.values()].some((one) => one.unkept())) event.preventDefault();
  });
  count();
  if (mayComment) restore();
  announce();

  // --- What is being typed ------------------------------------------------------------

  function keep(key, draft) {
    try {
      if (draft) localStorage.setItem(key, JSON.stringify(draft));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false;
    }
  }

  function kept(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  function restore() {
    let keys = [];
    try {
      keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return; // A browser that keeps nothing has nothing to bring back.
    }
    for (const key of keys) {
      const draft = kept(key);
      if (draft?.text?.trim()) compose(draft.anchor, draft);
    }
  }

  /** Words that another window has sent or thrown away go here too, if they are the same. */
  function elsewhere({ key, oldValue, newValue }) {
    const one = composers.get(key);
    if (one && !newValue && oldValue && JSON.parse(oldValue).text === one.area.value) one.drop();
  }

  /** Open the box for a comment at `anchor`: { quote } or, for an answer, { parent }. */
  function compose(anchor, draft = null) {
    const key = prefix + (anchor.parent ? `answer:${anchor.parent}` : `at:${anchor.quote}`);
    const there = composers.get(key);
    if (there) return there.area.focus();
    const box = part("template[data-composer]").content.firstElementChild.cloneNode(true);
    const at = (name) => box.querySelector(`[data-${name}]`);
    const area = at("text");
    const answer = Boolean(anchor.parent);
    area.setAttribute("aria-label", answer ? words.answerLabel : words.newLabel);
    box.setAttribute("aria-label", area.getAttribute("aria-label"));
    at("quote").hidden = answer || !anchor.quote;
    at("quote").firstElementChild.textContent = anchor.quote ?? "";
    at("whole").hidden = answer || Boolean(anchor.quote);
    if (answer) at("send").textContent = words.answer;
    const thread = answer && root.querySelector(`[data-thread="${Number(anchor.parent)}"]`);
    (thread || drafts).append(box);
    const one = { box, area, sending: null, safe: true };
    one.unkept = () => !one.safe && Boolean(area.value.trim());
    one.wrong = (text, link = "") => {
      at("wrong").replaceChildren(text, ...(link ? [" ", login(link)] : []));
      at("wrong").hidden = !text;
    };
    one.drop = () => {
      keep(key, null);
      composers.delete(key);
      waiting.delete(one);
      box.remove();
      count();
    };
    one.send = (pressed = true) =>
      (one.sending ??= send(one, anchor, at("send"), pressed).finally(() => (one.sending = null)));
    area.addEventListener("input", () => {
      one.safe = keep(key, area.value.trim() ? { text: area.value, anchor, at: Date.now() } : null);
      at("kept").textContent = one.safe && area.value.trim() ? words.kept : "";
    });
    area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation(); // For the story, these keys publish.
      one.send();
    });
    at("send").addEventListener("click", () => one.send());
    at("drop").addEventListener("click", one.drop);
    composers.set(key, one);
    count();
    if (draft) {
      area.value = draft.text;
      at("kept").textContent = words.kept;
    } else {
      area.focus();
      box.scrollIntoView({ block: "nearest" });
    }
  }

  function login(text) {
    const link = Object.assign(document.createElement("a"), { href: root.dataset.login, target: "_blank", rel: "noopener" });
    link.textContent = text;
    return link;
  }

  async function send(one, anchor, button, pressed) {
    if (!one.area.value.trim()) return one.wrong(words.empty);
    one.area.readOnly = button.disabled = true;
    const fields = { text: one.area.value };
    if (anchor.parent) fields.parent = anchor.parent;
    else fields.quote = anchor.quote;
    const { status, answer } = await post(url, fields);
    one.area.readOnly = button.disabled = false;
    waiting.delete(one);
    if (answer?.ok) {
      one.drop();
      put(answer);
      say(words.sent);
      const said = document.querySelector(`#comment-${answer.comment}`);
      said?.setAttribute("tabindex", "-1");
      return pressed && said?.focus();
    }
    if (status === 0 || status === 401) waiting.add(one);
    if (status === 0) one.wrong(words.offline);
    else if (status === 401) one.wrong(words.loggedOut, words.login);
    else one.wrong(answer?.error ?? words.failed);
  }

  // --- The server -----------------------------------------------------------------------

  async function post(address, fields) {
    // Read at the moment of sending: logging in again changes it.
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
    const opener = document.querySelector("input[name=_by]")?.value ?? "";
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": token, "X-Opened-By": opener },
        body: new URLSearchParams(fields),
        signal: AbortSignal.timeout(PATIENCE),
      });
      return { status: response.status, answer: await response.json().catch(() => null) };
    } catch {
      return { status: 0, answer: null };
    }
  }

  /** Send again what did not arrive, and fetch what others have said. One round at a time; called
      during one it makes another: what is new (a login, a network) may have come too late for it. */
  async function again() {
    askAgain = true;
    if (asking) return;
    asking = true;
    while (askAgain) {
      askAgain = false;
      await look();
    }
    asking = false;
  }

  async function look() {
    for (const one of [...composers.values()]) {
      await one.sending; // Its answer may be of before the login.
      if (waiting.has(one)) await one.send(false);
    }
    const asked = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
    const response = await fetch(`${url}?version=${version}`, asked).catch(() => null);
    const answer = response?.ok ? await response.json().catch(() => null) : null;
    if (!answer) return;
    version = answer.version;
    if (answer.threads) put(answer);
  }

  /** Show threads as the server has drawn them; boxes that are being typed in stay. */
  function put({ threads }) {
    const typing = document.activeElement;
    const [from, to] = [typing?.selectionStart, typing?.selectionEnd];
    for (const { id, html } of threads) {
      const before = root.querySelector(`[data-thread="${id}"]`);
      if (before && drawn.get(id) === html) continue;
      drawn.set(id, html);
      const frame = document.createElement("template");
      frame.innerHTML = html;
      const after = frame.content.firstElementChild;
      const box = before?.querySelector(".composer");
      if (box) after.append(box);
      const list = after.dataset.resolved ? resolved.querySelector("ol") : open;
      if (before?.parentElement === list) before.replaceWith(after);
      else {
        before?.remove();
        list.append(after);
      }
    }
    if (typing?.isConnected && typing !== document.activeElement && root.contains(typing)) {
      typing.focus({ preventScroll: true });
      if (typing.setSelectionRange) typing.setSelectionRange(from, to);
    }
    count();
    announce();
  }

  /** As they stand in the text: first those about the whole story, last those with no place. */
  function order(places) {
    if (open.contains(document.activeElement)) return;
    const place = ({ dataset: { thread, quote } }) => (quote ? places.get(thread) ?? Infinity : -1);
    const sorted = [...open.children].sort((a, b) => Math.sign(place(a) - place(b)) || 0);
    if (sorted.some((one, at) => one !== open.children[at])) open.replaceChildren(...sorted);
  }

  function count() {
    const [now, done] = [open.children.length, resolved.querySelector("ol").children.length];
    for (const note of document.querySelectorAll("[data-comments-open]")) note.textContent = now;
    part("[data-comments-none]").hidden = now + done + composers.size > 0;
    resolved.hidden = !done;
    part("[data-count]").textContent = done;
    root.classList.toggle("has-any", now + composers.size > 0);
  }

  function say(text) {
    part("[data-comments-said]").textContent = text;
  }

  async function pressed({ target }) {
    const thread = target.closest("[data-thread]");
    const id = Number(thread?.dataset.thread);
    if (target.closest("[data-answer]")) compose({ parent: id });
    if (target.closest("[data-go]")) {
      current(id);
      document.dispatchEvent(new CustomEvent("desk:go-to-thread", { detail: { id } }));
    }
    const button = target.closest("[data-resolve]");
    if (!button) return;
    button.disabled = true;
    const { status, answer } = await post(`${url}${id}/`, { resolved: button.dataset.resolve });
    button.disabled = false;
    if (answer?.ok) put(answer);
    say(answer?.ok ? (button.dataset.resolve === "1" ? words.resolved : words.reopened)
      : status === 401 ? words.loggedOut : answer?.error ?? words.failed);
    part("[data-comments-said]").classList.toggle("visually-hidden", Boolean(answer?.ok));
  }

  // --- Where they stand in the text -----------------------------------------------------

  function announce() {
    const threads = [...open.children].map(({ dataset }) => ({ id: Number(dataset.thread), quote: dataset.quote }));
    document.dispatchEvent(new CustomEvent("desk:threads", { detail: threads.filter(({ quote }) => quote) }));
  }

  function tell(states) {
    for (const { id, state } of states) {
      const thread = open.querySelector(`[data-thread="${id}"]`);
      if (!thread) continue;
      thread.querySelector("[data-changed]").hidden = state === "here";
      const go = thread.querySelector("[data-go]");
      if (!go) continue;
      go.disabled = state === "lost";
      if (go.disabled) go.title = words.lost;
    }
    order(new Map(states.map(({ id, pos }) => [String(id), pos])));
  }

  function current(id) {
    for (const one of root.querySelectorAll(".thread.is-current")) one.classList.remove("is-current");
    const thread = open.querySelector(`[data-thread="${id}"]`);
    if (!thread) return;
    thread.classList.add("is-current");
    const inner = part("[data-inner]");
    if (inner.scrollHeight > inner.clientHeight + 1 && getComputedStyle(inner).overflowY === "auto") {
      const space = inner.getBoundingClientRect();
      const box = thread.getBoundingClientRect();
      if (box.top < space.top || box.bottom > space.bottom) inner.scrollTop += box.top - space.top - 48;
    }
  }
}
