// What is said to the server, and what its answer means for the text.

/** Whose page this is: somebody else, logged in meanwhile in another window, saves nothing with it. */
export const opener = () => document.querySelector("input[name=_by]")?.value ?? "";
/** The token in the cookie. Behind TLS its name begins with __Host-; one without may be left over. */
const token = () => {
  const found = document.cookie.matchAll(/(?:^|; )(__Host-)?csrftoken=([^;]+)/g);
  return [...found].sort(([, host]) => (host ? -1 : 1))[0]?.[2] ?? "";
};
/** What goes with all that is sent. The token is read at that moment: logging in, also in another
 * window, changes it. */
export const headers = () => ({
  Accept: "application/json",
  "X-CSRFToken": token(),
  "X-Opened-By": opener(),
});

/** What is at `address`, as JSON; null where there is nothing, or nobody to ask. */
export async function get(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? answer.json().catch(() => null) : null;
}

/** How long the server asks to wait, in milliseconds. */
function pauseOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return 1_000 * Math.min(Math.max(seconds || 10, 1), 300);
}

// The most that a page that is being closed may send.
const LAST_WORDS = 60_000;
export const PATIENCE = 25_000; // milliseconds

/**
 * Post `fields` (lists of texts by name). Resolves to { kind, answer, status }, never throws. Kinds:
 * ok; out (logged out); away (no connection, or a server that doesn't answer as it should);
 * wait (asked too often: not before `pause` milliseconds); refused (`answer` says why).
 */
export async function post(address, fields, { leaving = false } = {}) {
  const data = new FormData();
  let size = 0;
  for (const [name, values] of Object.entries(fields)) {
    for (const value of values) {
      data.append(name, value);
      size += value.length;
    }
  }
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      body: data,
      headers: headers(),
      keepalive: leaving && size < LAST_WORDS,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { kind: "away", answer: null, status: 0 };
  }
  const { status } = response;
  const json = response.headers.get("Content-Type")?.includes("json");
  const answer = json ? await response.json().catch(() => null) : null;
  if (response.ok && answer) return { kind: "ok", answer, status };
  if (status === 429) return { kind: "wait", answer, status, pause: pauseOf(response) };
  // Without JSON it is the page to log in at, or the one that misses the token of a login.
  if (status === 401 || (!answer && (response.ok || status === 403))) return { kind: "out", answer, status };
  return { kind: answer && status < 500 ? "refused" : "away", answer, status };
}
