// The source of a translation beside its form, in step with the block that is being written. From
// 1280 px on it is a column; on smaller screens it covers the form, and a press leads back to the block.
import { announce } from "../../common/elements.js";
import * as server from "../../common/server.js";
import { store, stored } from "../../common/storage.js";

const REMEMBERED = "newsportal:source";

export class SourceBeside {
  constructor(form) {
    Object.assign(this, { form, wide: matchMedia("(min-width: 80rem)") });
    this.column = form.querySelector("[data-source]");
    this.page = form.querySelector("[data-source-page]");
    this.preview = form.querySelector("[data-preview]");
    this.listen();
    this.helped();
    const isAskedFor = location.hash === "#source";
    if (isAskedFor || (this.wide.matches && stored(REMEMBERED) && !this.preview.open)) this.set(true);
  }

  /** Where the newsroom has a language model; what shows its proposals is fetched with the first press. */
  helped() {
    const box = this.column.querySelector("[data-translating]");
    let shown = null;
    box?.querySelector("[data-translate-ask]").addEventListener("click", async () => {
      shown ??= import("../../helping/translating.js").then(({ Translating }) => new Translating(this, box));
      (await shown).ask();
    });
  }

  listen() {
    const { form, column, page, preview, wide } = this;
    form.addEventListener("click", (event) => {
      const { target, ctrlKey, metaKey, shiftKey } = event;
      if (!target.closest("[data-source-toggle], [data-source-close]") || ctrlKey || metaKey || shiftKey) return;
      event.preventDefault();
      this.toggle();
    });
    document.addEventListener("desk:key", (event) => {
      if (event.detail.does !== "source") return;
      event.preventDefault();
      this.toggle();
    });
    column.addEventListener("close", () => form.classList.toggle("has-preview", preview.open));
    wide.addEventListener("change", () => {
      const { open } = column;
      this.set(false);
      if (open && wide.matches) this.set(true);
    });
    // One of the two columns is there at a time.
    new MutationObserver(() => preview.open && this.set(false)).observe(preview, { attributeFilter: ["open"] });
    form.addEventListener("desk:saved", () => column.open && this.load());
    form.addEventListener("focusin", (event) => this.follow(event));
    page.addEventListener("click", ({ target }) => {
      const pair = target.closest("[data-pair]");
      if (pair && !target.closest("a, button, summary")) this.write(pair);
    });
    page.addEventListener("keydown", (event) => this.walk(event));
    page.addEventListener("click", ({ target }) => target.closest("[data-up-to-date]") && this.mark(target));
  }

  async load() {
    const answer = await server.get(this.column.dataset.url);
    if (!answer) {
      if (!this.page.childElementCount) this.page.textContent = "The source can’t be reached. Try again.";
      return;
    }
    const { scrollTop } = this.page;
    this.page.innerHTML = answer.html;
    this.page.scrollTop = scrollTop;
    if (this.form.querySelector(".ProseMirror:focus")) this.inText();
    for (const pair of this.pairs()) pair.tabIndex = -1;
    const [first] = this.pairs();
    if (first) first.tabIndex = 0;
    this.show(this.here, false);
    announce(this.page, "desk:source-shown");
  }

  pairs() {
    return [...this.page.querySelectorAll("[data-pair]")];
  }

  /** Where somebody writes: the field. */
  follow({ target }) {
    const name = target.closest?.("[data-field]")?.dataset.field;
    if (!name || this.column.contains(target)) return;
    if (name === "body") return this.inText();
    this.here = { name, place: 0 };
    this.show(this.here);
  }

  /** And the block of the text, wherever the cursor goes in it. */
  inText() {
    const editor = this.form.querySelector(".ProseMirror")?.editor;
    if (!editor) return;
    const look = () => {
      this.here = { name: "body", place: editor.state.selection.$from.index(0) };
      if (this.column.open) this.show(this.here);
    };
    if (this.followed !== editor) editor.on("selectionUpdate", look);
    this.followed = editor;
    look();
  }

  show(here, scrolls = true) {
    if (!here) return;
    for (const pair of this.pairs()) {
      const is = pair.dataset.name === here.name && Number(pair.dataset.place) === here.place;
      pair.classList.toggle("is-here", is);
      if (is && scrolls) pair.scrollIntoView({ block: "nearest" });
    }
  }

  /** To the block of the story that stands where this one of the source does. */
  write(pair) {
    const { name, place } = pair.dataset;
    if (!this.wide.matches) this.set(false);
    const editor = this.form.querySelector(".ProseMirror")?.editor;
    if (name === "body" && editor) {
      const { doc } = editor.state;
      let at = 0;
      for (let number = 0; number < Math.min(Number(place), doc.childCount - 1); number += 1) at += doc.child(number).nodeSize;
      editor.chain().focus(at + 1).scrollIntoView().run();
    } else {
      const field = this.form.elements[name];
      field?.closest("details")?.setAttribute("open", "");
      field?.focus();
    }
    this.here = { name, place: Number(place) };
    this.show(this.here);
  }

  /** Arrow keys go from block to block, Enter to the story's. */
  walk(event) {
    const { target } = event;
    if (!target.matches("[data-pair]")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      return this.write(target);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const pairs = this.pairs();
    const next = step && pairs[pairs.indexOf(target) + step];
    if (!next) return;
    event.preventDefault();
    target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  async mark(pressed) {
    const said = this.page.querySelector("[role=status]");
    const { kind, answer } = await server.post(this.column.dataset.url, { number: [pressed.value] });
    if (kind !== "ok") {
      said.textContent = answer?.error ?? "Not marked. Check the connection, and try again.";
      return;
    }
    announce(document, "desk:said", answer.said);
    for (const one of this.form.querySelectorAll("[data-translation] .chip")) one.remove();
    await this.load();
    this.page.focus();
  }

  set(on) {
    const { column, form, preview, wide } = this;
    if (on === column.open) return;
    if (on && preview.open) preview.close();
    if (!on) column.close();
    else if (wide.matches) {
      const writing = document.activeElement;
      column.show();
      writing?.focus({ preventScroll: true });
    } else column.showModal();
    form.classList.toggle("has-preview", column.open || preview.open);
    if (on) this.load();
  }

  toggle() {
    this.set(!this.column.open);
    store(REMEMBERED, this.column.open);
    if (!this.column.open) this.form.querySelector("[data-source-toggle]")?.focus();
  }
}
