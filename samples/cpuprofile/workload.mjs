// What the samples in this folder were recorded of.
const words = ["order", "line", "price", "total"];

function parse(text) {
  return text.split(",").map((part) => part.trim());
}

function price(line) {
  let sum = 0;
  for (let i = 0; i < 4000; ++i) sum += Math.sqrt(i * line.length);
  return sum;
}

function total(orders) {
  return orders.reduce((sum, order) => sum + parse(order).map(price).reduce((a, b) => a + b, 0), 0);
}

function report(count) {
  const orders = Array.from({ length: count }, (_, i) => words.map((word) => `${word} ${i}`).join(", "));
  return [1, 2, 3].map(() => total(orders));
}

await new Promise((resolve) => setTimeout(resolve, 30));
report(400);
