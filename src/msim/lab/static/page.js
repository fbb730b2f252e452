// What the page does: levers to a world, a world to a question, the parts of its answer to the screen.
import { LeverPanel, changedBetween, node } from "./levers.js";
import { addressOf, readAddress, sameWorld } from "./address.js";
import { KeptPanel, MOST, freeName } from "./kept.js";
import { WorldPane } from "./world.js";
import { Steps } from "./steps.js";
import { openWhy, openElsewhere, copy } from "./dialogs.js";
import { download } from "./picture.js";

const find = (id) => document.getElementById(id);

/**
 * Begin. makeAsker(name, take, refuse) gives what answers: it has ask(world) and stop(). pairs: what compares two
 * worlds, if anything does. exported(question, take) makes a file of worlds, if anything does. one(world, which)
 * follows one voter, if anything does. Gives what a class does.
 */
export function begin(meta, makeAsker, pairs = null, exported = null, one = null) {
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const state = readAddress(location.hash, meta);
  const panes = { now: null, pinned: null };
  const look = () => ({ dark: dark.matches ? meta.dark : null });

  function pane(name, title) {
    const made = new WorldPane(name, title, meta, look, (what) => openWhy(meta, what), one);
    made.asker = makeAsker(name, (part) => made.take(part), (told) => made.refuse(told));
    return made;
  }

  const final = (each) => each?.said?.stage === meta.stages - 1;
  const besideIt = () => state.kept[state.beside]?.world ?? null;
  let stood = null; // the world beside, as it was shown last

  /** The kept worlds, and the one that stands beside the levers' own. */
  function arrange() {
    const worlds = find("worlds");
    const other = besideIt();
    if (other && !panes.pinned) {
      panes.pinned = pane("pinned", "");
      worlds.prepend(panes.pinned.element);
      panes.pinned.beside = panes.now;
      panes.now.beside = panes.pinned;
      panes.pinned.settled = compare;
    } else if (!other && panes.pinned) {
      panes.pinned.asker.stop();
      panes.pinned.element.remove();
      panes.pinned = panes.now.beside = null;
      panes.now.redraw();
    }
    if (other && !sameWorld(other, stood)) panes.pinned.show(other);
    stood = other;
    worlds.classList.toggle("two", Boolean(other));
    panes.pinned?.titled(`World ${state.kept[state.beside].name}`);
    const own = state.kept.find((each) => sameWorld(each.world, state.world));
    panes.now.titled(other ? (own ? `World ${own.name}` : "This world") : "What follows");
    find("pin").setAttribute("aria-disabled", String(Boolean(own) || state.kept.length >= MOST));
    compare();
  }

  function compare() {
    panel.show(state, final(panes.now) && final(panes.pinned));
  }

  /** What a link asked for in vain, until something else is asked for. */
  function noted() {
    const told = find("noted");
    told.hidden = !state.wrong.length;
    told.textContent = told.hidden ? "" : `The link asks for what is not here; the rest of it is shown. ${state.wrong.join("; ")}.`;
  }

  const steps = new Steps();
  const write = (what) => steps.write(addressOf(state), what);

  /** what: what was moved, as a step that can be undone. */
  function changed(what) {
    state.wrong = [];
    noted();
    write(what);
    panes.now.show(state.world);
    arrange();
  }

  find("levers").addEventListener("submit", (event) => event.preventDefault());
  const levers = new LeverPanel(find("sliders"), meta, (world, key) => {
    state.world = world;
    changed(key);
  }, exported && ((key, take) => pairs({ ...state.world, turn: key }, take)));

  const preset = find("preset");
  for (const name of Object.keys(meta.presets)) {
    const { group } = meta.claims[name];
    const list = preset.querySelector(`[label="${group}"]`) ?? preset.appendChild(node("optgroup", { label: group }));
    list.append(new Option(name.replaceAll(/[-_]/g, " "), name));
  }
  /** Put the levers, and what the preset claims, where a world has them. */
  function posed(world) {
    preset.value = world.preset;
    find("claim").textContent = meta.claims[world.preset].claim;
    levers.show(world);
  }
  preset.addEventListener("change", () => {
    state.world = { preset: preset.value, set: {} };
    posed(state.world);
    changed("preset");
  });
  find("reset").addEventListener("click", () => {
    state.world = { preset: state.world.preset, set: {} };
    levers.show(state.world);
    changed("reset");
  });
  function keep(what) {
    write(what);
    arrange();
  }
  const panel = new KeptPanel(find("kept"), meta, {
    show(world) {
      state.world = structuredClone(world);
      posed(state.world);
      changed("show");
    },
    beside(n) {
      state.beside = n;
      keep("beside");
    },
    rename(n, name) {
      state.kept = state.kept.map((each, at) => (at === n ? { ...each, name } : each));
      keep("name");
    },
    remove(n) {
      state.kept = state.kept.filter((_, at) => at !== n);
      state.beside = Math.min(state.kept.length - 1, Math.max(0, state.beside - (n < state.beside)));
      if (!state.kept.length) find("pin").focus();
      keep("remove");
    },
    whyOf: exported ? undefined : () => null,
  }, pairs);
  find("taking").hidden = !exported;
  find("take").addEventListener("click", async () => {
    const tell = (text) => { find("taken").textContent = find("said").textContent = text; };
    if (find("take").getAttribute("aria-disabled") === "true") return;
    find("take").setAttribute("aria-disabled", "true");
    const worlds = state.kept.map(({ name, world }) => ({ name, ...world }));
    await exported({ worlds, beside: state.beside, why: panel.whys() }, (told) => {
      if (told.error) tell(told.error);
      else if (told.part === "progress") find("taken").textContent = `${told.done} of ${told.of} parts are there …`;
      else {
        download(new Blob([told.text], { type: "text/html" }), told.name);
        tell(`Saved as ${told.name}: one file, for a course page.`);
      }
    }).catch(() => tell("The laboratory does not answer; is msim lab still running?"));
    find("take").setAttribute("aria-disabled", "false");
  });
  find("pin").addEventListener("click", ({ target }) => {
    if (target.getAttribute("aria-disabled") === "true") {
      find("said").textContent = state.kept.length >= MOST ? "Four worlds are kept: remove one first." : "This world is kept already.";
      return;
    }
    const name = freeName(state.kept);
    state.kept = [...state.kept, { name, world: structuredClone(state.world) }];
    state.beside = Math.max(0, state.beside);
    keep("keep");
    find("said").textContent = `This world is kept as ${name}.`;
  });
  find("follow").hidden = !one;
  find("follow").addEventListener("click", () => one(state.world));
  find("same").addEventListener("click", () => openElsewhere(panes.now.said));
  find("link").addEventListener("click", async (event) => {
    const done = await copy(location.href);
    event.target.textContent = done ? "Link copied" : "Copy it from the address";
    setTimeout(() => { event.target.textContent = "Copy link"; }, 2500);
  });
  find("projector").addEventListener("click", () => {
    state.projector = !state.projector;
    if (state.projector) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    projector();
    write();
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && state.projector) {
      state.projector = false;
      projector();
      write();
    }
  });

  function projector() {
    document.documentElement.classList.toggle("projector", state.projector);
    find("projector").setAttribute("aria-pressed", String(state.projector));
  }

  function follow() {
    posed(state.world);
    projector();
    noted();
    panes.now.show(state.world);
    arrange();
  }

  addEventListener("hashchange", () => {
    if (/^#(story|play=1|$)/.test(location.hash)) return;
    const read = readAddress(location.hash, meta);
    if (addressOf(read) === addressOf(state)) return;
    const moved = changedBetween(state.world, read.world, meta);
    Object.assign(state, read);
    follow();
    find("said").textContent = moved.map(([name, from, to]) => `${name}: ${to} instead of ${from}.`).join(" ");
  });
  dark.addEventListener("change", () => { for (const each of Object.values(panes)) each?.redraw(); });

  panes.now = pane("now", "What follows");
  find("worlds").append(panes.now.element);
  panes.now.settled = compare;
  find("footer").textContent = meta.foot ?? `msim ${meta.version} · synthetic · every number here is one that msim run prints`;
  follow();
  return {
    show(world) {
      state.world = world;
      state.wrong = [];
      write();
      follow();
    },
    /** Show where a world's levers stand, and nothing of what follows from it. */
    pose(world) {
      state.world = world;
      write();
      posed(world);
      for (const each of Object.values(panes)) each?.asker.stop();
    },
    /** Nothing is asked yet: show no world. */
    wait() {
      for (const each of Object.values(panes)) each?.asker.stop();
    },
    world: () => state.world,
    /** Which predictions came true, once the answer is as fine as it gets. */
    came: () => (panes.now.said?.stage === meta.stages - 1 ? panes.now.said.came : undefined),
  };
}
