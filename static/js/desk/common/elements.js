// Elements for what scripts put into a page, and the word that they give each other.

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** The same, with attributes as HTML has them. */
export const tag = (name, attributes = {}, ...children) => {
  const made = element(name, {}, ...children);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

/** A small button that does `run` when it is pressed. */
export const button = (label, run, attributes = {}) => {
  const made = tag("button", { type: "button", class: "button small", ...attributes }, label);
  made.addEventListener("click", run);
  return made;
};

/** Let whoever listens at `target` know. */
export const announce = (target, name, detail) => target.dispatchEvent(new CustomEvent(name, { detail }));
