// Definitions, and the same numbers elsewhere.

const find = (id) => document.getElementById(id);

export function openWhy(meta, name) {
  const found = meta.definitions[name];
  if (!found) return;
  find("why-title").textContent = found.title;
  find("why-text").textContent = found.text;
  find("why").showModal();
}

export function openElsewhere(said) {
  if (!said) return;
  find("command").textContent = said.command;
  find("toml").textContent = said.toml;
  find("whole").hidden = !said.toml;
  find("elsewhere").showModal();
}

/** Copy a text; false where the browser does not allow it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

for (const what of ["command", "toml"]) {
  find(`copy-${what}`).addEventListener("click", async (event) => {
    const shown = find(what);
    const done = await copy(shown.textContent);
    if (!done) getSelection().selectAllChildren(shown);
    event.target.textContent = done ? "Copied" : "Selected: copy it with the keyboard";
  });
}
