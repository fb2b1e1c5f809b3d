// The one sentence about what became of the text: how it looks (saved, saving, unsaved, bad), then
// its words and links.
import { tag } from "../common/elements.js";
import { clock } from "../story/outcome.js";

/** What `saving` has to say of `text`, which is what the form holds now. */
export function saveStatus(saving, text) {
  const unsaved = text !== saving.savedText;
  const kept = saving.inBrowser ? "kept in this browser" : "not kept: leave this page open";
  if (saving.busy) return ["saving", saving.busy];
  if (saving.line === "out") {
    const says = unsaved ? `You were logged out. Your text is ${kept}. ` : "You were logged out; all is saved. ";
    return ["bad", says, tag("a", { href: saving.form.dataset.loginUrl, target: "_blank", rel: "noopener" }, "Log in")];
  }
  if (saving.line === "away") {
    return unsaved ? ["bad", `No connection: ${kept}, trying again.`] : ["saved", `${saving.savedSays}. No connection just now.`];
  }
  if (saving.line === "wait") {
    const seconds = Math.ceil(saving.pause() / 1_000) || 1;
    const says = `Saving is paused for ${seconds} s, as too much came at once`;
    return unsaved ? ["unsaved", `${says}: ${kept}, and tried again then.`] : ["saved", `${saving.savedSays}.`];
  }
  if (saving.error) {
    const { name, label, sentence } = saving.error;
    const field = name ? tag("a", { href: `#id_${name}`, "data-to-field": name }, label) : "";
    return ["bad", "Can’t be saved: ", field, ` ${sentence}`];
  }
  if (saving.gone) return ["bad", unsaved ? `${saving.gone} Your text is ${saving.onServer === text ? "kept" : kept}.` : saving.gone];
  if (saving.trouble) return ["bad", `Not saved: ${saving.trouble} Your text is ${kept}.`];
  if (!unsaved) return saving.message ? [saving.message.level, ...saving.message.parts] : ["saved", saving.savedSays];
  if (saving.others) return ["unsaved", `Others changed it meanwhile: save again to see it. Your text is ${kept}.`];
  if (saving.onServer === text) return ["unsaved", `Not saved yet; kept since ${clock(saving.onServerAt)}`];
  return ["unsaved", `Not saved yet; ${kept}`];
}

