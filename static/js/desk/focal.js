// The focal point: a click on the picture sets it, the crops beneath show what it does.
// The two numbers stay fields, for keyboards.
const picture = document.querySelector(".picture-preview");
const across = document.querySelector("#id_focal_x");
const down = document.querySelector("#id_focal_y");
if (picture && across && down) start();

function start() {
  const frame = document.createElement("span");
  frame.className = "focal";
  const mark = document.createElement("span");
  mark.className = "focal-mark";
  picture.replaceWith(frame);
  frame.append(picture, mark);
  const crops = document.createElement("div");
  crops.className = "focal-crops";
  for (const ratio of ["16 / 9", "4 / 3", "1 / 1"]) {
    const crop = Object.assign(new Image(), { src: picture.src, alt: "" });
    crop.style.aspectRatio = ratio;
    const name = document.createElement("figcaption");
    name.textContent = ratio.replaceAll(" ", "").replace("/", ":");
    const figure = document.createElement("figure");
    figure.append(crop, name);
    crops.append(figure);
  }
  frame.after(crops);
  const share = (field) => Math.min(1, Math.max(0, Number(field.value) || 0));
  const show = () => {
    const [x, y] = [share(across) * 100, share(down) * 100];
    Object.assign(mark.style, { left: `${x}%`, top: `${y}%` });
    for (const crop of crops.querySelectorAll("img")) crop.style.objectPosition = `${x}% ${y}%`;
  };
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    across.value = ((event.clientX - box.left) / box.width).toFixed(2);
    down.value = ((event.clientY - box.top) / box.height).toFixed(2);
    show();
  });
  for (const field of [across, down]) field.addEventListener("input", show);
  show();
}
