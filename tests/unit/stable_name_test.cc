// One name for one function, in every run: what is taken away, and what must not be.
#include "src/model/stable_name.h"

#include <gtest/gtest.h>

#include <string>

#include "src/model/rewrite.h"
#include "src/model/same_file.h"

namespace p2g {
namespace {

struct Case {
  std::string_view name, stable;
};

TEST(StableName, WhatAMachineOrACompilerMadeIsLeftOut) {
  const Case cases[] = {
      {"a/Shop$$Lambda$12/0x0000000800c03000.apply", "a/Shop$$Lambda.apply"},
      {"a.Shop$$Lambda/0x0000000800c03000.apply", "a.Shop$$Lambda.apply"},
      {"a.Shop$$Lambda$9/1830908236.apply", "a.Shop$$Lambda.apply"},
      {"Shop$$Lambda$14.0x0000000800066840.run", "Shop$$Lambda.run"},
      {"Shop$$Lambda.0x00000070c4a5b8c8.run", "Shop$$Lambda.run"},
      {"Shop$$Lambda$lambda$wrap$2$2630016632.0x00000000000100dd.call", "Shop$$Lambda$lambda$wrap$2.call"},
      {"java/lang/invoke/LambdaForm$DMH/0x0000000800c00400.invokeStatic",
       "java/lang/invoke/LambdaForm$DMH.invokeStatic"},
      {"java.lang.invoke.LambdaForm$MH.1234567.linkToTarget", "java.lang.invoke.LambdaForm$MH.linkToTarget"},
      {"sun.reflect.GeneratedConstructorAccessor4.newInstance", "sun.reflect.GeneratedConstructorAccessor.newInstance"},
      {"jdk/internal/reflect/GeneratedSerializationConstructorAccessor7.newInstance",
       "jdk/internal/reflect/GeneratedSerializationConstructorAccessor.newInstance"},
      {"jdk.proxy2.$Proxy34.close", "jdk.proxy.$Proxy.close"},
      {"shop.Cart$$EnhancerBySpringCGLIB$$1a2b3c4d.total", "shop.Cart$$EnhancerBySpringCGLIB.total"},
      {"shop.Cart$$FastClassBySpringCGLIB$$9f.invoke", "shop.Cart$$FastClassBySpringCGLIB.invoke"},
      {"shop.Cart$MockitoMock$1290.total", "shop.Cart$MockitoMock.total"},
      {"shop.Cart$HibernateProxy$AbC12.total", "shop.Cart$HibernateProxy.total"},
      {"shop.Hidden/0x0000000800d4c1f0.run", "shop.Hidden.run"},
      {"core::fmt::write::h0123456789abcdef", "core::fmt::write"},
      {"core[846817f741e54dfd]::ptr::write", "core::ptr::write"},
      {"parse.isra.0", "parse"},
      {"parse.constprop.12.isra.3", "parse"},
      {"parse.part.0.cold", "parse"},
      {"parse.cold.7", "parse"},
      {"parse.lto_priv.3", "parse"},
      {"parse.llvm.1234567890123", "parse"},
      {"f(int) [clone .isra.0] [clone .cold]", "f(int)"},
      {"f(int) (.constprop.0)", "f(int)"},
      {"julia_total_1234", "julia_total"},
      {"LazyCompile:*tick", "tick"},
      {"JS:^tick", "tick"},
      {"JS:+Cart.total", "Cart.total"},
      {"JS:tick", "tick"},
      {"Function:~tick", "tick"},
      {"JS:~", "(anonymous)"},
      {"Foo::Bar()[OptimizedTier1]", "Foo::Bar()"},
      {"Foo::Bar()[PreJIT]", "Foo::Bar()"},
      {"<function main at 0x7f12a4b6c700>", "<function main>"},
      {"#<Class:0x00007f8b1a2b3c4d>#total", "#<Class>#total"},
      {"libc.so.6`__write+0x10", "libc.so.6`__write"},
      {"nt!NtWriteFile+0x14", "nt!NtWriteFile"},
      {"bpf_prog_6deef7357e7b4530_sd_fw_egress", "bpf_prog_sd_fw_egress"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(stable_name(each.name, NameScope::any_run), each.stable);
    EXPECT_TRUE(may_differ(each.name, NameScope::any_run)) << each.name;
  }
}

TEST(StableName, OtherFunctionsKeepTheirNames) {
  for (const std::string_view name : {"v2",
                                      "fft_64",
                                      "utf8",
                                      "f.1",
                                      "sha256",
                                      "int64",
                                      "Store.cold",
                                      "book.part",
                                      "a.part.b",
                                      "parse.clone",
                                      "operator new",
                                      "x86_64",
                                      "main.func1",
                                      "Total.func1.2",
                                      "lambda$total$0",
                                      "Cart$1.run",
                                      "crate::h746",
                                      "JSON:parse",
                                      "Function:tick",
                                      "lists:map/2",
                                      "a[0]",
                                      "f [clone]",
                                      "md5::h0",
                                      "operator+",
                                      "libfoo.so+0x12345678",
                                      "~Cart",
                                      "*args",
                                      "Cart::~Cart",
                                      "0x55d0c1a2f3b4",
                                      "bpf_prog_run",
                                      "thread (12)",
                                      "julia",
                                      "jfptr",
                                      "std::array<4>",
                                      "Point[int]",
                                      "Tier0",
                                      "perf-1234.map",
                                      "go1.21",
                                      "Iterator$$anon$11.hasNext"}) {
    EXPECT_EQ(stable_name(name, NameScope::any_run), name);
  }
  for (const std::string_view name : {"v2",
                                      "fft_64",
                                      "utf8",
                                      "utf16",
                                      "f.1",
                                      "sha256",
                                      "x86_64",
                                      "Total.func1.2",
                                      "lists:map/2",
                                      "worker-1",
                                      "utf-16",
                                      "P1a",
                                      "T",
                                      "std::array<4>::at",
                                      "::12",
                                      "Thread-3",
                                      "a:b:c",
                                      "lambda$total$0",
                                      "GET /orders/12",
                                      "0x12"}) {
    EXPECT_EQ(stable_name(name, NameScope::between_runs), name);
  }
}

TEST(StableName, NumbersOfOneRunAreLeftOutBetweenRuns) {
  const Case cases[] = {
      {"process 123:\"python job.py\"", "process *:\"python job.py\""},
      {"process 9", "process *"},
      {"thread (0x7F12A4B6C700)", "thread (*)"},
      {"thread (12345)", "thread (*)"},
      {"thread (12345): worker", "thread (*): worker"},
      {"Thread 55aa74a94630", "Thread *"},
      {"Thread 0x7f12a4b6c700", "Thread *"},
      {"P1201", "P*"},
      {"T0:1201", "T*"},
      {"tid:7", "tid:*"},
      {"[java tid=4711]", "[java tid=*]"},
      {"python-1234/1240", "python-*/*"},
      {"perf-1234.map", "perf-*.map"},
      {"/tmp/perf-1234.map", "/tmp/perf-*.map"},
      {"0x55d0c1a2f3b4", "0x*"},
      {"[unknown] 0xffffffff81e00b40", "[unknown] 0x*"},
      {"bpf_prog_00ede55654b88e81", "bpf_prog_*"},
      {"libfoo.so.1+0x1f2e", "libfoo.so.1"},
      {"VM123", "VM*"},
      {"scala/Iterator$$anon$11.hasNext", "scala/Iterator$$anon.hasNext"},
      {"camlShop__Cart__total_1234", "camlShop__Cart__total"},
      {"user$eval1234$fn__1235.invoke", "user$eval$fn.invoke"},
      {"DynamicClass.lambda_method12(Closure)", "DynamicClass.lambda_method(Closure)"},
      {"step:12", "step"},
  };
  for (const Case& each : cases) EXPECT_EQ(stable_name(each.name, NameScope::between_runs), each.stable);
}

TEST(StableName, FilesThatARunWrites) {
  const Case cases[] = {
      {"/tmp/ipykernel_411/2203194.py", "/tmp/ipykernel_*/*.py"},
      {"C:\\Temp\\ipykernel_9\\12.py", "C:\\Temp\\ipykernel_*\\*.py"},
      {"<ipython-input-3-0a1b2c3d4e5f>", "<ipython-input-*>"},
      {"<command-1234>", "<command-*>"},
      {"/tmp/tmpab12_xyz/job.py", "/tmp/tmp*/job.py"},
      {"/tmp/_MEI12345/app.py", "/tmp/_MEI*/app.py"},
      {"/tmp/pytest-of-ann/pytest-12/test_a.py", "/tmp/pytest-of-ann/pytest-*/test_a.py"},
      {"<eval_with_key>.12", "<eval_with_key>.*"},
      {"/srv/tmp/job.py", "/srv/tmp/job.py"},
      {"/srv/v2/job.py", "/srv/v2/job.py"},
  };
  for (const Case& each : cases) EXPECT_EQ(stable_file(each.name), each.stable);
}

TEST(StableName, HostileNamesTakeLinearTime) {
  constexpr std::size_t size = 500'000;
  for (const std::string_view piece :
       {".isra.0", "$$Lambda$1", "0x0", "[clone ", "::h0", "JS:*", "a-1/", " at 0x", "+0x"}) {
    std::string name;
    while (name.size() < size) name += piece;
    EXPECT_FALSE(stable_name(name, NameScope::between_runs).empty());
    EXPECT_FALSE(stable_file(name).empty());
  }
}

std::string rewritten(std::string_view expression, std::string name) {
  const Result<Rewrite> rewrite = Rewrite::parse(expression, "--rename-re");
  if (!rewrite) return rewrite.error().message;
  rewrite->apply(name);
  return name;
}

TEST(Rewrites, AreSeds) {
  EXPECT_EQ(rewritten("s/_v[0-9]+$//", "total_v2"), "total");
  EXPECT_EQ(rewritten("s|a/b|c|", "a/b/a/b"), "c/a/b");
  EXPECT_EQ(rewritten("s/a/b/g", "banana"), "bbnbnb");
  EXPECT_EQ(rewritten("s/A/b/gi", "banana"), "bbnbnb");
  EXPECT_EQ(rewritten("s/(a)(n)/\\2\\1/", "banana"), "bnaana");
  EXPECT_EQ(rewritten("s/an/[&]/", "banana"), "b[an]ana");
  EXPECT_EQ(rewritten("s/an/\\&/", "banana"), "b&ana");
  EXPECT_EQ(rewritten("s/a\\/b/x/", "a/b"), "x");
  EXPECT_EQ(rewritten("s/an/\\\\/", "banana"), "b\\ana");
  EXPECT_EQ(rewritten("s#\\d+#N#g", "f1_22"), "fN_N");
  EXPECT_EQ(rewritten("s/.*//", "all"), "all");  // a function has to be called something
  EXPECT_EQ(rewritten("s/x/y/", "\xff x"), "\xef\xbf\xbd y");
}

TEST(Rewrites, ThatAreNone) {
  EXPECT_EQ(rewritten("a/b/", "x"), "--rename-re: \"a/b/\": expected s/EXPRESSION/TEXT/");
  EXPECT_EQ(rewritten("s/a/b", "x"), "--rename-re: \"s/a/b\": expected three \"/\", as in s/EXPRESSION/TEXT/");
  EXPECT_EQ(rewritten("s/a/b/p", "x"), "--rename-re: \"s/a/b/p\": expected g or i behind the text, got \"p\"");
  EXPECT_EQ(rewritten("s//b/", "x"), "--rename-re: \"s//b/\": the expression is empty");
  EXPECT_EQ(rewritten("s/(/b/", "x"), "--rename-re: \"s/(/b/\": missing ): (");
  EXPECT_NE(rewritten("s/a/\\1/", "x").find("--rename-re: \"s/a/\\1/\": "), std::string::npos);
}

}  // namespace
}  // namespace p2g
