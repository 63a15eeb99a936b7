// What parse_double() makes of texts, a line each: libcxx.py compares two C++ libraries by it.
#include <cstdio>
#include <initializer_list>
#include <string_view>

#include "src/base/platform.h"

int main() {
  for (const std::string_view text : {"0",
                                      "-0",
                                      "1",
                                      "0.1",
                                      ".5",
                                      "5.",
                                      "1e",
                                      "1e+",
                                      "1e3x",
                                      "+1",
                                      "-",
                                      "",
                                      " 1",
                                      "0x10",
                                      "inf",
                                      "-inf",
                                      "nan",
                                      "1e400",
                                      "-1e400",
                                      "1e-400",
                                      "0e999",
                                      "0.000e-999",
                                      "4.9e-324",
                                      "2e-324",
                                      "1.7976931348623157e308",
                                      "1.7976931348623159e308",
                                      "9007199254740993",
                                      "0.30000000000000004",
                                      "123456789012345678901234567890",
                                      "2.2250738585072011e-308"}) {
    for (const auto format : {std::chars_format::general, std::chars_format::fixed}) {
      double value = 7;
      const auto [end, error] = p2g::parse_double(text.data(), text.data() + text.size(), value, format);
      std::printf("%s|%d|%d|%a\n", text.data(), static_cast<int>(error), static_cast<int>(end - text.data()), value);
    }
  }
}
