// The stories beside the front: the newest ones, or what a search finds, page by page.
import { announce } from "../common/elements.js";

export class Stories {
  constructor(box) {
    this.box = box;
    this.form = box.querySelector("form");
    this.list = box.querySelector("[data-found]");
    this.more = box.querySelector("[data-more]");
    this.status = box.querySelector("[role=status]");
    this.turn = 0;
    this.listen();
  }

  listen() {
    let waiting;
    this.form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.load(), 200);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.load();
    });
    this.more.addEventListener("click", () => this.load(this.page + 1));
    this.list.addEventListener("click", ({ target }) => {
      const take = target.closest(".pick-take");
      const row = take?.closest("[data-pick]");
      if (!row) return;
      const held = { from: "list", story: Number(row.dataset.story), headline: row.dataset.headline };
      announce(document, "front:take", { held, origin: take });
    });
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.page = 1;
  }

  /** Up and down the list with the arrow keys. */
  walk(event) {
    const takes = [...this.list.querySelectorAll(".pick-take")];
    const at = takes.indexOf(document.activeElement);
    const to = takes[at + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? NaN)];
    if (at < 0 || !to) return;
    event.preventDefault();
    to.focus();
  }

  async load(page = 1) {
    const asked = ++this.turn;
    const wanted = new URLSearchParams(new FormData(this.form));
    wanted.set("page", page);
    const answer = await fetch(`${this.form.action}?${wanted}`, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = await answer?.json().catch(() => null);
    if (asked !== this.turn) return;
    if (!answer?.ok || !found) {
      this.status.textContent = found?.error ?? "The stories can’t be reached just now.";
      return;
    }
    this.page = page;
    const rows = new DOMParser().parseFromString(found.html, "text/html").body.children;
    const first = rows[0];
    if (page === 1) this.list.replaceChildren(...rows);
    else this.list.append(...rows);
    if (page > 1) first?.querySelector("button")?.focus();
    this.more.hidden = !found.more;
    const count = this.list.children.length;
    this.status.textContent = count ? `${count} ${count === 1 ? "story" : "stories"}${found.more ? ", and more" : ""}` : "No story matches. Try fewer words.";
  }

  /** Say of each story where it stands in the draft. */
  mark(layout, nameOf) {
    const where = new Map();
    for (const block of layout.blocks) {
      for (const place of block.places) where.set(String(place.story), `${nameOf(block)} ${place.at + 1}`);
    }
    for (const row of this.list.querySelectorAll("[data-pick]")) {
      const said = row.querySelector("[data-stands]");
      if (!said) continue;
      said.textContent = where.get(row.dataset.story) ?? "";
      said.hidden = !said.textContent;
      row.classList.toggle("is-placed", !said.hidden);
    }
  }

  titleOf(story) {
    return this.list.querySelector(`[data-story="${Number(story)}"]`)?.dataset.headline;
  }
}
