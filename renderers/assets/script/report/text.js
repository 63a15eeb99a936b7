// Figures as text, digit by digit what the program prints (src/base/number_text.cc, src/model/metric.cc).
import {data} from "./data.js";

const MINUS = "−", {metric} = data, scale = 10 ** metric.decimals;

export const thousands = n => (n < 0 ? MINUS : "") + String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, ",");

// To the nearest; what lies in the middle goes to the even digit, as in C++, and not up.
const fixed = (value, decimals) => {
  const scaled = value * 10 ** decimals, isMiddle = value * 2 ** (decimals + 1) % 1 == 0 && scaled % 1 == 0.5;
  return isMiddle ? ((Math.floor(scaled) + Math.floor(scaled) % 2) / 10 ** decimals).toFixed(decimals) : value.toFixed(decimals);
};
const significant = (value, digits = 3) => {
  let decimals = value > 0 ? digits - 1 - Math.floor(Math.log10(value)) : 0;
  if (decimals > 0 && Math.round(value * 10 ** decimals) >= 10 ** digits) decimals -= 1;
  return fixed(value, Math.max(0, Math.min(12, decimals)));
};

const seconds = s => {
  if (s == 0) return "0 s";
  const [unit, factor] = s >= 0.9995 ? ["s", 1] : s >= 0.9995e-3 ? ["ms", 1e3] : s >= 0.9995e-6 ? ["µs", 1e6] : ["ns", 1e9];
  return significant(s * factor) + " " + unit;
};
const bytes = b => {
  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
  let unit = 0;
  for (; b >= 999.5 && unit < 6; unit += 1) b /= 1000;
  return (unit == 0 && b % 1 == 0 ? thousands(b) : significant(b)) + " " + units[unit];
};
const counts = weight => {
  const value = weight / scale, text = weight % scale == 0 || value >= 1000 ? thousands(Math.floor(value + 0.5)) : significant(value);
  return metric.unit ? text + " " + (text == "1" ? metric.one : metric.unit) : text;
};

export const amount = weight => {
  const size = Math.abs(weight), text = {time: seconds, bytes, count: counts}[metric.quantity];
  return (weight < 0 ? MINUS : "") + text(metric.quantity == "count" ? size : size / scale);
};
export const change = weight => (weight > 0 ? "+" : "") + amount(weight);

export const share = (weight, total) => total > 0 ? weight / total : 0;
export const percent = part => {
  const sign = part < 0 ? MINUS : "", size = Math.abs(part);
  if (size == 0) return "0%";
  if (size < 0.0005) return sign + "<0.1%";
  if (size >= 0.9995 && size < 1.0005) return sign + "100%";
  return sign + (Math.round(size * 1000) / 10).toFixed(1) + "%";
};
// As C++ writes it (src/model/share_text.h): a part that is larger than its whole is no certain figure.
export const shareText = (weight, total, isEstimated) => {
  if (total < 0) return "–";
  const text = percent(share(weight, total)), isBeyond = weight > total && text != "100%";
  return (isEstimated || total > 0 && isBeyond ? "≈" : "") + (total > 0 && isBeyond ? "100%" : text);
};
// By how much something changed: "+12.5%", "×2.5".
export const ratio = (before, after) => {
  if (before <= 0) return "";
  const times = after / before;
  if (times < 2) return (times > 1 ? "+" : "") + percent(times - 1);
  if (times >= 100) return "×" + thousands(Math.round(times));
  const text = significant(times);
  return "×" + (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
};

export const about = (marks, bit) => marks & bit ? "≈" : "";
// Of one call; nothing where nobody counts.
export const each = (weight, calls) => {
  if (!(calls > 0) || weight == null) return "";
  const half = Math.floor(calls / 2);
  return amount(Math.trunc((weight + (weight < 0 ? -half : half)) / calls));
};
