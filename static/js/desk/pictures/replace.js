// Shows the file that was chosen beside the one that it will replace.
const input = document.querySelector("input[type=file]");
const shown = document.querySelector("[data-new]");
const image = shown?.querySelector("img");

input?.addEventListener("change", () => {
  const [file] = input.files;
  URL.revokeObjectURL(image.src);
  shown.hidden = !file;
  if (file) image.src = URL.createObjectURL(file);
});
image?.addEventListener("load", () => {
  shown.querySelector("[data-size]").textContent = `· ${image.naturalWidth} × ${image.naturalHeight}`;
});
// What a browser can't show, the server may still read.
image?.addEventListener("error", () => (shown.hidden = true));
