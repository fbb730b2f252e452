// A figure as a picture by itself: title, world, drawing, notes, and that all of it is synthetic.
import { changedBetween } from "./levers.js";

const SVG = "http://www.w3.org/2000/svg";
const FONT = "Liberation Sans, Arial, Helvetica, sans-serif"; // as in the drawings
const SLIDE = { width: 1920, height: 1080 };

/** Which world it is, in a sentence. */
export function worldSentence(world, meta, name = "") {
  const changed = changedBetween({ preset: world.preset, set: {} }, world, meta);
  const told = changed.map(([label, was, is]) => `${label} ${is} instead of ${was}`).join("; ");
  const country = `The invented country ${world.preset}${told ? `, changed: ${told}` : ", as it stands"}.`;
  return name ? `${name}. ${country}` : country;
}

function shape(tag, attributes = {}, ...children) {
  const found = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  found.append(...children);
  return found;
}

const pen = document.createElement("canvas").getContext("2d");

/** A text in lines that are no wider than so many pixels. */
function wrapped(text, width, size, weight) {
  pen.font = `${weight} ${size}px ${FONT}`;
  const lines = [""];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.filter(Boolean);
}

/** Writes texts below each other; gives the group and where it ends. */
function column(texts, x, y, width) {
  const group = shape("g", { "font-family": FONT });
  for (const { text, size, weight = 400, fill, gap = 0 } of texts) {
    if (!text) continue;
    y += gap;
    for (const line of wrapped(text, width, size, weight)) {
      y += size * 1.32;
      group.append(shape("text", { x, y: (y - size * 0.3).toFixed(1), "font-size": size, "font-weight": weight, fill }, line));
    }
  }
  return { group, y };
}

/** The drawing on the screen, at a place and in a size of its own. */
function placed(drawing, x, y, width, height) {
  const copy = drawing.cloneNode(true);
  for (const name of ["style", "class", "aria-hidden", "role"]) copy.removeAttribute(name);
  for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, value);
  return copy;
}

function sheet(width, height, paper, label, ...parts) {
  const whole = shape("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  whole.append(shape("title", {}, label), shape("rect", { width, height, fill: paper }), ...parts);
  return whole;
}

/** The colours of the page as it is seen. */
function colours() {
  const page = getComputedStyle(document.documentElement);
  const named = (name) => page.getPropertyValue(name).trim();
  return { paper: named("--card"), ink: named("--ink"), soft: named("--soft"), mark: named("--mark") };
}

/** A picture to keep. told: title, world, caption, how, mark. */
export function picture(drawing, told) {
  const { paper, ink, soft } = colours();
  const { width: wide, height: tall } = drawing.viewBox.baseVal;
  const pad = 24;
  const inner = Math.max(wide, 640);
  const head = column([
    { text: told.title, size: 20, weight: 700, fill: ink },
    { text: told.world, size: 14, fill: ink, gap: 4 },
    { text: told.caption, size: 13.5, fill: soft, gap: 4 },
  ], pad, pad - 6, inner);
  const foot = column([
    { text: told.how, size: 12, fill: soft },
    { text: told.mark, size: 12, weight: 700, fill: ink, gap: 2 },
  ], pad, head.y + 14 + tall + 12, inner);
  return sheet(inner + 2 * pad, Math.ceil(foot.y + pad), paper, told.title, head.group,
    placed(drawing, pad, head.y + 14, wide, tall), foot.group);
}

/** A slide of 1920 x 1080. told: as for a picture, and the answer as its headline. */
export function slide(drawing, told) {
  const { paper, ink, soft, mark } = colours();
  const { width, height } = SLIDE;
  const pad = 80;
  const inner = width - 2 * pad;
  const head = column([
    { text: told.answer, size: 48, weight: 700, fill: ink },
    { text: told.world, size: 26, fill: soft, gap: 8 },
  ], pad, pad - 30, inner);
  const notes = [
    { text: told.caption, size: 24, fill: soft },
    { text: told.how, size: 20, fill: soft, gap: 4 },
    { text: told.mark, size: 20, weight: 700, fill: ink, gap: 2 },
  ];
  const room = column(notes, pad, 0, inner).y;
  const foot = column(notes, pad, height - 40 - room, inner);
  const name = column([{ text: told.title, size: 30, weight: 700, fill: mark, gap: 12 }], pad, head.y, inner);
  const { width: wide, height: tall } = drawing.viewBox.baseVal;
  const [top, free] = [name.y + 20, height - 40 - room - 24 - name.y - 20];
  const scale = Math.min(inner / wide, free / tall, 2.4);
  return sheet(width, height, paper, told.answer, head.group, name.group, placed(drawing, (width - wide * scale) / 2, top, wide * scale, tall * scale), foot.group);
}

export const asText = (svg) => new XMLSerializer().serializeToString(svg);

/** The picture in dots, `scale` of them for each of its pixels. */
export async function asPng(svg, scale = 1) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = ["width", "height"].map((name) => Math.round(svg.getAttribute(name) * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** Save something as a file of the reader's. */
export function download(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Put a picture on the clipboard, else save it. Gives what came of it, in words. */
export async function copied(png, name) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    return "The slide is on the clipboard.";
  } catch {
    download(await png, name);
    return `The browser does not allow copying: the slide is saved as ${name}.`;
  }
}
