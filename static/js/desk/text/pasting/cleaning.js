// What is pasted, cleaned by the server, which also takes the pictures that came along.
import { headers } from "../../common/server.js";

const DOOR = "/admin/articles/article/paste/";
const UPLOAD = "/admin/articles/picture/upload/";
const PATIENCE = 20_000; // milliseconds
const DATA = /(\ssrc\s*=\s*)(["']?)(data:image\/(?:png|jpe?g|gif|webp|avif)[^"'\s>]*)\2/gi;
const SMALLEST = 200; // characters of a picture's address; less is a pixel that holds a place
const FILE = /(<img\b[^>]*?\ssrc\s*=\s*)(["']?)file:[^"'>]+\2/gi;

async function post(address, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const response = await fetch(address, { method: "POST", body, headers: headers(), signal: AbortSignal.timeout(PATIENCE) });
    const answer = await response.json();
    return response.ok ? answer : { error: answer.error };
  } catch {
    return { error: "" };
  }
}

/** The pictures that came along, taken out of the HTML: they are uploaded one by one. */
function takenOut(html, rtf) {
  const pictures = [];
  const place = (picture) => `"desk-paste:${pictures.push(picture) - 1}"`;
  const rest = html.replace(DATA, (all, before, _quote, address) =>
    address.length < SMALLEST ? all : before + place(() => ofAddress(address)));
  // Word names files of its own, and sends what is in them as RTF.
  const drawn = picturesOf(rtf);
  if (!drawn.length || rest.match(FILE)?.length !== drawn.length) return { rest, pictures };
  return { rest: rest.replace(FILE, (_all, before) => before + place(drawn.shift())), pictures };
}

function file(bytes, type) {
  return new File([bytes], `pasted.${type}`, { type: `image/${type}` });
}

function ofAddress(address) {
  const [head, data] = address.split(",", 2);
  const bytes = Uint8Array.from(atob(decodeURIComponent(data)), (letter) => letter.charCodeAt(0));
  return file(bytes, head.slice(5).split(";")[0].split("/")[1]);
}

/** What makes each picture of an RTF text; a second, older form of the same one is passed over. */
function picturesOf(rtf) {
  const parts = rtf.split("{\\pict");
  const shown = parts.slice(1).filter((_part, at) => !parts[at].trimEnd().endsWith("\\nonshppict"));
  return shown.flatMap((part) => {
    const type = part.slice(0, 2_000).match(/\\(png|jpeg)blip/)?.[1];
    const digits = part.match(/[0-9a-f\r\n]{100,}(?=\})/i)?.[0].replace(/\s/g, "");
    return type && digits ? [() => file(Uint8Array.from(digits.match(/../g), (two) => parseInt(two, 16)), type)] : [];
  });
}

/** Send the pictures that the text shows to the library; what can't be taken stays behind. */
async function uploaded(pictures, wanted) {
  const taken = {};
  const notes = new Set();
  for (const number of wanted) {
    try {
      const { card, note } = await post(UPLOAD, { file: pictures[number]() });
      if (card) taken[number] = card.id;
      if (note) notes.add(note);
    } catch {
      // No picture after all: it is told as one that was left out.
    }
  }
  return { taken, notes };
}

/** What the server makes of it: { html, told, more, pictures }, or { error }. `room` says what may
    become a player there: all that is an address, lines among others, or nothing. */
export async function cleaned({ html, text, rtf, room = "" }) {
  if (!html) return post(DOOR, { text, room });
  const { rest, pictures } = takenOut(html, rtf);
  const answer = await post(DOOR, { html: rest, text, room });
  if (answer.error !== undefined || !answer.wanted?.length) return answer;
  const { taken, notes } = await uploaded(pictures, answer.wanted);
  const all = await post(DOOR, { html: rest, text, room, pictures: JSON.stringify(taken) });
  return all.error === undefined ? { ...all, told: [all.told, ...notes].filter(Boolean).join(" ") } : all;
}

/** The address under which a player or a card is kept, of an address or an embed code; "" for none. */
export async function playerOf(text) {
  const { html = "", error } = await cleaned({ text, room: "line" });
  const figure = new DOMParser().parseFromString(html, "text/html").querySelector("figure[data-embed]");
  return { embed: figure?.dataset.embed ?? "", error };
}
