// Asking the newsroom's language model: agreed to once, waited for, and ended by who asked.
import { button, tag } from "../common/elements.js";
import { get, post } from "../common/server.js";
import { store, stored } from "../common/storage.js";

/** Between two looks at an answer, in milliseconds: the first, and the longest. */
const [SOON, LONGEST] = [400, 3_000];

/** Whether it is agreed to that `text` happens; asked once in this browser, in `place`. */
export function agreed(place, key, text, words, from) {
  if (stored(key)) return Promise.resolve(true);
  return new Promise((answer) => {
    const close = (said) => {
      place.hidden = true;
      place.replaceChildren();
      from.focus();
      answer(said);
    };
    const ways = tag("span", { class: "proposal-ways" },
      button(words.send, () => {
        store(key, true);
        close(true);
      }, { class: "button small" }),
      button(words.not, () => close(false), { class: "button small plain" }));
    const label = `${place.dataset.consent}-consent`;
    place.setAttribute("aria-labelledby", label);
    place.replaceChildren(tag("span", { id: label }, text.replace(/\s+/g, " ")), ways);
    place.hidden = false;
    ways.firstChild.focus();
  });
}

/** What became of the question at `url`, looked for until `isOver()`; null where nobody says.
    `part` gets each look's answer, and says how much of it is known by then. */
export async function outcome(url, isOver, part = null) {
  let [missed, known] = [0, 0];
  for (let pause = SOON; missed < 5; pause = Math.min(LONGEST, pause * 1.4)) {
    const ends = Date.now() + pause;
    while (Date.now() < ends && !isOver()) await new Promise((done) => setTimeout(done, 100));
    const at = part ? `${url}?from=${known}` : url;
    if (isOver()) {
      const { answer } = await post(at, { do: ["cancel"] });
      if (answer?.proposals) part?.(answer);
      return answer ?? { state: "cancelled" };
    }
    const found = await get(at);
    missed = found ? 0 : missed + 1;
    if (found && part) known = part(found);
    if (found && found.state !== "asked") return found;
  }
  return null;
}
