// What the three pages share: who asks, elements, and how a result is drawn.

const hash = new URLSearchParams(location.hash.slice(1));
const KEEP = "msim-class";
const LOOK_AGAIN = 400; // milliseconds: a picture is there well within a second
const kept = JSON.parse(sessionStorage.getItem(KEEP) ?? "{}");
const AGAIN = 5000; // milliseconds until a page that was refused for others' tries tries again
const key = hash.get("teach") ?? hash.get("show") ?? "";
let entering = null;
let refusal = null;
join(hash.get("join") ?? kept.code ?? "");

/** The class's code; a page that is opened again in its tab is still in. */
export function join(code) {
  kept.code = code;
  refusal = null;
  keep();
}

function keep() {
  sessionStorage.setItem(KEEP, JSON.stringify(kept));
}

/** Ask the server; gives status and content, null where it does not answer. A page joins first. */
export async function send(where, content = {}) {
  const mine = kept.session;
  if (mine) {
    const answer = await post(where, content, { "x-lab-session": mine });
    if (answer?.status !== 401) return answer;
    if (kept.session === mine) kept.session = "";
  }
  if (kept.session) return send(where, content); // another question has joined meanwhile
  entering ??= entered().finally(() => { entering = null; });
  const answer = await entering;
  return answer?.status === 200 ? post(where, content, { "x-lab-session": kept.session }) : answer;
}

/** Join; a code that was wrong is not tried again, since an address may try only so many. */
async function entered() {
  if (refusal && (refusal.status === 401 || Date.now() < refusal.at + AGAIN)) return refusal;
  const said = kept.code; // another may be typed while this one is looked at
  const answer = await post("session", {}, said ? { "x-lab-code": said } : {});
  if (answer?.status === 200) {
    kept.session = answer.told.session;
    keep();
  } else if (answer && said && said === kept.code) {
    refusal = { ...answer, at: Date.now() };
  }
  return answer;
}

async function post(where, content, who) {
  const headers = { "content-type": "application/json", ...who };
  if (key) headers["x-lab-key"] = key;
  try {
    const response = await fetch(where, { method: "POST", headers, body: JSON.stringify(content) });
    return { status: response.status, told: await response.json() };
  } catch {
    return null;
  }
}


/** The code that joins the class, as a picture. */
export async function joining() {
  const response = await fetch("join.svg", { headers: { "x-lab-key": key } });
  return response.ok ? drawn(await response.text(), "A QR code that opens the class's page") : node("span");
}

export function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== ""));
  return made;
}

/** A picture that the server drew. */
export function drawn(svg, alt) {
  const made = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", alt);
  return made;
}

/** What is said of a result; it is the server's own text. */
export function told(html) {
  const made = node("div", { class: "told" });
  made.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  return made;
}

export function picture({ title, caption, svg, alt }) {
  return node("figure", {}, node("figcaption", {}, node("strong", {}, title), node("span", {}, caption)), node("div", { class: "drawing", tabindex: "0", role: "group", "aria-label": title }, drawn(svg, alt)));
}

/** How the class predicted, and which choice came. */
export function tally({ step, counts, came, mine }) {
  const most = Math.max(1, ...counts);
  const rows = step.choices.map((text, at) => {
    const bar = node("meter", { min: 0, max: most, value: counts[at], "aria-hidden": "true" });
    const notes = [at === came ? "✓ the result" : "", at === mine ? "your answer" : ""].filter(Boolean).join(", ");
    return node("li", at === came ? { class: "came" } : {}, node("span", { class: "choice" }, text), node("span", { class: "count" }, String(counts[at])), bar, node("small", {}, notes));
  });
  return node("ol", { class: "tally", "aria-label": "How the class answered" }, ...rows);
}

/** Look again and again; show(state, changed) is called with each answer, refused(told) where not let in. */
export function follow(show, refused = () => {}) {
  let before = "";
  let waiting = 0;
  let turn = 0;
  async function look(content) {
    if (!content && waiting) return;
    const mine = ++turn;
    waiting += 1;
    const answer = await send("class", content ?? {});
    waiting -= 1;
    if (mine !== turn) return; // asked before what was done since
    document.documentElement.classList.toggle("lost", answer === null);
    if (answer === null) return;
    if (answer.status !== 200) {
      before = "";
      refused(answer.told.error, answer.status);
      return;
    }
    const text = JSON.stringify({ ...answer.told, elapsed: null, opened: null });
    show(answer.told, text !== before);
    before = text;
  }
  look();
  setInterval(() => look(), LOOK_AGAIN);
  return look;
}
