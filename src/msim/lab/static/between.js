// The page of a laboratory in a file: worlds of a grid, and what lies between them.
import { open } from "./front.js";
import { begin } from "./page.js";
import { answerGap, bare, bounds, difference, digits, flipped, mean, moreVotes, outcome, roundedApart, show, side } from "./numbers.js";

const meta = JSON.parse(document.getElementById("meta").textContent);
const { axes, names, values, error } = meta.grid;
const at = new Map(names.map((name, place) => [name, place]));

/** The numbers of a world, interpolated between the nodes around it; null where one has none. */
function numbersOf(world) {
  const start = meta.presets[world.preset];
  let corners = [{ node: 0, weight: 1 }];
  for (const { key, nodes } of axes) {
    const place = world.set[key] ?? start[key];
    let upper = nodes.findIndex((node) => node >= place);
    upper = Math.max(1, upper < 0 ? nodes.length - 1 : upper);
    const share = (place - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1]);
    corners = corners.flatMap(({ node, weight }) => [
      { node: node * nodes.length + upper - 1, weight: weight * (1 - share) },
      { node: node * nodes.length + upper, weight: weight * share },
    ]).filter(({ weight }) => weight > 0);
  }
  return names.map((_, place) => {
    const found = corners.map(({ node, weight }) => [values[node][place], weight]);
    return found.some(([value]) => value === null) ? null : found.reduce((sum, [value, weight]) => sum + value * weight, 0);
  });
}

class Between {
  #take;

  constructor(take) {
    this.#take = take;
  }

  ask(world) {
    const start = meta.presets[world.preset];
    if (axes.every(({ key }) => (world.set[key] ?? start[key]) === start[key])) {
      for (const part of [meta.begin, ...meta.figures]) this.#take({ ...part, stage: 0 });
      return;
    }
    const found = numbersOf(world);
    const one = (name) => ({ mean: found[at.get(`${name}.mean`)] ?? null, low: found[at.get(`${name}.low`)] ?? null, high: found[at.get(`${name}.high`)] ?? null });
    this.#take({ part: "numbers", stage: 0, ...told(world, one, found[at.get("worth")], found[at.get("segmented-broadcast.share_tied")], found[at.get("segmented_free-broadcast.share_tied")], found[at.get("replicates")]) });
    for (const figure of meta.figures) {
      if (figure.spec) this.#take({ ...figure, stage: 0, spec: filled(figure.spec, one), alt: `${figure.title}. The table below has the numbers.` });
    }
  }

  stop() {}
}

function told(world, one, worth, tied, alike, replicates) {
  const gap = one("segmented-broadcast");
  const verdict = outcome(gap, worth, tied >= 1 - 1e-9);
  const { columns, arms, units, currency } = meta.table;
  const rows = arms.map(({ arm, label }) => ({
    arm, label, cells: columns.map((name) => one(`${arm}.${name}`)).map((value, n) => [value.mean === null ? "\u2013" : mean(value, units[columns[n]]), bounds(value, units[columns[n]])]),
  }));
  const exact = axes.every(({ key, nodes }) => nodes.includes(world.set[key] ?? meta.presets[world.preset][key]));
  const runs = `${meta.simulated.toLocaleString("en")} voters, ${replicates} worlds of ${meta.surveys} surveys`;
  const how = exact ? `This setting was simulated directly: ${runs}, as msim run does.` : "This setting is estimated from the simulated settings around it.";
  const off = exact ? "" : ` In a check on ${error.worlds} other settings, the estimated difference between the campaigns was off by ${digits(error.mean, "votes", -1)} votes on average and ${digits(error.most, "votes", -1)} at most.`;
  const votes = ["segmented", "broadcast"].map((arm) => one(`${arm}.net_votes`));
  return {
    brief: exact ? `Segmented compared with broadcast: ${difference(gap, "net votes")}, ${meta.outcomes[verdict]}.` : `Segmented compared with broadcast: about ${moreVotes(gap)}, an estimate.`,
    answer: exact
      ? `${answer(meta.sentences.head[verdict], gap, votes)} ${why(one("segmented_free-broadcast"), one("segmented_free>segmented"), worth, alike, replicates)}`
      : answer(meta.sentences.estimate, { ...gap, low: null, high: null }, votes),
    ties: "",
    how: `${how} ${values.length} settings were simulated.${off}`,
    note: exact ? `In brackets: 95 % interval of the mean over ${replicates} worlds.` : "Estimates: the brackets lie between those of the simulated settings.",
    table: { columns, rows, currency },
    command: [meta.command, ...Object.entries(world.set).map(([key, value]) => `--set ${key}=${value}`)].join(" "),
    toml: "",
    summary: { scenario: { hash: "" } },
  };
}

const filledIn = (sentence, facts) => sentence.replace(/{(\w+)}/g, (_, name) => facts[name]);

function answer(head, gap, votes) {
  const [segmented, broadcast] = votes.map((each) => mean(each, "votes"));
  return filledIn(meta.sentences.answer, {
    head, segmented, broadcast, gap: answerGap(gap, roundedApart(gap, ...votes)),
  });
}

/** Where the difference comes from: what messages of their own made, and what delivery. */
function why(matching, delivery, worth, alike, replicates) {
  if (matching.mean === null || delivery.mean === null) return "";
  // Where too few surveys differ to say what messages made, their number says more.
  const few = Boolean(alike) && matching.low === null && replicates >= meta.fewest;
  const [tailoring, delivering] = [["tailoring", matching], ["delivering", delivery]].map(([name, gap]) =>
    filledIn(meta.sentences[name][gap.mean === 0 ? "tie" : outcome(gap, worth)], { votes: bare(gap), more: moreVotes(gap), difference: difference(gap), worth: `${digits(worth, "votes", 0)} votes` }));
  return [...(few ? [] : [`${tailoring}.`]), `${delivering}.`, sameMessages(alike, few, replicates)].join(" ").trim();
}

/** In how many surveys both sent the same messages, where that says more than an interval. */
function sameMessages(alike, few, replicates) {
  if (!alike || alike >= 1 - 1e-9 || !(few || alike >= 0.5)) return "";
  const surveys = replicates * meta.surveys;
  const equal = Math.round(alike * surveys);
  const left = few ? surveys - equal : 0;
  const [equals, of, others] = [equal, surveys, left].map((count) => count.toLocaleString("en"));
  return filledIn(meta.sentences.alike[Math.min(left, 2)], { equal: equals, surveys: of, left: others });
}

/** A figure with the numbers of a world in its tables. */
function filled(spec, one) {
  const made = structuredClone(spec);
  for (const panel of made.hconcat ?? made.vconcat ?? [made]) {
    const rows = panel.data.values;
    panel.data.values = (rows[0]?.step ? rows.map((row) => rung(row, one)) : rows.map((row) => bar(row, one)))
      .filter((row) => row.mean !== null);
  }
  const rungs = (made.hconcat ?? made.vconcat ?? []).flatMap((panel) => panel.data.values).filter((row) => row.step);
  if (rungs.length) {
    const low = Math.min(0, ...rungs.flatMap((row) => [row.start, row.end, row.end_low]));
    const high = Math.max(...rungs.map((row) => row.top));
    const span = high - low || 1;
    for (const panel of made.hconcat ?? made.vconcat) {
      panel.encoding.y.scale.domain = [low < 0 ? low - 0.03 * span : 0, high + 0.17 * span];
    }
  }
  return made;
}

function bar(row, one) {
  const value = one(`${row.arm}.${row.measure}`);
  const unit = meta.table.units[row.measure];
  const text = unit === "rate" ? `${digits(value.mean, "rate", 1)} %` : show(value, unit);
  return { ...row, ...value, text };
}

function rung(row, one) {
  const gain = one(`${row.from}>${row.step}`);
  const start = one(`${row.from}.net_votes`).mean ?? 0;
  const [end, low, high] = [gain.mean, gain.low, gain.high].map((each) => start + each);
  const text = mean(gain, "votes");
  return {
    ...row, ...gain, start, end, end_low: low, end_high: high, top: Math.max(start, end, high),
    gain: text.startsWith("\u2212") || text === "0" ? text : `+${text}`, interval: bounds(gain, "votes"),
  };
}

/** The place of a node of the grid; -1 for a world between the nodes. */
function nodeOf(world) {
  let found = 0;
  for (const { key, nodes } of axes) {
    const node = nodes.indexOf(world.set[key] ?? meta.presets[world.preset][key]);
    if (node < 0) return -1;
    found = found * nodes.length + node;
  }
  return found;
}

/** What differs between two nodes, paired over their worlds; a sentence where one is no node. */
async function paired(question, take) {
  const [to, from] = [nodeOf(question), nodeOf(question.from)];
  if (to < 0 || from < 0) {
    take({ error: meta.paired.unsimulated });
    return;
  }
  const [first, second] = [Math.min(to, from), Math.max(to, from)];
  const row = meta.grid.pairs[first * values.length - (first * (first + 1)) / 2 + second - first - 1];
  const rows = Object.values(meta.paired.measures).map((label, n) => {
    const [mid, low, high] = row.slice(3 * n, 3 * n + 3);
    const gap = to > from ? { mean: mid, low, high } : flipped({ mean: mid, low, high });
    const text = mean(gap, "votes");
    return { label, value: gap.mean > 0 && text !== "0" ? `+${text}` : text, between: bounds(gap, "votes"), side: side(gap) };
  });
  const counted = (node) => values[node][at.get("replicates")];
  take({ part: "differences", said: "", worlds: Math.min(counted(to), counted(from)), rows });
}

open(meta, async (name) => meta.screens[name], () => begin(meta, (name, take) => new Between(take), paired));
