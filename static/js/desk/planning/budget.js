// Lines of the budget open to be edited where they stand; without this they are all open.
const table = document.querySelector(".budget");
const lineOf = (button) => table.querySelector(`[data-line="${CSS.escape(button.dataset.edit)}"]`);

function show(button, open) {
  const line = lineOf(button);
  line.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  if (open) line.querySelector("select, input:not([type=hidden])")?.focus();
}

for (const button of table.querySelectorAll("[data-edit]")) {
  button.hidden = false;
  show(button, "open" in lineOf(button).dataset);
  button.addEventListener("click", () => show(button, lineOf(button).hidden));
}
table.addEventListener("keydown", (event) => {
  const line = event.key === "Escape" && event.target.closest("[data-line]");
  if (!line) return;
  const button = table.querySelector(`[data-edit="${CSS.escape(line.dataset.line)}"]`);
  show(button, false);
  button.focus();
});
