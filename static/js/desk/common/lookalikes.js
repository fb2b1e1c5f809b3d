// Says quietly of a new topic that it looks like one that there is, in letters of another script,
// with a button that takes that one in its place.
import { button, tag } from "./elements.js";
import { get } from "./server.js";

export class Lookalikes {
  constructor(address, box, use) {
    this.address = address;
    this.box = box;
    this.use = use;
    this.said = new Map();
  }

  async look(option) {
    const address = new URL(this.address, location.href);
    address.searchParams.set("name", option.text);
    const asked = option.value;
    const found = await get(address);
    if (found?.id && option.isConnected && option.value === asked) this.say(option, found);
  }

  say(option, found) {
    this.said.get(option)?.remove();
    const words = tag("span", { dir: "auto" });
    const use = () => {
      this.use(option, found);
      this.box.querySelector("input").focus();
    };
    const line = tag("p", { class: "tags-alike", role: "status" }, words, " ", button(found.use, use, { dir: "auto" }));
    this.box.after(line);
    // Said once it stands there: a region that comes with its words is not read out.
    words.textContent = found.says;
    this.said.set(option, line);
  }

  // Only of names that are still new and in the field.
  tidy(fresh) {
    for (const [option, line] of this.said) {
      if (fresh.includes(option)) continue;
      line.remove();
      this.said.delete(option);
    }
  }
}
