// The pages that are kept on this device, the last read on top.

// As the page's head writes them. Reading it as HTML is what its policy forbids.
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
const section = document.querySelector("#kept");
const list = section.querySelector("ul");

const cache = await caches.open("stories");
for (const request of (await cache.keys()).reverse()) {
  const { pathname } = new URL(request.url);
  if (pathname === "/") continue;
  const kept = await cache.match(request);
  const words = decodeURIComponent(kept.headers.get("X-Headline") ?? "").replace(
    /&(amp|lt|gt|quot|#x27|#39);/g,
    (_whole, name) => SIGNS[name],
  );
  const link = Object.assign(document.createElement("a"), { href: pathname, textContent: words || pathname });
  const headline = Object.assign(document.createElement("h3"), { className: "card__headline", dir: "auto" });
  headline.append(link);
  const card = Object.assign(document.createElement("article"), { className: "card card--row card--text" });
  card.append(headline);
  const item = document.createElement("li");
  item.append(card);
  list.append(item);
}
section.hidden = !list.children.length;

// Where the network is back, the page that was asked for is what is wanted.
addEventListener("online", () => location.reload());
