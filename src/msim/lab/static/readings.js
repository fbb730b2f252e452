// What a survey reads: people in columns, and for each message what its column says beside the others.
import { line, word, drawn } from "./dots.js";

const TOP = 146; // where the people end
const BASE = 400;

const middle = (group, groups, width) => ((group + 0.5) * width) / groups;

/** Where the people asked stand: a column a group, those who say yes at its foot; waiting: not yet asked. */
export function surveyPlaces(codes, groups, { width }, waiting) {
  const narrow = width < 500;
  const [across, step] = narrow ? [5, 9.6] : [6, 13];
  const order = codes.map((code, n) => ({ n, group: code >> 1, yes: code % 2 })).sort((a, b) => b.yes - a.yes);
  const filled = new Array(groups).fill(0);
  const places = [];
  for (const { n, group } of order) {
    const at = filled[group]++;
    places[n] = [middle(group, groups, width) + step * ((at % across) - (across - 1) / 2), TOP - step * Math.floor(at / across)];
  }
  if (!waiting) return places;
  const row = Math.ceil(Math.sqrt((codes.length * width) / 200));
  return codes.map((_, n) => [12 + ((width - 24) * (n % row)) / (row - 1), 14 + 14 * Math.floor(n / row)]);
}

/** The readings under the people: this survey's, those before it, how often each won, and the truth. */
export function surveyFrame({ width }, { runs, labels, true: truth }, at, wins, revealed) {
  const groups = labels.length;
  const every = runs.flatMap(({ readings }) => readings).concat(truth, 0);
  const [low, high] = [Math.min(...every), Math.max(...every)];
  const y = (value) => BASE - ((value - low) / (high - low || 1)) * (BASE - TOP - 62);
  const short = (text) => (width < 500 ? text.replace("Message ", "").replace("No message", "none") : text);
  const marks = [-2, -1, 0, 1, 2, 3].filter((point) => 100 * point > low && 100 * point < high);
  const parts = [
    ...marks.map((point) => line(middle(0.75, groups, width), y(100 * point), width, y(100 * point), "zero")),
    ...marks.map((point) => word(point === 0 ? "0" : `${point > 0 ? "+" : "\u2212"}${Math.abs(point)} pt`, middle(0, groups, width), y(100 * point) + 5, { class: "small" })),
    ...labels.map((text, group) => word(short(text), middle(group, groups, width), TOP + 26)),
    word("gain in the survey, points", 4, BASE + 20, { "text-anchor": "start", class: "small" }),
  ];
  if (at < 0) return parts;
  const reach = width / groups / 3.2;
  truth.forEach((value, k) => {
    const x = middle(k + 1, groups, width);
    for (const run of runs.slice(0, at)) parts.push(line(x - reach, y(run.readings[k]), x + reach, y(run.readings[k]), "past"));
    if (revealed) parts.push(line(x - 1.5 * reach, y(value), x + 1.5 * reach, y(value), "truth"));
    const best = runs[at].winner === k;
    parts.push(drawn("circle", { class: best ? "reading best" : "reading", cx: x, cy: y(runs[at].readings[k]), r: best ? 9 : 6 }));
    if (wins[k]) parts.push(word(`won ${wins[k]}×`, x, TOP + 46, { class: "small" }));
  });
  if (revealed) parts.push(word("green: the truth", width - 4, BASE + 20, { "text-anchor": "end", class: "small" }));
  return parts;
}
