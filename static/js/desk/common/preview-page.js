// The preview's own page: a desktop's width on any screen, and links that copy themselves.
import { fit } from "../stories/elsewhere.js";

const frame = document.querySelector("[data-frame]");
if (frame) {
  const page = frame.querySelector("iframe");
  const width = Number(frame.dataset.width);
  const fit = () => {
    const scale = Math.min(1, frame.clientWidth / width);
    page.style.width = `${width}px`;
    page.style.height = `${frame.clientHeight / scale}px`;
    page.style.transform = `scale(${scale})`;
  };
  new ResizeObserver(fit).observe(frame);
}

const drawn = document.querySelector("[data-drawn]");
if (drawn) {
  drawn.style.setProperty("--ground", drawn.dataset.ground);
  new ResizeObserver(() => fit(drawn)).observe(drawn);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const address = button.previousElementSibling;
    address.select();
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Without the right to write there, the browser's own copying takes what is selected.
      document.execCommand("copy");
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2_000);
  });
}
