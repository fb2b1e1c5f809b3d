// Counts down the seconds for which breaking news can be taken back. Without it the button stays,
// and says once it is too late.
for (const button of document.querySelectorAll("[data-undo]")) {
  const end = Date.now() + Number(button.dataset.undo) * 1_000;
  const turn = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1_000);
    button.querySelector("[data-left]").textContent = String(Math.max(0, left));
    if (left > 0) return;
    clearInterval(turn);
    button.hidden = true;
  }, 250);
}
