// Frames: interning of both forms, taking texts apart, the total order.
#include "src/model/frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace p2g {
namespace {

struct Case {
  std::string text, name, file;
  int line = 0;
  FrameKind kind = FrameKind::plain;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.text; }

class FrameTextTest : public testing::TestWithParam<Case> {};

TEST_P(FrameTextTest, IsTakenApart) {
  const Case& expected = GetParam();
  const FrameParts parts = parse_frame_text(expected.text);
  EXPECT_EQ(parts.name, expected.name);
  EXPECT_EQ(parts.file, expected.file);
  EXPECT_EQ(parts.line, expected.line);
  EXPECT_EQ(parts.kind, expected.kind);
  EXPECT_EQ(parts.has_file, !expected.file.empty());
  EXPECT_EQ(parts.has_line, expected.line > 0);
}

INSTANTIATE_TEST_SUITE_P(
    Producers, FrameTextTest,
    testing::Values(
        // V8, rbspy, Lua, Firefox, CPython under perf: a path behind the name.
        Case{"JS:~total /srv/shop/lib/cart.js:3:8", "JS:~total", "/srv/shop/lib/cart.js", 3},
        Case{"total file:///srv/shop/lib/cart.mjs:3", "total", "file:///srv/shop/lib/cart.mjs", 3},
        Case{"load node:internal/modules/cjs/loader:1003:24", "load", "node:internal/modules/cjs/loader", 1003},
        Case{"get total C:\\shop\\my app\\cart.js:3:8", "get total", "C:\\shop\\my app\\cart.js", 3},
        Case{"DB::query /srv/www/src/DB.php:42", "DB::query", "/srv/www/src/DB.php", 42},
        Case{"block in call - /usr/lib/ruby/rack/handler.rb:12", "block in call", "/usr/lib/ruby/rack/handler.rb", 12},
        Case{"Rack::Handler#call [/usr/lib/ruby/rack/handler.rb:12]", "Rack::Handler#call",
             "/usr/lib/ruby/rack/handler.rb", 12},
        Case{"total@/srv/shop/cart.lua:3", "total", "/srv/shop/cart.lua", 3},
        Case{"total@https://shop.example/cart.js:3:8", "total", "https://shop.example/cart.js", 3},
        Case{"py::total:/srv/shop/cart.py", "total", "/srv/shop/cart.py"},
        Case{"GET /api/v1/orders/:id", "GET /api/v1/orders/:id", ""},
        Case{"GET /api/v1/orders/12", "GET /api/v1/orders/12", ""}, Case{"a / b:12", "a / b:12", ""},
        Case{"user@host:22", "user@host:22", ""}, Case{"@/srv/a.js:3", "@/srv/a.js:3", ""},
        // py-spy.
        Case{"decode (json/decoder.py:332)", "decode", "json/decoder.py", 332},
        Case{"<module> (app.py:1)", "<module>", "app.py", 1}, Case{"main (app.py)", "main", "app.py"},
        Case{"run (C:\\Program Files (x86)\\app.py:7)", "run", "C:\\Program Files (x86)\\app.py", 7},
        Case{"_find (<frozen importlib._bootstrap>:1027)", "_find", "<frozen importlib._bootstrap>", 1027},
        Case{"PyEval_EvalFrame (libpython3.11.so.1.0)", "PyEval_EvalFrame", "libpython3.11.so.1.0"},
        Case{"process 12:\"python app.py:3\"", "process 12:\"python app.py:3\"", "", 0, FrameKind::process},
        Case{"thread (123)", "thread (123)", "", 0, FrameKind::thread},
        Case{"thread (0x7F12): worker", "thread (0x7F12): worker", "", 0, FrameKind::thread},
        // Tachyon, austin, flameprof.
        Case{"app.py:fib:3", "fib", "app.py", 3},
        Case{"/srv/a b/app.py:<lambda>:30", "<lambda>", "/srv/a b/app.py", 30},
        Case{"<frozen runpy>:_run_code:88", "_run_code", "<frozen runpy>", 88},
        Case{"C:\\x\\app.py:fib:3", "fib", "C:\\x\\app.py", 3}, Case{"app.py:fib:0", "fib", "app.py"},
        Case{"tid:4711", "tid:4711", "", 0, FrameKind::thread}, Case{"P4711", "P4711", "", 0, FrameKind::process},
        Case{"T0:4711", "T0:4711", "", 0, FrameKind::thread}, Case{"<GC>", "<GC>", ""},
        Case{"/srv/app.py:12:fib", "fib", "/srv/app.py", 12},
        Case{"~:0:<built-in method builtins.exec>", "<built-in method builtins.exec>", "~"},
        // JavaScript, Java.
        Case{"render (file:///srv/a.js:10:5)", "render", "file:///srv/a.js", 10},
        Case{"a.b.C.run(C.java:12)", "a.b.C.run", "C.java", 12},
        Case{"a/b/C.run_[j]", "a/b/C.run", "", 0, FrameKind::jit},
        Case{"a/b/C.run_[0]", "a/b/C.run", "", 0, FrameKind::interpreted},
        Case{"a/b/C.run_[1]", "a/b/C.run", "", 0, FrameKind::jit}, Case{"f_[i]", "f", "", 0, FrameKind::inlined},
        Case{"vfs_read_[k]", "vfs_read", "", 0, FrameKind::kernel}, Case{"wake_[w]", "wake", "", 0, FrameKind::waker},
        Case{"f (a.py:1)_[i]", "f", "a.py", 1, FrameKind::inlined}));

INSTANTIATE_TEST_SUITE_P(
    BareNames, FrameTextTest,
    testing::Values(Case{"", "", ""}, Case{"_[k]", "_[k]", ""}, Case{"[unknown]", "[unknown]", ""},
                    Case{"[libc.so.6]", "[libc.so.6]", ""}, Case{"array_[x]", "array_[x]", ""},
                    Case{"foo::bar", "foo::bar", ""},
                    Case{"std::vector<int, A>::push_back(int&&)", "std::vector<int, A>::push_back(int&&)", ""},
                    Case{"operator new (unsigned long)", "operator new (unsigned long)", ""},
                    Case{"log (char const*, ...)", "log (char const*, ...)", ""},
                    Case{"f(std::pair<a.b, c>)", "f(std::pair<a.b, c>)", ""},
                    Case{"call (a::b:3)", "call (a::b:3)", ""},
                    Case{"net/http.(*Server).Serve", "net/http.(*Server).Serve", ""}, Case{"mod`func", "mod`func", ""},
                    Case{"Thread 1", "Thread 1", ""}, Case{"T1", "T1", ""}, Case{"a:b:3", "a:b:3", ""},
                    Case{"a.js:10:5", "a.js:10:5", ""}, Case{"a.py:f:99999999999", "a.py:f:99999999999", ""},
                    Case{")", ")", ""}, Case{"(a.py:1)", "(a.py:1)", ""}, Case{"::", "::", ""}, Case{":1:", ":1:", ""},
                    Case{" (a.py:1)", " (a.py:1)", ""}));

TEST(Frames, TextsGetDenseIdsInOrderOfAppearance) {
  Frames frames;
  EXPECT_EQ(frames.add("a"), 0U);
  EXPECT_EQ(frames.add("b"), 1U);
  EXPECT_EQ(frames.add("a"), 0U);
  EXPECT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames.text(1), "b");
}

TEST(Frames, KeysDifferInFileLineOrName) {
  Frames frames;
  const StringId a = frames.strings().intern("a.py");
  const StringId b = frames.strings().intern("b.py");
  const StringId f = frames.strings().intern("f");
  EXPECT_EQ(frames.add(a, 1, f), 0U);
  EXPECT_EQ(frames.add(b, 1, f), 1U);
  EXPECT_EQ(frames.add(a, 2, f), 2U);
  EXPECT_EQ(frames.add(a, 1, b), 3U);
  EXPECT_EQ(frames.add(a, 1, f), 0U);
  EXPECT_EQ(frames.size(), 4U);
  EXPECT_EQ(frames.text(3), "b.py");
  EXPECT_EQ(frames.parts(2).file, "a.py");
  EXPECT_EQ(frames.parts(2).line, 2);
}

TEST(Frames, ManyKeysSurviveGrowth) {
  Frames frames;
  const StringId file = frames.strings().intern("a.py");
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(frames.add(file, i, file), static_cast<FrameId>(i));
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(frames.add(file, i, file), static_cast<FrameId>(i));
}

TEST(Frames, LinesThatAreNotPositiveAreUnknown) {
  Frames frames;
  const StringId none = frames.strings().intern("");
  const FrameParts parts = frames.parts(frames.add(none, -1, frames.strings().intern("f")));
  EXPECT_FALSE(parts.has_file);
  EXPECT_FALSE(parts.has_line);
  EXPECT_EQ(parts.line, 0);
}

TEST(Frames, OrderIsByNameThenFileThenLineThenText) {
  const std::vector<std::string> texts = {"a",           "f",         "f_[k]",      "f (a.py:2)",
                                          "f (a.py:10)", "a.py:f:10", "f (b.py:1)", "g"};
  Frames frames;
  std::vector<FrameId> ids;
  for (auto text = texts.rbegin(); text != texts.rend(); ++text) ids.push_back(frames.add(*text));
  std::sort(ids.begin(), ids.end(), [&](FrameId a, FrameId b) { return frames.compare(a, b) < 0; });
  std::vector<std::string> got;
  for (const FrameId id : ids) got.emplace_back(frames.text(id));
  const std::vector<std::string> expected = {"a",         "f",           "f_[k]",      "f (a.py:2)",
                                             "a.py:f:10", "f (a.py:10)", "f (b.py:1)", "g"};
  EXPECT_EQ(got, expected);
  EXPECT_EQ(frames.compare(ids[0], ids[0]), 0);
  const std::vector<std::uint32_t> ranks = frames.ranks();
  for (std::uint32_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ranks[ids[i]], i);
}

TEST(Frames, OrderOfKeysIsTotalEvenForUnknownLines) {
  Frames frames;
  const StringId f = frames.strings().intern("f");
  const FrameId zero = frames.add(f, 0, f);
  const FrameId minus = frames.add(f, -1, f);
  EXPECT_LT(frames.compare(minus, zero), 0);
  EXPECT_GT(frames.compare(zero, minus), 0);
}

FrameId add_key(Frames& frames, const std::string& file, std::int32_t line, const std::string& name) {
  const StringId file_id = frames.strings().intern(file);
  return frames.add(file_id, line, frames.strings().intern(name));
}

TEST(Frames, KeysAndTextsLiveInOneTable) {
  Frames frames;
  const FrameId text = frames.add("f (a.py:12)");
  const FrameId bare = frames.add("main");
  EXPECT_FALSE(frames.has_keys());
  const FrameId key = add_key(frames, "a.py", 12, "f");
  EXPECT_EQ((std::vector{text, bare, key}), (std::vector<FrameId>{0, 1, 2}));
  EXPECT_EQ(frames.size(), 3U) << "strings of keys are no frames";
  EXPECT_EQ(frames.add("main"), bare);
  EXPECT_EQ(frames.add("a.py"), 3U);
  EXPECT_TRUE(frames.is_text(text));
  EXPECT_FALSE(frames.is_text(key));
  EXPECT_EQ(frames.text(text), "f (a.py:12)");
  EXPECT_EQ(frames.parts(key).file, "a.py");
  EXPECT_LT(frames.compare(key, text), 0) << "what is equal but for its form is in order, too";
  EXPECT_GT(frames.compare(text, key), 0);
  EXPECT_EQ(frames.ranks()[key] + 1, frames.ranks()[text]);
}

TEST(Frames, KeysHaveKindsAndModules) {
  Frames frames;
  const StringId none = frames.strings().intern("");
  const StringId name = frames.strings().intern("do_syscall");
  const FrameId plain = frames.add(none, 0, name);
  const FrameId kernel = frames.add(none, 0, name, {FrameKind::kernel, frames.strings().intern("vmlinux")});
  EXPECT_NE(plain, kernel);
  EXPECT_EQ(frames.add(none, 0, name, {FrameKind::kernel, frames.strings().intern("vmlinux")}), kernel);
  EXPECT_EQ(frames.parts(kernel).kind, FrameKind::kernel);
  EXPECT_EQ(frames.parts(kernel).module, "vmlinux");
  EXPECT_LT(frames.compare(plain, kernel), 0);
  Frames other;
  EXPECT_EQ(other.parts(other.unite(frames)[kernel]).module, "vmlinux");
}

TEST(Frames, KindsAndModulesOfFewStayWithThem) {
  Frames frames;
  const StringId module = frames.strings().intern("libc.so");
  const auto is_special = [](FrameId id) { return id == 3 || id == 7; };
  for (FrameId id = 0; id < 10; ++id) {
    const StringId name = frames.strings().intern("f" + std::to_string(id));
    const Frames::More more{is_special(id) ? FrameKind::native : FrameKind::plain,
                            is_special(id) ? module : Strings::none};
    EXPECT_EQ(frames.add(module, 0, name, more), id);
    EXPECT_EQ(frames.add(module, 0, name, more), id);
  }
  frames.add("a text");
  const Frames copy = frames.copy();
  Frames other;
  other.add("before");
  const std::vector<FrameId> ids = other.unite(frames);
  for (FrameId id = 0; id < 10; ++id) {
    for (const FrameParts& parts : {frames.parts(id), copy.parts(id), other.parts(ids[id])}) {
      EXPECT_EQ(parts.module, is_special(id) ? "libc.so" : "");
      EXPECT_EQ(parts.kind, is_special(id) ? FrameKind::native : FrameKind::plain);
    }
  }
  EXPECT_TRUE(copy.is_text(10));
}

// Whatever is first: a text that says what a key says is that frame, and two texts that do are one.
TEST(Frames, TextsAreTheKeysThatTheySpell) {
  Frames texts;
  const FrameId brackets = texts.add("f (a.py:12)");
  const FrameId colons = texts.add("a.py:f:12");
  const FrameId elsewhere = texts.add("f (a.py:13)");
  const FrameId kernel = texts.add("f_[k]");
  Frames keys;
  const FrameId key = add_key(keys, "a.py", 12, "f");
  const FrameId bare = add_key(keys, "", 0, "f");
  for (const bool keys_first : {true, false}) {
    const UnitedFrames united = keys_first ? unite_frames({&keys, &texts}) : unite_frames({&texts, &keys});
    const std::vector<FrameId>& of_texts = united.ids[keys_first ? 1 : 0];
    const std::vector<FrameId>& of_keys = united.ids[keys_first ? 0 : 1];
    EXPECT_EQ(of_texts[brackets], of_keys[key]);
    EXPECT_EQ(of_texts[colons], of_keys[key]);
    EXPECT_NE(of_texts[elsewhere], of_keys[key]);
    EXPECT_NE(of_texts[kernel], of_keys[bare]) << "a kernel's function is none of the program";
    EXPECT_EQ(united.frames.size(), 4U);
  }
}

TEST(Frames, ACopyGoesItsOwnWay) {
  Frames frames;
  const FrameId main = frames.add("main");
  Frames copy = frames.copy();
  EXPECT_EQ(copy.unite(frames), std::vector<FrameId>{main});
  const FrameId left = frames.add("left");
  const FrameId right = copy.add("right");
  EXPECT_EQ(left, right);
  EXPECT_EQ(frames.text(left), "left");
  EXPECT_EQ(copy.text(right), "right");
  EXPECT_EQ(copy.text(main).data(), frames.text(main).data()) << "the bytes are shared";
}

// More frames than one step takes, some known, some new, with names that occur in several files.
TEST(Frames, UnitedKeepWhatTheyAre) {
  for (const bool texts : {false, true}) {
    const auto filled = [texts](int begin, int end) {
      Frames frames;
      for (int i = begin; i < end; ++i) {
        const std::string name = "f" + std::to_string(i * 7 % 1201);
        if (texts) {
          frames.add(name);
        } else {
          const StringId file = frames.strings().intern("a" + std::to_string(i % 5) + ".py");
          frames.add(file, i % 3, frames.strings().intern(name));
        }
      }
      return frames;
    };
    Frames common = filled(0, 400);
    const Frames before = filled(0, 400);
    const Frames other = filled(200, 1300);
    const std::vector<FrameId> ids = common.unite(other);
    ASSERT_EQ(ids.size(), other.size());
    std::set<FrameId> distinct;
    for (FrameId id = 0; id < other.size(); ++id) {
      const FrameParts is = common.parts(ids[id]);
      const FrameParts was = other.parts(id);
      EXPECT_EQ(std::tie(is.name, is.file, is.line), std::tie(was.name, was.file, was.line));
      distinct.insert(ids[id]);
    }
    EXPECT_EQ(distinct.size(), other.size());
    for (FrameId id = 0; id < before.size(); ++id) {
      EXPECT_EQ(common.parts(id).name, before.parts(id).name);
      distinct.insert(id);
    }
    EXPECT_EQ(distinct.size(), common.size());
    EXPECT_GT(common.size(), other.size());
  }
}

}  // namespace
}  // namespace p2g
