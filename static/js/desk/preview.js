// The story's page at a phone's width beside the form, as it is typed. From 1280 px on it is a
// column; on smaller screens it covers the form until it is closed.
const REMEMBERED = "newsportal:preview";

export function previewing(form, { saving }) {
  const column = form.querySelector("[data-preview]");
  const page = form.querySelector("[data-preview-page]");
  const none = form.querySelector("[data-preview-none]");
  const wide = matchMedia("(min-width: 80rem)");
  let dark = document.documentElement.dataset.theme === "dark"
    || (document.documentElement.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  let shown = null; // the frame that is seen
  let coming = null; // the one that is being loaded behind it

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

  function address() {
    const { pk, previewUrl, previewNewUrl } = form.dataset;
    const at = new URL(pk ? previewUrl.replace("/0/", `/${pk}/`) : previewNewUrl, location.href);
    at.searchParams.set("key", saving.key());
    at.searchParams.set("scheme", dark ? "dark" : "light");
    return at.href;
  }

  /** Load the newest page behind the one that is seen, put it where that one was read, show it. */
  function refresh() {
    if (!column.open) return;
    if (!form.dataset.pk && !form.dataset.typed) {
      none.hidden = false;
      return;
    }
    none.hidden = true;
    coming?.remove();
    const frame = document.createElement("iframe");
    frame.title = "The story’s page on a phone";
    frame.className = "is-coming";
    frame.src = address();
    coming = frame;
    frame.addEventListener("load", () => {
      if (frame !== coming) return;
      const inside = frame.contentDocument;
      inside?.addEventListener("click", (event) => {
        const link = event.target.closest("a[href]");
        if (link && !link.getAttribute("href").startsWith("#")) event.preventDefault();
      });
      frame.contentWindow.scrollTo({ top: shown?.contentWindow?.scrollY ?? 0, behavior: "instant" });
      frame.className = "";
      shown?.remove();
      shown = frame;
      coming = null;
    });
    page.append(frame);
  }

  function set(on) {
    if (on === column.open) return;
    if (!on) column.close();
    else if (wide.matches) beside();
    else column.showModal();
    press();
    if (on) {
      saving.autosave();
      refresh();
    }
  }

  /** As a column it takes neither the cursor nor the place on the page from who is writing. */
  function beside() {
    const writing = document.activeElement;
    const { scrollX, scrollY } = window;
    column.show();
    writing?.focus({ preventScroll: true });
    window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  }

  function press() {
    form.classList.toggle("has-preview", column.open);
    for (const button of form.querySelectorAll("[data-bar] [data-preview-toggle]")) {
      button.setAttribute("aria-pressed", String(column.open));
      if (button.tagName === "A") button.setAttribute("role", "button");
      button.hidden = false;
    }
    scheme.setAttribute("aria-pressed", String(dark));
  }

  const scheme = form.querySelector("[data-preview-scheme]");
  scheme.addEventListener("click", () => {
    dark = !dark;
    press();
    refresh();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-preview-toggle]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle();
  });
  form.addEventListener("keydown", (event) => {
    // A link that acts as a button answers to the space bar, too.
    if (event.key !== " " || !event.target.matches("a[data-preview-toggle]")) return;
    event.preventDefault();
    toggle();
  });
  document.addEventListener("desk:key", (event) => {
    if (event.detail.does !== "preview") return;
    event.preventDefault();
    toggle();
  });
  function toggle() {
    set(!column.open);
    remember(column.open);
    if (!column.open) form.querySelector("[data-bar] [data-preview-toggle]").focus();
  }
  column.addEventListener("close", press);
  wide.addEventListener("change", () => {
    const open = column.open;
    set(false);
    if (open && wide.matches) set(true);
  });
  form.addEventListener("desk:kept", () => {
    form.dataset.typed = "1";
    refresh();
  });
  form.addEventListener("desk:saved", refresh);
  form.addEventListener("desk:bar", press);
  press();
  if (wide.matches && remembered()) set(true);
}
