// The line below the text that says what is suggested, with a press to take or refuse each, or all.
import { button, tag } from "../../common/elements.js";
import { hueOf, moment } from "./drawing.js";

const LONGEST = 60; // characters of a suggestion's words that are shown

const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const some = (count) => `${count} suggestion${count === 1 ? "" : "s"}`;

const BLOCKS = {
  paragraph: "paragraph", heading: "heading", listItem: "item", bulletList: "list", orderedList: "list",
  blockquote: "quotation", horizontalRule: "line", table: "table", storyPicture: "picture", storyGallery: "gallery",
  storyEmbed: "player", storyPull: "pull quote", storyFacts: "fact box",
};

/** What a suggestion does, in words and signs. */
function told({ ins, gone, blocks }) {
  const parts = [];
  for (const [side, words, mark] of [["gone", gone, "del"], ["ins", ins, "ins"]]) {
    const names = [...new Set(blocks.filter((one) => one.side === side).map(({ name }) => BLOCKS[name]))];
    const text = cut(words.trim() ? words : names.join(", ") || (words ? "␣" : ""));
    if (text) parts.push(tag(mark, { dir: "auto" }, text));
  }
  return parts.flatMap((part, at) => (at ? [" → ", part] : [part]));
}

/** Whether the bar would say the same. */
function isAlike({ list, ...one }, { list: other, ...shown }) {
  if (Object.keys(one).some((name) => one[name] !== shown[name]) || list.length !== other.length) return false;
  return list === other || list.every(({ key, ins, gone }, at) => key === other[at].key && ins === other[at].ins && gone === other[at].gone);
}

export class Bar {
  constructor(tools) {
    this.tools = tools;
    this.said = tag("span", { role: "status", class: "suggestions-said" });
    this.now = tag("div", { class: "suggestions-now" });
    this.count = tag("strong");
    this.mode = button("Suggesting", () => tools.turn(!tools.on), { class: "button small", title: "Ctrl-Alt-S" });
    this.list = tag("ol", { class: "suggestions-list" });
    this.all = tag("details", { class: "suggestions-all" }, tag("summary", {}, "All"), this.list);
    this.next = button("Next", () => tools.next(), { class: "button small plain", title: "Ctrl-Alt-J" });
    this.both = tag("span", { class: "suggestions-both" },
      button("Accept all", () => this.decideAll(true), { class: "button small" }),
      button("Reject all", () => this.decideAll(false), { class: "button small plain" }));
    const head = tag("div", { class: "suggestions-head" }, this.mode, this.count, this.next, this.both, this.said);
    this.box = tag("section", { class: "suggestions", "aria-label": "Suggestions" }, head, this.now, this.all);
    this.box.hidden = true;
    // The form need not hear of its buttons, and the text keeps its cursor.
    this.box.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.all.addEventListener("toggle", () => this.show(true));
    tools.editor.view.dom.closest(".prose-editor").append(this.box);
    this.shown = {};
    this.rows = new Map();
  }

  decideAll(taken) {
    this.tools.decide(this.tools.list.map(({ key }) => key), taken);
  }

  say(taken, count) {
    this.said.textContent = `${taken ? "Taken" : "Refused"}: ${count}. Ctrl-Z undoes it.`;
  }

  show(anew = false) {
    const { tools } = this;
    const { list, current, on, told } = tools;
    const state = { list, current, on, told, open: this.all.open };
    if (!anew && isAlike(state, this.shown)) return;
    this.shown = state;
    const held = this.held();
    this.box.hidden = !list.length && !on && !this.said.textContent;
    this.mode.setAttribute("aria-pressed", String(on));
    this.count.textContent = some(list.length);
    this.next.hidden = this.both.hidden = this.all.hidden = !list.length;
    const one = list.find(({ key }) => key === current);
    this.now.replaceChildren(...(one ? this.row(one) : []));
    if (this.all.open) this.showAll(list);
    if (held) this.hold(held);
  }

  /** Which button has the focus: the row it is in, and what it says. */
  held() {
    const { activeElement: at } = document;
    if (!this.box.contains(at)) return null;
    return { row: [...this.list.children].findIndex((row) => row.contains(at)), says: at.textContent };
  }

  /** Let the one that came in its place have it, where it went with what was decided. */
  hold({ row, says }) {
    const { activeElement: at } = document;
    if (this.box.contains(at) && at.getClientRects().length) return;
    const within = row < 0 ? this.now : this.list.children[Math.min(row, this.list.children.length - 1)];
    const same = [...(within?.querySelectorAll("button") ?? [])].find(({ textContent }) => textContent === says);
    (same ?? (this.next.hidden ? this.mode : this.next)).focus();
  }

  /** The list of all: rows that say the same stay, with the focus that may be in one. */
  showAll(list) {
    const rows = new Map();
    for (const one of list) {
      const says = JSON.stringify([one.ins, one.gone, one.blocks, this.tools.about(one.key)]);
      const row = this.rows.get(one.key);
      rows.set(one.key, row?.says === says ? row : { says, item: tag("li", {}, ...this.row(one, true)) });
    }
    this.rows = rows;
    const items = [...rows.values()].map(({ item }) => item);
    if (items.length !== this.list.children.length || items.some((item, at) => item !== this.list.children[at])) this.list.replaceChildren(...items);
  }

  row(one, leads = false) {
    const { tools } = this;
    const about = tools.about(one.key);
    const when = about.at ? moment(about.at) : "not saved yet";
    const who = tag("span", { class: `suggestions-who hue-${hueOf(about)}` }, tag("b", { dir: "auto" }, about.name || "System"), ` ${when}: `);
    const words = tag("span", { class: "suggestions-words" }, ...told(one));
    const name = `${about.name}: ${one.gone} ${one.ins}`.slice(0, 120);
    return [
      who,
      leads ? button("", () => tools.go(one.key), { class: "suggestions-go", "aria-label": `Go to it: ${name}` }) : "",
      words,
      button("Accept", () => tools.decide([one.key], true), { class: "button small", title: "Ctrl-Alt-K", "aria-label": `Accept: ${name}` }),
      button("Reject", () => tools.decide([one.key], false), { class: "button small plain", title: "Ctrl-Alt-U", "aria-label": `Reject: ${name}` }),
    ];
  }
}
