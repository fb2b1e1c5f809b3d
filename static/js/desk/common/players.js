// The dialog that asks for the address of a player of another site. Whoever wants one (the story's
// editor) sends the document a "desk:ask-player" with { before, find, done }: `find` says which
// player an address or an embed code stands for, { embed, error }.
import { tag } from "./elements.js";

document.addEventListener("desk:ask-player", ({ detail: { before, find, done } }) => ask(before, find, done));

/** Ask for a player's address; `done` gets one that readers will be shown. */
function ask(before, find, done) {
  const input = tag("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", id: "embed-address", name: "embed-address", placeholder: "https://", "aria-describedby": "embed-help embed-wrong" });
  input.value = before;
  const wrong = tag("p", { class: "dialog-wrong", id: "embed-wrong", role: "alert" });
  const form = tag("form", { method: "dialog", novalidate: "" },
    tag("h2", { id: "embed-title" }, before ? "Change the player" : "Insert a player"),
    tag("label", { for: "embed-address" }, "Address, or embed code"),
    input,
    tag("p", { class: "help", id: "embed-help" }, "Of a video, a post, a chart, a track or a map; of an audio file or a PDF. Pasted on a line of its own in the text, it becomes the same."),
    wrong,
    tag("div", { class: "dialog-ways" },
      tag("button", { type: "submit", class: "button primary" }, before ? "Change" : "Insert"),
      tag("button", { type: "button", class: "button" }, "Cancel")));
  const dialog = tag("dialog", { class: "desk-dialog", "aria-labelledby": "embed-title" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { embed, error } = await find(input.value.trim());
    if (!dialog.open) return;
    if (embed) {
      dialog.close();
      done(embed);
      return;
    }
    wrong.textContent = error ?? "No player is known for this address. Check that it leads to one video, post, chart, track or map; otherwise put it into the text as a link.";
    if (error === "") wrong.textContent = "The server can’t be reached. Try again.";
    input.setAttribute("aria-invalid", "true");
    input.focus();
  });
  form.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}
