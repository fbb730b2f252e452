// The levers: native inputs, each with unit, range, what published evidence says, and a mark at it.

const UNITS = { "points of vote choice": "points", currency: "USD", "times the price": "× price", people: "people" };
const SVG = "http://www.w3.org/2000/svg";

export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A position as a reader sees it. */
export function written(lever, value) {
  if (value === null || value === undefined) return "–";
  if (lever.kind === "choice") return lever.names[value] ?? value;
  const text = typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 3 }) : value;
  return text.replace(/^-/, "−");
}

/** What differs between two worlds: [name, value of one, value of the other] each. */
export function changedBetween(one, other, meta) {
  const found = one.preset === other.preset ? [] : [["Start from", one.preset, other.preset]];
  for (const lever of meta.levers) {
    const [a, b] = [one, other].map(({ preset, set }) => {
      if (lever.key in set) return set[lever.key];
      return lever.instead.some((key) => key in set) ? null : meta.presets[preset][lever.key];
    });
    if (a !== b) found.push([lever.label, written(lever, a), written(lever, b)]);
  }
  return found;
}

/** Whether a lever moves nothing in a world: it is of campaigns that do not play there. */
function idle(lever, { preset, set }, meta) {
  if (!lever.where.length || lever.key in set) return false;
  return !lever.where.includes(set["run.arms"] ?? meta.presets[preset]["run.arms"]);
}

export class LeverPanel {
  #meta; #changed; #turn; #prefix; #rows = new Map(); #world;

  /** turn(key, take): asks where the verdict turns as one lever moves, if anything does. prefix: of the levers' ids. */
  constructor(place, meta, changed, turn = null, prefix = "lever") {
    this.#prefix = prefix;
    this.#meta = meta;
    this.#changed = changed;
    this.#turn = turn;
    for (const lever of meta.levers) place.append(this.#row(lever));
  }

  /** Put every lever where a world has it. */
  show(world) {
    this.#world = structuredClone(world);
    for (const lever of this.#meta.levers) this.#put(lever);
  }

  #start(lever) {
    return this.#meta.presets[this.#world.preset][lever.key];
  }

  /** Where a lever stands; null where another decides in its place. */
  #value(lever) {
    if (lever.instead.some((key) => key in this.#world.set)) return null;
    return lever.key in this.#world.set ? this.#world.set[lever.key] : this.#start(lever);
  }

  /** The name of the lever that decides in the place of this one. */
  #other(lever) {
    const { set, preset } = this.#world;
    const start = this.#meta.presets[preset];
    const decides = lever.instead.find((key) => key in set) ?? lever.instead.find((key) => start[key] !== null);
    const { label } = this.#meta.levers.find((each) => each.key === decides) ?? { label: "another lever" };
    return label.toLowerCase();
  }

  #positions(lever) {
    const start = this.#start(lever);
    if (start === null || lever.positions.includes(start) || lever.kind !== "slider") return lever.positions;
    return [...lever.positions, start].sort((a, b) => a - b);
  }

  #move(lever, value) {
    const set = { ...this.#world.set };
    delete set[lever.key];
    for (const key of lever.instead) delete set[key];
    if (value !== this.#start(lever)) set[lever.key] = value;
    this.#world = { preset: this.#world.preset, set };
    const others = this.#meta.levers.filter((each) => lever.instead.includes(each.key) || (each.where.length && lever.key === "run.arms"));
    for (const other of others.filter(({ where }) => where.length && !where.includes(value))) delete set[other.key];
    for (const each of [lever, ...others]) this.#put(each);
    this.#changed(structuredClone(this.#world), lever.key);
  }

  #row(lever) {
    const id = `${this.#prefix}-${lever.key}`;
    const label = node("label", { for: id });
    label.textContent = lever.label;
    const input = this.#input(lever, id);
    const output = node("output", { for: id });
    const row = node("div", { class: "lever" }, node("div", { class: "top" }, label, output));
    const parts = { row, input, output };
    if (lever.kind === "slider") {
      parts.marks = node("div", { class: "scale", "aria-hidden": "true" });
      parts.ends = [node("span", { class: "end", "aria-hidden": "true" }), node("span", { class: "end", "aria-hidden": "true" })];
      const track = node("div", { class: "track" }, input, parts.marks);
      row.append(node("div", { class: "between" }, parts.ends[0], track, parts.ends[1]));
    } else {
      row.append(input);
    }
    const told = node("p");
    told.textContent = `${lever.meaning[0].toUpperCase()}${lever.meaning.slice(1)}. Unit: ${lever.unit || "none"}; takes ${lever.allowed}.`;
    const evidence = node("p", { id: `${id}-evidence` });
    evidence.textContent = lever.evidence;
    const summary = node("summary");
    summary.textContent = this.#brief(lever);
    const more = this.#turn && lever.kind === "slider" && !lever.where.length ? this.#turning(lever, parts) : [];
    row.append(node("details", {}, summary, told, evidence, ...more));
    input.setAttribute("aria-describedby", `${id}-evidence`);
    this.#rows.set(lever.key, parts);
    return row;
  }

  /** A button that has a lever's turning point looked for, and the sentences that tell it. */
  #turning(lever, parts) {
    const button = node("button", { type: "button" }, "Find where it turns");
    const told = parts.turn = node("p", { role: "status" });
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      const world = this.#world;
      const tell = (text) => { if (world === this.#world) told.textContent = text; };
      button.setAttribute("aria-disabled", "true");
      tell("Looking: the world is run at some ten values of this lever …");
      await this.#turn(lever.key, (part) => tell(part.error ?? part.said ?? "It takes too long here."))
        .catch(() => tell("The laboratory does not answer; is msim lab still running?"));
      button.setAttribute("aria-disabled", "false");
    });
    return [node("p", {}, button), told];
  }

  #brief(lever) {
    if (lever.low === null && lever.high === null && lever.central === null) return "what is known";
    const central = lever.central === null ? "" : `, central ${written(lever, lever.central)}`;
    if (lever.high === null) return `published ${written(lever, lever.low)} and more${central}`;
    if (lever.low === null) return `published up to ${written(lever, lever.high)}${central}`;
    const ends = [lever.low, lever.high].map((each) => written(lever, each));
    return `published ${ends.join(" to ")}${central}`;
  }

  #input(lever, id) {
    let input;
    if (lever.kind === "choice") {
      input = node("select", { id });
      for (const name of lever.positions) input.add(new Option(lever.names[name], name));
      input.addEventListener("change", () => this.#move(lever, input.value));
    } else if (lever.kind === "draw") {
      input = node("input", { id, type: "number", step: "1", min: lever.positions[0], max: lever.positions.at(-1) });
      input.addEventListener("change", () => {
        const asked = Math.min(Number(input.max), Math.max(Number(input.min), Math.round(Number(input.value)) || 1));
        input.value = asked;
        this.#move(lever, asked);
      });
    } else {
      input = node("input", { id, type: "range", min: "0", step: "1" });
      input.addEventListener("input", () => this.#move(lever, this.#positions(lever)[Number(input.value)]));
    }
    return input;
  }

  #put(lever) {
    const { row, input, output, marks, ends } = this.#rows.get(lever.key);
    const value = this.#value(lever);
    const positions = this.#positions(lever);
    for (const { turn } of this.#rows.values()) turn?.replaceChildren(); // it was told of another world
    const none = this.#start(lever) === null && !lever.instead.length;
    row.hidden = idle(lever, this.#world, this.#meta);
    row.classList.toggle("moved", lever.key in this.#world.set);
    row.classList.toggle("off", value === null);
    input.disabled = none;
    if (lever.kind !== "slider") {
      if (value !== null) input.value = value;
      return;
    }
    input.max = positions.length - 1;
    const resting = value ?? lever.central ?? positions[0];
    input.value = nearest(positions, resting);
    const shown = value === null ? (none ? "not in this world" : `set by ${this.#other(lever)}`) : written(lever, value);
    output.textContent = value === null ? shown : `${shown} ${UNITS[lever.unit] ?? ""}`;
    input.setAttribute("aria-valuetext", value === null ? shown : `${shown} ${lever.unit}`);
    ends[0].textContent = brief(positions[0]);
    ends[1].textContent = brief(positions.at(-1));
    marks.replaceChildren(scale(lever, positions));
  }
}

/** An end of a slider, in few characters. */
function brief(value) {
  return Math.abs(value) >= 10000 ? value.toLocaleString("en", { notation: "compact" }) : String(value).replace("-", "−");
}

function nearest(positions, value) {
  let best = 0;
  positions.forEach((each, at) => {
    if (Math.abs(each - value) < Math.abs(positions[best] - value)) best = at;
  });
  return best;
}

/** A band over the published range, and a mark at the central value; in positions, as the slider is. */
function scale(lever, positions) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 1000 10");
  made.setAttribute("preserveAspectRatio", "none");
  const at = (value) => (1000 * nearest(positions, value)) / (positions.length - 1 || 1);
  const draw = (name, x, width) => {
    const rect = document.createElementNS(SVG, "rect");
    for (const [key, each] of Object.entries({ class: name, x, width, y: name === "range" ? 3 : 0, height: name === "range" ? 4 : 10 })) {
      rect.setAttribute(key, each);
    }
    made.append(rect);
  };
  if (lever.low !== null || lever.high !== null) {
    const from = at(lever.low ?? positions[0]);
    const to = at(lever.high ?? positions.at(-1));
    draw("range", from, Math.max(4, to - from));
  }
  if (lever.central !== null) draw("central", at(lever.central) - 5, 10);
  return made;
}
