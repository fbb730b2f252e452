// The state in the address: a link reproduces a world, and nothing of it is sent anywhere.

/** A world as text: preset and moved levers, as in preset=null&data.validity=0.5 */
export function written(world) {
  const pairs = [["preset", world.preset], ...Object.entries(world.set)];
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
}

/** A text as a world; what the page does not have is left out. */
export function read(text, meta) {
  const pairs = new Map(text.split("&").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), decoded(pair.slice(at + 1))];
  }));
  const named = pairs.get("preset");
  const preset = Object.hasOwn(meta.presets, named ?? "") ? named : "baseline";
  const world = { preset, set: {} };
  for (const lever of meta.levers) {
    if (!pairs.has(lever.key)) continue;
    const start = meta.presets[preset][lever.key];
    const value = lever.positions.find((each) => String(each) === pairs.get(lever.key));
    if (value === undefined || value === start) continue;
    if (lever.instead) delete world.set[lever.instead];
    world.set[lever.key] = value;
  }
  return { world, pairs };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

export function readAddress(hash, meta) {
  const { world, pairs } = read(hash.replace(/^#/, ""), meta);
  const pinned = pairs.has("pinned") ? read(pairs.get("pinned"), meta).world : null;
  return { world, pinned, projector: pairs.get("view") === "projector" };
}

export function writeAddress(state) {
  let text = written(state.world);
  if (state.pinned) text += `&pinned=${encodeURIComponent(written(state.pinned))}`;
  if (state.projector) text += "&view=projector";
  history.replaceState(null, "", `#${text}`);
}

export function sameWorld(one, other) {
  return (one && written(one)) === (other && written(other));
}
