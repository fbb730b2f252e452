// A student's page: the world in a sentence, a question, and then it waits for the teacher.
import { follow, join, node, picture, send, tally, told } from "./common.js";
import { form, solved } from "./quiz.js";

const find = (id) => document.getElementById(id);
let look = () => {};

find("join").addEventListener("submit", (event) => {
  event.preventDefault();
  join(find("code").value);
  look();
});

function refused(error, status) {
  if (![401, 429].includes(status)) return;
  find("join").hidden = false;
  find("place").replaceChildren();
  find("refused").textContent = find("code").value || status === 429 ? error : "";
}

function asked(state) {
  const { step, mine } = state;
  const head = [node("p", { class: "kicker" }, `Question ${state.at} of ${state.of}`), node("p", { class: "world" }, step.world), node("h2", {}, step.asks)];
  if (mine !== null) {
    return [...head, node("p", { class: "yours" }, "Your answer: ", node("strong", {}, step.choices[mine])), node("p", { class: "wait" }, "Now wait. The result is shown when the class has answered.")];
  }
  const set = node("fieldset", {}, node("legend", {}, "What do you predict?"));
  step.choices.forEach((text, at) => set.append(node("label", {}, node("input", { type: "radio", name: "choice", value: at, required: "" }), node("span", {}, text))));
  const form = node("form", { id: "ballot" }, set, node("button", {}, "Answer"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look({ do: "answer", choice: Number(new FormData(form).get("choice")) });
  });
  return [...head, form];
}

async function revealed(state) {
  const { step, mine, came } = state;
  const answer = await send("result", { number: state.at });
  const hit = mine === null ? "" : mine === came ? "You predicted it." : `You predicted: ${step.choices[mine]}.`;
  const found = answer?.status === 200 ? [...answer.told.pictures.map(picture), told(answer.told.text)] : [];
  return [
    node("p", { class: "kicker" }, `Question ${state.at} of ${state.of}`), node("h2", {}, step.asks),
    node("p", { class: "yours" }, "The result: ", node("strong", {}, step.choices[came]), `. ${hit}`), tally(state), ...found,
  ];
}

let shown = "";
look = follow(async (state, changed) => {
  find("join").hidden = true;
  find("lesson").textContent = state.lesson;
  const name = JSON.stringify([state.phase, state.at, state.round, state.mine]);
  if (!changed || name === shown) return;
  shown = name;
  const parts = {
    waiting: () => [node("h2", {}, state.question), node("p", { class: "wait" }, "You are in. Wait for the first question.")],
    asked: () => asked(state),
    revealed: () => revealed(state),
    quiz: () => state.mine ? [node("p", { class: "wait" }, "Your answers are in. Now wait.")] : form(state, (choice) => look({ do: "answer", choice })),
    learnt: () => solved(state),
    ended: () => [
      node("h2", {}, "That was the last question. Say it in one sentence:"), node("p", { class: "world" }, state.closing),
      ...(state.home ? [node("p", {}, node("a", { href: state.home }, "Back to the laboratory"))] : []),
    ],
  };
  const made = await parts[state.phase]();
  if (name === shown) find("place").replaceChildren(...made);
}, (error, status) => { shown = ""; refused(error, status); });
