// What can be done to a layout. Each step gives a new one, and leaves the one it was given as it is:
// so it can be done again to what somebody else has saved meanwhile.

const SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789";
const random = () => [...crypto.getRandomValues(new Uint8Array(8))].map((number) => SIGNS[number % 36]).join("");
/** The number of a new block ("b") or place ("p"). */
export const newId = (kind) => `${kind}-${random()}`;

/** What a place is made of, but for where it stands. */
const OWN = { headline: "", kicker: "", trail: "", picture: null, crop: null, size: "", until: null };
export const placing = (story, own = {}) => ({ ...OWN, ...own, id: own.id ?? newId("p"), at: 0, story });

export const blockOf = (layout, id) => layout.blocks.find((block) => block.id === id);
export const pinAt = (block, at) => block?.places.find((place) => place.at === at);

/** The place with this number, and its block; null where there is none. */
export function findPlace(layout, id) {
  const block = id && layout.blocks.find(({ places }) => places.some((place) => place.id === id));
  return block ? { block, place: block.places.find((place) => place.id === id) } : null;
}

/** The place at which a story is fixed on this front; null for none. */
export function placeOfStory(layout, story) {
  const block = layout.blocks.find(({ places }) => places.some((place) => place.story === story));
  return block ? { block, place: block.places.find((place) => place.story === story) } : null;
}

const sorted = (places) => places.sort((one, other) => one.at - other.at);

/** Change a copy of the layout; what `change` returns was pushed off the page. */
function changed(layout, change) {
  const copy = structuredClone(layout);
  return { layout: copy, fallen: [change(copy) ?? []].flat() };
}

/** Take a place out: those fixed right below it move up, one after the other. */
function without(layout, id) {
  const { block, place } = findPlace(layout, id) ?? {};
  if (!block) return;
  block.places = block.places.filter((one) => one !== place);
  for (let at = place.at + 1, next; (next = pinAt(block, at)); at += 1) next.at -= 1;
}

/** Make room at `at`: those that follow each other from there move down by one, up to the next place that is free. A
 * block that can be longer grows for them. What shows nothing (`dead`) gives way. */
function pushDown(block, at, most, dead) {
  for (let here = pinAt(block, at), to = at + 1; here; to += 1) {
    if (dead.has(here.id)) {
      block.places = block.places.filter((place) => place !== here);
      break;
    }
    const next = pinAt(block, to);
    here.at = to;
    here = next;
  }
  const last = Math.max(-1, ...block.places.map((place) => place.at));
  block.count = Math.max(block.count, Math.min(last + 1, most));
  const fallen = block.places.filter((place) => place.at >= block.count);
  block.places = block.places.filter((place) => place.at < block.count);
  return fallen.filter(({ id }) => !dead.has(id));
}

/** Within its block a place moves as in any list: those between follow. */
function shift(block, place, to) {
  const from = place.at;
  for (const other of block.places) {
    if (other === place) other.at = to;
    else if (from < other.at && other.at <= to) other.at -= 1;
    else if (to <= other.at && other.at < from) other.at += 1;
  }
}

/** Strips that “all other sections” stands for become blocks of their own, up to the one that is laid out. */
function own(layout, strips) {
  const before = layout.blocks.findIndex(({ type }) => type === "sections");
  const missing = strips.filter(({ id }) => !blockOf(layout, id));
  layout.blocks.splice(before < 0 ? layout.blocks.length : before, 0, ...structuredClone(missing));
}

/** Put a story (as `placing` makes it) at a place. One that is fixed on this front already moves there. `most` is how
 * long the block may be, `strips` those of sections that the page shows up to it, `dead` the places that show nothing:
 * their story is gone, their end is over, or it stands further up. */
export const put = (layout, placement, blockId, at, { most = 0, strips = [], dead = new Set() } = {}) => changed(layout, (copy) => {
  own(copy, strips);
  const block = blockOf(copy, blockId);
  if (!block) return placement;
  const to = Math.max(0, Math.min(at, block.count - 1));
  const there = findPlace(copy, placement.id) ?? placeOfStory(copy, placement.story);
  if (there?.block === block) {
    shift(block, there.place, to);
    sorted(block.places);
    return [];
  }
  if (there) without(copy, there.place.id);
  const fallen = pushDown(block, to, most, dead);
  block.places.push({ ...(there?.place ?? placement), at: to });
  sorted(block.places);
  return fallen;
});

/** Leave a place to the block's rule. */
export const takeOff = (layout, id) => changed(layout, (copy) => {
  without(copy, id);
});

/** The same, where nothing showed: those below stay where they are. */
export const clear = (layout, id) => changed(layout, (copy) => {
  const { block } = findPlace(copy, id) ?? {};
  if (block) block.places = block.places.filter((place) => place.id !== id);
});

/** Give a place words, a picture, a size or an end of its own. */
export const amend = (layout, id, own) => changed(layout, (copy) => {
  const found = findPlace(copy, id);
  if (found) Object.assign(found.place, own);
});

/** Give a block a name, a look, a rule or another number of places. */
export const amendBlock = (layout, id, given, strips = []) => changed(layout, (copy) => {
  own(copy, strips);
  const block = blockOf(copy, id);
  if (!block) return [];
  Object.assign(block, given);
  const fallen = block.places.filter((place) => place.at >= block.count);
  block.places = block.places.filter((place) => place.at < block.count);
  return fallen;
});

export const addBlock = (layout, block, index) => changed(layout, (copy) => {
  copy.blocks.splice(index, 0, structuredClone(block));
});

/** Its fixed stories are not lost: they come off the page. */
export const removeBlock = (layout, id) => changed(layout, (copy) => {
  const block = blockOf(copy, id);
  copy.blocks = copy.blocks.filter((one) => one !== block);
  return block?.places ?? [];
});

/** Move a block up (-1) or down (1) among its neighbours. */
export const moveBlock = (layout, id, by) => changed(layout, (copy) => {
  const from = copy.blocks.findIndex((block) => block.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= copy.blocks.length) return;
  copy.blocks.splice(to, 0, ...copy.blocks.splice(from, 1));
});

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
