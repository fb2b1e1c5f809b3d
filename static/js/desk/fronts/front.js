// The tool in which a front is laid out: the page on one side, stories on the other.
import { tag } from "../common/elements.js";
import { Blocks } from "./blocks.js";
import { Canvas } from "./canvas.js";
import { Clipboard } from "./clipboard.js";
import { Drag } from "./drag.js";
import { Hand } from "./hand.js";
import { PlaceDialog } from "./dialogs/place.js";
import { Presence } from "./presence.js";
import { Publish } from "./dialogs/publish.js";
import { Saving } from "./saving.js";
import { Stories } from "./stories.js";
import { Warnings } from "./warnings.js";

const root = document.querySelector("[data-front]");
const part = (name) => root.querySelector(`[data-${name}]`);
const config = JSON.parse(document.getElementById("front-config").textContent);

const saving = new Saving(config);
const canvas = new Canvas(part("canvas"), saving, config);
const clipboard = new Clipboard(config.person);
const hand = new Hand(canvas, saving, clipboard);
const stories = new Stories(part("stories"));
const blocks = new Blocks(canvas, saving, hand, config);
const publish = new Publish(saving, config);
const drag = new Drag(canvas, hand, clipboard);
new PlaceDialog(canvas, saving, hand, config);
const warnings = new Warnings(part("warnings"), {
  canvas, saving, hand, clipboard, blocks, storyUrl: config.storyUrl, showPage: () => narrow.matches && show("page"),
});
clipboard.titles = (story) => titles.get(story) ?? stories.titleOf(story);

/** Headlines of what stands in the page, for what is pushed off it. */
const titles = new Map();
let warned = config.warnings;

function drawn() {
  for (const place of canvas.places()) titles.set(Number(place.dataset.story), place.querySelector(".card__headline")?.textContent.trim());
  stories.mark(saving.layout, (block) => canvas.nameOf(block));
  blocks.draw();
  part("undo").disabled = !saving.done.length;
  part("redo").disabled = !saving.undone.length;
}

function say(words) {
  // The same words twice are heard twice.
  const live = part("live");
  live.textContent = live.textContent === words ? `${words} ` : words;
}

function status({ state, words }) {
  const place = part("saved");
  place.dataset.state = state;
  place.replaceChildren(tag("span", {}, words));
  const tools = part("trouble");
  tools.hidden = !["out", "away", "refused"].includes(state);
  tools.querySelector("[data-again]").hidden = !saving.pending.length;
  tools.querySelector("a").hidden = state !== "out";
  tools.querySelector("[data-let-go]").hidden = state !== "refused";
}

/** Draw what the server has. */
function draw({ html, warnings: found, words }) {
  warned = found;
  canvas.show(html, warned, Boolean(words));
  warnings.show(warned);
  drawn();
}

const HEARD = {
  "front:announce": ({ words }) => say(words),
  "front:said": status,
  "front:holding": () => narrow.matches && show("page"),
  "front:take": ({ held, origin }) => hand.take(held, origin),
  "front:pending": drawn,
  "front:shown": (shown) => {
    const { set_aside: aside = [], state, words } = shown;
    for (const one of aside) clipboard.add({ story: one.place.story, headline: one.headline, own: one.place, note: one.said });
    if (aside.length) say(aside.map(({ said }) => said).join(" "));
    if (state) part("standing").innerHTML = state;
    if (/^(Undone|Redone)/.test(words)) say(words);
    for (const [by, names] of Object.entries(shown.named ?? {})) Object.assign((config.named[by] ??= {}), names);
    // An answer may be here before the page in its frame, which was drawn without it.
    canvas.ready.then(() => drag.free(() => draw(shown)));
  },
};
for (const [name, hear] of Object.entries(HEARD)) document.addEventListener(name, ({ detail }) => hear(detail));

const narrow = matchMedia("(max-width: 1023px)");
/** On a phone the page and the stories are two tabs. */
function show(name) {
  root.dataset.shows = name;
  for (const tab of root.querySelectorAll("[data-tab]")) tab.setAttribute("aria-pressed", tab.dataset.tab === name);
}
for (const tab of root.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => show(tab.dataset.tab));
for (const choice of root.querySelectorAll("[data-wide]")) {
  choice.addEventListener("click", () => {
    for (const one of root.querySelectorAll("[data-wide]")) one.setAttribute("aria-pressed", one === choice);
    canvas.fit(choice.dataset.wide);
  });
}
part("undo").addEventListener("click", () => saving.undo());
part("redo").addEventListener("click", () => saving.redo());
part("again").addEventListener("click", () => saving.send());
part("let-go").addEventListener("click", () => saving.letGo());

const typing = (target) => target?.matches?.("input, textarea, select");
const DOES = {
  "front-undo": (target) => !typing(target) && (saving.undo(), true),
  "front-redo": (target) => !typing(target) && (saving.redo(), true),
  "front-check": () => (narrow.matches && show("page"), warnings.go(), true),
  "front-publish": () => (publish.open(), true),
  "front-page": () => (narrow.matches && show("page"), canvas.go(canvas.current()), true),
  "front-stories": () => (show("stories"), root.querySelector(".pick-take")?.focus(), true),
};
document.addEventListener("desk:key", (event) => {
  if (DOES[event.detail.does]?.(event.detail.target)) event.preventDefault();
});

canvas.ready.then(() => {
  canvas.warn(warned);
  warnings.show(warned);
  drawn();
  new Presence(config, saving);
  root.dataset.ready = "";
});
