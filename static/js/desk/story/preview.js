// The story's page at a phone's width beside the form, as it is typed. From 1280 px on it is a
// column; on smaller screens it covers the form until it is closed.
import { element } from "../common/elements.js";

const REMEMBERED = "newsportal:preview";

const remembered = () => {
  try {
    return localStorage.getItem(REMEMBERED) === "on";
  } catch {
    return false;
  }
};
const remember = (on) => {
  try {
    localStorage.setItem(REMEMBERED, on ? "on" : "off");
  } catch {
    // It opens closed the next time.
  }
};

/** A page that is read and not left: its links lead nowhere. */
function hold(event) {
  const link = event.target.closest("a[href]");
  if (link && !link.getAttribute("href").startsWith("#")) event.preventDefault();
}

export class Preview {
  shown = null; // the frame that is seen
  coming = null; // the one that is being loaded behind it

  constructor(form, saving) {
    Object.assign(this, { form, saving, wide: matchMedia("(min-width: 80rem)") });
    this.column = form.querySelector("[data-preview]");
    this.scheme = form.querySelector("[data-preview-scheme]");
    const { theme } = document.documentElement.dataset;
    this.dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    this.listen();
    this.press();
    if (this.wide.matches && remembered()) this.set(true);
  }

  listen() {
    const { column, form, wide } = this;
    const toggle = (event) => {
      event.preventDefault();
      this.toggle();
    };
    this.scheme.addEventListener("click", () => {
      this.dark = !this.dark;
      this.press();
      this.refresh();
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-preview-toggle]");
      if (button && !(event.ctrlKey || event.metaKey || event.shiftKey)) toggle(event);
    });
    form.addEventListener("keydown", (event) => {
      // A link that acts as a button answers to the space bar, too.
      if (event.key === " " && event.target.matches("a[data-preview-toggle]")) toggle(event);
    });
    document.addEventListener("desk:key", (event) => event.detail.does === "preview" && toggle(event));
    column.addEventListener("close", () => this.press());
    wide.addEventListener("change", () => {
      const { open } = column;
      this.set(false);
      if (open && wide.matches) this.set(true);
    });
    form.addEventListener("desk:kept", () => {
      form.dataset.typed = "1";
      this.refresh();
    });
    form.addEventListener("desk:saved", () => this.refresh());
    form.addEventListener("desk:bar", () => this.press());
  }

  address() {
    const { pk, previewUrl, previewNewUrl } = this.form.dataset;
    const at = new URL(pk ? previewUrl.replace("/0/", `/${pk}/`) : previewNewUrl, location.href);
    at.searchParams.set("key", this.saving.key);
    at.searchParams.set("scheme", this.dark ? "dark" : "light");
    return at.href;
  }

  /** Load the newest page behind the one that is seen, put it where that one was read, show it. */
  refresh() {
    const { column, form } = this;
    if (!column.open) return;
    const none = form.querySelector("[data-preview-none]");
    none.hidden = Boolean(form.dataset.pk || form.dataset.typed);
    if (!none.hidden) return;
    this.coming?.remove();
    const frame = element("iframe", { title: "The story’s page on a phone", className: "is-coming", src: this.address() });
    this.coming = frame;
    frame.addEventListener("load", () => frame === this.coming && this.show(frame));
    form.querySelector("[data-preview-page]").append(frame);
  }

  show(frame) {
    frame.contentDocument?.addEventListener("click", hold);
    frame.contentWindow.scrollTo({ top: this.shown?.contentWindow?.scrollY ?? 0, behavior: "instant" });
    frame.className = "";
    this.shown?.remove();
    this.shown = frame;
    this.coming = null;
  }

  set(on) {
    const { column } = this;
    if (on === column.open) return;
    if (!on) column.close();
    else if (this.wide.matches) this.beside();
    else column.showModal();
    this.press();
    if (on) {
      this.saving.autosave();
      this.refresh();
    }
  }

  /** As a column it takes neither the cursor nor the place on the page from who is writing. */
  beside() {
    const writing = document.activeElement;
    const { scrollX, scrollY } = window;
    this.column.show();
    writing?.focus({ preventScroll: true });
    window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  }

  press() {
    const { form, column: { open } } = this;
    form.classList.toggle("has-preview", open);
    for (const button of form.querySelectorAll("[data-bar] [data-preview-toggle]")) {
      button.setAttribute("aria-pressed", String(open));
      if (button.tagName === "A") button.setAttribute("role", "button");
      button.hidden = false;
    }
    this.scheme.setAttribute("aria-pressed", String(this.dark));
  }

  toggle() {
    const { column } = this;
    this.set(!column.open);
    remember(column.open);
    if (!column.open) this.form.querySelector("[data-bar] [data-preview-toggle]").focus();
  }
}
