// What a data format writes for a profile, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "renderers/document.h"
#include "src/model/profile.h"

namespace p2g::test {

inline const Format& format_named(std::string_view name) {
  const Result<const Format*> format = find_format(name);
  EXPECT_TRUE(format) << name;
  return **format;
}

struct Written {
  ViewOptions options;
  Theme theme;

  std::string operator()(std::string_view type, const Profile& profile) const {
    const Analysis analysis(profile);
    const Format& format = format_named(type);
    std::string text;
    Sink sink = Sink::to_string(text);
    Warnings warnings;
    const Result<void> written =
        format.write(Document(analysis, *views().front(), options, theme, Verdict{}), sink, warnings);
    if (!written) return written.error().message;
    EXPECT_TRUE(sink.commit());
    return text;
  }
};

}  // namespace p2g::test
