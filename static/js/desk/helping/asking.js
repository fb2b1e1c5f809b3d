// The buttons that ask for proposals; what shows them is fetched with the first press.
const box = document.querySelector("[data-proposals]");
let shown = null;

box?.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-propose], [data-ask]");
  if (!button) return;
  shown ??= import("./proposals.js").then(({ Proposals }) => new Proposals(box));
  const proposals = await shown;
  if ("propose" in button.dataset) return void proposals.ask(button);
  const { Model } = await import("./model.js");
  (proposals.model ??= new Model(proposals)).ask(button);
});
