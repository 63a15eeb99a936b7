#include "src/base/json_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/importers/kit/json_head.h"

namespace p2g {
namespace {

// What a reader that takes everything sees: each value in a form of its own.
void print_value(JsonReader& json, std::string& out) {
  std::vector<bool> in_object;
  bool due = true;
  while (json.ok()) {
    if (due) {
      const JsonReader::Kind kind = json.peek();
      if (kind == JsonReader::Kind::object || kind == JsonReader::Kind::array) {
        in_object.push_back(kind == JsonReader::Kind::object);
        in_object.back() ? json.begin_object() : json.begin_array();
        out += in_object.back() ? "{" : "[";
      } else if (kind == JsonReader::Kind::text) {
        out += '\'' + std::string(json.text()) + "' ";
      } else if (kind == JsonReader::Kind::number) {
        out += std::string(json.scalar()) + ' ';
      } else {
        out += kind == JsonReader::Kind::yes ? "yes " : kind == JsonReader::Kind::no ? "no " : "null ";
        json.skip();
      }
    }
    if (in_object.empty()) return;
    due = in_object.back() ? json.next_key() : json.next_item();
    if (due && in_object.back()) out += json.key() + "=";
    if (!due && json.ok()) {
      out += in_object.back() ? "}" : "]";
      in_object.pop_back();
      if (in_object.empty()) return;
    }
  }
}

std::string printed(std::string_view text) {
  Source source = Source::from_memory("x.json", text);
  JsonReader json(source);
  std::string out;
  print_value(json, out);
  if (std::optional<Error> error = json.take_error()) {
    out = std::to_string(error->line.value_or(0)) + ":" + std::to_string(error->column.value_or(0)) + " " +
          error->message;
  }
  return out;
}

TEST(JsonReader, SeesEveryValue) {
  EXPECT_EQ(printed(R"({"a": [1, -2.5e3, "x"], "b": {"c": true, "d": null, "e": false}, "f": []})"),
            "{a=[1 -2.5e3 'x' ]b={c=yes d=null e=no }f=[]}");
  EXPECT_EQ(printed(" \r\n\t[ ]"), "[]");
  EXPECT_EQ(printed("7"), "7 ");
  EXPECT_EQ(printed("\xef\xbb\xbf{}"), "{}");
  EXPECT_EQ(printed(std::string_view("\xff\xfe[\0\"\0a\0\"\0]\0", 12)), "['a' ]");
}

TEST(JsonReader, ResolvesEscapes) {
  EXPECT_EQ(printed(R"(["\"\\\/\b\f\n\r\t"])"), "['\"\\/\b\f\n\r\t' ]");
  EXPECT_EQ(printed(R"(["\u00e9\u20ac\ud83d\ude00"])"), "['é€😀' ]");
  EXPECT_EQ(printed(R"(["\ud800", "\udc00x", "\u0000", "\uzz", "\ud800\u0041"])"),
            "['\xef\xbf\xbd' '\xef\xbf\xbdx' '\xef\xbf\xbd' '\xef\xbf\xbdzz' '\xef\xbf\xbd"
            "A' ]");
  EXPECT_EQ(printed(R"({"k\"ey": "\\"})"), "{k\"ey='\\' }");
}

TEST(JsonReader, TellsWhereAndWhat) {
  EXPECT_EQ(printed("{\"a\": 1,\n  \"b\" 2}"), "2:7 expected \":\" behind a key");
  EXPECT_EQ(printed("[1\n 2]"), "2:2 expected \",\" or \"]\" behind an element");
  EXPECT_EQ(printed("{1: 2}"), "1:2 expected a key in quotes");
  EXPECT_EQ(printed("{\"a\": }"), "1:7 expected a value");
  EXPECT_EQ(printed("[1, 2"), "1:6 ends early, expected \",\" or \"]\" behind an element");
  EXPECT_EQ(printed("[\"abc"), "1:6 ends early, expected the end of a text (\")");
  EXPECT_EQ(printed(R"(["abc\")"), "1:8 ends early, expected the end of a text (\")");
  EXPECT_EQ(printed("{\"a\":1]"), "1:7 expected \",\" or \"}\" behind a member");
  EXPECT_EQ(printed(""), "1:1 ends early, expected a value");
}

TEST(JsonReader, ToleratesWhatProgramsWrite) {
  EXPECT_EQ(printed("[1, NaN, -Infinity,]"), "[1 NaN -Infinity ]");
  EXPECT_EQ(printed("{\"a\": 1,}"), "{a=1 }");
  EXPECT_EQ(printed("[\"a\tb\"] and more"), "['a\tb' ]");
}

TEST(JsonReader, PassesOverWhatNobodyTakes) {
  const std::string_view text = R"({"a": {"deep": [[[{"x": "]}\""}]]]}, "b": [1, [2]], "c": 3})";
  Source source = Source::from_memory("x.json", text);
  JsonReader json(source);
  std::optional<std::int64_t> c;
  ASSERT_TRUE(json.begin_object());
  while (json.next_key()) {
    if (json.key() == "c") c = json.integer();
  }
  EXPECT_TRUE(json.ok());
  EXPECT_EQ(c, 3);
}

TEST(JsonReader, PassesOverDeepNestingInLittleMemory) {
  constexpr std::size_t deep = 1'000'000;
  const std::string text = "{\"a\": " + std::string(deep, '[') + std::string(deep, ']') + ", \"b\": 2}";
  EXPECT_EQ(printed("[" + std::string(deep, '[') + "}"), "1:1000002 expected a value");
  Source source = Source::from_memory("x.json", text);
  JsonReader json(source);
  ASSERT_TRUE(json.begin_object());
  int members = 0;
  while (json.next_key()) ++members;
  EXPECT_TRUE(json.ok());
  EXPECT_EQ(members, 2);
}

TEST(JsonReader, FindsAWrongBracketInWhatItPassesOver) {
  Source source = Source::from_memory("x.json", "{\"a\": [1, {\"b\": 2]]}");
  JsonReader json(source);
  ASSERT_TRUE(json.begin_object());
  while (json.next_key()) {
  }
  EXPECT_FALSE(json.ok());
  EXPECT_EQ(json.take_error()->message, "expected \"}\"");
}

TEST(JsonReader, KeepsNumbersExact) {
  const std::string_view text = R"([1213532681.123, "100", 9007199254740993, 1e400, 2.0, -3.5, {}, "x", 0.0005])";
  Source source = Source::from_memory("x.json", text);
  JsonReader json(source);
  std::vector<std::optional<std::int64_t>> ns;
  ASSERT_TRUE(json.begin_array());
  while (json.next_item()) ns.push_back(json.scaled(3));
  const std::vector<std::optional<std::int64_t>> expected = {
      1213532681123, 100000, 9007199254740993000, std::nullopt, 2000, -3500, std::nullopt, std::nullopt, 1};
  EXPECT_EQ(ns, expected);
}

TEST(JsonReader, WorksAcrossBlocks) {
  // Texts, numbers and white space of all lengths, so that each stands on the edge of a block once.
  std::string text = "[";
  std::string expected = "[";
  for (int i = 0; i < 60'000; ++i) {
    const std::string word(static_cast<std::size_t>(i % 17), static_cast<char>('a' + i % 26));
    text += (i > 0 ? ",\n " : "") + ("\"" + word + "\\n\", ") + std::to_string(i);
    expected += "'" + word + "\n' " + std::to_string(i) + ' ';
  }
  EXPECT_EQ(printed(text + "]"), expected + "]");
  const std::string huge(3'000'000, 'x');
  EXPECT_EQ(printed("[\"" + huge + "\"]"), "['" + huge + "' ]");
}

TEST(JsonReader, HoldsWhatIsWanted) {
  const std::string filler(400'000, ' ');
  const std::string text = "{\"a\":" + filler + "{\"x\": [1, 2]}" + filler + ", \"b\": 1}";
  Source source = Source::from_memory("x.json", text);
  JsonReader json(source);
  ASSERT_TRUE(json.begin_object());
  ASSERT_TRUE(json.next_key());
  json.hold();
  json.skip();
  EXPECT_EQ(json.take_held(), "{\"x\": [1, 2]}");
  ASSERT_TRUE(json.next_key());
  EXPECT_EQ(json.integer(), 1);
}

TEST(JsonHead, SeesKeysOfAnyHead) {
  const JsonHead head("\xef\xbb\xbf {\"a\": {\"b\\\"\": [1, {\"c\": \"text\"}]}, \"d\": \"va");
  EXPECT_TRUE(head.is_object());
  EXPECT_TRUE(head.has_at(1, "a"));
  EXPECT_TRUE(head.has_at(4, "c"));
  EXPECT_FALSE(head.has_at(1, "c"));
  EXPECT_EQ(head.text_of("c"), "text");
  EXPECT_TRUE(head.has_at(1, "d"));
  EXPECT_FALSE(head.has("va"));
  EXPECT_FALSE(JsonHead("main;f 1\n").is_json());
}

}  // namespace
}  // namespace p2g
