// The story's form: it grows with the writing, says what is not saved yet and what publishing
// will do, and never loses what was typed by leaving the page unasked.
const form = document.querySelector("#article_form");
if (form) start(form);

function start(form) {
  const headline = form.elements.headline;
  growing(form);
  counting(form);
  addressing(form);
  outlook(form);
  guarding(form);
  withdrawing(form);
  lengthOfBody(form);
  // A headline is one line: Enter goes on to the standfirst.
  headline.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.elements.standfirst.focus();
  });
  if (!headline.value && !form.querySelector(".errornote")) headline.focus({ preventScroll: true });
}

/** Text areas are as tall as what is written in them. */
function growing(form) {
  for (const area of form.querySelectorAll("textarea")) {
    // The browser would cut what is pasted without a word; the server says what is too long.
    area.removeAttribute("maxlength");
    if (CSS.supports("field-sizing", "content")) continue;
    const grow = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }
}

/** Say how long headline and standfirst are, and how long is good. */
function counting(form) {
  for (const field of form.querySelectorAll("[data-count]")) {
    const area = field.querySelector("textarea");
    const good = Number(field.dataset.count);
    const note = document.createElement("p");
    note.className = "count";
    note.id = `${area.id}_count`;
    area.setAttribute("aria-describedby", note.id);
    area.after(note);
    const count = () => {
      const length = [...area.value.trim()].length;
      note.textContent = length > good ? `${length} / ${good}: long` : `${length} / ${good}`;
      note.classList.toggle("over", length > good);
    };
    area.addEventListener("input", count);
    count();
  }
}

/** The slug that the server would make, or null for a script that only it can transliterate. */
function slugOf(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/(?<=\w)['’ʼ`´](?=\w)/g, "");
  if (/[^\p{Script=Latin}\p{P}\p{S}\p{Z}\p{N}\s]/u.test(plain)) return null;
  if (/[^\x00-\x7f]/.test(plain.replace(/[\p{P}\p{S}\p{Z}]/gu, ""))) return null;
  const slug = plain.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  if (slug.length <= 80) return slug;
  const whole = slug.slice(0, 81);
  return whole.includes("-") ? whole.slice(0, whole.lastIndexOf("-")) : slug.slice(0, 80);
}

/** Show the address as readers will see it. */
function addressing(form) {
  const preview = form.querySelector("[data-address]");
  const { headline, slug, section } = form.elements;
  const sections = new URLSearchParams(preview.dataset.sections);
  const show = () => {
    const made = slug.value || (headline.value.trim() ? slugOf(headline.value) : "");
    const part = made === null ? "… (made when saved)" : `${made || "…"}-${preview.dataset.number || "…"}/`;
    preview.querySelector("[data-address-text]").textContent =
      `${preview.dataset.host}/${sections.get(section.value) ?? "…"}/${part}`;
    preview.hidden = made === "" && !slug.value;
  };
  for (const field of [headline, slug, section]) field.addEventListener("input", show);
  show();
}

/** Say what publishing will do, before it is done. */
function outlook(form) {
  const sentence = form.querySelector("[data-outlook]");
  const button = form.querySelector("[data-publish]");
  const moment = form.elements.publish_at;
  const label = button?.textContent;
  const state = form.dataset.state;
  const show = () => {
    const at = moment.value ? new Date(`${moment.value.slice(0, 16)}Z`) : null;
    const zone = Number(document.body.dataset.adminUtcOffset ?? 0) * 1000;
    const later = at && at.getTime() - zone > Date.now();
    if (button) button.textContent = later ? button.dataset.later : label;
    const said = at?.toLocaleString(document.documentElement.lang, {
      dateStyle: "full", timeStyle: "short", timeZone: "UTC",
    });
    const says = later ? sentence.dataset.later.replace("{moment}", said)
      : state === "published" ? sentence.dataset.live : button ? sentence.dataset.now : "";
    sentence.textContent = says;
    sentence.hidden = !says || state === "withdrawn";
  };
  moment.addEventListener("input", show);
  show();
}

/** Ask before leaving with unsaved changes; save with Ctrl-S; never post twice. */
function guarding(form) {
  const picture = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "_reason"));
  let kept = picture();
  let leaving = false;
  // A form that came back with errors is not saved.
  if (form.querySelector(".errornote")) kept = "";
  const dirty = () => picture() !== kept;
  const show = () => {
    const changed = dirty();
    form.querySelector("[data-unsaved]").hidden = !changed;
    form.querySelector("[data-saved]").hidden = changed;
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
  form.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
    setTimeout(() => form.classList.add("is-saving"));
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    form.classList.remove("is-saving");
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty()) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });
}

/** A withdrawal needs its reason. */
function withdrawing(form) {
  const button = form.querySelector("[data-withdraw]");
  button?.addEventListener("click", (event) => {
    const reason = form.elements._reason;
    if (reason.value.trim()) return;
    event.preventDefault();
    form.querySelector("[data-missing]").hidden = false;
    reason.focus();
  });
}

/** Words and minutes under the text, and the editor's name for those who hear the page. */
function lengthOfBody(form) {
  const note = form.querySelector("[data-length]");
  const words = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
  form.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    const label = form.querySelector(".field-body > label").textContent;
    const named = { "aria-label": label, "aria-multiline": "true", role: "textbox", dir: "auto" };
    editor.setOptions({ editorProps: { attributes: named } });
    const show = () => {
      let text = "";
      editor.state.doc.descendants((node) => {
        // Captions are not the story.
        if (node.type.name.startsWith("story")) return false;
        text += node.text ?? "\n";
        return true;
      });
      let count = 0;
      for (const { isWordLike } of words.segment(text)) count += isWordLike ? 1 : 0;
      const minutes = Math.max(1, Math.round(count / 230));
      note.textContent = `${count.toLocaleString()} words · ${minutes} min to read`;
    };
    let waiting;
    editor.on("update", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 400);
    });
    show();
  });
}
