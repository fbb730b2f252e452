// What the page does: levers to a world, a world to a question, the parts of its answer to the screen.
import { LeverPanel } from "./levers.js";
import { readAddress, writeAddress, sameWorld } from "./address.js";
import { WorldPane } from "./world.js";
import { openWhy, openElsewhere, copy } from "./dialogs.js";

const find = (id) => document.getElementById(id);

/** Begin. makeAsker(name, take, refuse) gives what answers: it has ask(world) and stop(). Gives what a class does. */
export function begin(meta, makeAsker) {
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const state = readAddress(location.hash, meta);
  const panes = { now: null, pinned: null };
  const look = () => ({ dark: dark.matches ? meta.dark : null });

  function pane(name, title) {
    const made = new WorldPane(name, title, meta, look, (what) => openWhy(meta, what));
    made.asker = makeAsker(name, (part) => made.take(part), (told) => made.refuse(told));
    return made;
  }

  function arrange() {
    const worlds = find("worlds");
    if (state.pinned && !panes.pinned) {
      panes.pinned = pane("pinned", "Pinned world");
      worlds.prepend(panes.pinned.element);
      panes.pinned.beside = panes.now;
      panes.now.beside = panes.pinned;
      panes.pinned.show(state.pinned);
    } else if (!state.pinned && panes.pinned) {
      panes.pinned.asker.stop();
      panes.pinned.element.remove();
      panes.pinned = panes.now.beside = null;
      panes.now.redraw();
    }
    worlds.classList.toggle("two", Boolean(state.pinned));
    panes.now.titled(state.pinned ? "This world" : "What follows");
    const pin = find("pin");
    pin.setAttribute("aria-pressed", String(Boolean(state.pinned)));
    pin.textContent = state.pinned ? "Unpin" : "Pin this world";
  }

  /** What a link asked for in vain, until something else is asked for. */
  function noted() {
    const told = find("noted");
    told.hidden = !state.wrong.length;
    told.textContent = told.hidden ? "" : `The link asks for what is not here; the rest of it is shown. ${state.wrong.join("; ")}.`;
  }

  function changed() {
    state.wrong = [];
    noted();
    writeAddress(state, meta);
    panes.now.show(state.world);
  }

  find("levers").addEventListener("submit", (event) => event.preventDefault());
  const levers = new LeverPanel(find("sliders"), meta, (world) => {
    state.world = world;
    changed();
  }, (what) => openWhy(meta, what));

  const preset = find("preset");
  for (const name of Object.keys(meta.presets)) preset.add(new Option(name.replaceAll("-", " "), name));
  preset.addEventListener("change", () => {
    state.world = { preset: preset.value, set: {} };
    levers.show(state.world);
    changed();
  });
  find("reset").addEventListener("click", () => {
    state.world = { preset: state.world.preset, set: {} };
    levers.show(state.world);
    changed();
  });
  find("pin").addEventListener("click", () => {
    state.pinned = state.pinned ? null : structuredClone(state.world);
    writeAddress(state, meta);
    arrange();
  });
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
    writeAddress(state, meta);
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && state.projector) {
      state.projector = false;
      projector();
      writeAddress(state, meta);
    }
  });

  function projector() {
    document.documentElement.classList.toggle("projector", state.projector);
    find("projector").setAttribute("aria-pressed", String(state.projector));
  }

  function follow() {
    preset.value = state.world.preset;
    levers.show(state.world);
    projector();
    arrange();
    noted();
    panes.now.show(state.world);
  }

  addEventListener("hashchange", () => {
    if (/^#(story|$)/.test(location.hash)) return;
    const read = readAddress(location.hash, meta);
    if (sameWorld(read.world, state.world) && sameWorld(read.pinned, state.pinned)) return;
    if (panes.pinned && !sameWorld(read.pinned, state.pinned)) {
      state.pinned = null;
      arrange();
    }
    Object.assign(state, read);
    follow();
  });
  dark.addEventListener("change", () => { for (const each of Object.values(panes)) each?.redraw(); });

  panes.now = pane("now", "What follows");
  find("worlds").append(panes.now.element);
  find("footer").textContent = meta.foot ?? `msim ${meta.version} · synthetic · every number here is one that msim run prints`;
  follow();
  return {
    show(world) {
      state.world = world;
      state.wrong = [];
      writeAddress(state, meta);
      follow();
    },
    /** Show where a world's levers stand, and nothing of what follows from it. */
    pose(world) {
      state.world = world;
      writeAddress(state, meta);
      preset.value = world.preset;
      levers.show(world);
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
