// Who this page is: the session that the server gave it, in a classroom for the code or the instructor's key.

const KEEP = "msim-session"; // in a class, so that a page that is loaded again does not vote again
const AGAIN = 5000; // milliseconds until a page that was refused for others' tries tries again
const shown = { code: "", key: "" };
let session = sessionStorage.getItem(KEEP) ?? "";
let joining = null;
let refused = null;

export function join(code) {
  shown.code = code;
  refused = null;
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

/** Ask the server something; a page without a session, or whose server was started anew, joins first. */
export async function send(where, content, signal) {
  const mine = session;
  if (mine) {
    const response = await post(where, content, { "x-lab-session": mine }, signal);
    if (response.status !== 401) return response;
    if (session === mine) session = "";
  }
  if (session) return send(where, content, signal); // another question has joined meanwhile
  joining ??= entered().finally(() => { joining = null; });
  const response = await joining;
  return session ? post(where, content, { "x-lab-session": session }, signal) : response.clone();
}

/** Join; a code that was wrong is not tried again, since an address may try only so many. */
async function entered() {
  if (refused && (refused.status === 401 || Date.now() < refused.at + AGAIN)) return refused.response.clone();
  const said = shown.code; // another may be typed while this one is looked at
  const response = await post("session", {}, said ? { "x-lab-code": said } : {});
  if (response.ok) {
    session = (await response.json()).session;
    if (said) sessionStorage.setItem(KEEP, session);
  } else if (said && said === shown.code) {
    refused = { status: response.status, at: Date.now(), response: response.clone() };
  }
  return response;
}

function post(where, content, who, signal) {
  const headers = { "content-type": "application/json", ...who };
  if (shown.key) headers["x-lab-key"] = shown.key;
  return fetch(where, { method: "POST", headers, body: JSON.stringify(content), signal });
}
