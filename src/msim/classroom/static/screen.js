// What the room sees: how to join, the question, and after the reveal one picture at a time.
import { follow, joining, node, picture, send, tally, told } from "./common.js";
import { change, WHEN } from "./quiz.js";

const find = (id) => document.getElementById(id);
const plain = (address) => address.replace(/^https?:\/\//, "").replace(/\/$/, "");
const results = new Map();

/** An address in pieces that may stand on two lines. */
function broken(address) {
  const at = address.lastIndexOf(":");
  return at < 0 ? [address] : [address.slice(0, at), node("wbr"), address.slice(at)];
}

/** Why there is no QR code. */
function alone({ command }) {
  return node("p", { class: "alone" }, "No phone can open this address: it is this computer's own. For phones, end the class and type", node("br"), node("code", {}, command));
}

async function waiting({ lesson, join }) {
  const address = plain(join.addresses[0] ?? location.host);
  return [
    node("h1", { class: "small" }, `${lesson}${lesson.endsWith("?") ? "" : "."} Open this address on your own device:`),
    node("p", { class: "huge", id: "address" }, ...broken(address)),
    node("div", { class: "door" }, node("div", {}, node("p", { class: "small" }, "and type the code"), node("p", { class: "huge", id: "code" }, join.code)), join.phones ? node("div", { class: "qr" }, await joining()) : alone(join)),
  ];
}

function asked({ step }) {
  return [
    node("p", { class: "world" }, step.world), node("h1", {}, step.asks),
    node("ol", { class: "choices" }, ...step.choices.map((text) => node("li", {}, text))),
  ];
}

async function revealed(state) {
  if (!results.has(state.at)) {
    const answer = await send("result", { number: state.at });
    if (answer?.status !== 200) return asked(state);
    results.set(state.at, answer.told);
  }
  const { pictures, text } = results.get(state.at);
  const slides = [...pictures.map(picture), told(text)];
  const shown = slides[Math.min(state.picture, slides.length - 1)];
  return [
    node("div", { class: "reveal" },
      node("div", { class: "slide" }, shown),
      node("aside", {}, node("h1", {}, state.step.asks), tally(state))),
  ];
}

function ended({ closing }) {
  return [node("h1", {}, "That was the last question. Say it in one sentence:"), node("p", { class: "world" }, closing)];
}

function quiz({ round }) {
  return [node("h1", {}, `${WHEN[round]}: ten questions on your own device.`), node("p", { class: "world" }, "No names. What is right is shown after the second round.")];
}

function learnt({ counts }) {
  return [node("h1", {}, "What has changed?"), change(counts)];
}

follow(async (state, changed) => {
  const { join, phase } = state;
  find("how").textContent = phase === "waiting" || !join ? "" : `${plain(join.addresses[0] ?? location.host)} · code ${join.code} ·`;
  find("count").textContent = ["asked", "quiz"].includes(phase) ? `· ${state.answered} of ${state.present} have answered` : `· ${state.present} here`;
  const name = JSON.stringify({ ...state, present: 0, answered: 0 });
  if (!changed || name === find("place").dataset.shown) return;
  find("place").dataset.shown = name;
  const made = await { waiting, asked, revealed, quiz, learnt, ended }[phase](state);
  if (name === find("place").dataset.shown) find("place").replaceChildren(...made);
}, () => {});
