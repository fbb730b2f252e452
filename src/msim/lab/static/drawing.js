// Draws a figure. Where only numbers have changed, the picture on the screen takes the new ones.
import { Values, numbered } from "./values.js";

const DARK = {
  "#1a1a1a": "#ececec", "#555555": "#b4b8be", "#e3e3e3": "#3a3e45", "#888888": "#8d9299",
  white: "#202327", "#6a7a18": "#a3b54a",
};

/** The specification without its numbers, and the numbers by name: tables, and ends of scales. */
export function lifted(spec) {
  const tables = {};
  const ends = {};
  const walk = (part) => {
    if (Array.isArray(part)) return part.map(walk);
    if (part === null || typeof part !== "object") return part;
    const made = {};
    for (const [key, value] of Object.entries(part)) {
      if (key === "data" && Array.isArray(value?.values)) {
        const name = `table${Object.keys(tables).length}`;
        tables[name] = value.values;
        made[key] = { name };
      } else if (key === "scale" && numeric(value?.domain)) {
        const { domain, ...rest } = value;
        const name = `end${Object.keys(ends).length}`;
        ends[name] = domain[0];
        ends[`${name}b`] = domain[1];
        made[key] = { ...rest, domainMin: { expr: name }, domainMax: { expr: `${name}b` } };
      } else {
        made[key] = walk(value);
      }
    }
    return made;
  };
  return { frame: walk(spec), tables, ends };
}

function numeric(domain) {
  return Array.isArray(domain) && domain.length === 2 && domain.every((each) => typeof each === "number");
}

/** The same in the colours of a dark page. */
function recoloured(part, colours) {
  if (typeof part === "string") return colours[part] ?? part;
  if (Array.isArray(part)) return part.map((each) => recoloured(each, colours));
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, recoloured(value, colours)]));
}

const OPTIONS = {
  ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: false,
  config: { aria: false, mark: { aria: false } },
};
const COMPACT = 700; // pixels of room below which panels stand below each other
const WIDEST = 430; // pixels that a panel then has

/** For a narrow place: panels below each other, each with the names of its rows, and none too wide. */
function compacted(spec) {
  const { hconcat, spacing, ...rest } = spec;
  const panels = structuredClone(hconcat ?? [rest]);
  for (const panel of panels) {
    const axis = panel.encoding?.y?.axis;
    const rows = panel.encoding?.y?.field === "name";
    if (axis && rows) Object.assign(axis, { labels: true, minExtent: 108, maxExtent: 240 });
    else if (axis) Object.assign(axis, { labels: true });
    for (const { encoding } of panel.layer ?? []) {
      if (encoding?.y?.field === "name" && encoding.y.axis) encoding.y.axis = { ...encoding.y.axis, labels: true };
    }
    if (rows) panel.height *= 0.8;
    else if (panel.height > 400) panel.height *= 0.8;
    panel.width = Math.min(panel.width, WIDEST);
    if (panel.encoding?.x?.axis?.labelLimit) panel.encoding.x.axis.labelFontSize = 12;
  }
  if (!hconcat) return panels[0];
  return { ...rest, vconcat: panels, spacing: 24 };
}

/** Axes of two worlds that stand side by side, made the same, so that lengths can be compared. */
function matched(spec, other) {
  const made = structuredClone(spec);
  const [own, others] = [panelsOf(made), panelsOf(other)];
  if (own.length !== others.length) return spec;
  own.forEach((panel, at) => {
    for (const axis of ["x", "y"]) {
      const [found, beside] = [measured(panel, axis), measured(others[at], axis)];
      if (!found || !beside) continue;
      const both = [...found.ends, ...beside.ends];
      found.channel.scale = { ...found.channel.scale, domain: [Math.min(...both), Math.max(...both)] };
    }
  });
  return made;
}

function panelsOf(spec) {
  return spec.hconcat ?? spec.vconcat ?? [spec];
}

/** The first quantitative channel along an axis, and the ends of what is drawn along it. */
function measured(panel, axis) {
  for (const part of [panel, ...(panel.layer ?? [])]) {
    const channel = part.encoding?.[axis];
    if (channel?.type !== "quantitative") continue;
    if (numeric(channel.scale?.domain)) return { channel, ends: channel.scale.domain };
    const rows = panel.data?.values ?? [];
    const drawn = rows.flatMap((row) => [row.mean, row.low, row.high]).filter((each) => typeof each === "number");
    return drawn.length ? { channel, ends: [0, ...drawn] } : null;
  }
  return null;
}

async function library() {
  while (!window.vegaEmbed) await new Promise((go) => setTimeout(go, 20));
  return window.vegaEmbed;
}

export class Drawing {
  facts = {}; // what a value's words need to know
  #place; #values; #part = null; #look = null; #shown = null; #queue = Promise.resolve(); #latest = 0; #compact = false;

  /** place: alone in an element of its own. say(text) announces a value. */
  constructor(place, say) {
    this.#place = place;
    this.#values = new Values(place, say);
    new ResizeObserver(() => {
      if (place.clientWidth && (place.clientWidth < COMPACT) !== this.#compact && this.#part) this.redraw(this.#look);
    }).observe(place);
  }

  /** Draw a part of an answer; one that is no longer the latest is passed over. */
  draw(part, look) {
    this.#part = part;
    this.#look = look;
    const mine = ++this.#latest;
    this.#queue = this.#queue.then(() => (mine === this.#latest ? this.#draw(part, look) : undefined)).catch((error) => {
      console.error(error);
    });
    return this.#queue;
  }

  /** The drawing for a picture: panels beside each other, as where there is room. */
  async picture() {
    await this.#queue;
    if (!this.#compact) return this.#place.querySelector("svg");
    const fresh = document.createElement("div");
    const { dark, beside } = this.#look;
    const spec = beside?.spec ? matched(this.#part.spec, beside.spec) : this.#part.spec;
    const shown = dark ? recoloured(spec, { ...DARK, ...dark }) : spec;
    const { view } = await (await library())(fresh, { ...shown, background: null }, OPTIONS);
    view.finalize();
    return fresh.querySelector("svg");
  }

  /** What was drawn last. */
  get part() {
    return this.#part;
  }

  redraw(look) {
    if (this.#part) this.draw(this.#part, look);
  }

  async #draw(part, look) {
    const colours = look.dark ? { ...DARK, ...look.dark } : null;
    this.#place.setAttribute("role", "application"); // so that a screen reader leaves the arrow keys to it
    this.#place.setAttribute("aria-roledescription", "chart");
    this.#place.setAttribute("aria-label", `${part.alt} Arrow keys read the values.`);
    const embed = await library();
    this.#compact = this.#place.clientWidth < COMPACT;
    const { spec: rowed, rows } = numbered(part.spec);
    let spec = look.beside?.spec ? matched(rowed, look.beside.spec) : rowed;
    if (this.#compact) spec = compacted(spec);
    if (colours) spec = recoloured(spec, colours);
    const { frame, tables, ends } = lifted(spec);
    const key = JSON.stringify(frame);
    if (this.#shown?.key === key) {
      const { view } = this.#shown;
      for (const [name, rows] of Object.entries(tables)) view.data(name, structuredClone(rows));
      for (const [name, value] of Object.entries(ends)) view.signal(name, value);
      await view.runAsync();
      this.#values.show(rows, this.facts);
      return;
    }
    const params = Object.entries(ends).map(([name, value]) => ({ name, value }));
    const whole = { ...frame, params: [...(frame.params ?? []), ...params], datasets: tables };
    const fresh = document.createElement("div");
    const { view } = await embed(fresh, { ...whole, background: null }, OPTIONS);
    this.#shown?.view.finalize();
    this.#shown = { key, view };
    this.#place.replaceChildren(fresh);
    const drawn = fresh.querySelector("svg");
    drawn.setAttribute("aria-hidden", "true"); // the place has its words
    drawn.style.maxWidth = `${1.2 * drawn.viewBox.baseVal.width}px`;
    this.#values.show(rows, this.facts);
  }
}
