// The ten questions before a lesson and after it: a form, what was right, and the change as a count.
import { node } from "./common.js";

export const WHEN = { 1: "Before the lesson", 2: "After the lesson" };

/** The form of a student's page; hand(choices) takes one choice a question, -1 for none. */
export function form({ questions, round }, hand) {
  const made = node("form", { id: "quiz" }, ...questions.map((each, number) => {
    const set = node("fieldset", {}, node("legend", {}, `${number + 1}. ${each.asks}`));
    [...each.choices, "I do not know"].forEach((text, at) => {
      const value = at === each.choices.length ? -1 : at;
      set.append(node("label", {}, node("input", { type: "radio", name: `q${number}`, value, required: "" }), node("span", {}, text)));
    });
    return set;
  }), node("button", {}, "Hand in"));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(made);
    hand(questions.map((_, number) => Number(data.get(`q${number}`))));
  });
  return [node("p", { class: "kicker" }, `${WHEN[round]}: ten questions`), made];
}

/** What was right, and why a page's own answer was not. */
export function solved({ questions, mine }) {
  return [node("h2", {}, "Ten questions: what is right"), node("ol", { class: "solved" }, ...questions.map((each, number) => {
    const own = mine?.[number] ?? -1;
    const wrong = own < 0 || own === each.right ? [] : [node("p", {}, `You said: ${each.choices[own]} ${each.why[own]}`)];
    const hit = own === each.right ? " You said so." : "";
    return node("li", {}, node("p", {}, each.asks), node("p", { class: "yours" }, node("strong", {}, each.choices[each.right]), ` ${each.why[each.right]}${hit}`), ...wrong);
  }))];
}

/** How many were right before and after, question by question. */
export function change(counts) {
  const head = ["question", "right before", "right after", "changed to right", "changed away from it"];
  const rows = counts.map((each, at) => node("tr", {},
    node("th", { scope: "row" }, `${at + 1}. ${each.asks}`),
    ...[`${each.before} of ${each.of_before}`, `${each.after} of ${each.of_after}`, `${each.gained} of ${each.both}`, `${each.lost} of ${each.both}`].map((text) => node("td", {}, text))));
  const table = node("table", { "aria-label": "The ten questions, before and after" }, node("thead", {}, node("tr", {}, ...head.map((text) => node("th", { scope: "col" }, text)))), node("tbody", {}, ...rows));
  return node("div", { class: "scroll change", tabindex: "0", role: "group", "aria-label": "The change" }, table);
}
