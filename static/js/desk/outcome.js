// What a save's answer changes on the page: the bar, the fields that were wrong, what came in.
const zone = () => Number(document.body.dataset.adminUtcOffset ?? 0) * 1000;

/** The hour of a moment, in the newsroom's time zone. */
export function clock(iso) {
  const moment = new Date(new Date(iso).getTime() + zone());
  return moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
}

/** The hour, and the day as well where it is another one. */
export function stamp(iso) {
  const day = (at) => at.toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
  const [then, today] = [new Date(iso), new Date()].map((at) => day(new Date(at.getTime() + zone())));
  return then === today ? clock(iso) : `${then}, ${clock(iso)}`;
}

export function outcomes(form) {
  /** What the pressed button and the box around it say, as it is posted. */
  function asked(button) {
    const said = { [button.name]: [button.value] };
    const box = button.closest("[popover]");
    for (const field of box?.querySelectorAll("input, textarea") ?? []) {
      const off = (field.type === "radio" || field.type === "checkbox") && !field.checked;
      if (field.name && !off && field.value && !field.closest("[hidden]")) said[field.name] = [field.value];
    }
    return said;
  }

  /** Whether nothing is missing in the box of the pressed button; else says what. */
  function ready(button) {
    const question = new CustomEvent("desk:ask", { detail: { button }, cancelable: true });
    return form.dispatchEvent(question);
  }

  /** Show the story's state as it is now. */
  function show(answer, { begun, moved }) {
    if (["live", "expired"].includes(answer.status)) isOut();
    swap(answer.bar, !answer.ok || !moved);
    for (const chip of form.querySelectorAll("[data-chip]")) {
      chip.dataset.status = answer.status;
      chip.textContent = answer.status_label;
    }
    if (!begun) return;
    history.replaceState(null, "", answer.url);
    const more = form.querySelector("[data-preview-more]");
    more.href = answer.url.replace(/change\/$/, "preview/");
    more.hidden = false;
    if (answer.comments) commenting(answer.comments);
    document.title = document.title.replace(/^[^|]*\|/, `${form.elements.headline.value || "Untitled story"} |`);
  }

  /** The comments' box, which a story has from its first save on. */
  async function commenting(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const scripts = [...template.content.querySelectorAll("script[type=module]")];
    form.querySelector(".writing-column").append(template.content);
    // What is put in like this does not run by itself.
    for (const script of scripts) await import(script.src);
  }

  /** The hour of a story that is out is past; the field is for its changes now. */
  function isOut() {
    const field = form.elements.publish_at;
    const part = field.closest("[data-out-label]");
    part.querySelector("label").textContent = part.dataset.outLabel;
    const past = new Date(`${field.value}Z`).getTime() - zone() <= Date.now();
    if (field.value && past) {
      field.value = "";
      field.dispatchEvent(new Event("desk:past"));
    }
  }

  /** The newest bar in the place of the old one; the save state and who is there stay. */
  function swap(html, stays) {
    const old = form.querySelector("[data-bar]");
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    const open = old.querySelector(":popover-open")?.id;
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    for (const part of ["[data-save-state]", "[data-others]", "[data-said]"]) {
      fresh.querySelector(part).replaceWith(old.querySelector(part));
    }
    const typed = [...old.querySelectorAll("[popover] :is(input, textarea)")];
    old.replaceWith(fresh);
    form.dispatchEvent(new CustomEvent("desk:bar", { detail: { open: stays && open, typed } }));
    // Where what was pressed is no more, it is the button for what comes next.
    if (!focus) return;
    const again = same(fresh, focus);
    (again ?? fresh.querySelector("[data-main]") ?? fresh.querySelector("[data-save]"))?.focus({ preventScroll: true });
    if (again && typeof focus.selectionStart === "number") {
      again.setSelectionRange(focus.selectionStart, focus.selectionEnd);
    }
  }

  const same = (bar, element) =>
    [...bar.querySelectorAll(element.tagName)].filter((one) => one.checkVisibility()).find((one) => element.id ? one.id === element.id :
      one.name === element.name && one.value === element.value && !one.id
      && one.getAttribute("popovertarget") === element.getAttribute("popovertarget"));

  /** Name what is wrong at its field; no errors: take the names away. */
  function wrong(errors) {
    for (const list of form.querySelectorAll("[data-wrong]")) list.remove();
    for (const field of form.querySelectorAll(".field.errors")) {
      field.classList.remove("errors");
      field.querySelector(".errorlist")?.remove();
      field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    }
    form.querySelector("[data-refused]")?.remove();
    for (const [name, sentences] of Object.entries(errors)) {
      const part = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
      if (!part) continue;
      const list = Object.assign(document.createElement("ul"), { className: "errorlist", id: `id_${name}_error` });
      list.dataset.wrong = "";
      list.append(...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      part.classList.add("errors");
      part.querySelector("label").after(list);
      form.elements[name]?.setAttribute?.("aria-invalid", "true");
    }
  }

  const labels = (names) =>
    names.map((name) => form.querySelector(`[data-field="${CSS.escape(name)}"] label`)?.textContent.trim() ?? name).join(", ");

  const whose = (answer) => answer.merged_with || form.dataset.newestBy || "others";

  /** Show for a while what came in from others: fields by a frame, passages by their ground. */
  function mark(names, sent) {
    for (const name of names) {
      const part = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
      part?.classList.add("came-in");
      setTimeout(() => part?.classList.remove("came-in"), 12_000);
    }
    if (!names.includes("body") || !globalThis.Highlight) return;
    const before = new DOMParser().parseFromString(sent.body[0] ?? "", "text/html").body;
    const known = new Set([...before.children].map((block) => block.textContent));
    const fresh = [...form.querySelectorAll(".ProseMirror > *")].filter((block) => !known.has(block.textContent));
    const ranges = fresh.map((block) => {
      const range = document.createRange();
      range.selectNodeContents(block);
      return range;
    });
    CSS.highlights.set("came-in", new Highlight(...ranges));
    setTimeout(() => CSS.highlights.delete("came-in"), 12_000);
  }

  return { clock, stamp, asked, ready, show, wrong, labels, whose, mark };
}
