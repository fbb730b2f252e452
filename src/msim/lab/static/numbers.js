// How a number is written: as many digits as its interval bears, and no more.

const MINUS = "\u2212";
const SCALE = { rate: 100 };
const MOST = { votes: 0, rate: 2, points: 3, money: 2, ratio: 3, number: 2 };
const USUAL = { votes: 0, rate: 1, points: 2, money: 0, ratio: 2, number: 2 };

/** Digits after the point that an interval bears; negative: tens, hundreds. */
function places({ low, high }, unit) {
  if (low === null || high === null || !(high > low)) return USUAL[unit];
  const half = Math.max(((high - low) / 2) * (SCALE[unit] ?? 1), 1e-12);
  const exponent = Math.floor(Math.log10(half));
  const lead = half / 10 ** exponent;
  return Math.min(MOST[unit], -exponent + (lead < 5 ? 1 : 0));
}

export function digits(value, unit, decimals = USUAL[unit]) {
  if (value === null) return "\u2013";
  const scaled = value * (SCALE[unit] ?? 1);
  const rounded = decimals < 0 ? Math.round(scaled / 10 ** -decimals) * 10 ** -decimals : Number(scaled.toFixed(decimals));
  const shown = Math.max(0, decimals);
  const text = Math.abs(rounded).toLocaleString("en", { minimumFractionDigits: shown, maximumFractionDigits: shown });
  return rounded < 0 ? MINUS + text : text;
}

export function mean(interval, unit) {
  return digits(interval.mean, unit, places(interval, unit));
}

export function bounds(interval, unit) {
  if (interval.low === null || interval.high === null) return "";
  const decimals = places(interval, unit);
  return `[${digits(interval.low, unit, decimals)}, ${digits(interval.high, unit, decimals)}]`;
}

export function show(interval, unit) {
  return interval.mean === null ? "\u2013" : `${mean(interval, unit)} ${bounds(interval, unit)}`.trim();
}

/** 1 where the whole interval is above zero, -1 where below, 0 where it includes zero or is none. */
export const side = ({ low, high }) => low === null || high === null ? 0 : (low > 0) - (high < 0);

export const flipped = ({ mean, low, high }) => ({ mean: -mean, low: high === null ? null : -high, high: low === null ? null : -low });

/** The same number of votes counted the way round in which it is not negative. */
const larger = (gap) => gap.mean < 0 ? flipped(gap) : gap;

const none = (gap) => gap.mean === 0 && !gap.low && !gap.high;

/** A number of votes alone, whatever its sign. */
export const bare = (gap) => mean(larger(gap), "votes");

/** A difference in votes without its interval. */
export function moreVotes(gap) {
  return `${bare(gap)} ${gap.mean < 0 ? "fewer" : "more"}`;
}

/** A difference in votes as a phrase: more, fewer, or on neither side of zero. kind: of votes. */
export function difference(gap, kind = "") {
  if (gap.mean === null) return "a difference that is not known";
  if (none(gap)) return "no difference at all";
  const [votes, counted] = side(gap) ? [moreVotes(gap) + (kind && ` ${kind}`), larger(gap)] : [`a difference of ${mean(gap, "votes")} ${kind || "votes"}`, gap];
  return `${votes} ${bounds(counted, "votes")}`.trim();
}

/** The bounds of a difference in votes, in words; counted the other way round where it is lost. */
export function ends(gap) {
  const counted = side(gap) ? larger(gap) : gap;
  const [low, high] = [counted.low, counted.high].map((end) => digits(end, "votes", places(gap, "votes")));
  return side(gap) ? `${low} to ${high}` : `${low.replace(MINUS, "")} fewer to ${high} more`;
}

/** What follows the votes of two campaigns: their difference; rounded: it is not that of the shown numbers. */
export function answerGap(gap, rounded) {
  if (gap.mean === null) return "";
  if (none(gap)) return ": no difference at all";
  const votes = side(gap) === 0 && bare(gap) === "0" ? "as many" : moreVotes(gap);
  if (gap.low === null || gap.high === null) return `: ${votes}${rounded ? " (rounded)" : ""}`;
  return `: ${votes} (${rounded ? "rounded; " : ""}95 % interval ${ends(gap)})`;
}

/** Whether the shown difference of two numbers of votes is not that of the shown numbers. */
export function roundedApart(...votes) {
  if (votes.some((each) => each.mean === null)) return false;
  const [gap, first, second] = votes.map((each) => {
    const step = 10 ** -places(each, "votes");
    return Math.round(each.mean / step) * step;
  });
  return gap !== first - second;
}

/** How a difference came out: the twin of msim.core.verdict.outcome, for numbers made in the page. */
export function outcome({ low, high }, worth, tied = false) {
  if (tied) return "tie";
  if ([low, high].some((bound) => typeof bound !== "number" || Number.isNaN(bound))) return "unknown";
  if (low > worth) return "win";
  if (high < -worth) return "loss";
  if (-worth < low && high < worth) return "small";
  if (low > 0) return "ahead";
  if (high < 0) return "behind";
  if (high < worth) return "not a win";
  return low > -worth ? "not a loss" : "open";
}
