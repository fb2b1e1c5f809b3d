// The box in which quotes are switched on and off, and all of the text's are set anew.
import { button, tag } from "../../common/elements.js";
import { setAll } from "./curling.js";
import { waysOf } from "./quotes.js";

/** What the box holds; `ways` has `isOn()`, `set(on)` and `language()`. */
export function quoteWays(editor, ways) {
  const { open, close, openSingle, closeSingle } = waysOf(ways.language());
  const tick = tag("input", { type: "checkbox" });
  tick.checked = ways.isOn();
  tick.addEventListener("change", () => ways.set(tick.checked));
  const said = tag("p", { role: "status", class: "help" });
  const act = (label, way) => button(label, () => {
    const count = setAll(editor, way, ways.language());
    said.textContent = count ? `${count.toLocaleString()} changed. Undo takes it back.` : "Nothing to change.";
  });
  return tag("div", { class: "quote-ways" },
    tag("label", {}, tick, ` Typographic quotes and dashes as I type: ${open}${close} ${openSingle}${closeSingle}`),
    tag("p", { class: "help" }, "Backspace right after a sign has it back as typed."),
    tag("div", {}, act("Typographic in the whole text", "curl"), act("Straight quotes in the whole text", "straighten")),
    said);
}
