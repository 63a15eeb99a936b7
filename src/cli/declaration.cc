// All that knows CLI11: options are declared to it, and words are taken apart by it.
#include "src/cli/declaration.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/cli/synonyms.h"

namespace p2g {

namespace {

// Carries an Error out of CLI11's callbacks; never leaves this file.
struct Refused {
  Error error;
};

}  // namespace

struct Declaration::Parser {
  CLI::App app;

  CLI::Option* option(const std::string& names, const Setter& setter) {
    const auto callback = [setter](const CLI::results_t& values) {
      for (const std::string& value : values) {
        if (Result<void> set = setter(value); !set) throw Refused{std::move(set).error()};
      }
      return true;
    };
    // take_all: the setter sees each occurrence, so the last one wins where only one counts.
    return app.add_option(names, callback)->take_all();
  }
};

Declaration::Declaration() : parser_(std::make_unique<Parser>()) {
  parser_->app.set_help_flag();
  parser_->app.allow_extras();  // files and unknown options come back from remaining(), in order
}
Declaration::~Declaration() = default;

OptionInfo& Declaration::flag(const std::string& names, bool& target, std::string summary) {
  return flag(
      names, [&target] { target = true; }, std::move(summary));
}

OptionInfo& Declaration::flag(const std::string& names, std::function<void()> act, std::string summary) {
  const auto noting = [this, index = infos_.size(), act = std::move(act)] {
    note(index);
    act();
  };
  parser_->app.add_flag_callback(names, noting)->disable_flag_override()->take_last();
  return info(names, {}, std::move(summary));
}

OptionInfo& Declaration::value(const std::string& names, std::string value_name, const Setter& setter,
                               std::string summary) {
  parser_->option(names, checked(setter));
  return info(names, std::move(value_name), std::move(summary));
}

OptionInfo& Declaration::values(const std::string& names, std::string value_name, const Setter& setter,
                                std::string summary) {
  constexpr int most_words = 1 << 20;
  parser_->option(names, checked(setter))->expected(1, most_words);
  return info(names, std::move(value_name), std::move(summary));
}

OptionInfo& Declaration::optional_value(const std::string& names, std::string value_name, const Setter& setter,
                                        std::string summary) {
  const auto noting = [this, index = infos_.size(), setter](const std::string& value) {
    note(index, value);
    return setter(value);
  };
  parser_->option(names, noting)->expected(0, 1);
  OptionInfo& declared = info(names, std::move(value_name), std::move(summary));
  declared.value_optional = true;
  return declared;
}

// The setter of the option that is declared next. What no value of it can be is told before the setter sees it, and so
// is a second one where only one can count.
Setter Declaration::checked(const Setter& setter) {
  return [this, index = infos_.size(), setter, given = 0](const std::string& value) mutable -> Result<void> {
    const OptionInfo& option = infos_[index];
    note(index, value);
    if (const std::string_view expected = expected_text(option.value); !expected.empty() && is_blank(value)) {
      return fail(blank_value_error(option.names.back() + ": ", expected, value));
    }
    if (option.once && ++given > 1) {
      return fail(usage_error(option.names.back() + " is given twice", "only one of them could count: leave one out"));
    }
    return setter(value);
  };
}

OptionInfo& Declaration::info(const std::string& names, std::string value_name, std::string summary) {
  OptionInfo declared{.group = group_, .value = std::move(value_name), .summary = std::move(summary)};
  declared.names = CLI::detail::split(names, ',');
  infos_.push_back(std::move(declared));
  return infos_.back();
}

const OptionInfo* Declaration::find(std::string_view name) const {
  for (const OptionInfo& option : infos_) {
    if (std::find(option.names.begin(), option.names.end(), name) != option.names.end()) return &option;
  }
  return nullptr;
}

Error Declaration::unknown_option(const std::string& given) const {
  const std::string name = given.starts_with("--") ? given.substr(0, given.find('=')) : given.substr(0, 2);
  std::vector<std::string_view> known;
  for (const OptionInfo& option : infos_) {
    if (!option.group.empty()) known.insert(known.end(), option.names.begin(), option.names.end());
  }
  if (const std::string_view instead = instead_of_option(name); !instead.empty()) {
    return usage_error("unknown option \"" + name + '"', "did you mean " + std::string(instead) + "?");
  }
  // Two short options are always near each other: only long ones are guessed.
  if (name.starts_with("--") && !nearest_name(name, known).empty()) return unknown_name_error("option", name, known);
  return usage_error("unknown option \"" + name + '"');
}

// CLI11 reads "--title= x" as "--title x"; an empty value is a slip in a script, and is told.
Result<void> Declaration::check_values_are_there(int argc, const char* const* argv) const {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") break;
    if (!word.ends_with('=')) continue;
    const std::string_view name = word.substr(0, word.size() - 1);
    if (const OptionInfo* option = find(name); option != nullptr && !option->value.empty()) {
      return fail(usage_error(std::string(name) + " needs a value: " + option->value));
    }
  }
  return {};
}

std::vector<const OptionInfo*> Declaration::given() const {
  std::vector<const OptionInfo*> options;
  for (std::size_t i = 0; i < infos_.size(); ++i) {
    if (i < given_.size() && !given_[i].empty()) options.push_back(&infos_[i]);
  }
  return options;
}

std::string Declaration::given_text(const std::vector<std::string_view>& except) const {
  std::string text;
  for (const OptionInfo* option : given()) {
    const std::string& name = option->names.back();
    if (std::find(except.begin(), except.end(), name) != except.end()) continue;
    for (const std::string& value : given_[static_cast<std::size_t>(option - infos_.data())]) {
      text += name + '=' + value + '\n';
    }
  }
  return text;
}

void Declaration::note(std::size_t index, const std::string& value) {
  given_.resize(std::max(given_.size(), infos_.size()));
  given_[index].push_back(value);
}

Result<Words> Declaration::parse(int argc, const char* const* argv) {
  P2G_TRY(check_values_are_there(argc, argv));
  // CLI11 never sees what is behind "--": it may be the command line of another program.
  const char* const* const end = argv + argc;
  const char* const* const dashes =
      std::find_if(std::min(argv + 1, end), end, [](const char* word) { return std::string_view(word) == "--"; });
  try {
    parser_->app.parse(static_cast<int>(dashes - argv), argv);
  } catch (const Refused& refused) {
    return fail(refused.error);
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // CLI11's text begins with the option's name: "--output: 1 required TEXT missing".
    const std::string_view text = mismatch.what();
    const std::string name(text.substr(0, text.find_first_of(": ")));
    const OptionInfo* option = find(name);
    if (option != nullptr && !option->value.empty())
      return fail(usage_error(name + " needs a value: " + option->value));
    return fail(usage_error("--" + name + " takes no value"));
  } catch (const CLI::ParseError& error) {
    return fail(usage_error(error.what()));
  }
  Words words;
  for (const std::string& word : parser_->app.remaining()) {
    if (word.size() > 1 && word.front() == '-') return fail(unknown_option(word));
    if (is_blank(word)) return fail(blank_value_error("", "an input file", word));
    words.plain.push_back(word);
  }
  if (dashes != end) words.behind.assign(dashes + 1, end);
  return words;
}

ThirdParty parser_third_party() { return {"CLI11", CLI11_VERSION, "", "BSD-3-Clause", "headers only"}; }

}  // namespace p2g
