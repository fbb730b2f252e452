// Play the campaign: on one's own, or with a class in two rounds. The address says so: #play=1&preset=null
import { LeverPanel, node } from "./levers.js";
import { read, written } from "./address.js";
import { send } from "./pass.js";
import { PlanForm } from "./plan.js";
import { election, promises, slopes, standings } from "./board.js";

const LOOK_AGAIN = 1000; // milliseconds
const ASKED = /^#play=1(?:&|$)/;
const LEADS = { open: "Open this world for plans", promise: "Round one: show the promises", election: "Round two: hold the election", close: "Put it away" };

/** Whether an address asks for it. */
export function played(hash = location.hash) {
  return ASKED.test(hash);
}

export class Play {
  #meta; #place; #link; #back; #world = ""; #state = null; #shown = ""; #form = null; #plan; #result; #controls; #head;
  #shade = (colour) => (matchMedia("(prefers-color-scheme: dark)").matches ? this.#meta.dark[colour] ?? colour : colour);

  constructor(meta) {
    this.#meta = meta;
    document.head.append(node("link", { rel: "stylesheet", href: "play.css" }));
    this.#place = node("main", { id: "play", hidden: "" });
    document.querySelector("header.lab").before(this.#place);
    this.#link = node("a", { id: "to-play", href: "#play=1" }, "Play the campaign");
    this.#link.addEventListener("click", (event) => {
      event.preventDefault();
      location.hash = `play=1&${location.hash.replace(/^#/, "").replace(/^story.*/, "preset=baseline")}`;
    });
    document.querySelector("header.lab .kicker").append(" · ", this.#link);
    addEventListener("hashchange", () => this.follow());
    if (meta.classroom) this.#look();
  }

  /** Show it where the address asks for it, the laboratory where not. */
  follow() {
    const here = played();
    this.#place.hidden = !here;
    if (!here) {
      if (this.#meta.classroom) for (const each of document.querySelectorAll(".lab")) each.hidden = false;
      return;
    }
    for (const each of document.querySelectorAll(".lab, #story")) each.hidden = true;
    document.title = "Play the campaign · msim";
    const { world, wrong } = read(location.hash.replace(ASKED, ""), this.#meta);
    const asked = written(world);
    if (asked === this.#world) return;
    this.#world = asked;
    this.#begin(world);
    if (wrong.length) this.#controls.before(node("p", { class: "wrong", role: "alert" }, `The link asks for what is not here; the rest of it is played. ${wrong.join("; ")}.`));
    if (!this.#meta.classroom) this.#brief(world);
    else if (this.#state) this.#together(this.#state);
  }

  #begin(world) {
    this.#head = node("h1", { tabindex: "-1" }, "Play the campaign");
    this.#controls = node("div", {});
    this.#plan = node("section", { "aria-label": "Your plan" });
    this.#result = node("section", { id: "played", "aria-live": "polite" });
    this.#back = node("a", { href: `#${written(world)}` }, "Back to the laboratory");
    const synthetic = node("p", { class: "synthetic" }, node("strong", {}, "All of it is synthetic."), " The voters and the messages are invented.");
    this.#place.replaceChildren(node("nav", { "aria-label": "Back" }, this.#back), this.#head, synthetic, this.#controls, this.#result, this.#plan);
    this.#shown = "";
    scrollTo(0, 0);
  }

  /** The lever of campaigns that adapt, which play here whatever the laboratory's own arms are. */
  #signal(world) {
    const levers = this.#meta.levers.filter(({ where }) => where.length).map((each) => ({ ...each, where: [] }));
    const told = node("p", { class: "caption" }, "Two campaigns on the board test nothing and adapt week by week. They follow clicks. How well do clicks tell what persuades?");
    const place = node("form", { class: "signal", "aria-label": "Campaigns that adapt" }, told);
    new LeverPanel(place, { ...this.#meta, levers }, (moved) => {
      this.#world = written(moved);
      this.#back.href = `#${this.#world}`;
      history.replaceState(history.state, "", `#play=1&${this.#world}`);
      this.#result.replaceChildren(); // it was of another signal
    }, null, "play").show(world);
    return place;
  }

  async #ask(content) {
    const { world } = read(location.hash.replace(ASKED, ""), this.#meta);
    const response = await send("play", { ...world, ...content });
    const told = await response.json();
    if (!response.ok) throw Object.assign(new Error(told.error), { status: response.status });
    return told;
  }

  #wrong(place, error) {
    place.replaceChildren(node("p", { class: "wrong", role: "alert" }, `This does not work: ${error.message}`));
  }

  #lead(told, sentence) {
    const television = told.alike ? ` Where messages cannot be targeted (${told.alike}), everybody gets message ${told.single + 1}, which tested best over all.` : "";
    return node("p", {}, `You manage the campaign and have ${told.money}. Your test asked ${told.respondents.toLocaleString("en")} voters. For each segment it read how many points of the vote each message gains, with a 95 % interval. Profiles are standard deviations from the average voter. ${sentence}${television}`);
  }

  async #brief(world) {
    const mine = written(world);
    this.#plan.replaceChildren(node("p", { role: "status" }, "The test is being held …"));
    try {
      const told = await this.#ask({ do: "brief" });
      if (mine !== this.#world) return;
      const form = new PlanForm(told, "Hold the election", (plan) => this.#elect(form, plan));
      this.#plan.replaceChildren(this.#lead(told, "Choose a message for each segment, leave out whom you do not want to address, and split the money for targeting."), form.element, this.#signal(world));
    } catch (error) {
      this.#wrong(this.#plan, error);
    }
  }

  async #elect(form, plan) {
    form.busy(true);
    form.say("The votes are being counted …");
    try {
      const told = await this.#ask({ do: "elect", ...plan });
      const said = node("div", { class: "told" }, ...told.alone.map((text) => node("p", {}, text)));
      const same = node("details", {}, node("summary", {}, "The same numbers elsewhere"), node("pre", { tabindex: "0" }, told.command));
      this.#result.replaceChildren(said, election(told, this.#shade), same, node("h2", {}, "Your plan"));
      form.say("");
      this.#head.scrollIntoView();
      this.#head.focus();
    } catch (error) {
      this.#wrong(this.#result, error);
    }
    form.busy(false);
  }

  /** What the class does, again and again. */
  async #look() {
    try {
      const told = await this.#ask({ do: "look" });
      if (told.phase && !this.#state?.phase && !told.teacher && !played()) location.hash = `play=1&${written(told)}`;
      this.#state = told;
      if (played()) this.#together(told);
    } catch (error) {
      if (error.status && error.status !== 401) console.info(error.message);
    }
    setTimeout(() => this.#look(), LOOK_AGAIN);
  }

  #together(told) {
    const counted = `${told.committed ?? 0} of ${told.players ?? 0} players have committed a plan.`;
    const key = JSON.stringify([told.phase, told.mine, Boolean(told.plan), told.preset, told.set]);
    if (key === this.#shown) {
      const said = document.getElementById("committed");
      if (said) said.textContent = counted;
      return;
    }
    this.#shown = key;
    this.#controls.replaceChildren(...this.#desk(told), ...(told.phase ? [node("p", { id: "committed", class: "caption", role: "status" }, counted)] : []));
    this.#result.replaceChildren(...this.#rounds(told));
    if (told.phase !== "plan" || told.teacher) {
      this.#plan.replaceChildren();
      this.#form = null;
      if (told.teacher && told.phase === "plan") this.#plan.replaceChildren(node("p", {}, "Everybody plans on a page of their own, by readings of their own. Show the promises once all have committed."));
      if (!told.phase && !told.teacher) this.#plan.replaceChildren(node("p", {}, "Wait until the instructor opens a world for plans."));
    } else if (!this.#form) this.#hand();
  }

  #rounds(told) {
    if (told.phase === "promise") return [node("h2", {}, "Round one: who promises most?"), promises(told.board, told.mine, this.#shade)];
    if (told.phase !== "election") return [];
    const said = node("div", { class: "told" }, ...told.board.fell.map((text) => node("p", {}, text)));
    return [node("h2", {}, "Round two: who kept the promise?"), said, slopes(told.board, told.mine, this.#shade), standings(told.board, told.mine)];
  }

  async #hand() {
    this.#form = true;
    this.#plan.replaceChildren(node("p", { role: "status" }, "Your test is being held …"));
    try {
      const told = await this.#ask({ do: "brief" });
      const form = new PlanForm(told, "Commit this plan", async (plan) => {
        form.busy(true);
        try {
          await this.#ask({ do: "commit", ...plan });
          form.say("Committed. You can change it until the promises are shown.");
        } catch (error) {
          form.say(`This does not work: ${error.message}`);
        }
        form.busy(false);
      });
      this.#form = form;
      this.#plan.replaceChildren(node("h2", {}, `You are player #${told.mine}`), this.#lead(told, "Nobody else has your readings. Choose a message for each segment and split the money for targeting."), form.element);
    } catch (error) {
      this.#wrong(this.#plan, error);
      this.#form = null;
      if (!error.status || error.status >= 429) this.#shown = ""; // asked again at the next look
    }
  }

  /** The instructor's buttons. */
  #desk(told) {
    if (!told.teacher) return [];
    const able = { "": ["open"], plan: ["promise", "close"], promise: ["election", "close"], election: ["open", "close"] }[told.phase] ?? ["close"];
    const bar = node("div", { class: "bar" });
    for (const what of able) {
      const button = node("button", { type: "button", id: `play-${what}`, class: what === able[0] ? "go" : "" }, LEADS[what]);
      button.addEventListener("click", async () => {
        button.disabled = true;
        if (what === "open") this.#plan.replaceChildren(node("p", { role: "status" }, "The world and its voters are being made; the first time takes a few seconds …"));
        try {
          this.#state = await this.#ask({ do: what });
          this.#together(this.#state);
        } catch (error) {
          this.#wrong(this.#result, error);
          button.disabled = false;
        }
      });
      bar.append(button);
    }
    if (told.phase) return [bar];
    const { world } = read(location.hash.replace(ASKED, ""), this.#meta);
    return [node("p", {}, `This world is ${world.preset}. Open it, and every student gets a number, a test of their own and a plan to make. For another world, choose it in the laboratory first.`), this.#signal(world), bar];
  }
}
