// Voters as dots: they move when something happens to them.

const NARROW = 560; // pixels of room below which a picture is as high as it is wide
const FINGER = 16; // pixels around a voter in which it is meant
const WIDE = { width: 800, height: 430 };

/** An element of a drawing. */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A picture of so many voters. frame(size) draws what stands behind them; height: where it is narrow. */
export class Dots {
  #place; #svg; #frame; #behind = drawn("g"); #crowd; #voters; #last = null; #size = null; #narrow;

  constructor(place, count, alt, frame, height = 430) {
    this.#narrow = { width: 380, height };
    this.#place = place;
    this.#frame = frame;
    this.#voters = Array.from({ length: count }, () => drawn("circle"));
    this.#crowd = drawn("g", {}, ...this.#voters);
    this.#svg = drawn("svg", { role: "img", "aria-label": alt }, this.#behind);
    place.append(this.#svg);
    new ResizeObserver(() => { if (this.#fit()) this.#draw(); }).observe(place);
    this.#fit();
  }

  /** Where each voter stands and what it looks like: at(size) gives [x, y] each, looks a class each. */
  show(at, looks, radius = 6) {
    this.#last = { at, looks, radius };
    this.#draw();
  }

  /** pick(n) is called with the voter that is clicked, or the nearest one. */
  picked(pick) {
    this.#svg.classList.add("picked");
    this.#svg.addEventListener("click", ({ clientX, clientY }) => {
      const away = this.#voters.map((voter) => {
        const { left, top, width, height } = voter.getBoundingClientRect();
        return Math.hypot(clientX - left - width / 2, clientY - top - height / 2);
      });
      const least = Math.min(...away);
      if (least < FINGER) pick(away.indexOf(least));
    });
  }

  get size() {
    return this.#size;
  }

  #fit() {
    const size = this.#place.clientWidth < NARROW ? this.#narrow : WIDE;
    if (size === this.#size) return false;
    this.#size = size;
    this.#svg.setAttribute("class", size === WIDE ? "wide" : "narrow");
    this.#svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    return true;
  }

  #draw() {
    if (!this.#last) return;
    const { at, looks, radius } = this.#last;
    const places = at(this.#size);
    const r = this.#size === WIDE ? radius : Math.min(radius, 4.4);
    this.#behind.replaceChildren(...this.#frame(this.#size));
    this.#voters.forEach((voter, n) => {
      voter.setAttribute("class", `voter ${looks[n]}`);
      voter.setAttribute("r", r);
      voter.style.transform = `translate(${places[n][0].toFixed(1)}px, ${places[n][1].toFixed(1)}px)`;
    });
    if (!this.#crowd.isConnected) this.#behind.after(this.#crowd); // at their places: they do not come flying from a corner
  }
}

/** A word in a picture. */
export function word(text, x, y, attributes = {}) {
  return drawn("text", { x, y, "text-anchor": "middle", ...attributes }, text);
}

/** A line in a picture. */
export function line(x1, y1, x2, y2, look) {
  return drawn("line", { x1, y1, x2, y2, class: look });
}

/** Small whole numbers, as the engine writes them: a character each. */
export const numbers = (text) => Array.from(text, (each) => parseInt(each, 36));
