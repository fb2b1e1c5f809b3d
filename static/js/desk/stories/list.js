// Fields within a list are named by their column and row.
const columns = [...document.querySelectorAll("#result_list thead th")];
for (const field of document.querySelectorAll("#result_list td > :is(input, select):not([aria-label], [type=hidden])")) {
  const column = columns[field.closest("td").cellIndex]?.textContent.trim();
  const row = field.closest("tr").querySelector("th")?.textContent.trim();
  field.setAttribute("aria-label", `${column}: ${row}`);
}

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
