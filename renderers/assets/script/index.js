// The index of a batch. Without it cards are there, and sorted by the style sheet; with it they are found by what is
// typed, and tabbing goes the way that the eye does.
const cards = [...document.querySelectorAll("#cards > li")];
const field = document.getElementById("find");
const found = document.getElementById("found");
const texts = cards.map((card) => {
  const names = [...card.querySelectorAll(".strip span")].map((span) => span.title);
  return (card.querySelector("h2").textContent + "\n" + card.textContent + "\n" + names.join("\n")).toLowerCase();
});

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  cards.forEach((card, i) => {
    card.hidden = !words.every((word) => texts[i].includes(word));
    if (!card.hidden) count += 1;
  });
  found.textContent = words.length ? count + " of " + cards.length : "";
}

function sort(radio) {
  const key = { "by-name": "--n", "by-total": "--t", "by-change": "--c" }[radio.id];
  const place = (card) => Number(card.style.getPropertyValue(key));
  document.getElementById("cards").append(...[...cards].sort((a, b) => place(a) - place(b)));
}

field.hidden = false;
field.addEventListener("input", search);
document.querySelectorAll("input[name=sort]").forEach((radio) => {
  radio.addEventListener("change", () => sort(radio));
  if (radio.checked) sort(radio);
});
search();
