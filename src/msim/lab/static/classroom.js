// A class: the instructor poses a question, everybody commits to a prediction, then the answer shows.
import { node } from "./levers.js";
import { code, join, send } from "./pass.js";

const LOOK_AGAIN = 1000; // milliseconds
const find = (id) => document.getElementById(id);

export class ClassPanel {
  #controls; #place; #shown = ""; #last = null; #timer = 0;

  constructor(controls) {
    this.#controls = controls;
    this.#place = find("class");
    find("join").addEventListener("cancel", (event) => event.preventDefault());
    find("join-form").addEventListener("submit", (event) => {
      event.preventDefault();
      join(find("join-code").value);
      this.look();
    });
  }

  /** Look what the class does, and again soon; resolves once the page is let in. */
  async look() {
    clearTimeout(this.#timer);
    await this.#do({});
    this.#timer = setTimeout(() => this.look(), LOOK_AGAIN);
  }

  async #do(content) {
    let response;
    try {
      response = await send("class", content);
    } catch {
      return;
    }
    const told = await response.json();
    const door = find("join");
    if (response.status === 401 || response.status === 429) {
      find("join-said").textContent = find("join-code").value ? told.error : "";
      if (!door.open) door.showModal();
      return;
    }
    if (door.open) door.close();
    if (!response.ok) {
      this.#say(told.error);
      return;
    }
    if (told.lesson && !told.teacher) {
      location.assign(`lesson/#join=${code()}`);
      return;
    }
    if (!this.#last) this.#controls.begin();
    this.#follow(told);
  }

  #follow(told) {
    const before = this.#last;
    this.#last = told;
    const turned = !before || before.number !== told.number || before.open !== told.open || before.asked !== told.asked;
    if (turned) {
      const waits = told.open || (!told.teacher && !told.number); // nothing was asked yet
      document.documentElement.classList.toggle("asked", waits);
      find("levers").inert = waits;
      if (waits && !told.open) this.#controls.wait();
      else if (told.open) this.#controls.pose({ preset: told.preset, set: told.set });
      else if (told.asked) this.#controls.show({ preset: told.preset, set: told.set });
    }
    const key = JSON.stringify([told, this.#controls.came()]);
    if (key === this.#shown) return;
    const chosen = this.#place.querySelector("input:checked")?.value;
    if (!turned && told.open && told.mine === null && !told.teacher) {
      this.#counted(told);
      return;
    }
    this.#shown = key;
    this.#place.hidden = !told.asked && !told.teacher && told.number > 0;
    this.#place.replaceChildren(...this.#content(told, chosen));
  }

  #counted(told) {
    const said = find("class-said");
    if (said) said.textContent = `${told.committed} of ${told.present} pages have committed.`;
  }

  #content(told, chosen) {
    const parts = [node("h2", {}, told.teacher ? "The class" : "A prediction")];
    if (told.asked) parts.push(node("p", { class: "question" }, told.question));
    else if (!told.teacher) parts.push(node("p", {}, "You are in. Wait for the first question."));
    if (told.open && !told.teacher && told.mine === null) parts.push(this.#ballot(told, chosen));
    if (told.open && told.mine !== null && told.mine !== undefined) parts.push(node("p", {}, `You predict: ${told.choices[told.mine]}.`));
    if (told.asked && !told.open) parts.push(this.#tally(told));
    if (told.asked) parts.push(node("p", { id: "class-said", class: "caption", role: "status" }, `${told.committed} of ${told.present} pages have committed.`));
    if (told.teacher) parts.push(this.#desk(told));
    return parts;
  }

  #ballot(told, chosen) {
    const set = node("fieldset", {}, node("legend", {}, "What do you predict?"));
    told.choices.forEach((text, at) => {
      const input = node("input", { type: "radio", name: "choice", value: at, required: "" });
      if (String(at) === chosen) input.checked = true;
      set.append(node("label", {}, input, ` ${text}`));
    });
    const form = node("form", { id: "ballot" }, set, node("button", {}, "Commit"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#do({ do: "commit", choice: Number(new FormData(form).get("choice")) });
    });
    return form;
  }

  /** How the class predicted, and what came. */
  #tally(told) {
    const came = this.#controls.came()?.[told.asked];
    const most = Math.max(1, ...told.counts);
    const rows = told.choices.map((text, at) => {
      const bar = node("meter", { min: 0, max: most, value: told.counts[at], "aria-hidden": "true" });
      const notes = [at === came ? "✓ this came" : "", at === told.mine ? "your prediction" : ""].filter(Boolean).join(", ");
      return node("tr", at === came ? { class: "came" } : {}, node("th", { scope: "row" }, text), node("td", {}, String(told.counts[at])), node("td", {}, bar), node("td", {}, notes));
    });
    const head = node("tr", {}, node("th", { scope: "col" }, "prediction"), node("th", { scope: "col" }, "pages"), node("td"), node("td"));
    return node("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "How the class predicted" }, node("table", { id: "tally" }, node("thead", {}, head), node("tbody", {}, ...rows)));
  }

  #desk(told) {
    const bar = node("div", { class: "bar" });
    const button = (id, text, content) => {
      const made = node("button", { type: "button", id }, text);
      made.addEventListener("click", () => this.#do(content()));
      bar.append(made);
    };
    if (told.places.length) {
      const from = told.places.map(([address, pages]) => node("li", {}, `${address}: ${pages}`));
      bar.append(node("details", { id: "places" }, node("summary", {}, "Predictions by address"), node("ul", {}, ...from)));
    }
    if (told.open) {
      button("reveal", "Reveal the answer", () => ({ do: "reveal" }));
      return bar;
    }
    const select = node("select", { id: "ask" });
    for (const [name, text] of Object.entries(told.questions)) select.add(new Option(text, name));
    bar.append(node("label", { for: "ask" }, "Ask the class, of the world on the left: ", select));
    button("pose", "Pose the question", () => ({ do: "pose", asked: select.value, ...this.#controls.world() }));
    if (told.asked) button("close", "Put it away", () => ({ do: "close" }));
    return bar;
  }

  #say(text) {
    const said = find("class-said");
    if (said) said.textContent = text;
    else this.#place.append(node("p", { id: "class-said", role: "status" }, text));
  }
}
