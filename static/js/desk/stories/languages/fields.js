// The language that a story is written in: what its fields and its text say of it, so that browsers
// check the spelling by it and let the words run its way.

/** What is chosen, by what the field holds: its names, or its tag. */
function chosen(form) {
  const field = form.elements.language;
  const words = field.value.trim().toLowerCase();
  const named = ({ value, dataset }) => [value, dataset.tag, ...value.split(" – ")].some((one) => one.toLowerCase() === words);
  return words ? [...(field.list?.options ?? [])].find(named) : undefined;
}

/** The attributes of whatever holds words of the story. */
export function spoken(form) {
  const found = chosen(form);
  return { lang: found?.dataset.tag ?? form.dataset.siteLanguage, dir: found?.dataset.dir ?? "auto" };
}

export function speaking(form) {
  const field = form.elements.language;
  if (!field) return;
  const say = () => {
    const said = spoken(form);
    for (const one of form.querySelectorAll("[data-field] > [lang]")) Object.assign(one, said);
    const editor = form.querySelector(".ProseMirror")?.editor;
    const attributes = editor?.options.editorProps.attributes;
    if (attributes) editor.setOptions({ editorProps: { attributes: { ...attributes, ...said } } });
  };
  for (const event of ["input", "change"]) field.addEventListener(event, say);
}
