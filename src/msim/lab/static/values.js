// The values of a figure: under the pointer, by keyboard, by touch; each with its unit and its interval.
import { node } from "./levers.js";
import { show } from "./numbers.js";

const NEAR = 28; // pixels around a mark in which it is meant
const HIT = 10; // pixels around a voter in which a click follows it
const SIGNS = { votes: " votes", rate: " %", points: " %" };

/** A specification whose rows know their number, and the rows with the title of their panel. */
export function numbered(spec) {
  const made = structuredClone(spec);
  const rows = [];
  const walk = (part, panel) => {
    if (Array.isArray(part)) part.forEach((each) => walk(each, panel));
    if (part === null || typeof part !== "object" || Array.isArray(part)) return;
    const title = part.title?.text ?? panel;
    for (const row of part.data?.values ?? []) row.at = rows.push({ ...row, panel: title }) - 1;
    for (const [key, value] of Object.entries(part)) if (key !== "data") walk(value, title);
  };
  walk(made, "");
  return { spec: made, rows };
}

/** A value with its interval in words: "18,570 votes, 95 % interval 18,080 to 19,060". */
function spelled(text, unit) {
  const found = text.match(/^(.*) \[(.*), (.*)\]$/);
  return found ? [`${found[1]}${unit}`, `95 % interval ${found[2]} to ${found[3]}`] : [`${text}${unit}`, ""];
}

/** What a row of a figure says: whose it is, the value, and its interval. Null where it is no value. */
export function described(row, { measures, currency = "", added = "", segments = {} }) {
  const own = measures[row.measure];
  if (own && typeof row.mean === "number") {
    const unit = row.kind?.startsWith("share") ? "points" : own.unit; // of seats as of votes: in percent
    const [value, between] = spelled(show(row, unit), unit === "money" ? ` ${currency}` : SIGNS[unit] ?? "");
    return [`${row.name}, ${row.kind ?? own.label}`, value, between || "no interval"];
  }
  if (row.step) {
    const [value, between] = spelled(`${row.gain} ${row.interval}`.trim(), " votes");
    return [row.name.replace("|", ": "), value, between || "no interval"];
  }
  if (row.what === "centre") return [row.label, `${segments[row.segment] ?? 0} of the voters shown`, ""];
  if (row.what === "voter") return [`A synthetic voter in ${row.label}`, `first component ${show({ mean: row.x }, "number")}`, `second component ${show({ mean: row.y }, "number")}`];
  if (row.power_share !== undefined) return [row.name, `${row.text} of all power`, `own share in silence ${row.stands}`];
  if (row.told) return [`own side ${row.row}, other side ${row.column}`, ...spelled(row.told, " votes")];
  if (typeof row.value === "number" && row.what) return [`${row.name}, ${row.what}`, `${show({ mean: row.value, low: null, high: null }, "points")} points`, ""];
  if (row.name && row.text) {
    const [value, between] = spelled(row.text, added && ` ${added}`);
    return [`${row.name}, ${row.column ?? row.panel}`, value, between];
  }
  return null;
}

export class Values {
  #place; #say; #points = []; #rows = []; #facts = {}; #at = -1; #bubble; #ring;

  /** place: what holds a drawing, alone in an element of its own. say(text) announces. */
  constructor(place, say) {
    this.#place = place;
    this.#say = say;
    this.#bubble = node("div", { class: "value", hidden: "" });
    this.#ring = node("div", { class: "ring", hidden: "" });
    const whole = place.parentElement;
    whole.append(this.#ring, this.#bubble);
    whole.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") this.#point(event); });
    whole.addEventListener("click", (event) => this.#point(event, true));
    whole.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && document.activeElement !== place) this.close();
    });
    place.addEventListener("keydown", (event) => this.#key(event));
    place.addEventListener("focus", () => { if (place.matches(":focus-visible")) this.#open(0, false, true); });
    place.addEventListener("blur", () => this.close());
    place.addEventListener("scroll", () => this.close());
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  /** The rows that are drawn now. facts: measures, currency, unit, and whether it is but a glance. */
  show(rows, facts) {
    this.close();
    const segments = {};
    for (const row of rows) if (row.what === "voter") segments[row.segment] = (segments[row.segment] ?? 0) + 1;
    [this.#rows, this.#facts, this.#points] = [rows, { ...facts, segments }, []];
  }

  close() {
    this.#at = -1;
    this.#bubble.hidden = this.#ring.hidden = true;
  }

  /** Where each row is drawn, in pixels of the whole; looked up once it is asked for. */
  #found() {
    const drawn = this.#place.querySelectorAll("svg :is(path, text, rect, line, circle)");
    if (!this.#points.length) {
      const of = new Map();
      for (const each of drawn) {
        const at = each.__data__?.datum?.at;
        if (at !== undefined && !each.closest(".role-legend, .role-axis")) of.set(at, [...(of.get(at) ?? []), each]);
      }
      for (const at of [...of.keys()].sort((a, b) => a - b)) {
        const said = described(this.#rows[at] ?? {}, this.#facts);
        const row = this.#rows[at];
        if (said) this.#points.push({ said, row, marks: of.get(at), stop: row.what !== "voter" });
      }
    }
    return this.#points;
  }

  #box({ marks }) {
    const whole = this.#place.parentElement.getBoundingClientRect();
    const boxes = marks.map((each) => each.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((each) => each.left)), Math.min(...boxes.map((each) => each.top))];
    const [right, bottom] = [Math.max(...boxes.map((each) => each.right)), Math.max(...boxes.map((each) => each.bottom))];
    return { left: left - whole.left, top: top - whole.top, right: right - whole.left, bottom: bottom - whole.top };
  }

  #point(event, announced = false) {
    if (this.#bubble.contains(event.target)) return;
    const whole = this.#place.parentElement.getBoundingClientRect();
    const [x, y] = [event.clientX - whole.left, event.clientY - whole.top];
    let [best, least] = [-1, NEAR];
    this.#found().forEach((point, at) => {
      const { left, top, right, bottom } = this.#box(point);
      const away = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      const inside = away === 0 ? Math.min(0, (right - left) * (bottom - top) / 1e9 - 1) : away; // the smallest of several
      if (inside < least) [best, least] = [at, inside];
    });
    if (best < 0) this.close();
    else if (best !== this.#at || announced) this.#open(best, announced);
    const row = this.#points[best]?.row;
    if (announced && row?.what === "voter" && least < HIT) this.#facts.follow?.(row.index);
  }

  #key(event) {
    const points = this.#found();
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !points.length || (!by && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    let at = event.key === "Home" ? 0 : event.key === "End" ? points.length - 1 : this.#at + by;
    const step = by ?? (event.key === "Home" ? 1 : -1);
    while (points[at] && !points[at].stop) at += step;
    if (points[at]) this.#open(at, true, true);
  }

  #open(at, announced, keys = false) {
    const points = this.#found();
    while (points[at] && !points[at].stop && keys) at += 1;
    const point = points[at];
    if (!point) return;
    this.#at = at;
    const [name, value, between] = point.said;
    const glance = this.#facts.glance ? "first glance, no result" : "";
    const lines = [node("strong", {}, name), node("span", {}, value)];
    for (const text of [between, glance, keys ? "Arrow keys show the others, Escape closes." : ""]) if (text) lines.push(node("small", {}, text));
    this.#bubble.replaceChildren(...lines);
    this.#bubble.hidden = this.#ring.hidden = false;
    this.#put(this.#box(point));
    if (announced) this.#say([name, value, between, glance].filter(Boolean).join(", "));
  }

  /** The bubble above its mark, or below where there is no room; within the whole. */
  #put({ left, top, right, bottom }) {
    const whole = this.#place.parentElement;
    const { style } = this.#ring;
    [style.left, style.top, style.width, style.height] = [left - 3, top - 3, right - left + 6, bottom - top + 6].map((each) => `${each}px`);
    const { offsetWidth: wide, offsetHeight: tall } = this.#bubble;
    const across = Math.max(0, Math.min(whole.clientWidth - wide, (left + right - wide) / 2));
    const above = whole.getBoundingClientRect().top + top - tall - 8;
    this.#bubble.style.left = `${across}px`;
    this.#bubble.style.top = `${above > 0 ? top - tall - 8 : bottom + 8}px`;
  }
}
