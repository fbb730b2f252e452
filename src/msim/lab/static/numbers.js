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

/** A difference in net votes as a phrase: more, fewer, or on neither side of zero. */
export function difference(gap) {
  if (gap.mean === null) return "a difference that is not known";
  if (gap.mean === 0 && !gap.low && !gap.high) return "no difference at all";
  if (gap.low > 0) return `${mean(gap, "votes")} more net votes ${bounds(gap, "votes")}`.trim();
  if (gap.high < 0) {
    const turned = { mean: -gap.mean, low: -gap.high, high: -gap.low };
    return `${mean(turned, "votes")} fewer net votes ${bounds(turned, "votes")}`.trim();
  }
  return `a difference of ${mean(gap, "votes")} net votes ${bounds(gap, "votes")}`.trim();
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
