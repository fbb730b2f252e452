// The five screens: what the reader does on each, and what then happens to the voters.
import { node } from "./levers.js";
import { written } from "./address.js";
import { Dots, drawn, line, numbers, word } from "./dots.js";
import { digits } from "./numbers.js";
import { surveyFrame, surveyPlaces } from "./readings.js";

const button = (text, act, attributes = {}) => {
  const made = node("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", () => act(made));
  return made;
};

/** A slider over a few positions, each with its name. */
function slider(label, places, begin, moved) {
  const id = `slide-${label.replaceAll(/\W+/g, "-")}`;
  const output = node("output", { for: id });
  const input = node("input", { id, type: "range", min: 0, max: places.length - 1, step: 1, value: begin });
  const put = () => {
    output.textContent = places[input.value];
    input.setAttribute("aria-valuetext", places[input.value]);
  };
  input.addEventListener("input", () => {
    put();
    moved(Number(input.value));
  });
  put();
  return node("div", { class: "slide" }, node("label", { for: id }, label), output, input);
}

/** Everybody gets one message: dots by how likely they vote for us, and how far they move. */
function message(told, kit) {
  const before = told.before.map((each) => each / 10000);
  const seen = numbers(told.seen);
  const BINS = 44;
  const count = new Map();
  const rows = before.map((share) => {
    const bin = Math.floor(share * BINS);
    count.set(bin, (count.get(bin) ?? 0) + 1);
    const n = count.get(bin);
    return (n % 2 ? 1 : -1) * Math.floor(n / 2);
  });
  const x = (share, { width }) => 14 + Math.min(1, Math.max(0, share)) * (width - 28);
  const dots = new Dots(kit.picture, before.length, told.alt, (size) => [
    line(size.width / 2, 24, size.width / 2, size.height - 36, "middle"),
    word("would not vote for us", x(0, size), size.height - 12, { "text-anchor": "start" }),
    word("would vote for us", x(1, size), size.height - 12, { "text-anchor": "end" }),
    word("undecided", size.width / 2, 16),
  ]);
  let sent = null;
  let times = 1;
  const show = () => {
    const after = sent ? sent.after.map((each) => each / 10000) : before;
    const now = before.map((share, n) => share + times * (after[n] - share));
    const looks = before.map((share, n) => (sent && !seen[n] ? "missed" : share < 0.5 ? "them" : "us"));
    dots.show((size) => now.map((share, n) => [x(share, size), size.height / 2 - 10 + 13 * rows[n]]), looks);
  };
  const closer = button(`Show movements ${told.closer} times larger`, (self) => {
    times = times === 1 ? told.closer : 1;
    self.setAttribute("aria-pressed", String(times > 1));
    show();
  }, { "aria-pressed": "false" });
  closer.hidden = true;
  const follow = node("p", { class: "caption", hidden: "" });
  const offer = () => {
    if (!kit.follow || !follow.hidden) return;
    follow.append(kit.lab.voter.hint, " ", button(kit.lab.voter.button, () => kit.follow({ preset: told.preset, set: {} })));
    follow.hidden = false;
    dots.picked((n) => kit.follow({ preset: told.preset, set: {} }, n));
  };
  const send = told.messages.map((each) => button(each.label, (self) => {
    sent = each;
    closer.hidden = false;
    offer();
    for (const other of send) other.setAttribute("aria-pressed", String(other === self));
    show();
    kit.say(each.said, each.right);
  }, { "aria-pressed": "false" }));
  kit.act.append(node("p", {}, "Send it to everybody:"), node("div", { class: "bar" }, ...send), closer, follow);
  kit.picture.append(legend([["us", "leans to us"], ["them", "leans to them"], ["missed", "never saw it"]]));
  show();
}

function legend(entries) {
  return node("ul", { class: "legend" }, ...entries.map(([look, text]) => {
    const sign = drawn("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, drawn("circle", { class: `voter ${look}`, r: 5.5, cx: 7, cy: 7 }));
    return node("li", {}, sign, text);
  }));
}

const ENOUGH = 5; // surveys after which the promise can be judged
const ASKED = [["us", "says yes"], ["no", "says no"], ["reading", "gain of a message in this survey"], ["reading best", "the winner"]];

/** A test picks the message: people asked, in a column for each message, and what the survey reads. */
function survey(told, kit) {
  const { runs, labels } = told;
  const key = node("div");
  let at = -1;
  const mean = (name) => runs.slice(0, at + 1).reduce((sum, run) => sum + run[name], 0) / (at + 1);
  const wins = () => labels.slice(1).map((_, k) => runs.slice(0, at + 1).filter(({ winner }) => winner === k).length);
  const dots = new Dots(kit.picture, runs[0].answers.length, told.alt, (size) => surveyFrame(size, told, at, wins(), at + 1 >= ENOUGH));
  const show = () => {
    const codes = numbers(runs[Math.max(0, at)].answers);
    const looks = codes.map((code) => (at < 0 ? "waiting" : code % 2 ? "us" : "no"));
    dots.show((size) => surveyPlaces(codes, labels.length, size, at < 0), looks, 5);
    key.replaceChildren(legend(at < 0 ? [["waiting", "not asked yet"]] : ASKED));
  };
  const run = button("Run the survey", () => {
    at = Math.min(at + 1, runs.length - 1);
    run.textContent = at === runs.length - 1 ? "All surveys are run" : "Run it again";
    run.disabled = at === runs.length - 1;
    show();
    const winners = wins().filter(Boolean).length;
    const won = `Survey ${at + 1}: ${labels[runs[at].winner + 1].toLowerCase()} wins.`;
    if (at + 1 < ENOUGH) {
      kit.say([`${won} Run it ${ENOUGH - at - 1} more ${ENOUGH - at - 1 === 1 ? "time" : "times"} to see what comes of the promise.`]);
      return;
    }
    const [promised, got] = ["promised", "won"].map((name) => digits(mean(name), "votes", -2));
    kit.say([
      `${won} So far ${winners === 1 ? "one message has" : `${winners} messages have`} won.`,
      `On average over ${at + 1} surveys the winner promised ${promised} votes, and won ${got}.`, ...told.said,
    ], told.right);
  });
  kit.act.append(run);
  kit.picture.append(key);
  show();
}

/** A place by two traits, as wide as there is room. */
const inSquare = ([x, y], { width, height }) => [width / 2 + ((x - 500) / 1000) * Math.min(width - 24, 1.7 * height), 8 + ((height - 40) * y) / 1000];

/** What the directions mean: the first at the foot, the second beside. */
const traits = ([across, up]) => ({ width, height }) => [
  word(`${across} \u2192`, width - 4, height - 8, { "text-anchor": "end" }),
  word(`\u2191 ${up}`, 4, 18, { "text-anchor": "start" }),
];

/** Segments: a cut, another cut, and how clear the groups are. */
function cuts(told, kit) {
  let step = 0;
  let cut = 0;
  let before = null;
  let done = false;
  const count = told.steps[0].at.length;
  const dots = new Dots(kit.picture, count, told.alt, traits(told.axes));
  const show = () => {
    const { at, cuts: every } = told.steps[step];
    const own = numbers(every[cut]);
    dots.show((size) => at.map((each) => inSquare(each, size)), own.map((label, n) => `part${label}${before && before[n] !== every[cut][n] ? " changed" : ""}`));
  };
  const say = () => {
    const { said, cuts: every } = told.steps[step];
    const changed = before ? Array.from(before).filter((each, n) => each !== every[cut][n]).length : null;
    const first = changed === null ? [] : [`${changed} of the ${count} voters changed their segment.`];
    kit.say([...first, ...said], done && step === 0 ? told.right : null);
  };
  const again = button("Cut again", () => {
    before = told.steps[step].cuts[cut];
    cut = (cut + 1) % told.steps[step].cuts.length;
    done = true;
    show();
    say();
  });
  const clear = slider(told.lever, told.steps.map((each) => each.place), 0, (at) => {
    step = at;
    before = null;
    show();
    say();
  });
  kit.act.append(again, clear);
  show();
}

/** A message for each segment: colours are messages. */
function matching(told, kit) {
  const segments = numbers(told.segments);
  let step = told.begin;
  let shown = false;
  const middle = (segment, size) => {
    const own = told.at.filter((_, n) => segments[n] === segment).map((each) => inSquare(each, size));
    return [0, 1].map((axis) => own.reduce((sum, each) => sum + each[axis], 0) / (own.length || 1));
  };
  const dots = new Dots(kit.picture, segments.length, told.alt, traits(told.axes));
  const labels = drawn("g");
  kit.picture.querySelector("svg").append(labels);
  const show = () => {
    const { sent } = told.steps[step];
    dots.show((size) => told.at.map((each) => inSquare(each, size)), segments.map((segment) => (shown ? `part${sent[segment]}` : "waiting")));
    const names = shown ? sent.map((each, segment) => {
      const [x, y] = middle(segment, dots.size);
      return word(told.messages[each], x, y + 5, { class: "name" });
    }) : [];
    labels.replaceChildren(...names);
  };
  const test = button("Test, and choose a message for each", () => {
    shown = true;
    test.hidden = true;
    differ.hidden = false;
    show();
    kit.say(told.steps[step].said, told.right);
  });
  const differ = slider(told.lever, told.steps.map((each) => each.place), step, (at) => {
    step = at;
    show();
    kit.say(told.steps[step].said);
  });
  differ.hidden = true;
  kit.act.append(test, differ);
  show();
}

/** The bill: how often the same voters see the campaign, by two ways of delivery, and what is left. */
function bill(told, kit) {
  const at = told.levers.map(({ values, begin }) => values.indexOf(begin));
  let shown = false;
  const row = () => told.rows.find((each) => each.at.every((value, n) => value === told.levers[n].values[at[n]]));
  const count = told.rows[0].seen[0].length;
  const across = 20;
  const place = (n, panel, { width, height }) => {
    const step = Math.min((width / 2 - 16) / across, (height - 40) / (count / across));
    const left = panel * (width / 2) + (width / 2 - step * (across - 1)) / 2;
    return [left + step * (n % across), 40 + step * Math.floor(n / across)];
  };
  const dots = new Dots(kit.picture, 2 * count, told.alt, ({ width }) => told.panels.map((text, panel) => word(text, width * (0.25 + panel / 2), 20)), 230);
  const left = node("table", { class: "shares" }, node("caption", {}, `${told.panels[1]}, as a share of ${told.panels[0].toLowerCase()}`));
  const show = () => {
    const { seen, left: shares, shown: texts } = row();
    const looks = seen.flatMap((each) => numbers(each).map((often) => `often${often}`));
    dots.show((size) => looks.map((_, n) => place(n % count, Math.floor(n / count), size)), looks, 5.5);
    const rows = Object.entries(told.bars).map(([name, label]) => {
      const known = shown || name !== "net_votes";
      const bar = drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, drawn("rect", { class: "whole", width: 100, height: 10 }));
      if (known) bar.append(drawn("rect", { class: name, width: 100 * Math.min(1, shares[name]), height: 10 }));
      return node("tr", {}, node("th", { scope: "row" }, label), node("td", {}, bar), node("td", {}, known ? texts[name] : "?"));
    });
    left.replaceChildren(left.caption, node("tbody", {}, ...rows));
  };
  const sliders = told.levers.map(({ label, places }, n) => slider(label, places, at[n], (place) => {
    at[n] = place;
    show();
    kit.say(row().said);
  }));
  for (const each of sliders) each.hidden = true;
  const votes = button("Count the votes", () => {
    shown = true;
    votes.hidden = true;
    for (const each of sliders) each.hidden = false;
    show();
    kit.say(row().said, told.right);
  });
  kit.act.append(votes, ...sliders);
  kit.picture.append(legend(told.often.map((text, n) => [`often${n}`, text])), left);
  kit.after(mind(told, kit.lab));
  show();
}

/** What would change one's mind: the laboratory opens on a world in which it is so. */
function mind(told, meta) {
  const start = meta.presets[told.preset];
  const there = told.wishes.filter(({ set }) => Object.entries(set).every(([key, value]) =>
    meta.levers.find((lever) => lever.key === key)?.positions.includes(value) && start[key] !== value));
  const go = node("a", { class: "button next", id: "to-lab" }, told.go);
  const boxes = there.map(({ label }) => node("label", {}, node("input", { type: "checkbox" }), ` ${label}`));
  const set = node("fieldset", { id: "mind" }, node("legend", {}, told.ask), ...boxes, go);
  const point = () => {
    const moved = there.filter((_, n) => boxes[n].firstChild.checked).map((wish) => wish.set);
    go.href = `#${written({ preset: told.preset, set: Object.assign({}, ...moved) })}`;
  };
  set.addEventListener("change", point);
  point();
  return set;
}

export const SCREENS = { message, survey, cuts, matching, bill };
