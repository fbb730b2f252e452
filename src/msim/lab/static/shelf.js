// The page of kept worlds in a file: each one's answer, and what differs between them.
import { worldSentence } from "./picture.js";
import { written } from "./address.js";
import { openElsewhere, openWhy } from "./dialogs.js";
import { KeptPanel } from "./kept.js";
import { WorldPane } from "./world.js";

const find = (id) => document.getElementById(id);
const meta = JSON.parse(find("meta").textContent);
const { worlds, beside } = meta;
const dark = matchMedia("(prefers-color-scheme: dark)");
const of = (world) => worlds.find((each) => written(each.world) === written(world));
const base = worlds[beside];

document.title = "Worlds compared · msim";
for (const each of document.querySelectorAll(".lab")) each.hidden = false;
for (const each of ["levers", "pin", "link", "projector", "taking"]) find(each).hidden = true;
document.querySelector("header .kicker").textContent = "msim · worlds compared";
find("lab").classList.add("alone");

function pane(name) {
  const made = new WorldPane(name, "", meta, () => ({ dark: dark.matches ? meta.dark : null }), (what) => openWhy(meta, what));
  made.asker = { ask: (world) => { for (const part of of(world).parts) made.take({ ...part, stage: 0 }); }, stop() {} };
  find("worlds").append(made.element);
  return made;
}

const panes = [...(worlds.length > 1 ? [pane("pinned")] : []), pane("now")];
const [first, now] = [panes[0], panes.at(-1)];
const state = { kept: worlds, beside, world: (worlds.find((each) => each !== base) ?? base).world };

function put(made, { name, world }) {
  made.titled(`World ${name}`);
  made.element.title = worldSentence(world, meta);
  made.show(world);
}

const panel = new KeptPanel(find("kept"), meta, {
  show(world) {
    state.world = world;
    show();
  },
  beside: null, rename: null, remove: null,
  whyOf: (world) => of(world).why,
}, async (question, take) => take(of(question).differences));

function show() {
  put(now, of(state.world));
  panel.show(state, true);
}

if (first !== now) {
  [first.beside, now.beside] = [now, first];
  find("worlds").classList.add("two");
  put(first, base);
}
find("same").addEventListener("click", () => openElsewhere(now.said));
find("footer").textContent = meta.foot;
dark.addEventListener("change", () => { for (const each of panes) each.redraw(); });
show();
