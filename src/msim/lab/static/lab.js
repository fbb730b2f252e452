// The page of a laboratory that computes: it asks the server that sent it.
import { Asker } from "./asking.js";
import { ClassPanel } from "./classroom.js";
import { begin } from "./page.js";
import { takeKey } from "./pass.js";

takeKey();
const meta = await (await fetch("meta.json")).json();
const asker = (name, take, refuse) => new Asker(name, take, refuse);
if (meta.classroom) {
  let page = null;
  const panel = new ClassPanel({
    begin: () => { page ??= begin(meta, asker); },
    show: (world) => page.show(world),
    pose: (world) => page.pose(world),
    world: () => page.world(),
    came: () => page?.came(),
  });
  panel.look();
} else {
  begin(meta, asker);
}
