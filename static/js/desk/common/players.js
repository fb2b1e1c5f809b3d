// The dialog that asks for the address of a player of another site. Whoever wants one (the story's
// editor) sends the document a "desk:ask-player" with { before, done }. Only addresses that
// articles/lib/html/embeds.py accepts are taken: others would vanish from the story when it is saved.
import { tag } from "./elements.js";

document.addEventListener("desk:ask-player", ({ detail: { before, done } }) => ask(before, done));

const YOUTUBE = ({ host, path, query }) =>
  /^[\w-]{11}$/.test(
    host.endsWith("youtu.be") && path.length === 1 ? path[0]
      : path.join() === "watch" ? query.get("v")
        : path.length === 2 && ["shorts", "live", "embed", "v"].includes(path[0]) ? path[1] : "",
  );
const VIMEO = ({ path }) => {
  const [id, key, ...rest] = path[0] === "video" ? path.slice(1) : path;
  return !rest.length && /^[0-9]{1,12}$/.test(id) && (!key || /^[0-9a-f]{6,20}$/.test(key));
};
const DAILYMOTION = ({ host, path, query }) => {
  const known = host === "dai.ly" || path.at(-2) === "video";
  const id = path.join() === "player.html" ? query.get("video") : known ? path.at(-1) : "";
  return /^[A-Za-z0-9]{5,20}$/.test(id);
};
const SPOTIFY = ({ path }) => {
  const [kind, id, ...rest] = path.filter((step) => step !== "embed" && !step.startsWith("intl-"));
  return !rest.length && ["track", "album", "playlist", "episode", "show"].includes(kind)
    && /^[A-Za-z0-9]{22}$/.test(id);
};
const PROVIDERS = {
  YouTube: [YOUTUBE, "youtube.com m.youtube.com music.youtube.com youtube-nocookie.com youtu.be"],
  Vimeo: [VIMEO, "vimeo.com player.vimeo.com"],
  Dailymotion: [DAILYMOTION, "dailymotion.com geo.dailymotion.com dai.ly"],
  Spotify: [SPOTIFY, "open.spotify.com"],
};
const NAMES = "YouTube, Vimeo, Dailymotion and Spotify";

/** The name of the provider whose player the address stands for, or "". */
function providerOf(address) {
  const url = URL.parse ? URL.parse(address) : parsed(address);
  if (!url || url.protocol !== "https:" || url.port || url.username) return "";
  const host = url.hostname.replace(/^www\./, "");
  const asked = { host, path: url.pathname.split("/").filter(Boolean), query: url.searchParams };
  const fits = ([, [accepts, hosts]]) => hosts.split(" ").includes(host) && accepts(asked);
  return Object.entries(PROVIDERS).find(fits)?.[0] ?? "";
}

function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Ask for a player's address; `done` gets one that readers will be shown. */
function ask(before, done) {
  const input = tag("input", { type: "url", id: "embed-address", name: "embed-address", placeholder: "https://", "aria-describedby": "embed-help embed-wrong" });
  input.value = before;
  const wrong = tag("p", { class: "dialog-wrong", id: "embed-wrong", role: "alert" });
  const form = tag("form", { method: "dialog", novalidate: "" },
    tag("h2", { id: "embed-title" }, before ? "Change the player" : "Insert a player"),
    tag("label", { for: "embed-address" }, "Address of the page, video or track"),
    input,
    tag("p", { class: "help", id: "embed-help" }, `From ${NAMES}.`),
    wrong,
    tag("div", { class: "dialog-ways" },
      tag("button", { type: "submit", class: "button primary" }, before ? "Change" : "Insert"),
      tag("button", { type: "button", class: "button" }, "Cancel")));
  const dialog = tag("dialog", { class: "desk-dialog", "aria-labelledby": "embed-title" }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = input.value.trim();
    if (providerOf(address)) {
      dialog.close();
      return done(address);
    }
    wrong.textContent = `This address can’t be shown. It has to begin with https:// and to lead to one video, track, album, playlist or show of ${NAMES}.`;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  });
  form.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}
