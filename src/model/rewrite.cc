#include "src/model/rewrite.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/utf8.h"

namespace p2g {

struct Rewrite::Impl {
  Impl(const std::string& pattern, const RE2::Options& options, std::string replacement, bool all)
      : expression(pattern, options), text(std::move(replacement)), everywhere(all) {}

  RE2 expression;
  std::string text;  // in RE2's spelling: \0 to \9, \\ for a backslash
  bool everywhere;
};

namespace {

Error rewrite_error(std::string_view option, std::string_view text, const std::string& message) {
  Error error{ErrorKind::usage, std::string(option) + ": \"" + std::string(text) + "\": " + message, ""};
  error.hint = R"(for example --rename-re 's/worker-\d+/worker/')";
  return error;
}

// The parts between delimiters. A delimiter behind a backslash is a letter like others, all else behind one is left to
// the expression.
std::vector<std::string> split(std::string_view text, char delimiter) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == delimiter) {
      parts.emplace_back();
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      if (text[i + 1] != delimiter) parts.back() += '\\';
      parts.back() += text[++i];
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

// sed's replacement in RE2's spelling: & is the whole match, \& an ampersand.
std::string replacement_of(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') {
      result += "\\0";
    } else if (text[i] != '\\') {
      result += text[i];
    } else if (i + 1 == text.size()) {
      result += "\\\\";
    } else {
      const char next = text[++i];
      if ((next >= '0' && next <= '9') || next == '\\') result += '\\';
      result += next;
    }
  }
  return result;
}

}  // namespace

Rewrite::Rewrite(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<Rewrite> Rewrite::parse(std::string_view text, std::string_view option) {
  const bool letter = text.size() > 1 && ((text[1] >= '0' && text[1] <= '9') || (text[1] >= 'a' && text[1] <= 'z') ||
                                          (text[1] >= 'A' && text[1] <= 'Z') || text[1] == '\\' || text[1] == ' ');
  if (text.size() < 4 || text[0] != 's' || letter)
    return fail(rewrite_error(option, text, "expected s/EXPRESSION/TEXT/"));
  const std::vector<std::string> parts = split(text.substr(2), text[1]);
  if (parts.size() != 3) {
    return fail(
        rewrite_error(option, text, std::string("expected three \"") + text[1] + "\", as in s/EXPRESSION/TEXT/"));
  }
  if (parts[2].find_first_not_of("gi") != std::string::npos)
    return fail(rewrite_error(option, text, "expected g or i behind the text, got \"" + parts[2] + '"'));
  RE2::Options settings;
  settings.set_log_errors(false);
  settings.set_case_sensitive(parts[2].find('i') == std::string::npos);
  const bool everywhere = parts[2].find('g') != std::string::npos;
  const auto impl = std::make_shared<const Impl>(parts[0], settings, replacement_of(parts[1]), everywhere);
  if (parts[0].empty()) return fail(rewrite_error(option, text, "the expression is empty"));
  if (!impl->expression.ok()) return fail(rewrite_error(option, text, impl->expression.error()));
  std::string problem;
  if (!impl->expression.CheckRewriteString(impl->text, &problem)) return fail(rewrite_error(option, text, problem));
  return Rewrite(impl);
}

Rewrite Rewrite::of(std::string_view expression, std::string_view replacement) {
  RE2::Options settings;
  settings.set_encoding(RE2::Options::EncodingLatin1);
  return Rewrite(std::make_shared<const Impl>(std::string(expression), settings, std::string(replacement), true));
}

bool Rewrite::apply(std::string& name) const {
  std::string result;
  if (impl_->expression.options().encoding() == RE2::Options::EncodingUTF8 && !is_valid_utf8(name)) {
    repair_utf8(name, result);
  } else {
    result = name;
  }
  const bool found = impl_->everywhere ? RE2::GlobalReplace(&result, impl_->expression, impl_->text) > 0
                                       : RE2::Replace(&result, impl_->expression, impl_->text);
  if (!found || result.empty()) return false;
  name = std::move(result);
  return true;
}

struct Extraction::Impl {
  Impl(const std::string& pattern, const RE2::Options& options) : expression(pattern, options) {}
  RE2 expression;
};

Extraction::Extraction(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Result<Extraction> Extraction::parse(const std::string& expression, std::string_view option) {
  RE2::Options settings;
  settings.set_log_errors(false);
  auto impl = std::make_shared<const Impl>(expression, settings);
  if (impl->expression.ok()) return Extraction(std::move(impl));
  return fail(usage_error(
      std::string(option) + ": \"" + expression + "\" is no regular expression: " + impl->expression.error(),
      "regular expressions have RE2's syntax: https://github.com/google/re2/wiki/Syntax"));
}

std::optional<std::string> Extraction::find_in(std::string_view text) const {
  std::string repaired;
  if (!is_valid_utf8(text)) {
    repair_utf8(text, repaired);
    text = repaired;
  }
  const auto groups = static_cast<std::size_t>(impl_->expression.NumberOfCapturingGroups());
  std::vector<re2::StringPiece> found(groups + 1);
  const re2::StringPiece whole(text.data(), text.size());
  if (!impl_->expression.Match(whole, 0, whole.size(), RE2::UNANCHORED, found.data(), static_cast<int>(found.size()))) {
    return std::nullopt;
  }
  std::string key;
  for (std::size_t i = groups > 0 ? 1 : 0; i < found.size(); ++i) {
    if (found[i].empty()) continue;
    if (!key.empty()) key += '-';
    key.append(found[i].data(), found[i].size());
  }
  return key.empty() ? std::nullopt : std::optional<std::string>(std::move(key));
}

}  // namespace p2g
