// Behind an @ people are offered: arrow keys walk, Enter or a click takes one.
const source = document.querySelector("#comments-people");
const people = (source && JSON.parse(source.textContent)) || [];

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("[data-mentions]") || target.hasAttribute("aria-autocomplete")) return;
  suggest(target, target.parentElement.querySelector("[data-people]"));
});

function suggest(area, list) {
  list.id = `people-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const attributes = { "aria-autocomplete": "list", "aria-controls": list.id, "aria-haspopup": "listbox" };
  for (const [name, value] of Object.entries(attributes)) area.setAttribute(name, value);
  let [found, chosen] = [[], 0];

  const typed = () => area.value.slice(0, area.selectionStart).match(/(?:^|[^\p{L}\p{N}_.@+-])@([\p{L}\p{N}_.@+-]{0,40})$/u);
  const draw = () => {
    list.replaceChildren(...found.map(({ username, name }, at) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", at === chosen);
      item.textContent = name ? `${name} @${username}` : `@${username}`;
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(at);
      });
      return item;
    }));
    list.hidden = !found.length;
    if (found.length) area.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    else area.removeAttribute("aria-activedescendant");
  };
  const look = () => {
    const match = typed();
    const begun = match?.[1].toLowerCase();
    const fits = ({ username, name }) => `${username} ${name}`.toLowerCase().split(" ").some((word) => word.startsWith(begun));
    [found, chosen] = [match ? people.filter(fits).slice(0, 6) : [], 0];
    draw();
  };
  const take = (at) => {
    const end = area.selectionStart;
    const begin = end - typed()[1].length;
    area.setRangeText(`${found[at].username} `, begin, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  area.addEventListener("input", look);
  area.addEventListener("blur", () => {
    found = [];
    draw();
  });
  area.addEventListener("keydown", (event) => {
    if (!found.length || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + found.length) % found.length;
    else if (event.key === "Escape") found = [];
    else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      return take(chosen);
    } else return;
    event.preventDefault();
    draw();
  });
}
