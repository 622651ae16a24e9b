// Numbers and times in words.

const HOURS_OF_A_DAY = 24;

/** Numbers from here on, and below the other, are written with an exponent. */
const LARGE = 1e7;
const SMALL = 1e-3;

/** A number and a word: `1 view`, `2,000 views`. */
export function counted(count, word, several = `${word}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? word : several}`;
}

/** Texts as a sentence has them: `a, b and c`. */
export function listed(texts) {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

/** A time of some length in its largest unit. */
export function secondsText(seconds) {
  const units = [["d", 86_400], ["h", 3600], ["min", 60]];
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["s", 1];
  return `${Number((seconds / length).toPrecision(3))} ${unit}`;
}

/** A duration as ISO 8601 has it, `PT36H`, in words; as it is where it is of another form. */
export function durationText(text) {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text);
  if (!match) return text;
  const [hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0));
  const days = Math.floor(hours / HOURS_OF_A_DAY);
  return [[days, "d"], [hours % HOURS_OF_A_DAY, "h"], [minutes, "min"], [seconds, "s"]]
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ");
}

/** A share in percent; a dash of nothing. */
export function percent(part, whole) {
  if (whole === 0) return "–";
  if (part === 0) return "0 %";
  const share = (100 * part) / whole;
  return share < 0.01 ? "< 0.01 %" : `${Number(share.toPrecision(3))} %`;
}

/** Four significant digits or so: what one compares at a glance. */
export function numberText(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < LARGE) return String(value);
  if (size >= LARGE || size < SMALL) return value.toExponential(3);
  return String(Number(value.toPrecision(4)));
}
