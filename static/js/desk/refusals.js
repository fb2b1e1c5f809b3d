// What the server would refuse to this person, known before it is pressed: of the story as it is
// saved (the bar says it), and as it is typed (the answer to each autosave says it).
export function refusing(form, { saving }) {
  let saved, typed;

  function read() {
    saved = JSON.parse(form.querySelector("[data-bar]").dataset.refusals || "{}");
    typed = null;
  }

  /** Why `move` would be refused as things stand, and what to do instead; null where it would not.
   * `told` says that readers are told something besides, which nobody else has read. */
  function of(move, told = false) {
    const now = saving.dirty() ? (typed ?? saved) : saved;
    return now[move] ?? (told ? now.told : null) ?? null;
  }

  /** Write it where it is said. */
  function write(place, refusal) {
    place.hidden = !refusal;
    for (const part of ["why", "instead"]) {
      const element = place.querySelector(`[data-${part}]`);
      const words = refusal?.[part] ?? "";
      if (element.textContent !== words) element.textContent = words;
    }
  }

  // Approve has no box of its own: a press that would be refused says why instead.
  const approve = () => form.querySelector('[name="_move"][value="approve"]');
  function mark() {
    const button = approve();
    if (!button) return;
    const refusal = of("approve");
    write(form.querySelector("#approve-box [data-refused-here]"), refusal);
    button.setAttribute("aria-disabled", String(Boolean(refusal)));
  }

  let looked = false; // whether the server has looked at what is typed now
  form.addEventListener("desk:ask", async (event) => {
    const { button } = event.detail;
    if (button !== approve() || !button) return;
    if (saving.dirty() && !looked) {
      event.preventDefault();
      await saving.looked();
      looked = true;
      button.click();
    } else if (of("approve")) {
      event.preventDefault();
      mark();
      const box = form.querySelector("#approve-box");
      box.showPopover();
      box.querySelector("button").focus();
    }
  });

  form.addEventListener("input", () => {
    looked = false;
    setTimeout(mark);
  });
  form.addEventListener("desk:kept", ({ detail }) => {
    if (detail.refusals) typed = detail.refusals;
    mark();
    form.dispatchEvent(new CustomEvent("desk:checked"));
  });
  form.addEventListener("desk:bar", () => {
    read();
    mark();
  });
  read();
  mark();
  return { of, write };
}
