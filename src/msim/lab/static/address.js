// The state in the address: a link reproduces a world, and nothing of it is sent anywhere.

/** A world as text: preset and moved levers, as in preset=null&data.validity=0.5 */
export function written(world) {
  const pairs = [["preset", world.preset], ...Object.entries(world.set)];
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
}

const BESIDE = ["preset", "pinned", "name", "beside", "world.1", "world.2", "world.3", "world.4", "view", "play", ""];
const LONGEST = 24; // letters of a world's name

/** A text as a world; what the page does not have is left out, and named in `wrong`. */
export function read(text, meta) {
  const pairs = new Map(text.split("&").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), decoded(pair.slice(at + 1))];
  }));
  const wrong = [];
  const named = pairs.get("preset") ?? "baseline";
  const preset = Object.hasOwn(meta.presets, named) ? named : "baseline";
  if (preset !== named) wrong.push(`preset = ${brief(named)} (there is none of that name)`);
  const levers = new Set(meta.levers.map((lever) => lever.key));
  for (const key of pairs.keys()) {
    if (!levers.has(key) && !BESIDE.includes(key)) wrong.push(`${brief(key)} (there is no such lever)`);
  }
  const world = { preset, set: {} };
  for (const lever of meta.levers) {
    if (!pairs.has(lever.key)) continue;
    const start = meta.presets[preset][lever.key];
    const told = pairs.get(lever.key);
    if (told === String(start)) continue;
    const value = lever.positions.find((each) => String(each) === told);
    if (value === undefined) {
      wrong.push(`${lever.key} = ${brief(told)} (its lever has no such place)`);
      continue;
    }
    for (const key of lever.instead.filter((each) => each in world.set)) {
      wrong.push(`${key} (${lever.key} decides in its place)`);
      delete world.set[key];
    }
    world.set[lever.key] = value;
  }
  return { world, pairs, wrong };
}

function brief(text) {
  return text.length > 30 ? `${text.slice(0, 30)} …` : text;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** The worlds of an address: that of the levers, those that are kept, and which of these stands beside. */
export function readAddress(hash, meta) {
  const { world, pairs, wrong } = read(hash.replace(/^#/, ""), meta);
  const texts = ["pinned", "world.1", "world.2", "world.3", "world.4"].filter((key) => pairs.has(key)).slice(0, 4);
  const kept = texts.map((key, n) => {
    const found = read(pairs.get(key), meta);
    wrong.push(...found.wrong.map((told) => `of a kept world, ${told}`));
    return { name: (found.pairs.get("name") || "ABCD"[n]).slice(0, LONGEST), world: found.world };
  });
  const asked = Number(pairs.get("beside") ?? 1) - 1;
  const beside = kept.length ? (asked in kept ? asked : 0) : -1;
  return { world, kept, beside, projector: pairs.get("view") === "projector", wrong };
}

/** What the address is for a state. */
export function addressOf({ world, kept, beside, projector }) {
  let text = written(world);
  kept.forEach((each, n) => {
    text += `&world.${n + 1}=${encodeURIComponent(`name=${encodeURIComponent(each.name)}&${written(each.world)}`)}`;
  });
  if (beside > 0) text += `&beside=${beside + 1}`;
  if (projector) text += "&view=projector";
  return `#${text}`;
}

export function sameWorld(one, other) {
  return (one && written(one)) === (other && written(other));
}
