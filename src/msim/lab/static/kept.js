// Worlds that are kept under a name: what was changed between them, what differs, and why.
import { changedBetween, node } from "./levers.js";
import { written } from "./address.js";

export const MOST = 4;
const NAMES = "ABCD";

/** The first name that no kept world has. */
export const freeName = (kept) => [...NAMES].find((name) => kept.every((each) => each.name !== name)) ?? "A";

export class KeptPanel {
  #place; #meta; #acts; #pairs; #told = new Map(); #running = new Map(); #state = null; #ready = false;

  /**
   * acts: show(world), beside(n), rename(n, name), remove(n); null what cannot be done. whyOf(world) gives what is
   * known already, where nothing can be computed. pairs: who compares two; null where nobody can.
   */
  constructor(place, meta, acts, pairs) {
    this.#place = place;
    this.#meta = meta;
    this.#acts = acts;
    this.#pairs = pairs;
  }

  /** Show the worlds of a state; ready: their answers are as fine as they get, so that they can be compared. */
  show(state, ready) {
    this.#state = state;
    this.#ready = ready;
    const { kept, beside, world } = state;
    this.#place.hidden = !kept.length;
    for (const [key, mine] of this.#running) if (!this.#wanted().has(key)) mine.abort();
    if (!kept.length) return;
    const focus = this.#place.contains(document.activeElement) ? document.activeElement.id : "";
    const now = written(world);
    const rows = kept.map((each, n) => this.#card(each, n, written(each.world) === now));
    if (kept.every((each) => written(each.world) !== now)) rows.push(this.#card({ name: "", world }, -1, true));
    this.#place.querySelector("ul").replaceChildren(...rows);
    if (focus) document.getElementById(focus)?.focus();
    if (ready && this.#pairs) for (const [key, other] of this.#wanted()) if (!this.#told.has(key)) this.#ask(key, other, false);
  }

  /** The comparisons that are on the screen: of each other world with the one beside. */
  #wanted() {
    const { kept, beside, world } = this.#state;
    const from = kept[beside]?.world;
    const others = from ? [...kept.map((each) => each.world), world].filter((each) => written(each) !== written(from)) : [];
    return new Map(others.flatMap((each) => [[this.#key(each), each], [`${this.#key(each)} why`, each]]).filter(([key]) => !key.endsWith(" why") || this.#told.has(key)));
  }

  #key(world) {
    return `${written(this.#state.kept[this.#state.beside].world)} ${written(world)}`;
  }

  #card({ name, world }, n, shown) {
    const { kept, beside } = this.#state;
    const title = n < 0 ? node("strong", {}, "This world, not kept") : this.#name(name, n);
    const head = node("div", { class: "bar" }, title);
    const card = node("li", { class: shown ? "card shown" : "card", "data-world": name || "now" }, head);
    const button = (what, text, act) => {
      const made = node("button", { type: "button", id: `${what}-${n}`, "aria-label": `${text}: ${name}` }, text);
      made.addEventListener("click", act);
      head.append(made);
    };
    if (!shown) button("show", "Show", () => this.#acts.show(world));
    if (this.#acts.beside && n >= 0 && n !== beside) button("beside", "Compare with this", () => this.#acts.beside(n));
    if (this.#acts.remove && n >= 0) button("remove", "Remove", () => this.#acts.remove(n));
    const from = kept[beside];
    if (n === beside) {
      card.append(node("p", { class: "caption" }, "The others are compared with this world."));
      return card;
    }
    const changed = changedBetween(from.world, world, this.#meta);
    const keys = changed.map(([label, was, is]) => `${label}: ${is} instead of ${was}.`).join(" ");
    card.append(node("p", { class: "changed" }, keys || "Nothing differs."));
    if (changed.length && this.#pairs) card.append(...this.#differences(world, name));
    return card;
  }

  /** The kept worlds of which why is told. */
  whys() {
    return this.#state.kept.flatMap(({ world }, n) => (this.#told.get(`${this.#key(world)} why`)?.part === "why" ? [n] : []));
  }

  #name(name, n) {
    if (!this.#acts.rename) return node("strong", {}, name);
    const input = node("input", { id: `name-${n}`, value: name, maxlength: "24", "aria-label": "Name of the world", spellcheck: "false", autocomplete: "off" });
    input.addEventListener("change", () => this.#acts.rename(n, input.value.trim() || name));
    return input;
  }

  #differences(world, name) {
    const key = this.#key(world);
    const told = this.#told.get(key);
    if (!told) return [node("p", { class: "caption" }, "The difference is being computed …")];
    if (told.error) return [node("p", { class: "caption" }, told.error)];
    const row = node("dl", { class: "pairs" }, ...told.rows.map((each) => node("div", {}, node("dt", {}, each.label), node("dd", { class: each.side ? "moved" : "" }, each.value, " ", node("small", {}, each.between || "too few worlds for an interval")))));
    const note = node("p", { class: "caption" }, `Votes compared with ${this.#state.kept[this.#state.beside].name}, on the same draws: ${told.worlds} worlds, 95 % intervals.`);
    return [...(told.said ? [node("p", { class: "sentence" }, told.said)] : []), row, note, this.#why(world, name, told)];
  }

  #why(world, name, told) {
    const key = `${this.#key(world)} why`;
    const found = this.#told.get(key) ?? this.#acts.whyOf?.(world);
    const place = node("div");
    if (!found && this.#acts.whyOf) return place;
    if (!found) {
      const button = node("button", { type: "button", id: `why-${name || "now"}` }, "Why?");
      button.addEventListener("click", () => {
        this.#told.set(key, { part: "progress", done: 0, of: 0 });
        this.show(this.#state, this.#ready);
        this.#ask(key, world, true);
      });
      place.append(button);
    } else if (found.error) {
      place.append(node("p", {}, found.error));
    } else if (found.part === "progress") {
      const text = found.of ? `${found.done} of ${found.of} runs are done …` : "The runs are beginning …";
      place.append(node("progress", { max: found.of || 1, value: found.done, "aria-label": "Runs done" }), ` ${text}`);
    } else {
      const row = (each) => node("tr", {}, node("th", { scope: "row" }, each.group, ...each.keys.map(([name, was, is]) => node("small", {}, `${name} ${was} → ${is}`))), node("td", {}, each.value, " ", node("small", {}, each.between)));
      const head = node("tr", {}, ...["what was changed", "votes"].map((text) => node("th", { scope: "col" }, text)));
      place.append(node("p", { class: "sentence whence" }, found.said));
      if (found.rows.length) place.append(node("table", {}, node("thead", {}, head), node("tbody", {}, ...found.rows.map(row))), node("p", { class: "caption" }, found.how));
    }
    return place;
  }

  async #ask(key, world, why) {
    if (this.#running.has(key)) return;
    const mine = new AbortController();
    this.#running.set(key, mine);
    const take = (told) => {
      this.#told.set(key, told);
      this.show(this.#state, this.#ready);
      if (told.part === "why" || told.error) document.getElementById("said").textContent = told.said ?? told.error;
    };
    try {
      await this.#pairs({ ...world, from: this.#state.kept[this.#state.beside].world, why }, take, mine.signal);
    } catch {
      if (!mine.signal.aborted) take({ error: "The laboratory does not answer; is msim lab still running?" });
    }
    this.#running.delete(key);
    if (mine.signal.aborted && this.#told.get(key)?.part === "progress") this.#told.delete(key);
  }
}
