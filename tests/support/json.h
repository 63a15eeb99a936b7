// A small JSON reader for tests: whole values, numbers as doubles, no error recovery (a malformed text gives nulls).
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/text.h"

namespace p2g {

struct Json {
  enum class Type { null, boolean, number, string, array, object };
  Type type = Type::null;
  double number = 0;  // booleans: 0 or 1
  std::string string;
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;

  const Json& operator[](std::size_t index) const { return items.at(index); }
  const Json& operator[](std::string_view key) const {
    static const Json none;
    for (const auto& [name, value] : members) {
      if (name == key) return value;
    }
    return none;
  }
  std::size_t size() const { return type == Type::object ? members.size() : items.size(); }

  static Json parse(std::string_view text) {
    std::size_t pos = 0;
    return Parser{text, pos}.value();
  }

 private:
  struct Parser {
    std::string_view text;
    std::size_t& pos;

    char peek() {
      while (pos < text.size() && std::string_view(" \t\r\n").find(text[pos]) != std::string_view::npos) ++pos;
      return pos < text.size() ? text[pos] : '\0';
    }
    bool take(char c) { return peek() == c && ++pos > 0; }

    Json value() {
      Json json;
      const char c = peek();
      if (c == '"') {
        json.type = Type::string;
        json.string = string();
      } else if (take('[')) {
        json.type = Type::array;
        while (peek() != '\0' && !take(']')) {
          json.items.push_back(value());
          take(',');
        }
      } else if (take('{')) {
        json.type = Type::object;
        while (peek() != '\0' && !take('}')) {
          std::string key = string();
          take(':');
          json.members.emplace_back(std::move(key), value());
          take(',');
        }
      } else if (c == 't' || c == 'f' || c == 'n') {
        json.type = c == 'n' ? Type::null : Type::boolean;
        json.number = c == 't' ? 1 : 0;
        pos += c == 'f' ? 5 : 4;
      } else {
        json.type = Type::number;
        const std::string digits(text.substr(pos, 40));
        char* end = nullptr;
        json.number = std::strtod(digits.c_str(), &end);
        pos += end == digits.c_str() ? text.size() : static_cast<std::size_t>(end - digits.c_str());
      }
      return json;
    }

    char32_t unit() {
      const std::string digits(text.substr(pos, 4));
      pos += 4;
      return static_cast<char32_t>(std::strtoul(digits.c_str(), nullptr, 16));
    }

    std::string string() {
      std::string out;
      if (!take('"')) pos = text.size();
      while (pos < text.size() && text[pos] != '"') {
        if (text[pos] != '\\') {
          out += text[pos++];
          continue;
        }
        const char escaped = text[++pos];
        ++pos;
        constexpr std::string_view from = "\"\\/bfnrt";
        constexpr std::string_view to = "\"\\/\b\f\n\r\t";
        if (escaped != 'u') {
          out += to[from.find(escaped)];
          continue;
        }
        char32_t c = unit();
        if (c >= 0xd800 && c < 0xdc00 && text.substr(pos, 2) == "\\u") {
          pos += 2;
          c = 0x10000 + ((c - 0xd800) << 10) + (unit() - 0xdc00);
        }
        append_utf8(out, c);
      }
      ++pos;
      return out;
    }
  };
};

}  // namespace p2g
