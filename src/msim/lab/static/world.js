// One world's answer on the screen: the sentence, the table of arms, the figures.
import { node } from "./levers.js";
import { Drawing } from "./drawing.js";

const ORDER = ["votes", "ladder", "reach", "voters", "promised"];

export class WorldPane {
  #meta; #look; #why; #name; #parts; #drawings = new Map(); #world; #stage = -1; #asked = 0;
  said = null;

  constructor(name, title, meta, look, why) {
    Object.assign(this, { asker: null });
    this.#name = name;
    this.#meta = meta;
    this.#look = look;
    this.#why = why;
    this.#build(title);
  }

  #build(title) {
    const heading = node("h2", { id: `title-${this.#name}`, tabindex: "-1" }, title);
    const answer = node("p");
    const ties = node("p");
    const box = node("div", { class: "answer", id: `answer-${this.#name}`, role: "note", "aria-label": "The answer" }, answer, ties);
    const state = node("p", { class: "state" });
    const table = node("div", { class: "scroll card wide", tabindex: "0", role: "group", "aria-label": "Every arm" });
    const cards = node("div", { class: "cards" }, table);
    this.#parts = { heading, answer, ties, state, table, cards };
    box.append(this.#question("answer", "the answer"));
    this.element = node("section", { class: "world", "aria-labelledby": `title-${this.#name}` }, heading, box, state, cards);
    for (const name of ORDER) this.#card(name);
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
    this.#parts.cards.append(card);
    this.#drawings.set(name, { card, title, caption, drawing: new Drawing(place) });
  }

  /** Ask for a world; what is on the screen stays until its answer comes. */
  show(world) {
    this.#world = world;
    this.#stage = -1;
    this.#asked = performance.now();
    this.element.setAttribute("aria-busy", "true");
    this.asker.ask(world);
  }

  refuse(told) {
    this.element.removeAttribute("aria-busy");
    this.#parts.state.classList.add("wrong");
    this.#parts.state.textContent = `This world cannot be computed: ${told} What is shown below is the last one that could.`;
    this.#announce(`This world cannot be computed: ${told}`);
  }

  /** One part of an answer. */
  take(part) {
    if (part.late) {
      this.#parts.state.textContent += " It is too heavy to be computed finer here; the command does it.";
      return;
    }
    this.#stage = part.stage;
    if (part.part === "numbers") this.#numbers(part);
    else this.#figure(part);
  }

  #numbers(part) {
    this.said = part;
    this.element.dataset.hash = part.summary.scenario.hash;
    this.element.dataset.stage = part.stage;
    this.#parts.answer.textContent = part.answer;
    this.#parts.ties.textContent = part.ties;
    const { simulated, replicates } = this.#meta.stages[part.stage];
    const last = part.stage === this.#meta.stages.length - 1;
    const how = `${simulated.toLocaleString("en")} voters simulated, ${replicates} replicates`;
    this.#parts.state.classList.remove("wrong");
    this.#parts.state.textContent = `${["A first glance", "Finer", "As fine as it gets here"][part.stage]}: ${how}${last ? "." : "; finer numbers follow …"}`;
    if (last) this.element.removeAttribute("aria-busy");
    if (part.stage === 1 && this.#name === "now") this.#announce(part.answer);
    this.#table(part);
  }

  #announce(text) {
    document.getElementById("said").textContent = text;
  }

  #table(part) {
    const { columns, rows, currency } = part.table;
    const focused = this.#parts.table.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    const head = node("tr", {}, node("th", { scope: "col" }, "arm"));
    const unit = (name) => (name.includes("rate") || name === "win_prob" ? ", %" : name.startsWith("cost") ? `, ${currency}` : "");
    for (const name of columns) {
      const label = this.#meta.measures[name];
      head.append(node("th", { scope: "col" }, label + unit(name), this.#question(name, label)));
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
    drawing.draw(part, this.#look()).then(() => {
      performance.measure(`drawn:${part.name}:${part.stage}`, { start: asked, end: performance.now() });
      card.dataset.stage = part.stage;
    });
  }

  redraw() {
    for (const { drawing } of this.#drawings.values()) drawing.redraw(this.#look());
  }
}
