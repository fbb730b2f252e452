// Draws a figure. Where only numbers have changed, the picture on the screen takes the new ones.

const DARK = {
  "#1a1a1a": "#ececec", "#555555": "#b4b8be", "#e3e3e3": "#3a3e45", "#888888": "#8d9299",
  white: "#202327", "#000000": "#e4e4e4", "#0072B2": "#3d9bd6", "#882255": "#d0699b",
  "#332288": "#8f86d8", "#6a7a18": "#a3b54a",
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
function recoloured(part) {
  if (typeof part === "string") return DARK[part] ?? part;
  if (Array.isArray(part)) return part.map(recoloured);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, recoloured(value)]));
}

/** Panels below each other instead of side by side, each with the names of its rows. */
function stacked(spec) {
  if (!spec.hconcat) return spec;
  const { hconcat, spacing, ...rest } = spec;
  const panels = structuredClone(hconcat);
  for (const panel of panels) {
    const axis = panel.encoding?.y?.axis;
    if (axis && panel.encoding.y.field === "name") Object.assign(axis, { labels: true, minExtent: 108, maxExtent: 240 });
  }
  return { ...rest, vconcat: panels, spacing: 24 };
}

async function library() {
  while (!window.vegaEmbed) await new Promise((go) => setTimeout(go, 20));
  return window.vegaEmbed;
}

export class Drawing {
  #place; #part = null; #shown = null; #queue = Promise.resolve(); #latest = 0;

  constructor(place) {
    this.#place = place;
  }

  /** Draw a part of an answer; one that is no longer the latest is passed over. */
  draw(part, look) {
    this.#part = part;
    const mine = ++this.#latest;
    this.#queue = this.#queue.then(() => (mine === this.#latest ? this.#draw(part, look) : undefined)).catch((error) => {
      console.error(error);
    });
    return this.#queue;
  }

  redraw(look) {
    if (this.#part) this.draw(this.#part, look);
  }

  async #draw(part, look) {
    const embed = await library();
    let spec = look.narrow ? stacked(part.spec) : part.spec;
    if (look.dark) spec = recoloured(spec);
    const { frame, tables, ends } = lifted(spec);
    const key = JSON.stringify(frame);
    this.#place.setAttribute("role", "img");
    this.#place.setAttribute("aria-label", part.alt);
    if (this.#shown?.key === key) {
      const { view } = this.#shown;
      for (const [name, rows] of Object.entries(tables)) view.data(name, structuredClone(rows));
      for (const [name, value] of Object.entries(ends)) view.signal(name, value);
      await view.runAsync();
      return;
    }
    const params = Object.entries(ends).map(([name, value]) => ({ name, value }));
    const whole = { ...frame, params: [...(frame.params ?? []), ...params], datasets: tables, background: null };
    const fresh = document.createElement("div");
    const { view } = await embed(fresh, whole, {
      ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: false,
      config: { aria: false },
    });
    this.#shown?.view.finalize();
    this.#shown = { key, view };
    this.#place.replaceChildren(fresh);
  }
}
