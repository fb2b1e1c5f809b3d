// Recovery codes are copied and printed; without this they can be downloaded.

const codes = document.querySelector("[data-codes]");
const copy = document.querySelector("[data-copy]");
const print = document.querySelector("[data-print]");

copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  const lines = [...codes.children].map((line) => line.textContent);
  await navigator.clipboard.writeText(lines.join("\n"));
  copy.textContent = copy.dataset.done;
});
print.hidden = false;
print.addEventListener("click", () => window.print());
