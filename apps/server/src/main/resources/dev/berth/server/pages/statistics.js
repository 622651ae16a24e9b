// What the values of a view were like, asked of the server when it is wanted: a card for each feature.
import { element, heading } from "./dom.js";
import { later } from "./later.js";
import { counted, numberText, percent, secondsText } from "./texts.js";

const BARS = 24;

/** As many frequent texts as are seen at a glance. */
const FREQUENT_SHOWN = 5;

/** A closed part of a view's section. */
export function statisticsPart(view) {
  return later("Statistics", `/v1/features/${encodeURIComponent(view)}/statistics`, answer => {
    if (!answer.statistics) return [nothingYet(view)];
    const { until, entities, sampled, features } = answer.statistics;
    const all = counted(entities, "entity", "entities");
    const looked = sampled === entities ? all : `${sampled.toLocaleString("en")} of ${all}`;
    return [
      element("p", { class: "lead" }, "As of ", element("time", { datetime: until, text: until }), `, of ${looked}.`),
      element("ul", { class: "cards" }, ...Object.entries(features).map(([name, one]) => card(name, one)))];
  });
}

function nothingYet(view) {
  return element(
    "p", {},
    "There are none yet. A materialization takes them: ",
    element("code", { text: `berth features materialize DIR --view ${view}` }), ".");
}

function card(name, one) {
  const total = one.present + one.missing + one.expired;
  const facts = element("dl");
  const add = (label, text) => facts.append(element("div", {}, element("dt", { text: label }), element("dd", { text })));
  add("missing", percent(one.missing, total));
  add("expired", percent(one.expired, total));
  const made = element("li", {}, heading(5, name), facts);
  if (one.true !== undefined) {
    add("true", percent(one.true, one.true + one.false));
  } else if (one.distinct !== undefined) {
    add("different", one.distinct.toLocaleString("en"));
    if (one.frequent.length > 0) made.append(frequentList(one));
  } else {
    addNumbers(one, add, made);
  }
  return made;
}

function frequentList(one) {
  return element(
    "ol", { class: "frequent", "aria-label": "Most frequent" },
    ...one.frequent.slice(0, FREQUENT_SHOWN).map(({ value, count }) =>
      element("li", {}, element("span", { text: value }), ` ${percent(count, one.present)}`)));
}

// Numbers as they are; of timestamps the age, and of lists, maps and bytes the size.
function addNumbers(one, add, made) {
  const numbers = one.sizes ?? one;
  const isAge = one.type === "timestamp";
  const shown = value => (isAge ? secondsText(value) : numberText(value));
  const of = one.sizes ? " size" : isAge ? " age" : "";
  if (numbers.mean === undefined) return;
  add(`min${of}`, shown(numbers.min));
  add(`mean${of}`, shown(numbers.mean));
  add(`max${of}`, shown(numbers.max));
  if (numbers.nan > 0) add("NaN", numbers.nan.toLocaleString("en"));
  const infinite = numbers.plusInfinity + numbers.minusInfinity;
  if (infinite > 0) add("infinite", infinite.toLocaleString("en"));
  made.append(histogram(numbers, shown));
}

// Bars of equal width, from the first to the last percent, or where these are the same, of all.
function histogram(numbers, shown) {
  const { p01, p99 } = numbers.quantiles;
  const [from, to] = p01 < p99 ? [p01, p99] : [numbers.min, numbers.max];
  const counts = barCounts(numbers.histogram, from, to);
  const most = Math.max(...counts);
  const bars = element("div", {
    class: "bars",
    role: "img",
    "aria-label": `Histogram from ${shown(from)} to ${shown(to)}`,
  });
  for (const count of counts) {
    const bar = element("span");
    // Whatever there is, is seen; an empty range is empty.
    bar.style.height = count === 0 ? "0" : `max(2px, ${((100 * count) / most).toFixed(1)}%)`;
    bars.append(bar);
  }
  // What lies beyond the ends is in the first and the last bar.
  const ends = [
    `${shown(from)}${numbers.min < from ? " and less" : ""}`, `${shown(to)}${numbers.max > to ? " and more" : ""}`,
  ].map(text => element("span", { text }));
  const axis = element(
    "div", { class: "axis", "aria-hidden": "true" }, ...ends);
  return element("div", { class: "histogram" }, bars, axis);
}

/** How many numbers lie in each range, when those of a bin lie evenly between its ends. */
function barCounts(bins, from, to) {
  const counts = new Array(BARS).fill(0);
  // Halves, as the width may be out of range.
  const half = to / 2 - from / 2;
  const place = number =>
    half === 0 ? BARS / 2 : Math.min(Math.max(((number / 2 - from / 2) / half) * BARS, 0), BARS);
  const cell = at => Math.min(Math.floor(at), BARS - 1);
  for (const { lower, upper, count } of bins) {
    const [low, high] = [place(lower), place(upper)];
    if (cell(low) === cell(high)) {
      counts[cell(low)] += count;
      continue;
    }
    for (let i = cell(low); i <= cell(high); i++) {
      counts[i] += (count * (Math.min(high, i + 1) - Math.max(low, i))) / (high - low);
    }
  }
  return counts;
}
