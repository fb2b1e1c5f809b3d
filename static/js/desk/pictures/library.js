// The library's grid: files dropped anywhere on the page are added; the arrow keys walk; ticks
// with Shift reach from one to the other.
import { filesIn, hasFiles } from "./uploads.js";

const tray = document.querySelector("upload-tray");
if (tray) adding();
const grid = document.querySelector("[data-library]");
if (grid) walking();
if (grid?.querySelector("[name=_selected_action]")) ticking();

function adding() {
  const chooser = Object.assign(document.createElement("input"), { type: "file", multiple: true, accept: "image/*,.heic,.heif", hidden: true });
  const button = document.querySelector("[data-add-pictures]");
  button.hidden = false;
  button.after(chooser);
  button.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    tray.add(filesIn(chooser));
    chooser.value = "";
  });
  tray.restore();
  let depth = 0;
  const over = (now) => document.body.classList.toggle("is-dropping", now);
  document.addEventListener("dragenter", (event) => hasFiles(event) && over((depth += 1) > 0));
  document.addEventListener("dragleave", (event) => hasFiles(event) && over((depth -= 1) > 0));
  document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    over(Boolean((depth = 0)));
    tray.add(filesIn(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => {
    const files = filesIn(event.clipboardData);
    if (files.length) tray.add(files);
  });
}

function walking() {
  const links = [...grid.querySelectorAll("li > a")];
  grid.addEventListener("keydown", (event) => {
    const at = links.indexOf(document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " ") {
      const tick = links[at].closest("li").querySelector("input");
      if (!tick) return;
      event.preventDefault();
      return tick.click();
    }
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    const to = { Home: 0, End: links.length - 1 }[event.key] ?? at + steps[event.key];
    if (!links[to]) return;
    event.preventDefault();
    links[to].focus();
  });
}

function ticking() {
  const ticks = [...grid.querySelectorAll("[name=_selected_action]")];
  const all = document.querySelector("[data-all]");
  const chosen = document.querySelector("[data-chosen]");
  const ways = document.querySelectorAll(".library-actions button[name=action]");
  let last = null;
  const tell = () => {
    const count = ticks.filter((tick) => tick.checked).length;
    chosen.textContent = count ? `${count} chosen` : "";
    all.checked = count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
    for (const way of ways) way.disabled = !count;
    for (const tick of ticks) tick.closest("li").classList.toggle("is-chosen", tick.checked);
  };
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    tell();
  });
  for (const tick of ticks) {
    tick.addEventListener("click", (event) => {
      const [from, to] = [ticks.indexOf(last), ticks.indexOf(tick)].sort((a, b) => a - b);
      if (event.shiftKey && last) for (const one of ticks.slice(from, to + 1)) one.checked = tick.checked;
      last = tick;
      tell();
    });
  }
  tell();
}
