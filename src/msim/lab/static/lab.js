// The page of a laboratory that computes: it asks the server that sent it.
import { Asker, exported, pairs } from "./asking.js";
import { ClassPanel } from "./classroom.js";
import { open } from "./front.js";
import { offer } from "./lessons.js";
import { FollowPanel } from "./follow.js";
import { begin } from "./page.js";
import { takeKey, teaches } from "./pass.js";
import { Play, played } from "./play.js";

takeKey();
const meta = await (await fetch("meta.json")).json();
const told = new Map();

/** A screen of the story; it is asked for once. */
async function story(name) {
  if (!told.has(name)) told.set(name, fetch(`story/${name}.json`));
  const response = (await told.get(name)).clone();
  const content = await response.json();
  if (!response.ok) {
    told.delete(name);
    throw new Error(content.error);
  }
  return content;
}

const play = new Play(meta);
const voter = new FollowPanel(meta, pairs);
const follow = (world, which) => voter.open(world, which);
const asker = (name, take, refuse) => new Asker(name, take, refuse);
if (meta.classroom) {
  for (const each of document.querySelectorAll(".lab")) each.hidden = false;
  const story = document.querySelector("header.lab .kicker a"); // a class has none: it would tell the answers
  story.previousSibling.textContent = "msim · laboratory";
  story.remove();
  let page = null;
  const panel = new ClassPanel({
    begin: () => { page ??= begin(meta, asker, pairs, exported, follow); },
    show: (world) => page.show(world),
    pose: (world) => page.pose(world),
    wait: () => page.wait(),
    world: () => page.world(),
    came: () => page?.came(),
  });
  panel.look();
} else {
  const lab = () => open(meta, story, () => begin(meta, asker, pairs, exported, follow), follow);
  if (played()) addEventListener("hashchange", () => { if (!played()) lab(); }, { once: true });
  else lab();
}
play.follow();
if (meta.lessons && (teaches() || !meta.classroom)) offer();
