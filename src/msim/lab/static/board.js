// What plans came to: the votes of one election, a class's ranking by promise, and lines from promise to votes.
import { node } from "./levers.js";
import { drawn } from "./plan.js";

const number = (value) => (value < 0 ? "\u2212" : "") + Math.abs(value).toLocaleString("en");

/** A table with bars: rows of { name, value, colour, mine }. */
export function bars(rows, head, caption) {
  const low = Math.min(0, ...rows.map((row) => row.value));
  const span = Math.max(1, ...rows.map((row) => row.value)) - low;
  const lines = rows.map(({ name, value, colour, mine }) => {
    const x = (Math.min(0, value) - low) / span;
    const bar = drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      drawn("rect", { x: 100 * x, y: 1, height: 8, width: (100 * Math.abs(value)) / span, fill: colour }));
    return node("tr", mine ? { class: "mine" } : {}, node("th", { scope: "row" }, name), node("td", {}, bar), node("td", {}, number(value)));
  });
  const top = node("tr", {}, ...head.map((text) => node("th", { scope: "col" }, text)));
  return node("table", { class: "votes" }, node("caption", { class: "caption" }, caption), node("thead", {}, top), node("tbody", {}, ...lines));
}

/** The election of one plan beside other campaigns. */
export function election(told) {
  const mine = { name: "your campaign", value: told.players[0].votes, colour: "#117733", mine: true };
  const rows = [mine, ...told.beside.map(({ title, votes, colour }) => ({ name: title, value: votes, colour }))];
  rows.sort((one, other) => other.value - one.value);
  return bars(rows, ["campaign", "", "net votes"], "Net votes of each campaign, for the same money, on the same voters and chance.");
}

/** Round one: plans from the one that promised most. */
export function promises(board, mine) {
  const ranked = [...board.players].sort((one, other) => other.promised - one.promised);
  const rows = ranked.map(({ player, promised }, at) => ({
    name: `${at + 1}. player ${player}${player === mine ? " (you)" : ""}`, value: promised, colour: "#117733", mine: player === mine,
  }));
  const beside = board.beside.filter((each) => typeof each.promised === "number").map(({ title, promised, colour }) => ({ name: title, value: promised, colour }));
  return bars([...rows, ...beside], ["plan", "", "promised votes"], "What each player's own test foretold for the plan.");
}

const HIGH = 640, WIDTH = 800, LEFT = 210, RIGHT = 500, TOP = 40, STEP = 15;

/** Places of labels, none nearer to another than a line's height. */
function apart(wanted, lowest) {
  const order = wanted.map((y, at) => ({ y, at })).sort((one, other) => one.y - other.y);
  let last = -Infinity;
  for (const each of order) last = each.y = Math.max(each.y, last + STEP);
  let under = lowest;
  for (const each of order.reverse()) under = (each.y = Math.min(each.y, under)) - STEP;
  const found = [];
  for (const { y, at } of order) found[at] = y;
  return found;
}

/** Round two: a line for each plan from what was promised to the votes that came. */
export function slopes(board, mine) {
  const rows = [
    ...board.players.map((row) => ({ ...row, name: row.player === mine ? `you (${row.player})` : String(row.player), mine: row.player === mine })),
    ...board.beside.map((row) => ({ ...row, name: row.title })),
  ];
  const values = rows.flatMap((row) => [row.promised, row.votes]).filter((value) => typeof value === "number");
  const [low, high] = [Math.min(0, ...values), Math.max(1, ...values)];
  const y = (value) => TOP + 20 + ((high - value) / (high - low)) * (HIGH - TOP - 40);
  const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HIGH}`, role: "img", "aria-label": "A line for each plan, from the votes that its player's test promised to the votes that it won. The table below has the numbers." });
  const text = (x, at, said, attributes = {}) => drawn("text", { x, y: at, ...attributes }, said);
  picture.append(text(LEFT, TOP - 14, "promised", { class: "head", "text-anchor": "end" }), text(RIGHT, TOP - 14, "won", { class: "head" }));
  for (const x of [LEFT, RIGHT]) picture.append(drawn("line", { class: "axis", x1: x, x2: x, y1: TOP, y2: HIGH - 10 }));
  const tested = rows.filter((row) => typeof row.promised === "number");
  const left = apart(tested.map((row) => y(row.promised)), HIGH - 8);
  const right = apart(rows.map((row) => y(row.votes)), HIGH - 8);
  tested.forEach((row, at) => picture.append(text(LEFT - 10, left[at] + 4, `${row.name}  ${number(row.promised)}`, { class: row.mine ? "mine" : row.arm ? "" : "soft", "text-anchor": "end" })));
  rows.forEach((row, at) => {
    const look = { class: row.mine ? "mine" : "", ...(row.arm ? { style: `stroke: ${row.colour}; stroke-width: 3.5; opacity: 1` } : {}) };
    if (typeof row.promised === "number") picture.append(drawn("line", { ...look, x1: LEFT, x2: RIGHT, y1: y(row.promised), y2: y(row.votes) }));
    else picture.append(drawn("line", { ...look, x1: RIGHT - 30, x2: RIGHT, y1: y(row.votes), y2: y(row.votes) }));
    picture.append(drawn("line", { class: "axis", x1: RIGHT, x2: RIGHT + 26, y1: y(row.votes), y2: right[at] }));
    picture.append(text(RIGHT + 30, right[at] + 4, `${number(row.votes)}  ${row.name}`, { class: row.mine ? "mine" : row.arm ? "" : "soft" }));
  });
  return node("div", { class: "board" }, picture);
}

/** The same as a table, from the one who won most. */
export function standings(board, mine) {
  const ranked = [...board.players].sort((one, other) => other.promised - one.promised);
  const place = new Map(ranked.map(({ player }, at) => [player, at + 1]));
  const rows = [...board.players].sort((one, other) => other.votes - one.votes).map((row, at) => node("tr", row.player === mine ? { class: "mine" } : {},
    ...[at + 1, `player ${row.player}`, number(row.votes), number(row.promised), number(row.shrunk), place.get(row.player)].map((value, column) => node(column === 1 ? "th" : "td", column === 1 ? { scope: "row" } : {}, String(value)))));
  const head = node("tr", {}, ...["place", "plan", "won", "promised", "promise, shrunk", "place by promise"].map((text) => node("th", { scope: "col" }, text)));
  const table = node("table", { class: "standings" }, node("thead", {}, head), node("tbody", {}, ...rows));
  return node("details", {}, node("summary", {}, "All plans as a table"), node("div", { class: "scroll", tabindex: "0" }, table));
}
