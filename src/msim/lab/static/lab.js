// The page of a laboratory that computes: it asks the server that sent it.
import { Asker } from "./asking.js";
import { begin } from "./page.js";

const meta = await (await fetch("meta.json")).json();
begin(meta, (name, take, refuse) => new Asker(name, take, refuse));
