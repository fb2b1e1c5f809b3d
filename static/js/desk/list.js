// Filters are drop-downs: a click beside them, or Escape, closes them.
const open = () => document.querySelectorAll(".filter[open]");

document.addEventListener("click", (event) => {
  for (const filter of open()) if (!filter.contains(event.target)) filter.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const filter of open()) {
    filter.open = false;
    filter.querySelector("summary").focus();
  }
});
