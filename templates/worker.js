// What was read stays readable without a network. A page is always asked for first: what is kept
// is shown only where no answer comes, and an answer that takes a story away takes its copy too.
const KNOWS = {{ knows|script }};
const MOST = { stories: 21, pictures: 60, static: 40 };

const open = (name) => caches.open(name);

/** Keep a response, the newest of at most so many. */
async function keep(name, key, response) {
  const cache = await open(name);
  await cache.delete(key);
  await cache.put(key, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MOST[name]).map((old) => cache.delete(old)));
}

/** The page as it is kept: with a line that says so, and its headline for the list. */
async function keepPage(key, response) {
  const html = await response.text();
  const headline = /<meta property="og:title" content="([^"]*)"/.exec(html)?.[1] ?? "";
  const now = new Intl.DateTimeFormat(KNOWS.language, { dateStyle: "long", timeStyle: "short" });
  const notice = `<p class="kept" role="status"><span class="page">${KNOWS.notice.replace("{time}", now.format())}</span></p>`;
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("X-Headline", encodeURIComponent(headline));
  const kept = html.replace("<main ", `${notice}<main `);
  await keep("stories", key, new Response(kept, { headers }));
}

async function page(event) {
  const key = new URL(event.request.url).pathname;
  let answer;
  try {
    answer = (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const kept = await (await open("stories")).match(key);
    return kept ?? (await (await open("away")).match(KNOWS.away)) ?? Response.error();
  }
  if (answer.ok && answer.headers.has(KNOWS.keep)) {
    event.waitUntil(keepPage(key, answer.clone()));
  } else if (answer.status === 404 || answer.status === 410) {
    event.waitUntil(open("stories").then((cache) => cache.delete(key)));
  }
  return answer;
}

/** A file whose address changes with its content. */
async function file(event, name) {
  const kept = await (await open(name)).match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok && answer.type === "basic") event.waitUntil(keep(name, event.request, answer.clone()));
  return answer;
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(
    Promise.all([
      open("away").then((cache) => cache.addAll([KNOWS.away])),
      ...KNOWS.files.map(async (path) => keep("static", path, await fetch(path))),
    ]),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/admin/") || url.pathname.startsWith("/preview/")) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith(KNOWS.static)) event.respondWith(file(event, "static"));
  else if (url.pathname.startsWith(KNOWS.pictures)) event.respondWith(file(event, "pictures"));
});
