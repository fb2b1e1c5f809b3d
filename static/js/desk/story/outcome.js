// What a save's answer changes on the page: the bar, the fields that were wrong, what came in.
import { announce, tag } from "../common/elements.js";

const zone = () => Number(document.body.dataset.adminUtcOffset ?? 0) * 1000;

/** The hour of a moment, in the newsroom's time zone. */
export function clock(iso) {
  const moment = new Date(new Date(iso).getTime() + zone());
  return moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
}

/** The hour, and the day as well where it is another one. */
export function stamp(iso) {
  const day = (at) => at.toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
  const [then, today] = [new Date(iso), new Date()].map((at) => day(new Date(at.getTime() + zone())));
  return then === today ? clock(iso) : `${then}, ${clock(iso)}`;
}

/** What takes the place of `element` in a new bar. */
function same(bar, element) {
  const target = (one) => one.getAttribute("popovertarget");
  return [...bar.querySelectorAll(element.tagName)].filter((one) => one.checkVisibility()).find((one) =>
    element.id ? one.id === element.id
      : !one.id && one.name === element.name && one.value === element.value && target(one) === target(element));
}

export class Outcome {
  constructor(form) {
    this.form = form;
  }

  /** What the pressed button and the box around it say, as it is posted. */
  asked(button) {
    const said = { [button.name]: [button.value] };
    const box = button.closest("[popover]");
    for (const field of box?.querySelectorAll("input, textarea") ?? []) {
      const off = (field.type === "radio" || field.type === "checkbox") && !field.checked;
      if (field.name && !off && field.value && !field.closest("[hidden]")) said[field.name] = [field.value];
    }
    return said;
  }

  /** Whether nothing is missing in the box of the pressed button; else says what. */
  ready(button) {
    const question = new CustomEvent("desk:ask", { detail: { button }, cancelable: true });
    return this.form.dispatchEvent(question);
  }

  /** Show the story's state as it is now. */
  show(answer, { begun, moved }) {
    if (["live", "expired"].includes(answer.status)) this.isOut();
    this.swap(answer.bar, !answer.ok || !moved);
    for (const chip of this.form.querySelectorAll("[data-chip]")) {
      chip.dataset.status = answer.status;
      chip.textContent = answer.status_label;
    }
    if (!begun) return;
    history.replaceState(null, "", answer.url);
    const more = this.form.querySelector("[data-preview-more]");
    more.href = answer.url.replace(/change\/$/, "preview/");
    more.hidden = false;
    if (answer.comments) this.commenting(answer.comments);
    document.title = document.title.replace(/^[^|]*\|/, `${this.form.elements.headline.value || "Untitled story"} |`);
  }

  /** The comments' box, which a story has from its first save on. */
  async commenting(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const scripts = [...template.content.querySelectorAll("script[type=module]")];
    this.form.querySelector(".writing-column").append(template.content);
    // What is put in like this does not run by itself.
    for (const script of scripts) await import(script.src);
  }

  /** The hour of a story that is out is past; the field is for its changes now. */
  isOut() {
    const field = this.form.elements.publish_at;
    const part = field.closest("[data-out-label]");
    part.querySelector("label").textContent = part.dataset.outLabel;
    const past = new Date(`${field.value}Z`).getTime() - zone() <= Date.now();
    if (field.value && past) {
      field.value = "";
      field.dispatchEvent(new Event("desk:past"));
    }
  }

  /** The newest bar in the place of the old one; the save state and who is there stay. */
  swap(html, stays) {
    const old = this.form.querySelector("[data-bar]");
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    const open = old.querySelector(":popover-open")?.id;
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    for (const part of ["[data-save-state]", "[data-others]", "[data-said]"]) {
      fresh.querySelector(part).replaceWith(old.querySelector(part));
    }
    const typed = [...old.querySelectorAll("[popover] :is(input, textarea)")];
    old.replaceWith(fresh);
    announce(this.form, "desk:bar", { open: stays && open, typed });
    // Where what was pressed is no more, it is the button for what comes next.
    if (!focus) return;
    const again = same(fresh, focus);
    (again ?? fresh.querySelector("[data-main]") ?? fresh.querySelector("[data-save]"))?.focus({ preventScroll: true });
    if (again && typeof focus.selectionStart === "number") {
      again.setSelectionRange(focus.selectionStart, focus.selectionEnd);
    }
  }

  /** Name what is wrong at its field; no errors: take the names away. */
  wrong(errors) {
    for (const list of this.form.querySelectorAll("[data-wrong]")) list.remove();
    for (const field of this.form.querySelectorAll(".field.errors")) {
      field.classList.remove("errors");
      field.querySelector(".errorlist")?.remove();
      field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    }
    this.form.querySelector("[data-refused]")?.remove();
    for (const [name, sentences] of Object.entries(errors)) {
      const part = this.part(name);
      if (!part) continue;
      const list = tag("ul", { class: "errorlist", id: `id_${name}_error`, "data-wrong": "" }, ...sentences.map((text) => tag("li", {}, text)));
      part.classList.add("errors");
      part.querySelector("label").after(list);
      this.form.elements[name]?.setAttribute?.("aria-invalid", "true");
    }
  }

  part(name) {
    return this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  labels(names) {
    return names.map((name) => this.part(name)?.querySelector("label")?.textContent.trim() ?? name).join(", ");
  }

  whose(answer) {
    return answer.merged_with || this.form.dataset.newestBy || "others";
  }

  /** Show for a while what came in from others: fields by a frame, passages by their ground. */
  mark(names, sent) {
    for (const name of names) {
      const part = this.part(name);
      part?.classList.add("came-in");
      setTimeout(() => part?.classList.remove("came-in"), 12_000);
    }
    if (!names.includes("body") || !globalThis.Highlight) return;
    const before = new DOMParser().parseFromString(sent.body[0] ?? "", "text/html").body;
    const known = new Set([...before.children].map((block) => block.textContent));
    const fresh = [...this.form.querySelectorAll(".ProseMirror > *")].filter((block) => !known.has(block.textContent));
    const ranges = fresh.map((block) => {
      const range = document.createRange();
      range.selectNodeContents(block);
      return range;
    });
    CSS.highlights.set("came-in", new Highlight(...ranges));
    setTimeout(() => CSS.highlights.delete("came-in"), 12_000);
  }
}
