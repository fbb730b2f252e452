// The teacher's own screen: what comes next, how long it may take, who has answered, the hidden answer.
import { follow, node, picture, send, told } from "./common.js";
import { change, WHEN } from "./quiz.js";

const find = (id) => document.getElementById(id);
let state = null;
let result = null;
let look = () => {};

/** What the large button does now: its words, and what it asks for. */
function next() {
  const { phase, at, of, ready, failed, opened } = state;
  if (phase === "asked") {
    if (!ready) return [failed ? "The answers could not be computed" : `The answers are being computed: ${Math.round(opened)} s, mostly less than a minute …`, null];
    return ["Reveal the answer", { do: "reveal" }];
  }
  if (phase === "revealed") {
    const slides = result?.number === at ? result.pictures.length + 1 : 1;
    if (state.picture < slides - 1) return [`Next picture (${state.picture + 2} of ${slides})`, { do: "picture", number: state.picture + 1 }];
  }
  if (phase === "quiz" && state.round === 2) return ["Show what is right", { do: "learnt" }];
  if (phase === "learnt") return ["End the lesson", { do: "end" }];
  if (at === of) return ["End the lesson", { do: "end" }];
  const words = { waiting: "Ask the first question", quiz: "Ask the first question", ended: "Begin again with the first question" };
  return [words[phase] ?? "Ask the next question", { do: "ask", number: phase === "ended" ? 1 : at + 1 }];
}

function clock() {
  const { elapsed, minutes, steps, at, phase } = state;
  if (elapsed === null) return `${minutes} minutes; the clock starts with the first question`;
  if (["ended", "quiz", "learnt"].includes(phase)) return "";
  const until = steps[at - 1].minutes[1];
  const whole = (seconds) => `${Math.abs(Math.round(seconds / 60))} min`;
  const begun = steps[0].minutes[0] * 60 + elapsed; // what comes before the first question is over
  const left = until * 60 - begun;
  return `${left < 0 ? `${whole(left)} over` : `${whole(left)} left`} for this step, ${whole(minutes * 60 - begun)} ${minutes * 60 < begun ? "over" : "left"} in all`;
}

function doors({ addresses, code, screen, phones, command }) {
  const open = node("a", { href: screen, target: "projection", id: "projection" }, "Open the projection");
  const alone = phones ? [] : [node("br"), "No phone can open this address: it is this computer's own. For phones, end the class (Ctrl-C) and type ", node("code", {}, command), "."];
  return ["Students: ", node("strong", {}, addresses.join(" or ")), ", code ", node("strong", {}, code), ". ", open, " and move it to the projector.", ...alone];
}

async function fetched(number) {
  if (result?.number === number) return;
  const answer = await send("result", { number });
  result = answer?.status === 200 ? { number, ...answer.told } : null;
  if (!result) return;
  find("answer").replaceChildren(...result.pictures.map(picture), told(result.text));
  if (!find("sheet").childElementCount) find("sheet").replaceChildren(told(result.notes)); // text has none
}

/** What else to ask for, aloud or on paper. */
function also({ also }) {
  return also.length ? [node("p", {}, "Ask aloud as well:"), node("ul", {}, ...also.map((text) => node("li", {}, plain(text))))] : [];
}

function plain(text) {
  return text.replace(/[`*]/g, "");
}

function drawn() {
  const { phase, at, of, step, steps } = state;
  find("lesson").textContent = state.lesson;
  find("doors").replaceChildren(...doors(state.join));
  const words = { waiting: "Students join. Nothing is asked yet.", quiz: `${WHEN[state.round]}: students answer the ten questions.`, learnt: "Students see what is right, and the projection what has changed.", ended: "The lesson has ended." };
  const asked = step
    ? [node("p", { class: "kicker" }, `Step ${at} of ${of}: ${step.title}${phase === "revealed" ? " · revealed" : ""}`), node("p", { class: "world" }, step.world), node("h2", {}, step.asks), node("ol", { class: "choices" }, ...step.choices.map((text) => node("li", {}, text))), ...also(step)]
    : [node("h2", {}, words[phase]), node("p", {}, phase === "ended" ? `Everybody says it in a sentence: ${state.closing}` : state.question)];
  find("asked").replaceChildren(...asked);
  find("steps").replaceChildren(...steps.map((each, n) => {
    const button = node("button", { type: "button", ...(n + 1 === at ? { "aria-current": "step", disabled: "" } : {}) }, each.title);
    button.addEventListener("click", () => look({ do: "ask", number: n + 1 }));
    return node("li", {}, button, node("small", {}, ` minutes ${each.minutes.join(" to ")}`), node("details", {}, node("summary", {}, "Answer"), each.came || "being computed"));
  }));
  find("learnt").replaceChildren(...(state.learnt.length ? [change(state.learnt)] : []));
  find("hidden").hidden = !step;
  find("back").hidden = phase !== "revealed" || state.picture === 0;
}

function press() {
  const [words, content] = next();
  find("next").textContent = words;
  find("next").disabled = content === null;
  find("next").hidden = false;
}

find("next").addEventListener("click", () => { const [, content] = next(); if (content) look(content); });
find("back").addEventListener("click", () => look({ do: "picture", number: state.picture - 1 }));
find("before").addEventListener("click", () => look({ do: "quiz", number: 1 }));
find("after").addEventListener("click", () => look({ do: "quiz", number: 2 }));
find("end").addEventListener("click", () => look({ do: "end" }));

look = follow(async (told, changed) => {
  state = told;
  if (!told.steps) {
    find("said").textContent = "This is the console's address without its key. Take the whole address that msim class printed.";
    return;
  }
  find("left").textContent = clock();
  find("here").textContent = told.phase === "learnt" ? "" : `${told.answered} of ${told.present} have answered`;
  find("said").textContent = told.failed;
  find("places").hidden = !told.places.length;
  find("places").lastElementChild.replaceChildren(...told.places.map(([address, answers]) => node("li", {}, `${address}: ${answers}`)));
  if (changed) drawn();
  if (told.ready) await fetched(told.step ? told.at : 1);
  else find("sheet").textContent = "The notes come with the answers. Next time: msim class LESSON --prepare, the day before.";
  press();
}, (error) => { find("said").textContent = error; });
