// One world's answer on the screen: the sentence, the table of arms, the figures.
import { node } from "./levers.js";
import { Drawing } from "./drawing.js";
import { asPng, asText, copied, download, picture, slide, worldSentence } from "./picture.js";

const COMPARED = new Set(["votes", "ladder", "promised"]);
const COLUMNS = [["seats", "votes", "reach", "promised"], ["attribution", "districts", "game", "ladder", "voters"]];
const SAVED = [["svg", "As SVG"], ["png", "As PNG"], ["slide", "Copy as a slide"]];

/** How much an answer rests on, and whether it is the result. */
function drawn({ simulated, replicates, surveys }, last, shipped) {
  const how = `${simulated.toLocaleString("en")} voters simulated, ${replicates} worlds of ${surveys} surveys`;
  if (shipped) return `Shipped with msim ${shipped}: ${how}. The same run is being made here …`;
  return last ? `The numbers of msim run: ${how}.` : `A first glance: ${how}. The whole run is being computed …`;
}

export class WorldPane {
  #meta; #look; #why; #follow; #name; #parts; #drawings = new Map(); #world; #stage = -1; #asked = 0; #heard = "";
  said = null;
  beside = null;
  settled = () => {};

  constructor(name, title, meta, look, why, follow = null) {
    this.#follow = follow;
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
    const points = node("ul");
    const where = node("details", { class: "points card", hidden: "", open: "" }, node("summary", {}, "Where do votes count?"), points);
    const table = node("div", { class: "scroll card", tabindex: "0", role: "group", "aria-label": "Every arm" });
    const cards = node("div", { class: "cards" });
    const adapting = node("ul");
    const flight = node("details", { class: "points card", hidden: "", open: "" }, node("summary", {}, "What would adapting need?"), adapting);
    this.#parts = { heading, brief, answer, ties, state, points, adapting, table, cards };
    this.element = node("section", { class: "world", "aria-labelledby": `title-${this.#name}` }, heading, box, state, where, flight, cards, table);
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
    const top = node("div", { class: "top" }, node("h3", {}, title, this.#question(name, name)), this.#saving(name));
    const hint = this.#follow && name === "voters" ? [node("p", { class: "caption" }, this.#meta.voter.hint)] : [];
    const card = node("figure", { class: "card", "data-figure": name }, top, caption, ...hint, node("div", { class: "plot" }, place));
    card.hidden = true;
    this.#drawings.set(name, { card, title, caption, drawing: new Drawing(place, (text) => this.#announce(text)) });
    return card;
  }

  #saving(name) {
    const list = node("details", { class: "save" }, node("summary", { "aria-label": `Save the picture: ${name}` }, "Save"));
    for (const [kind, text] of SAVED) {
      const button = node("button", { type: "button", "data-kind": kind, "aria-label": `${text}: ${name}` }, text);
      button.addEventListener("click", async () => {
        const said = await this.#save(name, kind);
        button.textContent = kind === "slide" && said.includes("clipboard") ? "Copied" : kind === "slide" ? "Saved" : text;
        this.#announce(said);
        setTimeout(() => { button.textContent = text; }, 2500);
      });
      list.append(button);
    }
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !list.open) return;
      list.open = false;
      list.querySelector("summary").focus();
    });
    return list;
  }

  /** Save a figure, or copy it as a slide; gives what came of it, in words. */
  async #save(name, kind) {
    const { card, drawing: figure } = this.#drawings.get(name);
    const { said } = this;
    if (!said || card.classList.contains("stale") || !figure.part?.spec) return "This figure is being computed: save it when it is there.";
    const last = said.stage === this.#meta.stages - 1;
    if (kind === "slide" && !last) return "The answer is being computed: copy the slide when it is there.";
    const { title, caption } = figure.part;
    const told = {
      title, caption, how: said.how ?? drawn(said.summary, last), mark: said.footer ?? this.#meta.foot,
      world: worldSentence(this.#world, this.#meta, /^World /.test(this.#parts.heading.textContent) ? this.#parts.heading.textContent : ""),
      answer: said.brief || said.answer,
    };
    const drawing = await figure.picture();
    const file = `msim-${this.#world.preset}-${name}`;
    if (kind === "slide") return copied(asPng(slide(drawing, told)), `${file}-slide.png`);
    const svg = picture(drawing, told);
    if (kind === "svg") download(new Blob([asText(svg)], { type: "image/svg+xml" }), `${file}.svg`);
    else download(await asPng(svg, 2), `${file}.png`);
    return `The picture is saved as ${file}.${kind}.`;
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
    for (const name of ["points", "adapting"]) {
      this.#parts[name].replaceChildren(...(part[name] ?? []).map((text) => node("li", {}, text)));
      this.#parts[name].parentElement.hidden = !part[name]?.length;
    }
    this.#parts.state.classList.remove("wrong");
    this.#parts.state.textContent = part.how ?? drawn(part.summary, last, part.shipped);
    this.element.toggleAttribute("data-shipped", Boolean(part.shipped));
    const again = last && !part.shipped && this.#heard === brief; // as it was shipped: told already
    if (last && this.#name === "now" && !again) this.#announce(part.brief || part.answer);
    this.#heard = part.shipped ? brief : "";
    if (last && !part.shipped) this.element.removeAttribute("aria-busy");
    if (last && !part.shipped) this.settled();
    performance.measure(`answered:${part.shipped ? "shipped" : part.stage}`, { start: this.#asked, end: performance.now() });
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
    drawing.facts = {
      measures: this.#meta.measures, currency: this.said?.table.currency, added: part.added,
      glance: part.stage < this.#meta.stages - 1,
      follow: this.#follow && ((index) => {
        if (card.classList.contains("stale") || part.stage < this.#meta.stages - 1) this.#announce(this.#meta.voter.glance);
        else this.#follow(this.#world, index);
      }),
    };
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
