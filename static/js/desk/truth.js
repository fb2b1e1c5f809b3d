// The one sentence about what became of the text: how it looks (saved, saving, unsaved, bad), then
// its words and links.

/** What `state` means for `text`, which is what the form holds now. */
export function truth(state, text, { clock, login }) {
  const unsaved = text !== state.held;
  const kept = state.here ? "kept in this browser" : "not kept: leave this page open";
  if (state.busy) return ["saving", state.busy];
  if (state.line === "out") {
    const says = unsaved ? `You were logged out. Your text is ${kept}. ` : "You were logged out; all is saved. ";
    return ["bad", says, link({ href: login, textContent: "Log in", target: "_blank", rel: "noopener" })];
  }
  if (state.line === "away") {
    return unsaved ? ["bad", `No connection: ${kept}, trying again.`] : ["saved", `${state.savedSays}. No connection just now.`];
  }
  if (state.wrong) {
    const { name, label, sentence } = state.wrong;
    const field = name ? link({ href: `#id_${name}`, textContent: label }, name) : "";
    return ["bad", "Can’t be saved: ", field, ` ${sentence}`];
  }
  if (state.gone) return ["bad", unsaved ? `${state.gone} Your text is ${state.there === text ? "kept" : kept}.` : state.gone];
  if (state.trouble) return ["bad", `Not saved: ${state.trouble} Your text is ${kept}.`];
  if (!unsaved) return state.said ? [state.said.level, ...state.said.parts] : ["saved", state.savedSays];
  if (state.others) return ["unsaved", `Others changed it meanwhile: save again to see it. Your text is ${kept}.`];
  if (state.there === text) return ["unsaved", `Not saved yet; kept since ${clock(state.thereAt)}`];
  return ["unsaved", `Not saved yet; ${kept}`];
}

function link(details, field = "") {
  const made = Object.assign(document.createElement("a"), details);
  if (field) made.dataset.toField = field;
  return made;
}
