// Threads of comments beside the story: put in as the server has drawn them, in the order in
// which they stand in the text.
import { announce } from "../common/elements.js";

export class Threads {
  constructor(root, words) {
    Object.assign(this, { root, words, drawn: new Map() });
    this.open = root.querySelector("[data-threads]");
    this.resolved = root.querySelector("[data-resolved-threads]");
  }

  thread(id, within = this.root) {
    return within.querySelector(`[data-thread="${id}"]`);
  }

  /** Show threads, { id, html } each; boxes that are being typed in stay, and so does the focus. */
  put(threads) {
    const typing = document.activeElement;
    const [from, to] = [typing?.selectionStart, typing?.selectionEnd];
    for (const { id, html } of threads) {
      if (this.thread(id) && this.drawn.get(id) === html) continue;
      this.drawn.set(id, html);
      this.draw(id, html);
    }
    if (typing?.isConnected && typing !== document.activeElement && this.root.contains(typing)) {
      typing.focus({ preventScroll: true });
      if (typing.setSelectionRange) typing.setSelectionRange(from, to);
    }
  }

  draw(id, html) {
    const before = this.thread(id);
    const frame = document.createElement("template");
    frame.innerHTML = html;
    const after = frame.content.firstElementChild;
    const box = before?.querySelector(".composer");
    if (box) after.append(box);
    const list = after.dataset.resolved ? this.resolved.querySelector("ol") : this.open;
    if (before?.parentElement === list) return before.replaceWith(after);
    before?.remove();
    list.append(after);
  }

  /** Say how many there are; `typed` is the number of boxes that are open. */
  count(typed) {
    const part = (selector) => this.root.querySelector(selector);
    const [now, done] = [this.open.children.length, this.resolved.querySelector("ol").children.length];
    for (const note of document.querySelectorAll("[data-comments-open]")) note.textContent = now;
    part("[data-comments-none]").hidden = now + done + typed > 0;
    this.resolved.hidden = !done;
    part("[data-count]").textContent = done;
    this.root.classList.toggle("has-any", now + typed > 0);
  }

  // --- Where they stand in the text ----------------------------------------------------------

  announce() {
    const threads = [...this.open.children].map(({ dataset }) => ({ id: Number(dataset.thread), quote: dataset.quote }));
    announce(document, "desk:threads", threads.filter(({ quote }) => quote));
  }

  /** Take up where each stands: { id, state, pos }. */
  tell(states) {
    for (const { id, state } of states) {
      const thread = this.thread(id, this.open);
      if (!thread) continue;
      thread.querySelector("[data-changed]").hidden = state === "here";
      const go = thread.querySelector("[data-go]");
      if (!go) continue;
      go.disabled = state === "lost";
      if (go.disabled) go.title = this.words.lost;
    }
    this.order(new Map(states.map(({ id, pos }) => [String(id), pos])));
  }

  /** As they stand in the text: first those about the whole story, last those with no place. */
  order(places) {
    if (this.open.contains(document.activeElement)) return;
    const place = ({ dataset: { thread, quote } }) => (quote ? places.get(thread) ?? Infinity : -1);
    const sorted = [...this.open.children].sort((a, b) => Math.sign(place(a) - place(b)) || 0);
    if (sorted.some((one, at) => one !== this.open.children[at])) this.open.replaceChildren(...sorted);
  }

  /** Mark the thread of the paragraph that is being looked at, and bring it into view. */
  mark(id) {
    for (const one of this.root.querySelectorAll(".thread.is-current")) one.classList.remove("is-current");
    const thread = this.thread(id, this.open);
    if (!thread) return;
    thread.classList.add("is-current");
    const inner = this.root.querySelector("[data-inner]");
    if (inner.scrollHeight <= inner.clientHeight + 1 || getComputedStyle(inner).overflowY !== "auto") return;
    const [space, box] = [inner.getBoundingClientRect(), thread.getBoundingClientRect()];
    if (box.top < space.top || box.bottom > space.bottom) inner.scrollTop += box.top - space.top - 48;
  }
}
