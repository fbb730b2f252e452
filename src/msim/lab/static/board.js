// What plans came to: the votes of one election, a class's ranking by promise, and lines from promise to votes.
import { node } from "./levers.js";
import { drawn } from "./plan.js";

const YOURS = "#117733";
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
  const top = node("tr", {}, ...head.map((text) => (text ? node("th", { scope: "col" }, text) : node("td"))));
  return node("table", { class: rows.length > 12 ? "votes long" : "votes" }, node("caption", { class: "caption" }, caption), node("thead", {}, top), node("tbody", {}, ...lines));
}

/** The election of one plan beside other campaigns. */
export function election(told, shade) {
  const mine = { name: "your campaign", value: told.players[0].votes, colour: shade(YOURS), mine: true };
  const rows = [mine, ...told.beside.map(({ title, votes, colour }) => ({ name: title, value: votes, colour: shade(colour) }))];
  rows.sort((one, other) => other.value - one.value);
  return bars(rows, ["campaign", "", "net votes"], "Net votes of each campaign, for the same money, on the same voters and chance.");
}

/** Round one: plans from the one that promised most. */
export function promises(board, mine, shade) {
  const ranked = [...board.players].sort((one, other) => other.promised - one.promised);
  const rows = ranked.map(({ player, promised }, at) => ({
    name: `${at + 1}. #${player}${player === mine ? " (you)" : ""}`, value: promised, colour: shade(YOURS), mine: player === mine,
  }));
  const beside = board.beside.filter((each) => typeof each.promised === "number").map(({ title, promised, colour }) => ({ name: title, value: promised, colour: shade(colour) }));
  return bars([...rows, ...beside], ["plan", "", "promised votes"], "What each player's own test foretold for the plan.");
}

const HIGH = 640, TOP = 40, STEP = 15;
const WIDE = { width: 860, left: 255, right: 560 }, NARROW = { width: 360, left: 115, right: 252 };

/** Places of labels near where they belong, none nearer to another than a line's height: neighbours share their mean. */
function apart(wanted) {
  const order = wanted.map((y, at) => ({ y, at })).sort((one, other) => one.y - other.y);
  const groups = [];
  for (const [rank, { y }] of order.entries()) {
    groups.push({ sum: y - rank * STEP, size: 1 });
    while (groups.length > 1 && groups.at(-2).sum / groups.at(-2).size >= groups.at(-1).sum / groups.at(-1).size) {
      const last = groups.pop();
      groups.at(-1).sum += last.sum;
      groups.at(-1).size += last.size;
    }
  }
  const level = groups.flatMap(({ sum, size }) => Array(size).fill(sum / size));
  const over = Math.max(0, TOP - (level[0] ?? TOP)); // none above the picture
  const found = [];
  order.forEach(({ at }, rank) => { found[at] = level[rank] + rank * STEP + over; });
  return found;
}

/** Round two: a line for each plan from what was promised to the votes that came. */
export function slopes(board, mine, shade) {
  const narrow = innerWidth < 640;
  const { width, left, right } = narrow ? NARROW : WIDE;
  const rows = [
    ...board.players.map((row) => ({ ...row, name: row.player === mine ? "you" : `#${row.player}`, mine: row.player === mine })),
    ...board.beside.map((row) => ({ ...row, name: narrow ? "" : row.title })),
  ];
  const told = (row) => row.mine || row.arm || !narrow;
  const tested = rows.filter((row) => typeof row.promised === "number");
  const values = [...tested.map((row) => row.promised), ...rows.map((row) => row.votes)];
  const [low, high] = [Math.min(0, ...values), Math.max(1, ...values)];
  const y = (value) => TOP + 10 + ((high - value) / (high - low)) * (HIGH - TOP - 30);
  const picture = drawn("svg", { role: "img", "aria-label": "A line for each plan, from the votes that its player's test promised to the votes that it won. The table below has the numbers." });
  const look = (row) => ({ class: row.mine ? "mine" : row.arm ? "" : "soft" });
  const line = (row, x1, x2, from) => drawn("line", { class: row.mine ? "mine" : "", x1, x2, y1: y(from), y2: y(row.votes), style: row.arm ? `stroke: ${shade(row.colour)}; stroke-width: 3.5; opacity: 1` : "" });
  for (const [x, text, anchor] of [[left, "promised", "end"], [right, "won", "start"]]) {
    picture.append(drawn("text", { class: "head", x, y: TOP - 18, "text-anchor": anchor }, text), drawn("line", { class: "axis", x1: x, x2: x, y1: TOP, y2: HIGH - 10 }));
  }
  for (const row of rows) picture.append(tested.includes(row) ? line(row, left, right, row.promised) : line(row, right - 30, right, row.votes));
  let lowest = HIGH - 12;
  for (const [those, x, out, of, anchor] of [[tested, left, -1, "promised", "end"], [rows, right, 1, "votes", "start"]]) {
    const shown = those.filter(told);
    const places = apart(shown.map((row) => y(row[of])));
    lowest = Math.max(lowest, ...places);
    shown.forEach((row, at) => {
      const parts = out < 0 ? [row.name, number(row[of])] : [number(row[of]), row.name];
      picture.append(drawn("line", { class: "axis", x1: x, x2: x + 22 * out, y1: y(row[of]), y2: places[at] }));
      picture.append(drawn("text", { ...look(row), x: x + 27 * out, y: places[at] + 4, "text-anchor": anchor }, parts.join(" ")));
    });
  }
  picture.setAttribute("viewBox", `0 0 ${width} ${lowest + 12}`);
  const keys = board.beside.map(({ title, colour }) => node("li", {}, drawn("svg", { viewBox: "0 0 20 10", class: "key", "aria-hidden": "true" }, drawn("rect", { width: 20, height: 10, fill: shade(colour) })), title));
  return node("figure", { class: "board" }, picture, node("ul", { class: "keys" }, ...keys));
}

/** The same as a table, from the one who won most. */
export function standings(board, mine) {
  const ranked = [...board.players].sort((one, other) => other.promised - one.promised);
  const place = new Map(ranked.map(({ player }, at) => [player, at + 1]));
  const rows = [...board.players].sort((one, other) => other.votes - one.votes).map((row, at) => node("tr", row.player === mine ? { class: "mine" } : {},
    ...[at + 1, `#${row.player}`, number(row.votes), number(row.promised), number(row.shrunk), place.get(row.player)].map((value, column) => node(column === 1 ? "th" : "td", column === 1 ? { scope: "row" } : {}, String(value)))));
  const head = node("tr", {}, ...["place", "plan", "won", "promised", "promise, shrunk", "place by promise"].map((text) => node("th", { scope: "col" }, text)));
  const table = node("table", { class: "standings" }, node("thead", {}, head), node("tbody", {}, ...rows));
  return node("details", {}, node("summary", {}, "All plans as a table"), node("div", { class: "scroll", tabindex: "0" }, table));
}
