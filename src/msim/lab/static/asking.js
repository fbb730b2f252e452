// Asks what follows from a world, and hands on the parts of the answer as they come.

import { send } from "./pass.js";

const PAUSE = 40; // milliseconds in which further moves of a lever count as the same

export class Asker {
  #name; #take; #refuse; #running = null; #timer = 0; #last = 0;

  constructor(name, take, refuse) {
    this.#name = name;
    this.#take = take;
    this.#refuse = refuse;
  }

  /** Ask; what was asked before is given up. A lever that is dragged asks at most every PAUSE. */
  ask(world) {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#last + PAUSE - performance.now());
    this.#timer = setTimeout(() => this.#go(world), wait);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  async #go(world) {
    this.#last = performance.now();
    this.#running?.abort();
    const mine = this.#running = new AbortController();
    try {
      const response = await send("answer", { ...world, pane: this.#name }, mine.signal);
      if (!response.ok) {
        this.#refuse((await response.json()).error);
        return;
      }
      await parts(response, mine.signal, (content) => (content.error ? this.#refuse(content.error) : this.#take(content)));
    } catch (error) {
      if (!mine.signal.aborted) this.#refuse("The laboratory does not answer; is msim lab still running?");
    }
  }
}

/** Hand on the parts of an answer, line by line. */
async function parts(response, signal, take) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) take(JSON.parse(line));
  }
}

const streamed = (where) => async (question, take, signal = new AbortController().signal) => {
  const response = await send(where, question, signal);
  if (!response.ok) take({ error: (await response.json()).error });
  else await parts(response, signal, take);
};

/** Ask what differs between two worlds, or why. */
export const pairs = streamed("pair");

/** Ask for kept worlds as one file. */
export const exported = streamed("export");
