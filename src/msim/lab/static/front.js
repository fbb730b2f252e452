// What an address opens: a screen of the story, or the laboratory on a world.
import { Story } from "./story.js";

const find = (id) => document.getElementById(id);

/**
 * Show what the address asks for, now and whenever it changes. begin() begins the laboratory, once. one: what
 * follows one voter, if anything does.
 */
export function open(meta, tell, begin, one = null) {
  const story = new Story(find("story"), meta, tell, one);
  let begun = false;

  function follow() {
    if (/^#play=1(&|$)/.test(location.hash)) return; // a campaign that is played has the page to itself
    for (const each of document.querySelectorAll("dialog[open]")) each.close();
    const screen = Story.asked(location.hash, meta);
    for (const each of document.querySelectorAll(".lab")) each.hidden = screen > 0;
    find("story").hidden = screen === 0;
    if (screen) {
      story.open(screen);
      return;
    }
    story.close();
    document.title = "Laboratory · msim";
    if (!begun) begin();
    begun = true;
  }

  addEventListener("hashchange", follow);
  follow();
}
