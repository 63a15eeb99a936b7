<?php
// A small program for xdebug: methods, recursion, a closure, a callback of a built-in function, a function that throws.
//   php -d xdebug.mode=profile -d xdebug.use_compression=0 -d xdebug.output_dir=. -d xdebug.profiler_output_name=shop.xdebug shop.php
namespace Shop;

class Basket {
    private array $items = [];
    public function add(string $name, int $price): void { $this->items[$name] = $price; }
    public function total(): int { return array_sum(array_map([$this, 'taxed'], $this->items)); }
    public function taxed(int $price): int { return $price + intdiv($price, 5); }
}

function fib(int $n): int { return $n < 2 ? $n : fib($n - 1) + fib($n - 2); }

function check(int $total): void {
    if ($total > 10) throw new \LengthException("too much");
}

$basket = new Basket();
foreach (['pear', 'plum', 'cherry'] as $i => $name) $basket->add($name, 3 * $i + 1);
$double = function (int $n): int { return 2 * $n + fib(4); };
$prices = [3, 1, 2];
usort($prices, fn($a, $b) => $a <=> $b);
try {
    check($basket->total() + $double(5));
} catch (\LengthException $e) {
    strlen($e->getMessage());
}
$kept = range(1, 100);
unset($kept);
