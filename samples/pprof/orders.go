// A small program that profiles itself: go build orders.go && ./orders FOLDER writes cpu.pb.gz, heap.pb.gz, block.pb.gz
// there. Recursion, generics, methods, a closure, inlined functions, labels.
package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
	"sync"
	"time"
)

type order struct {
	item  string
	count int
}

func (o *order) price() int { return tax(o.count * len(o.item)) }

func tax(price int) int { // inlined
	return price + price*19/100
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func sum[T int | float64](values []T) T {
	var total T
	for round := 0; round < 2000; round++ {
		for _, value := range values {
			total += value
		}
	}
	return total
}

func load(count int) []*order {
	names := strings.Fields("apple pear plum cherry")
	orders := make([]*order, 0, count)
	for i := 0; i < count; i++ {
		orders = append(orders, &order{names[i%len(names)] + strings.Repeat("!", i%7), i % 11})
	}
	return orders
}

func total(orders []*order) int {
	prices := make([]int, len(orders))
	for i, each := range orders {
		prices[i] = each.price()
	}
	sort.Slice(prices, func(a, b int) bool { return prices[a] > prices[b] })
	return sum(prices[:1000])
}

var kept [][]*order

func work() {
	result := 0
	pprof.Do(context.Background(), pprof.Labels("step", "orders"), func(context.Context) {
		for end := time.Now().Add(400 * time.Millisecond); time.Now().Before(end); {
			orders := load(20000)
			result += total(orders)
			if len(kept) < 4 {
				kept = append(kept, orders)
			}
		}
	})
	pprof.Do(context.Background(), pprof.Labels("step", "fib"), func(context.Context) {
		for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
			result += fib(22)
		}
	})
	if result == 0 {
		panic("nothing was done")
	}
}

func wait() {
	var lock sync.Mutex
	var done sync.WaitGroup
	for i := 0; i < 3; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			lock.Lock()
			time.Sleep(20 * time.Millisecond)
			lock.Unlock()
		}()
	}
	done.Wait()
}

func write(folder, name string, profile string) {
	file, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if err := pprof.Lookup(profile).WriteTo(file, 0); err != nil {
		panic(err)
	}
}

func main() {
	folder := os.Args[1]
	runtime.MemProfileRate = 16 * 1024
	runtime.SetBlockProfileRate(1)
	file, err := os.Create(filepath.Join(folder, "cpu.pb.gz"))
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	work()
	pprof.StopCPUProfile()
	file.Close()
	wait()
	runtime.GC()
	write(folder, "heap.pb.gz", "heap")
	write(folder, "block.pb.gz", "block")
}
