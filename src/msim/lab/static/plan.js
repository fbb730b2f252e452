// A plan by hand: for each segment its profile, the test's readings, a message, and its part of the money.
import { node } from "./levers.js";

const SVG = "http://www.w3.org/2000/svg";
const MINUS = "\u2212";
const WIDE = 200;

/** An element of a drawing. A style is set as the page's policy allows: not as an attribute. */
export function drawn(tag, { style = "", ...attributes }, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.style.cssText = style;
  made.append(...children);
  return made;
}

const signed = (value, digits = 1) => `${value < 0 ? MINUS : "+"}${Math.abs(value).toFixed(digits)}`;

function profile(told) {
  const parts = [["Higher than average", (value) => value > 0], ["Lower", (value) => value < 0]].map(([head, wanted]) => {
    const those = told.filter(([, value]) => wanted(value)).map(([name, value]) => `${name} (${signed(value)})`);
    return those.length ? `${head}: ${those.join(", ")}.` : "";
  });
  return parts.filter(Boolean).join(" ") || "Much like everybody.";
}

/** A form that makes a plan; commit(plan) is called with messages and shares. */
export class PlanForm {
  #told; #hands = []; #said; #button; element;

  constructor(told, label, commit) {
    this.#told = told;
    const ends = told.segments.flatMap(({ read, half }) => read.flatMap((each) => [each - (half ?? 0), each + (half ?? 0)]));
    const [low, high] = [Math.min(0, ...ends), Math.max(0.1, ...ends)];
    const x = (value) => ((value - low) / (high - low)) * WIDE;
    this.#hands = told.segments.map((segment, at) => this.#hand(segment, at, x));
    this.#said = node("p", { role: "status", class: "caption" });
    this.#button = node("button", { class: "go" }, label);
    const best = node("button", { type: "button", id: "best" }, "Take the best reading everywhere");
    best.addEventListener("click", () => this.best());
    this.element = node("form", { id: "plan" }, node("p", {}, best), node("div", { class: "hands" }, ...this.#hands.map((hand) => hand.element)), node("div", { class: "bar" }, this.#button), this.#said);
    this.element.addEventListener("input", () => this.#changed());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      commit(this.plan());
    });
    this.#changed();
  }

  #hand({ size, profile: traits, read, half }, at, x) {
    const rows = read.map((value, message) => {
      const radio = node("input", { type: "radio", name: `message-${at}`, value: message + 1, required: "" });
      const picture = drawn("svg", { viewBox: `0 0 ${WIDE} 16`, preserveAspectRatio: "none", "aria-hidden": "true" },
        drawn("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: 16 }),
        drawn("line", { x1: x(value - (half ?? 0)), x2: x(value + (half ?? 0)), y1: 8, y2: 8 }),
        drawn("line", { x1: x(value) - 1.5, x2: x(value) + 1.5, y1: 8, y2: 8, class: "point" }));
      const range = half === null ? "" : ` (${signed(value - half)} to ${signed(value + half)})`;
      return node("label", { class: "reading" }, radio, `Message ${message + 1}`, picture, node("output", {}, `${signed(value)}${range}`));
    });
    const address = node("input", { type: "checkbox", checked: "" });
    const slider = node("input", { type: "range", min: 1, max: 100, value: Math.max(1, Math.round(100 * size)), "aria-label": `Money for segment ${at + 1}` });
    const part = node("output", {});
    const money = node("div", { class: "money" }, node("label", {}, address, "Address"), slider, part);
    const element = node("fieldset", { class: "hand" }, node("legend", {}, `Segment ${at + 1}: ${Math.round(100 * size)} % of voters`), node("p", {}, profile(traits)), ...rows, money);
    const radios = [...element.querySelectorAll("[type=radio]")];
    return { element, radios, address, slider, part, read };
  }

  best() {
    for (const { radios, read } of this.#hands) radios[read.indexOf(Math.max(...read))].checked = true;
    this.#changed();
  }

  #changed() {
    const all = this.#hands.reduce((sum, hand) => sum + (hand.address.checked ? Number(hand.slider.value) : 0), 0);
    for (const { element, radios, address, slider, part } of this.#hands) {
      element.classList.toggle("left", !address.checked);
      slider.disabled = !address.checked;
      for (const radio of radios) radio.disabled = !address.checked;
      part.textContent = address.checked ? `${Math.round((100 * Number(slider.value)) / all)} %` : "0 %";
    }
    this.#button.disabled = all === 0;
    if (all === 0) this.say("Address at least one segment.");
    else this.say("");
  }

  /** The plan as it stands; a segment that is left out carries the first message, to nobody. */
  plan() {
    return {
      messages: this.#hands.map(({ radios }) => Number(radios.find((each) => each.checked)?.value ?? 1)),
      shares: this.#hands.map(({ address, slider }) => (address.checked ? Number(slider.value) : 0)),
    };
  }

  say(text) {
    this.#said.textContent = text;
  }

  busy(on) {
    this.#button.disabled = on;
  }
}
