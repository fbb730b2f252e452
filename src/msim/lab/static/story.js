// The story: five screens, each one idea. Predict, do one thing, see what happens to the voters.
import { node } from "./levers.js";
import { SCREENS } from "./screens.js";

const address = (number) => `#story=${number}`;

export class Story {
  #place; #meta; #tell; #follow; #opened = 0;

  /** tell(name) gives a screen's content, sooner or later. follow(world, n): follows a voter, if anything does. */
  constructor(place, meta, tell, follow) {
    this.#follow = follow;
    this.#place = place;
    this.#meta = meta;
    this.#tell = tell;
  }

  /** The screen that an address asks for, 0 where it asks for none. */
  static asked(hash, meta) {
    if (hash === "" || hash === "#") return 1;
    const found = hash.match(/^#story(?:=(\d+))?$/);
    return found ? Math.min(meta.story.length, Math.max(1, Number(found[1] ?? 1))) : 0;
  }

  async open(number) {
    if (number === this.#opened) return;
    const moved = this.#opened > 0;
    this.#opened = number;
    const { name, title } = this.#meta.story[number - 1];
    const heading = node("h1", { tabindex: "-1" }, title);
    const wait = node("p", { role: "status" }, "The voters are being computed …");
    this.#place.replaceChildren(this.#steps(number), heading, wait);
    document.title = `${title} · msim`;
    scrollTo(0, 0);
    if (moved) heading.focus();
    try {
      const told = await this.#tell(name);
      if (this.#opened !== number) return;
      wait.remove();
      this.#place.append(...this.#content(told, number));
      SCREENS[name](told, this.#kit(told));
      this.#place.dataset.screen = name;
    } catch (error) {
      wait.textContent = `This screen cannot be shown: ${error.message}`;
    }
  }

  /** Nothing of the story is on the screen any more. */
  close() {
    this.#opened = 0;
    delete this.#place.dataset.screen;
    this.#place.replaceChildren();
  }

  #steps(number) {
    const items = this.#meta.story.map(({ title }, at) => {
      const here = at + 1 === number ? { "aria-current": "step" } : {};
      return node("li", {}, node("a", { href: address(at + 1), title, "aria-label": `Screen ${at + 1}: ${title}`, ...here }, String(at + 1)));
    });
    const out = node("a", { class: "out", href: "#preset=baseline" }, "To the laboratory");
    return node("nav", { "aria-label": "The story" }, node("ol", {}, ...items), out);
  }

  #onward(number) {
    const last = this.#meta.story.length;
    const bar = node("div", { class: "onward" });
    if (number > 1) bar.append(node("a", { class: "button", href: address(number - 1) }, "Back"));
    if (number < last) bar.append(node("a", { class: "button next", href: address(number + 1) }, `Next: ${this.#meta.story[number].title}`));
    return bar;
  }

  #content(told, number) {
    const options = told.choices.map((text, at) =>
      node("label", {}, node("input", { type: "radio", name: "predicted", value: at }), ` ${text}`));
    const guess = node("fieldset", { id: "guess" }, node("legend", {}, told.question), ...options);
    const act = node("fieldset", { id: "act", disabled: "" }, node("legend", { class: "unseen" }, "Then do this"));
    const hint = node("p", { id: "hint" }, "First choose what you expect.");
    guess.addEventListener("change", () => {
      act.disabled = false;
      hint.remove();
    });
    const lead = node("div", { id: "lead" }, ...told.lead.map((text) => node("p", {}, text)));
    const doing = node("div", { id: "doing" }, guess, hint, act);
    const outcome = node("div", { id: "outcome", role: "status" });
    const foot = node("p", { class: "foot" }, `msim ${this.#meta.version} · synthetic · every number here is computed by the engine`);
    const [read, seen] = [node("div", { class: "read" }, lead, doing), node("div", { class: "seen" }, node("div", { id: "picture" }), outcome, this.#onward(number))];
    return [node("div", { class: "screen" }, read, seen), foot];
  }

  /** What a screen works with: places for its picture and controls, and ways to say what came. */
  #kit(told) {
    const find = (id) => this.#place.querySelector(`#${id}`);
    const guessed = () => Number(find("guess").querySelector("input:checked").value);
    return {
      picture: find("picture"),
      act: find("act"),
      lab: this.#meta,
      follow: this.#follow,
      /** What came, in sentences; right: which prediction came true, where that is to be told. */
      say(sentences, right = null) {
        const parts = sentences.map((text) => node("p", {}, text));
        if (right !== null) parts.unshift(node("p", { class: "guessed" }, verdict(told.choices, guessed(), right)));
        find("outcome").replaceChildren(...parts);
      },
      after(...parts) {
        find("doing").after(...parts);
      },
    };
  }
}

function verdict(choices, guessed, right) {
  if (guessed === right) return `You expected “${choices[guessed]}”. You were right.`;
  return `You expected “${choices[guessed]}”. It is “${choices[right]}”.`;
}
