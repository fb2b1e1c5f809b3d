// The page of the paper: the previews follow what is typed; a colour that can't be read is said to
// be so while it is chosen. What a colour becomes by night, the server says.
const form = document.querySelector("#paper_form");
const previews = document.querySelector(".paper-previews");
const [day, night] = previews?.querySelectorAll(".paper-preview") ?? [];
const stacks = JSON.parse(document.querySelector("#paper-stacks")?.textContent ?? "{}");
const COLOURS = { accent: "accent", accent_night: "night", band: "band" };
// What stands there while nothing is chosen.
const DESIGNED = { accent: "#ab3d09", accent_night: "#f89e6e", band: "#111c32" };
const HEX = /^#[0-9a-f]{6}$/;
const field = (name) => form.elements[name];
let waiting = 0;

if (form && day && field("name")) begin();

function begin() {
  for (const name of ["name", "tagline"]) {
    field(name).addEventListener("input", () => {
      for (const place of previews.querySelectorAll(`[data-shows=${name}]`)) {
        if (!place.querySelector("img")) place.textContent = field(name).value.trim() || field(name).placeholder;
      }
    });
  }
  for (const [name, token] of [["headline_face", "--shown-serif"], ["text_face", "--shown-sans"]]) {
    const show = () => set([day, night], token, stacks[field(name).value] ?? "");
    field(name).addEventListener("change", show);
    show();
  }
  for (const name of Object.keys(COLOURS)) dress(field(name));
  ask();
}

function set(places, token, value) {
  for (const place of places) value ? place.style.setProperty(token, value) : place.style.removeProperty(token);
}

/** Put the browser's own colour chooser beside a colour's text. */
function dress(input) {
  const box = document.createElement("span");
  box.className = "paper-colour";
  const chooser = document.createElement("input");
  chooser.type = "color";
  chooser.setAttribute("aria-label", `${input.labels[0]?.textContent.replace(":", "") ?? ""}: choose`);
  input.before(box);
  box.append(input, chooser);
  const follow = () => { chooser.value = HEX.test(input.value) ? input.value : DESIGNED[input.name]; };
  input.addEventListener("input", () => {
    input.value = input.value.trim().toLowerCase();
    follow();
    ask();
  });
  chooser.addEventListener("input", () => { input.value = chooser.value; ask(); });
  follow();
}

function ask() {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const query = new URLSearchParams();
    for (const [name, asked] of Object.entries(COLOURS)) query.set(asked, field(name).value);
    const response = await fetch(`${previews.dataset.colours}?${query}`, { headers: { Accept: "application/json" } });
    if (response.ok) show(await response.json());
  }, 150);
}

function show(answer) {
  const shown = (name) => (HEX.test(field(name).value) ? field(name).value : "");
  set([day], "--shown-accent", shown("accent"));
  set([night], "--shown-accent", shown("accent_night") || answer.night || "");
  set([day], "--shown-band", shown("band"));
  set([night], "--shown-band", answer.band_night ?? "");
  for (const [name, asked] of Object.entries(COLOURS)) say(field(name), answer.wrong[asked], answer.nearest[asked]);
}

function say(input, sentence, nearest) {
  const place = input.closest("div");
  let said = place.querySelector(".paper-wrong");
  if (!sentence) { said?.remove(); return; }
  if (!said) {
    said = Object.assign(document.createElement("p"), { className: "paper-wrong" });
    said.setAttribute("role", "status");
    place.append(said);
  }
  const take = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: `Use ${nearest}` });
  take.addEventListener("click", () => { input.value = nearest; input.dispatchEvent(new Event("input")); input.focus(); });
  said.replaceChildren(sentence, " ", take);
}
