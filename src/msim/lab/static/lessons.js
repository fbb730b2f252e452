// A lesson started from here, by the teacher: its console, its projection, and how students join.
import { copy } from "./dialogs.js";
import { node } from "./levers.js";
import { send } from "./pass.js";

const find = (id) => document.getElementById(id);

/** Offer lessons where this page may start one: the instructor's, or this machine's own. */
export async function offer() {
  const told = await asked({});
  if (!told?.lessons) return;
  const door = node("button", { type: "button", id: "teach" }, "Teach a lesson");
  document.querySelector("#side [role=toolbar]").append(door);
  const place = node("div");
  const dialog = node("dialog", { id: "lessons", "aria-labelledby": "lessons-title" }, node("h2", { id: "lessons-title" }, "Teach a lesson"), place, node("form", { method: "dialog" }, node("button", {}, "Close")));
  document.body.append(dialog);
  door.addEventListener("click", async () => {
    show(place, await asked({}));
    dialog.showModal();
  });
}

async function asked(content) {
  try {
    const response = await send("lessons", content);
    return await response.json();
  } catch {
    return { error: "The laboratory does not answer." };
  }
}

function show(place, told) {
  if (!told.lessons) {
    place.replaceChildren(node("p", { role: "alert" }, told.error));
    return;
  }
  const select = node("select", { id: "lesson" });
  for (const { name, title, minutes } of told.lessons) select.add(new Option(`${title} · ${minutes} min`, name));
  const start = node("button", { type: "button", id: "lesson-start" }, told.running ? "Start it instead" : "Start the lesson");
  start.addEventListener("click", async () => {
    start.disabled = true;
    show(place, await asked({ start: select.value }));
  });
  const choose = node("p", {}, node("label", { for: "lesson" }, "Lesson: "), select, " ", start);
  const what = node("p", {}, "Students answer on their own devices. Nothing of a result is sent to them before you reveal it.");
  place.replaceChildren(...(told.running ? running(told.running) : [what]), choose);
}

/** An address as it is typed, which opens its page. */
function link(id, href, text, target) {
  return node("a", { id, href, target }, text ?? new URL(href, location.href).href);
}

function running({ title, console, screen, addresses, code, phones, command, qr }) {
  const own = link("lesson-console", console, "Open the console", "console");
  const shown = link("lesson-screen", screen, "Open the projection", "projection");
  const parts = [
    node("p", {}, node("strong", {}, title), " is under way."),
    node("ol", {},
      node("li", {}, own, ": for your own screen alone. The key is in its address."),
      node("li", {}, shown, ": move that window to the projector."),
      node("li", {}, "Students open ", ...addresses.flatMap((each, at) => [at ? " or " : "", link(`lesson-join-${at}`, each, each, "_blank")]), " and type the code ", node("strong", { id: "lesson-code" }, code), ".")),
  ];
  if (!phones) parts.push(alone(command));
  if (qr) parts.push(drawn(qr));
  return parts;
}

function alone(command) {
  const button = node("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => { button.textContent = await copy(command) ? "Copied" : "Select it"; });
  return node("p", { class: "note", id: "lesson-alone" }, "No phone can open this address: it is this computer's own. For phones, end the laboratory (Ctrl-C) and type ", node("code", {}, command), " ", button);
}

function drawn(svg) {
  const made = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", "A QR code that opens the class's page");
  return node("div", { class: "qr" }, made);
}
