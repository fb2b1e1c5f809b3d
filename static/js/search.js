// Proposes what may be looked for, in a combobox as WAI-ARIA has it. May be missing.

const WAIT = 120; // ms
const known = new Map();

function element(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(text);
  return made;
}

async function suggested(text, signal) {
  if (!known.has(text)) {
    const answer = await fetch(`/search/suggest/?q=${encodeURIComponent(text)}`, { signal });
    if (!answer.ok) throw answer;
    known.set(text, await answer.json());
  }
  return known.get(text);
}

class Combobox {
  active = -1;

  constructor(form, number) {
    const id = `suggestions-${number}`;
    const field = (this.field = form.querySelector("[type=search]"));
    this.list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": form.dataset.suggestions });
    this.status = element("span", { class: "unseen", role: "status" });
    (field.closest(".search__field") ?? form).append(this.list, this.status);
    field.setAttribute("role", "combobox");
    this.say("autocomplete", "list");
    this.say("controls", id);
    this.open(false);
    field.addEventListener("input", () => this.wait());
    field.addEventListener("keydown", (event) => event.isComposing || (this.press(event) && event.preventDefault()));
    field.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    // The field keeps the focus, also under a finger.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const url = target.closest("[role=option]")?.dataset.url;
      if (url) location.href = url;
    });
  }

  say = (name, value) => this.field.setAttribute(`aria-${name}`, value);

  /** Point at a suggestion; -1 is the field itself. */
  point(at) {
    const options = this.list.children;
    options[this.active]?.setAttribute("aria-selected", false);
    this.active = at;
    options[at]?.setAttribute("aria-selected", true);
    options[at]?.scrollIntoView({ block: "nearest" });
    this.say("activedescendant", options[at]?.id ?? "");
  }

  open(wanted) {
    this.point(-1);
    this.list.hidden = !wanted;
    this.say("expanded", !!wanted);
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  close() {
    this.stop();
    known.clear(); // What is withdrawn meanwhile is proposed no more.
    this.open(false);
  }

  wait() {
    this.stop();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.stop();
    const { signal } = (this.asking = new AbortController());
    try {
      const found = await suggested(this.field.value.trim(), signal);
      if (!signal.aborted) this.show(found);
    } catch {
      if (!signal.aborted) this.open(false);
    }
  }

  show({ suggestions, said }) {
    const options = suggestions.map(({ label, kind, url }, at) => {
      const id = `${this.list.id}-${at}`;
      const option = element("li", { id, role: "option", "aria-selected": false, "data-url": url });
      option.append(element("span", { dir: "auto" }, label), " ", element("span", {}, kind));
      return option;
    });
    this.list.replaceChildren(...options);
    this.status.textContent = said;
    this.open(options.length);
  }

  /** Whether the key was for the list. */
  press({ key, altKey }) {
    const { list, active } = this;
    const many = list.children.length + 1;
    const down = key === "ArrowDown";
    if (down || key === "ArrowUp") {
      if (list.hidden) this.ask();
      else if (altKey && !down) this.close();
      else this.point(((active + (down ? 2 : many)) % many) - 1);
    } else if (key === "Enter" && active >= 0) list.children[active].click();
    else if (key === "Escape" && !list.hidden) this.close();
    // Home, End and the arrows aside move in the text again.
    else return void (key.length > 1 && this.point(-1));
    return true;
  }
}

document.querySelectorAll("[data-suggest]").forEach((form, number) => new Combobox(form, number));
