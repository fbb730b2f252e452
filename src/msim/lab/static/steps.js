// Undo and redo: a step is an entry of the browser's history, so that Back and Forward do the same.

const SETTLED = 800; // milliseconds in which further keys on the same lever belong to the same step, as a drag does
const find = (id) => document.getElementById(id);

export class Steps {
  #at = history.state?.step ?? 0; #last = this.#at; #moved = ""; #when = 0; #held = false;

  constructor() {
    find("undo").addEventListener("click", () => this.#go(-1));
    find("redo").addEventListener("click", () => this.#go(1));
    addEventListener("keydown", (event) => {
      const typing = event.target.matches?.("input:not([type=range]), textarea");
      if (!(event.ctrlKey || event.metaKey) || event.altKey || typing || find("levers").inert) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      this.#go(key === "y" || event.shiftKey ? 1 : -1);
    });
    for (const what of ["pointerdown", "pointerup", "pointercancel"]) {
      addEventListener(what, ({ target }) => {
        this.#held = what === "pointerdown" && target.type === "range";
        this.#moved = "";
      });
    }
    addEventListener("popstate", () => {
      this.#at = history.state?.step ?? 0;
      if (!history.state) this.#last = this.#at; // another address, after which nothing lies ahead
      this.#moved = "";
      this.#put();
    });
    history.replaceState({ step: this.#at }, ""); // so that this entry is known when it comes back
    this.#put();
  }

  /** Write an address. what: what was moved, which begins a step; "" is none and changes the last. */
  write(hash, what = "") {
    if (hash === location.hash) return;
    const now = performance.now();
    const begins = what && !(what === this.#moved && (this.#held || now - this.#when < SETTLED));
    if (what) [this.#moved, this.#when] = [what, now];
    if (begins) this.#last = ++this.#at;
    history[begins ? "pushState" : "replaceState"]({ step: this.#at }, "", hash);
    this.#put();
  }

  #go(by) {
    const to = this.#at + by;
    if (to >= 0 && to <= this.#last) history.go(by);
  }

  #put() {
    // Not disabled, which would take the focus from whoever presses it.
    find("undo").setAttribute("aria-disabled", String(this.#at === 0));
    find("redo").setAttribute("aria-disabled", String(this.#at >= this.#last));
  }
}
