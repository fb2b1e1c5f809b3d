// The box for a link: an address, or words of one of our own stories, which are looked up while one
// types. A link to a story keeps its number, so that pages lead to where it is by then.
import { Extension } from "django-prose-editor/editor";
import { tag } from "../common/elements.js";
import { get } from "../common/server.js";

const DOOR = "/admin/articles/article/linkable/";
const PAUSE = 150; // milliseconds
const ADDRESS = /^(?:[a-z][a-z\d+.-]*:|\/|#|www\.)\S*$|^[^\s/]+\.[a-z]{2,}(?:[/?#]\S*)?$/i;
const WHOLE = /^(?:[a-z][a-z\d+.-]*:|\/|#)/i;

const whole = (address) => (WHOLE.test(address) ? address : `https://${address}`);

function row({ headline, status, date, section }, at) {
  return tag("li", { role: "option", id: `link-found-${at}`, "aria-selected": "false" },
    tag("b", { dir: "auto" }, headline), tag("span", {}, [section, status, date].join(" · ")));
}

/** What was found for the words that stand in the field, and which of it is chosen. */
class Found {
  constructor(input, list, status) {
    Object.assign(this, { input, list, status, stories: [], at: -1, turn: 0 });
    input.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.load(), PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !this.stories.length) return;
      event.preventDefault();
      this.choose((this.at + step + this.stories.length) % this.stories.length);
    });
  }

  async load() {
    clearTimeout(this.waiting);
    const asked = (this.turn += 1);
    const words = this.input.value.trim();
    const answer = ADDRESS.test(words) ? { stories: [] } : await get(`${DOOR}?${new URLSearchParams({ q: words })}`);
    if (asked !== this.turn) return;
    this.words = words;
    this.stories = answer?.stories ?? [];
    this.list.replaceChildren(...this.stories.map(row));
    this.list.hidden = !this.stories.length;
    this.choose(words && this.stories.length ? 0 : -1);
    this.status.textContent = answer ? (words && !this.stories.length && !ADDRESS.test(words) ? "No story found." : "") : "The stories can’t be reached. An address can be typed.";
  }

  choose(at) {
    this.at = at;
    [...this.list.children].forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    this.list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `link-found-${at}`);
  }

  /** Where the link is to lead; "" where nothing is found. */
  async address() {
    const words = this.input.value.trim();
    if (ADDRESS.test(words)) return whole(words);
    if (words && this.words !== words) await this.load();
    return this.stories[this.at]?.address ?? "";
  }
}

/** Ask where a link leads; `done` gets the address. */
function ask(before, done) {
  const input = tag("input", { type: "text", id: "link-to", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "true", "aria-controls": "link-found", "aria-describedby": "link-help" });
  input.value = before;
  const list = tag("ul", { id: "link-found", class: "link-found", role: "listbox", "aria-label": "Stories", hidden: "" });
  const status = tag("p", { class: "dialog-wrong", role: "status" });
  const form = tag("form", { method: "dialog", novalidate: "" },
    tag("h2", { id: "link-title" }, before ? "Change the link" : "Insert a link"),
    tag("label", { for: "link-to" }, "Address, or words of one of our stories"),
    input,
    tag("p", { class: "help", id: "link-help" }, "Arrow keys choose a story, Enter inserts it."),
    list, status,
    tag("div", { class: "dialog-ways" },
      tag("button", { type: "submit", class: "button primary" }, before ? "Change" : "Insert"),
      tag("button", { type: "button", class: "button" }, "Cancel")));
  const dialog = tag("dialog", { class: "desk-dialog", "aria-labelledby": "link-title" }, form);
  const found = new Found(input, list, status);
  const finish = (address) => {
    dialog.close();
    done(address);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = await found.address();
    if (!dialog.open) return;
    if (address) return finish(address);
    status.textContent = "Type an address, or words of a story’s headline.";
    input.focus();
  });
  list.addEventListener("click", ({ target }) => {
    const story = found.stories[[...list.children].indexOf(target.closest("li"))];
    if (story) finish(story.address);
  });
  form.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  input.select();
  if (!before) found.load();
}

export const StoryLink = Extension.create({
  name: "storyLink",
  priority: 1, // below the library's own, whose command this takes the place of

  addCommands: () => ({
    addLink: () => ({ editor }) => {
      const isLink = editor.isActive("link");
      if (editor.state.selection.empty && !isLink) return false;
      const { href = "" } = editor.getAttributes("link");
      ask(href, (address) => {
        const chain = editor.chain().focus();
        (isLink ? chain.extendMarkRange("link").updateAttributes("link", { href: address }) : chain.setMark("link", { href: address })).run();
      });
      return true;
    },
  }),
});
