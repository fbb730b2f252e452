// One invented voter, followed: what is true beside what is seen, in a dialog of its own.
import { node } from "./levers.js";
import { copy } from "./dialogs.js";
import { Drawing } from "./drawing.js";

export class FollowPanel {
  #meta; #ask; #dialog; #title; #kind; #number; #label; #state; #told; #world = null; #running = null; #drawings = []; #dark = matchMedia("(prefers-color-scheme: dark)");

  /** ask(question, take, signal) asks the server. */
  constructor(meta, ask) {
    this.#meta = meta;
    this.#ask = ask;
    document.head.append(node("link", { rel: "stylesheet", href: "follow.css" }));
    const { voter: said } = meta;
    this.#kind = node("select", { id: "voter-kind" });
    for (const [kind, text] of Object.entries(said.kinds)) this.#kind.add(new Option(text, kind));
    this.#kind.add(new Option(said.by_number, ""));
    this.#number = node("input", { id: "voter-number", type: "number", min: 0, step: 1, required: "" });
    this.#label = node("label", { for: "voter-number" }, said.number.split(",")[0]);
    const next = node("button", { type: "button" }, said.next);
    const form = node("form", { class: "bar" }, node("label", { for: "voter-kind" }, said.whom), this.#kind, this.#label, this.#number, node("button", {}, said.show), next);
    this.#state = node("p", { class: "state", role: "status" });
    this.#told = node("div", {});
    this.#title = node("h2", { id: "voter-title" }, said.button);
    const top = node("form", { method: "dialog", class: "top" }, this.#title, node("button", {}, said.close));
    this.#dialog = node("dialog", { id: "voter", "aria-labelledby": "voter-title" }, top, form, this.#state, this.#told);
    document.body.append(this.#dialog);
    this.#kind.addEventListener("change", () => (this.#kind.value ? this.#go(this.#kind.value) : this.#number.focus()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#go(Number(this.#number.value));
    });
    next.addEventListener("click", () => this.#go((Number(this.#number.value) + 1) % (Number(this.#number.max) + 1)));
    this.#dialog.addEventListener("close", () => this.#running?.abort());
    this.#dark.addEventListener("change", () => { for (const each of this.#drawings) each.redraw(this.#look()); });
  }

  /** Follow a voter of a world: by number, or the first of a kind. */
  open(world, which = Object.keys(this.#meta.voter.kinds)[0]) {
    this.#world = structuredClone(world);
    this.#told.replaceChildren();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#kind.focus();
    this.#go(which);
  }

  async #go(which) {
    this.#running?.abort();
    const mine = this.#running = new AbortController();
    this.#kind.value = typeof which === "string" ? which : "";
    this.#say(this.#meta.voter.wait);
    this.#told.classList.add("old");
    const take = (part) => {
      if (mine.signal.aborted) return;
      if (part.error) this.#say(part.error, true);
      else this.#show(part);
    };
    try {
      await this.#ask({ ...this.#world, voter: which }, take, mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      console.info(error.message);
      this.#say("The laboratory does not answer; is msim lab still running?", true);
    }
  }

  #say(text, wrong = false) {
    this.#state.textContent = text;
    this.#state.classList.toggle("wrong", wrong);
  }

  #show(told) {
    const { voter: said } = this.#meta;
    this.#number.value = told.index;
    this.#number.max = told.last;
    this.#label.textContent = said.number.replace("{last}", told.last.toLocaleString("en"));
    this.#say(told.kicker);
    this.#title.textContent = told.title;
    this.#drawings = [];
    const sections = told.sections.map(({ heading, blocks }) => node("section", {}, node("h3", {}, heading), ...blocks.map((each) => this.#block(each))));
    const button = node("button", { type: "button" }, said.copy);
    const command = node("pre", { tabindex: "0" }, told.command);
    button.addEventListener("click", async () => {
      const done = await copy(told.command);
      if (!done) getSelection().selectAllChildren(command);
      button.textContent = done ? said.copied : said.selected;
    });
    this.#told.replaceChildren(...sections, node("p", {}, said.same), command, node("p", {}, button), node("p", { class: "caption" }, told.footer));
    this.#told.classList.remove("old");
    for (const each of this.#drawings) each.redraw(this.#look()); // now that there is room
  }

  #look() {
    return { dark: this.#dark.matches ? this.#meta.dark : null };
  }

  #block(block) {
    if (block.kind === "answer") return node("div", { class: "answer", role: "note" }, node("p", {}, block.text));
    if (block.kind === "table") return this.#table(block);
    if (block.kind === "figure") return this.#figure(block);
    if (block.kind === "details") return node("details", {}, node("summary", {}, block.summary), ...block.blocks.map((each) => this.#block(each)));
    return node("p", {}, block.text);
  }

  #table({ name, caption, columns, rows }) {
    const head = node("tr", {}, ...columns.map((text) => (text ? node("th", { scope: "col" }, text) : node("td", {}))));
    const body = rows.map(([first, ...rest]) => node("tr", {}, node("th", { scope: "row" }, first), ...rest.map((text) => node("td", {}, text))));
    const table = node("table", { "data-table": name }, node("thead", {}, head), node("tbody", {}, ...body));
    return node("div", {}, ...(caption ? [node("p", { class: "caption" }, caption)] : []), node("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption || columns.filter(Boolean).join(", ") }, table));
  }

  #figure(part) {
    const place = node("div", { class: "drawing", tabindex: "0" });
    const plot = node("div", { class: "plot" }, place);
    const drawing = new Drawing(place, (text) => this.#say(text));
    drawing.facts = { measures: this.#meta.measures };
    drawing.draw(part, this.#look());
    this.#drawings.push(drawing);
    return node("figure", { class: "card" }, node("h4", {}, part.title), node("p", { class: "caption" }, part.caption), plot);
  }
}
