// Who this page is: a random number of its own, and in a classroom the code or the instructor's key.

export const session = Array.from(crypto.getRandomValues(new Uint8Array(10)), (b) => b.toString(16).padStart(2, "0")).join("");
const shown = { code: "", key: "" };

export function join(code) {
  shown.code = code;
}

/** The class's code; "" where this page has not joined. */
export function code() {
  return shown.code;
}

/** The instructor's key, or a class's code, stands in the address; it does not stay there. */
export function takeKey() {
  const found = location.hash.match(/(?:^#|&)(teach|join)=([\w-]+)/);
  if (!found) return;
  shown[found[1] === "teach" ? "key" : "code"] = found[2];
  history.replaceState(null, "", location.hash.replace(found[0], "") || "#");
}

/** Whether this is the instructor's page. */
export function teaches() {
  return Boolean(shown.key);
}

/** Ask the server something. */
export function send(where, content, signal) {
  const headers = { "content-type": "application/json" };
  if (shown.code) headers["x-lab-code"] = shown.code;
  if (shown.key) headers["x-lab-key"] = shown.key;
  return fetch(where, { method: "POST", headers, body: JSON.stringify({ ...content, session }), signal });
}
