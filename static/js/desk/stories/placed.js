// The panel "Front pages": what is done there is done at once, beside what is typed, which it
// neither saves nor touches.
import { button } from "../common/elements.js";
import * as server from "../common/server.js";

const FAILED = {
  out: "You were logged out. Log in, and try again.",
  away: "No answer. Check the connection, and try again.",
  wait: "Too many requests. Wait a moment, and try again.",
};

export class Fronts {
  busy = false;

  constructor(form) {
    this.form = form;
    this.group = form.querySelector("[data-fronts]");
    if (!this.group) return;
    this.part = this.group.querySelector("[data-fronts-part]");
    this.said = this.group.querySelector("[data-fronts-said]");
    this.seen = form.dataset.state;
    this.listen();
  }

  listen() {
    const { form, group } = this;
    for (const type of ["input", "change"]) group.addEventListener(type, (event) => event.stopPropagation());
    group.addEventListener("change", ({ target }) => {
      if (target.matches("[data-weigh]")) this.send({ do: "weigh", importance: target.value }, target.id);
    });
    group.addEventListener("click", ({ target }) => {
      const pressed = target.closest("[data-do]");
      if (pressed) this.send(this.asked(pressed));
    });
    // The story may have gone live, or have been saved for the first time.
    for (const type of ["desk:saved", "desk:moved"]) form.addEventListener(type, () => this.look());
  }

  address() {
    return this.group.dataset.url.replace("/0/", `/${this.form.dataset.pk}/`);
  }

  /** What a button asks for, with what is chosen beside it. */
  asked(pressed) {
    const { do: deed, front, block = "", at = "" } = pressed.dataset;
    const beside = pressed.closest("li, [data-placing]");
    const until = beside?.querySelector("[data-until]")?.value ?? "";
    const chosen = beside?.querySelector("[data-where]")?.selectedOptions[0]?.dataset;
    const fields = { do: deed, front: chosen?.front ?? front, block: chosen?.block ?? block, at };
    return deed === "place" ? { ...fields, until } : fields;
  }

  async look() {
    const { form } = this;
    if (!form.dataset.pk || (form.dataset.state === this.seen && !this.group.hidden)) return;
    this.seen = form.dataset.state;
    const answer = await server.get(this.address());
    if (!answer || this.busy) return;
    this.part.innerHTML = answer.html;
    this.group.hidden = false;
  }

  /** One at a time: pressed twice it is done once. */
  async send(fields, focus = "") {
    if (this.busy) return;
    this.busy = true;
    this.group.setAttribute("aria-busy", "true");
    const lists = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value ?? ""]]));
    const { kind, answer } = await server.post(this.address(), lists);
    this.busy = false;
    this.group.removeAttribute("aria-busy");
    if (kind === "ok") this.done(answer, focus);
    else this.tell(answer?.error ?? FAILED[kind] ?? FAILED.away, true);
  }

  done({ html, said, undo }, focus) {
    const held = this.group.contains(document.activeElement) || document.activeElement === document.body;
    this.part.innerHTML = html;
    this.tell(said, false);
    const way = undo?.do && button("Undo", () => this.send(undo));
    if (way) this.said.append(" ", way);
    if (held) (document.getElementById(focus) ?? way ?? this.group.querySelector("summary")).focus();
  }

  tell(words, isWrong) {
    this.said.replaceChildren(words);
    this.said.classList.toggle("is-wrong", isWrong);
  }
}
