// A rule's form: what it says is tried out as it stands there, and nothing is saved.
import { headers } from "../../common/server.js";

const place = document.querySelector("[data-style-try]");
const form = place?.closest("form");
const shown = place?.querySelector("[data-tried]");

form?.addEventListener("submit", async (event) => {
  if (event.submitter?.name !== "_try") return;
  event.preventDefault();
  shown.setAttribute("aria-busy", "true");
  const asked = { method: "POST", body: new FormData(form), headers: { ...headers(), Accept: "text/html" } };
  const answer = await fetch(place.dataset.styleTry, asked).catch(() => null);
  shown.removeAttribute("aria-busy");
  const html = answer?.ok && !answer.redirected ? await answer.text() : "";
  if (html) shown.innerHTML = html;
  else shown.textContent = "The server can’t be reached. Try again.";
});
