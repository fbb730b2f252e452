// One world's answer on the screen: the sentence, the table of arms, the figures.
import { node } from "./levers.js";
import { Drawing } from "./drawing.js";

const COMPARED = new Set(["votes", "ladder", "promised"]);
const COLUMNS = [["votes", "reach", "promised"], ["ladder", "voters"]];

/** How much an answer rests on, and whether it is the result. */
function drawn({ simulated, replicates, surveys }, last) {
  const how = `${simulated.toLocaleString("en")} voters simulated, ${replicates} worlds of ${surveys} surveys`;
  return last ? `The numbers of msim run: ${how}.` : `A first glance: ${how}. The whole run is being computed …`;
}

export class WorldPane {
  #meta; #look; #why; #name; #parts; #drawings = new Map(); #world; #stage = -1; #asked = 0;
  said = null;
  beside = null;
  settled = () => {};

  constructor(name, title, meta, look, why) {
    this.#name = name;
    this.#meta = meta;
    this.#look = look;
    this.#why = why;
    this.#build(title);
  }

  #build(title) {
    const heading = node("h2", { id: `title-${this.#name}`, tabindex: "-1" }, title);
    const brief = node("p", { class: "brief" });
    const answer = node("span");
    const ties = node("p");
    const whole = node("p", {}, answer, " ", this.#question("answer", "the answer"));
    const box = node("div", { class: "answer", id: `answer-${this.#name}`, role: "note", "aria-label": "The answer" }, brief, whole, ties);
    const state = node("p", { class: "state" });
    const table = node("div", { class: "scroll card", tabindex: "0", role: "group", "aria-label": "Every arm" });
    const cards = node("div", { class: "cards" });
    this.#parts = { heading, brief, answer, ties, state, table, cards };
    this.element = node("section", { class: "world", "aria-labelledby": `title-${this.#name}` }, heading, box, state, cards, table);
    for (const names of COLUMNS) cards.append(node("div", { class: "column" }, ...names.map((name) => this.#card(name))));
  }

  titled(text) {
    this.#parts.heading.textContent = text;
  }

  #question(what, label) {
    const button = node("button", { type: "button", class: "why", "aria-label": `Why? ${label}` }, "?");
    button.addEventListener("click", () => this.#why(what));
    return button;
  }

  #card(name) {
    const title = node("span");
    const caption = node("p", { class: "caption" });
    const place = node("div", { class: "drawing", tabindex: "0" });
    const heading = node("h3", {}, title, this.#question(name, name));
    const card = node("figure", { class: "card", "data-figure": name }, heading, caption, place);
    card.hidden = true;
    this.#drawings.set(name, { card, title, caption, drawing: new Drawing(place) });
    return card;
  }

  /** Ask for a world; what is on the screen stays until its answer comes. */
  show(world) {
    this.#world = world;
    this.#stage = -1;
    this.said = null;
    this.#asked = performance.now();
    this.element.setAttribute("aria-busy", "true");
    this.element.classList.add("old");
    this.#parts.state.classList.remove("wrong");
    this.#parts.state.textContent = "This world is being computed …";
    this.asker.ask(world);
  }

  refuse(told) {
    this.element.removeAttribute("aria-busy");
    this.element.classList.remove("old");
    this.#parts.state.classList.add("wrong");
    this.#parts.state.textContent = `This world cannot be computed: ${told} What is shown below is the last one that could.`;
    this.#announce(`This world cannot be computed: ${told}`);
  }

  /** One part of an answer. */
  take(part) {
    if (part.late) {
      this.element.removeAttribute("aria-busy");
      this.element.classList.remove("old");
      this.#parts.state.textContent = "The whole run is too heavy here. What is shown is a first glance and no result; the command gives the result.";
      return;
    }
    this.#stage = part.stage;
    if (part.part === "numbers") this.#numbers(part);
    else this.#figure(part);
  }

  #numbers(part) {
    this.said = part;
    this.element.classList.remove("old");
    this.element.dataset.hash = part.summary.scenario.hash;
    this.element.dataset.stage = part.stage;
    const last = part.stage === this.#meta.stages - 1;
    const brief = last ? part.brief : "Still computing. This is a first glance and no result.";
    this.#parts.answer.textContent = part.answer;
    this.#parts.brief.textContent = brief;
    if (this.#name === "now") document.getElementById("brief").textContent = brief;
    this.#parts.ties.textContent = part.ties;
    this.#parts.state.classList.remove("wrong");
    this.#parts.state.textContent = part.how ?? drawn(part.summary, last);
    if (last) this.element.removeAttribute("aria-busy");
    if (last) this.settled();
    if (last && this.#name === "now") this.#announce(part.brief || part.answer);
    this.#table(part);
    for (const { card } of this.#drawings.values()) card.classList.add("stale");
  }

  #announce(text) {
    document.getElementById("said").textContent = text;
  }

  #table(part) {
    const { columns, rows, currency } = part.table;
    const focused = this.#parts.table.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    const head = node("tr", {}, node("th", { scope: "col" }, "arm"));
    const signs = { rate: ", %", points: ", %", money: `, ${currency}` };
    for (const name of columns) {
      const { label, unit } = this.#meta.measures[name];
      head.append(node("th", { scope: "col" }, label + (signs[unit] ?? ""), this.#question(name, label)));
    }
    const body = node("tbody");
    for (const row of rows) {
      const arm = node("th", { scope: "row" }, row.label, this.#question(`arm:${row.arm}`, row.label));
      const line = node("tr", { "data-arm": row.arm }, arm);
      for (const [value, between] of row.cells) {
        line.append(node("td", {}, value, ...(between ? [node("small", {}, between)] : [])));
      }
      body.append(line);
    }
    const note = node("p", { class: "caption" }, `Every arm with the same money and the same voters. ${part.note}`);
    this.#parts.table.replaceChildren(note, node("table", {}, node("thead", {}, head), body));
    if (focused) this.#parts.table.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }

  #figure(part) {
    const { card, title, caption, drawing } = this.#drawings.get(part.name);
    card.hidden = !part.spec;
    if (!part.spec) return;
    title.textContent = part.title;
    caption.textContent = part.caption;
    const asked = this.#asked;
    drawing.draw(part, this.#lookAt(part.name)).then(() => {
      performance.measure(`drawn:${part.name}:${part.stage}`, { start: asked, end: performance.now() });
      card.dataset.stage = part.stage;
      if (asked === this.#asked) card.classList.remove("stale");
    });
    if (this.beside && COMPARED.has(part.name)) this.beside.redraw(part.name);
  }

  /** The world that stands beside this one, if any, has figures of its own scale. */
  #lookAt(name) {
    const beside = COMPARED.has(name) ? this.beside?.partOf(name) : null;
    return { ...this.#look(), beside };
  }

  partOf(name) {
    return this.#drawings.get(name).drawing.part;
  }

  /** Draw again: all figures, or one. */
  redraw(only) {
    for (const [name, { drawing }] of this.#drawings) {
      if (!only || name === only) drawing.redraw(this.#lookAt(name));
    }
  }
}
