#include "src/model/names.h"

#include <gtest/gtest.h>

#include "src/model/name_forms.h"

namespace p2g {
namespace {

FrameParts key(std::string_view file, int line, std::string_view name) {
  FrameParts parts;
  parts.name = name;
  parts.file = file;
  parts.line = line;
  parts.has_file = !file.empty();
  parts.has_line = line > 0;
  return parts;
}

TEST(Names, DisplayNameAndWhere) {
  const struct {
    std::string_view file;
    int line;
    std::string_view name;
    std::string_view shown;
    std::string_view where;
  } cases[] = {
      {"/usr/lib/python3.11/difflib.py", 305, "find_longest_match", "find_longest_match", "difflib.py:305"},
      {"C:\\app\\main.py", 7, "run", "run", "main.py:7"},
      {"/usr/lib/python3.11/json/__init__.py", 299, "loads", "loads", "json/__init__.py:299"},
      {"__init__.py", 1, "f", "f", "__init__.py:1"},
      {"<frozen importlib._bootstrap>", 1022, "_find_and_load", "_find_and_load", "importlib._bootstrap:1022"},
      {"<string>", 2, "__init__", "__init__", "<string>:2"},
      {"/a/b.py", 1, "<module>", "<module>", "b.py:1"},
      {"/a/b.py", 3, "<lambda>", "<lambda>", "b.py:3"},
      {"~", 0, "<method 'append' of 'list' objects>", "list.append", "list · C method"},
      {"~", 0, "<slot wrapper '__init__' of 'object' objects>", "object.__init__", "object · C method"},
      {"~", 0, "<built-in method builtins.compile>", "compile", "builtins · C function"},
      {"~", 0, "<built-in method numpy.core.dot>", "dot", "numpy.core · C function"},
      {"", 0, "std::map<int,  std::string>::find(  int )", "std::map<int, std::string>::find( int )", ""},
      {"~", 0, "<built-in method from_bytes>", "from_bytes", "C function"},
      {"~", 0, "<built-in method __new__ of type object at 0x7f05b2e5ea00>", "type.__new__", "type · C method"},
      {"~", 0, "<function Config.__getitem__ at 0x7f05b2090c20>", "__getitem__", "Config · C function"},
      {"~", 0, "<len>", "len", "C function"},
      {"~", 0, "<math.exp>", "exp", "math · C function"},
      {"~", 0, "<GC>", "<GC>", ""},
      {"~", 0, "<>", "<>", "C function"},
      {"~", 0, "<method '' of '' objects>", "<method '' of '' objects>", "C method"},
      {"~", 0, "<spam 'x' objects>", "spam 'x' objects", "C function"},
      {"", 0, "append", "append", ""},
      {"profile", 0, "<code object <module>>", "<code object <module>>", "profile"},
      {"profile", 0, "<function f>", "<function f>", "profile"},
      {"a.py", 1, "at 0x", "at 0x", "a.py:1"},
  };
  for (const auto& each : cases) {
    const DisplayName name = display_name(key(each.file, each.line, each.name));
    EXPECT_EQ(name.name, each.shown) << each.name;
    EXPECT_EQ(name.where, each.where) << each.name;
  }
}

TEST(Names, ModuleName) {
  EXPECT_EQ(module_name(key("a/b/json/decoder.py", 1, "f")), "decoder");
  EXPECT_EQ(module_name(key("a/b/json/__init__.py", 1, "f")), "json");
  EXPECT_EQ(module_name(key("json\\__init__.py", 1, "f")), "json");
  EXPECT_EQ(module_name(key("<frozen importlib._bootstrap>", 1, "f")), "importlib._bootstrap");
  EXPECT_EQ(module_name(key("~", 0, "<built-in method builtins.compile>")), "builtins");
  EXPECT_EQ(module_name(key("~", 0, "<method 'append' of 'list' objects>")), "");
  EXPECT_EQ(module_name(key("", 0, "f")), "");
  EXPECT_EQ(module_name(key("<string>", 1, "f")), "<string>");
  EXPECT_EQ(module_name(key(".hidden", 1, "f")), ".hidden");
}

TEST(Names, StripArguments) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"std::vector<int, A>::push_back(int&&)", "std::vector::push_back"},
      {"foo(int)", "foo"},
      {"foo(int) const", "foo"},
      {"f<g<h>>(x(y))", "f"},
      {"<lambda>", "<lambda>"},
      {"<module>", "<module>"},
      {"outer.<locals>.<lambda>", "outer.<locals>.<lambda>"},
      {"<method 'x' of 'T' objects>", "<method 'x' of 'T' objects>"},
      {"{lambda#1}", "{lambda#1}"},
      {"foo(int)::{lambda(char)#1}::operator()(char) const", "foo::{lambda#1}::operator()"},
      {"foo()::<lambda(int)>", "foo::<lambda>"},
      {"operator<", "operator<"},
      {"operator<<", "operator<<"},
      {"operator<(A const&, A const&)", "operator<"},
      {"bool operator< <int>(A<int> const&)", "bool operator<"},
      {"std::operator<< <char>(std::ostream&)", "std::operator<<"},
      {"A<int>::operator->() const", "A::operator->"},
      {"A::operator()(int)", "A::operator()"},
      {"A::operator<=>(A const&)", "A::operator<=>"},
      {"A::operator new(unsigned long)", "A::operator new"},
      {"my_operator<int>(x)", "my_operator"},
      {"(anonymous namespace)::run(int)", "(anonymous namespace)::run"},
      {"a::(anonymous namespace)::run<int>", "a::(anonymous namespace)::run"},
      {"core::iter::map::<u8>::next", "core::iter::map::next"},
      {"<T as core::Trait<U>>::call", "<T as core::Trait<U>>::call"},
      {"com.x.Foo.<init>(int)", "com.x.Foo.<init>"},
      {"net/http.(*conn).serve", "net/http.(*conn).serve"},
      {"a < b", "a < b"},
      {"f(a, b", "f(a, b"},
      {"f>", "f>"},
      {"f<(a<b)>", "f"},
      {"f)(", "f)("},
      {"", ""},
      {"()", "()"},
      {"auto f(int)->int", "auto f->int"},
  };
  for (const auto& [name, stripped] : cases) EXPECT_EQ(strip_arguments(name), stripped) << name;
}

// Quadratic behaviour would take minutes here.
TEST(Names, HostileNamesTakeLinearTime) {
  constexpr std::size_t size = 2'000'000;
  for (const std::string_view piece :
       {"(", "<", ")", ">", "(<", "<(", "()", "<>", "operator<", "a::", " at 0x", "'", "a.b("}) {
    std::string name;
    while (name.size() < size) name += piece;
    EXPECT_LE(strip_arguments(name).size(), name.size());
    EXPECT_GE(shorter_forms(name).size(), 1U);
    EXPECT_FALSE(display_name(key("~", 0, name)).name.empty());
    EXPECT_FALSE(display_name(key("~", 0, '<' + name + '>')).name.empty());
    module_name(key(name, 0, name));
  }
}

TEST(Names, ShorterFormsShrink) {
  const std::pair<std::string_view, std::vector<std::string>> cases[] = {
      {"list.append", {"list.append", "append"}},
      {"work", {"work"}},
      {"io/netty/channel/Handler:.flush", {"io/netty/channel/Handler:.flush", "Handler:.flush", "flush"}},
      {"java.util.HashMap.get(Object)",
       {"java.util.HashMap.get(Object)", "java.util.HashMap.get", "HashMap.get", "get"}},
      {"a::b::C<int>::m(x)", {"a::b::C<int>::m(x)", "a::b::C::m", "C::m", "m"}},
      {"net/http.(*conn).serve", {"net/http.(*conn).serve", "http.(*conn).serve", "(*conn).serve", "serve"}},
      {"libc.so.6", {"libc.so.6"}},
      {"[libc.so.6]", {"[libc.so.6]"}},
      {"<frozen a.b>", {"<frozen a.b>"}},
      {"...", {"..."}},
      {"", {""}},
  };
  for (const auto& [name, forms] : cases) EXPECT_EQ(shorter_forms(name), forms) << name;
}

TEST(Names, ComparableNamesAreWithoutAddressesAndHashes) {
  EXPECT_EQ(comparable_name("simplelog::TermLogger::init::ha7463b1622ff979e"), "simplelog::TermLogger::init");
  EXPECT_EQ(comparable_name("crate::h7463b1622ff979"), "crate::h7463b1622ff979");  // not sixteen digits: a name
  EXPECT_EQ(comparable_name("::ha7463b1622ff979e"), "::ha7463b1622ff979e");        // nothing would be left
  EXPECT_EQ(comparable_name("<function f at 0x7f>"), "<function f>");
  EXPECT_EQ(comparable_name("x at 0xq at 0x1f y"), "x at 0xq y");
}

// What is shortened is the path and the package: the function stays to the last.
TEST(Names, TheShortestFormHoldsTheFunction) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"./src/cart.lua:41", "cart.lua:41"},
      {"/usr/lib/x86_64-linux-gnu/libc.so.6", "libc.so.6"},
      {"/opt/app/libshop.so.1.2+0x1f2e", "libshop.so.1.2+0x1f2e"},
      {"libm.so", "libm.so"},
      {"[nf_tables]", "[nf_tables]"},
      {"nft_do_chain", "nft_do_chain"},
      {"DB::query", "query"},
      {"App\\Http\\Kernel->handle", "handle"},
      {"App\\Shop\\Cart::{closure}", "Cart::{closure}"},
      {"Rack::Handler#call", "call"},
      {"block in Rack::Handler#call", "block in call"},
      {"block (2 levels) in Cart#total", "block (2 levels) in total"},
      {"Shop::Cart::total", "total"},
      {"Module._load", "_load"},
      {"github.com/acme/shop/cart.(*Cart).Total.func1", "Total.func1"},
      {"github.com/acme/shop/cart.Total.func1.2", "Total.func1.2"},
      {"main.main.func2.gowrap1", "main.func2.gowrap1"},
      {"slices.SortFunc[go.shape.[]int]", "SortFunc[go.shape.[]int]"},
      {"net/http.(*conn).serve", "serve"},
      {"shop::cart::{{closure}}", "cart::{{closure}}"},
      {"shop::cart::total::{{closure}}::{{closure}}", "total::{{closure}}::{{closure}}"},
      {"shop::cart::total::{closure#0}", "total::{closure#0}"},
      {"<alloc::vec::Vec<T> as core::iter::traits::collect::FromIterator<T>>::from_iter", "from_iter"},
      {"<F as core::ops::FnOnce(A) -> B>::call_once", "call_once"},
      {"core::ops::function::FnOnce::call_once{{vtable.shim}}", "call_once{{vtable.shim}}"},
      {"main::{lambda(int)#2}::operator()(int) const", "main::{lambda#2}::operator()"},
      {"(anonymous namespace)::parse(int)", "parse"},
      {"boost::asio::detail::operator<<(std::ostream&, int)", "operator<<"},
      {"operator new(unsigned long)", "operator new"},
      {"void std::__invoke_impl<void, A>(A&&)", "__invoke_impl"},
      {"Shop.Cart.total() -> Swift.Int", "total"},
      {"closure #1 in Shop.Cart.total()", "closure #1 in total"},
      {"MyApp!Shop.Cart+<TotalAsync>d__4.MoveNext()", "TotalAsync"},
      {"Shop.Cart.<Total>b__1_0", "Total.{lambda}"},
      {"Shop.Cart+<>c__DisplayClass5_0.<Total>b__0", "Total.{lambda}"},
      {"Shop.Cart.<Total>g__Add|2_0", "Add"},
      {"System.Private.CoreLib!System.Threading.Thread.StartCallback()", "StartCallback"},
      {"com/acme/shop/Cart.lambda$total$0", "lambda$total$0"},
      {"com/acme/shop/Cart$$Lambda.run", "Cart$$Lambda.run"},
      {"clojure.core$map$fn.invoke", "core$map$fn.invoke"},
      {"scala/collection/Iterator$$anon$11.hasNext", "hasNext"},
      {"com/acme/shop/Cart.total", "total"},
      {"Elixir.Phoenix.Router.dispatch/3", "dispatch/3"},
      {"lists:map/2", "lists:map/2"},
      {"libc.so.6`__write", "__write"},
      {"-[CartView drawRect:]", "-[CartView drawRect:]"},
      {"wasm-function[123]", "wasm-function[123]"},
      {"app.wasm.total", "total"},
      {"outer.<locals>.<lambda>", "outer.<locals>.<lambda>"},
      {"outer.<locals>.inner", "inner"},
      {"GET /api/v1/orders/:id", "GET /api/v1/orders/:id"},
      {"SELECT a.id FROM shop.orders WHERE id = ?", "SELECT a.id FROM shop.orders WHERE id = ?"},
      {"camlShop__Cart__total_1234", "camlShop__Cart__total_1234"},
      {"$s4Shop4CartC5totalSiyF", "$s4Shop4CartC5totalSiyF"},
      {"_ZN4shop4cartE", "_ZN4shop4cartE"},
  };
  for (const auto& [name, shortest] : cases) EXPECT_EQ(shorter_forms(name).back(), shortest) << name;
}

}  // namespace
}  // namespace p2g
