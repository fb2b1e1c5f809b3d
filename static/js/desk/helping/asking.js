// The buttons that ask for proposals; what shows them is fetched with the first press.
const box = document.querySelector("[data-proposals]");
let shown = null;

box?.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-propose]");
  if (!button) return;
  shown ??= import("./proposals.js").then(({ Proposals }) => new Proposals(box));
  (await shown).ask(button);
});
