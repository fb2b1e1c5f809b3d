// The story was deleted, or moved out of reach, while somebody writes in it: what became of it, and
// what can be done with the words.

const made = (name, details) => Object.assign(document.createElement(name), details);

/** Show the ways on over the form, until the story is there again or a new one is saved. */
export function parting(form, { fields, saving }) {
  let box = null;

  function show({ gone }) {
    box?.remove();
    box = made("div", { className: "offer offer-gone" });
    box.setAttribute("role", "status");
    // The bar says what became of the story.
    const words = gone.add ? "Nothing you typed is lost: save it as a new story, or copy it." : "Copy what you typed.";
    box.append(made("p", { textContent: words }));
    if (gone.add) box.append(...anew(gone));
    box.append(copying());
    form.querySelector("[data-offers]").before(box);
  }

  /** The button, and before it the sections to choose from where the story's is not one's own. */
  function anew({ add, sections }) {
    const button = made("button", { type: "button", className: "button small primary", textContent: "Save as a new story" });
    const choice = sections && !sections.includes(Number(form.elements.section.value)) ? choosing(sections) : null;
    button.addEventListener("click", async () => {
      if (choice) {
        form.elements.section.value = choice.value;
        form.elements.section.dispatchEvent(new Event("change", { bubbles: true }));
      }
      button.disabled = true;
      await saving.saveAnew(add);
      button.disabled = false;
      // The page was that of the other story; a comment that was not sent keeps it open.
      const comments = [...document.querySelectorAll("[data-comments] textarea")];
      if (form.dataset.pk && !saving.dirty() && !comments.some(({ value }) => value.trim())) location.reload();
    });
    return choice ? [choice.parentElement, button] : [button];
  }

  function choosing(sections) {
    const label = made("label", { textContent: "Section " });
    const choice = document.createElement("select");
    const own = [...form.elements.section.options].filter(({ value }) => sections.includes(Number(value)));
    choice.append(...own.map(({ value, text }) => new Option(text, value)));
    label.append(choice);
    return choice;
  }

  function copying() {
    const button = made("button", { type: "button", className: "button small", textContent: "Copy the text" });
    button.addEventListener("click", () => {
      button.textContent = copied(fields.read(form)) ? "Copied" : "Not copied: mark the text and copy it";
    });
    return button;
  }

  /** Put headline, standfirst and text on the clipboard, as they look and as plain words. */
  function copied({ headline: [headline = ""], standfirst: [standfirst = ""], body: [body = ""] }) {
    const written = (event) => {
      const page = document.createElement("div");
      const lines = [made("h1", { textContent: headline }), made("p", { textContent: standfirst })];
      page.append(...lines.filter(({ textContent }) => textContent));
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

  function away() {
    box?.remove();
    box = null;
  }

  form.addEventListener("desk:gone", ({ detail }) => {
    const ways = JSON.stringify([detail.error, detail.gone.add, detail.gone.sections]);
    if (box?.dataset.ways === ways) return;
    show(detail);
    box.dataset.ways = ways;
  });
  form.addEventListener("desk:kept", away);
  form.addEventListener("desk:saved", away);
}
