// The story was deleted, or moved out of reach, while somebody writes in it: what became of it, and
// what can be done with the words.
import { button, element } from "../common/elements.js";
import * as server from "../common/server.js";
import * as fields from "../saving/fields.js";

/** Show the ways on over the form, until the story is there again or a new one is saved. */
export function parting(form, saving) {
  let box = null;
  const away = () => {
    box?.remove();
    box = null;
  };
  form.addEventListener("desk:gone", ({ detail: { error, gone } }) => {
    const ways = JSON.stringify([error, gone.add, gone.sections]);
    if (box?.dataset.ways === ways) return;
    away();
    box = boxOf(form, saving, gone);
    box.dataset.ways = ways;
    form.querySelector("[data-offers]").before(box);
  });
  form.addEventListener("desk:kept", away);
  form.addEventListener("desk:saved", away);
}

function boxOf(form, saving, gone) {
  // The bar says what became of the story.
  const words = gone.restore ? "Nothing you typed is lost: restore the story, and it is saved there."
    : gone.add ? "Nothing you typed is lost: save it as a new story, or copy it." : "Copy what you typed.";
  const box = element("div", { className: "offer offer-gone" }, element("p", { textContent: words }));
  box.setAttribute("role", "status");
  if (gone.restore) box.append(restoring(form, saving, gone));
  if (gone.add) box.append(...anew(form, saving, gone));
  box.append(copying(form));
  return box;
}

/** Out of the bin, and what was typed into it. */
function restoring(form, saving, { restore }) {
  const again = button("Restore the story", async () => {
    again.disabled = true;
    const { kind, answer } = await server.post(restore, {});
    again.disabled = false;
    if (kind === "ok") await saving.save();
    else again.textContent = answer?.error ?? "Not restored: try again";
  }, { class: "button small primary" });
  return again;
}

/** The button, and before it the sections to choose from where the story's is not one's own. */
function anew(form, saving, gone) {
  const { add, sections } = gone;
  const { section } = form.elements;
  const choice = sections && !sections.includes(Number(section.value)) ? choosing(section, sections) : null;
  const save = button("Save as a new story", async () => {
    if (choice) {
      section.value = choice.value;
      section.dispatchEvent(new Event("change", { bubbles: true }));
    }
    save.disabled = true;
    await saving.saveAnew(add);
    save.disabled = false;
    // The page was that of the other story; a comment that was not sent keeps it open.
    const comments = [...document.querySelectorAll("[data-comments] textarea")];
    if (form.dataset.pk && !saving.dirty() && !comments.some(({ value }) => value.trim())) location.reload();
  }, { class: `button small${gone.restore ? "" : " primary"}` });
  return choice ? [choice.parentElement, save] : [save];
}

function choosing(section, sections) {
  const own = [...section.options].filter(({ value }) => sections.includes(Number(value)));
  const choice = element("select", {}, ...own.map(({ value, text }) => new Option(text, value)));
  element("label", {}, "Section ", choice);
  return choice;
}

function copying(form) {
  return button("Copy the text", ({ target }) => {
    target.textContent = copied(fields.read(form)) ? "Copied" : "Not copied: mark the text and copy it";
  });
}

/** Put headline, standfirst and text on the clipboard, as they look and as plain words. */
function copied({ headline: [headline = ""], standfirst: [standfirst = ""], body: [body = ""] }) {
  const written = (event) => {
    const lines = [element("h1", { textContent: headline }), element("p", { textContent: standfirst })];
    const page = element("div", {}, ...lines.filter(({ textContent }) => textContent));
    page.insertAdjacentHTML("beforeend", body);
    event.clipboardData.setData("text/html", page.innerHTML);
    event.clipboardData.setData("text/plain", [headline, standfirst, fields.paragraphs(body)].filter(Boolean).join("\n\n"));
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", written, { capture: true, once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", written, { capture: true });
  return done;
}
