// Completions for three shells from the declared options.
#include <algorithm>

#include "src/base/diagnostics.h"
#include "src/cli/commands.h"
#include "src/cli/help.h"

namespace p2g {
namespace {

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandInfo& command : commands()) names.emplace_back(command.name);
  return names;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (&word != &words.front()) out += between;
    out += word;
  }
  return out;
}

// Inside single quotes, with a backslash before each of `special`.
std::string quoted(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (special.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

// Files complete by bash's own default, so only words are listed.
std::string bash(const std::vector<OptionInfo>& options) {
  std::string cases;
  std::string names;
  for (const OptionInfo& option : options) {
    for (const std::string& name : option.names) names += name + ' ';
    if (option.choices.empty()) continue;
    cases += "    " + joined(option.names, " | ") + ") words='" + joined(option.choices, " ") + "' ;;\n";
  }
  return "# bash completion for prof2graph, generated from its options\n"
         "_prof2graph() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
         "  # \"--view=f\" arrives as three words\n"
         "  if [[ $current == = ]]; then\n"
         "    current=\n"
         "  elif [[ $previous == = ]]; then\n"
         "    previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "  fi\n"
         "  case $previous in\n" +
         cases + "    *) if [[ $current == -* ]]; then words='" + names + "'\n" +
         "       elif ((COMP_CWORD == 1)); then words='" + joined(command_names(), " ") +
         "'; fi ;;\n"
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "}\n"
         "complete -o default -F _prof2graph prof2graph\n";
}

// What may follow the option: ":NAME:", and how it is completed.
std::string zsh_value(const OptionInfo& option) {
  if (option.value.empty()) return "";
  const std::string value = (option.value_optional ? "::" : ":") + option.value + ':';
  const std::string choices = joined(option.choices, " ");
  if (choices.empty()) return value + (option.completes_files ? "_files" : "");
  return value + (option.completes_files ? "{compadd " + choices + "; _files}" : '(' + choices + ')');
}

std::string zsh(const std::vector<OptionInfo>& options) {
  std::string out = "#compdef prof2graph\n# generated from prof2graph's options\n_arguments -s -S \\\n";
  for (const OptionInfo& option : options) {
    const std::string rest = '[' + quoted(option.summary, "[]:\\") + ']' + zsh_value(option);
    for (const std::string& name : option.names) {
      const bool is_long = name.size() > 2;
      const std::string_view mark = option.value.empty() ? "" : option.value_optional ? "=-" : is_long ? "=" : "+";
      out += "  '*" + name + std::string(mark) + rest + "' \\\n";
    }
  }
  out += "  '1:command or profile:{compadd " + joined(command_names(), " ") + "; _files}' \\\n";
  return out + "  '*:profile:_files'\n";
}

std::string fish(const std::vector<OptionInfo>& options) {
  std::string out = "# fish completion for prof2graph, generated from its options\n";
  for (const CommandInfo& command : commands()) {
    out += "complete -c prof2graph -n __fish_use_subcommand -a " + std::string(command.name) + " -d '" +
           quoted(command.summary, "\\") + "'\n";
  }
  for (const OptionInfo& option : options) {
    out += "complete -c prof2graph";
    for (const std::string& name : option.names) {
      out += name.size() == 2 ? " -s " + name.substr(1) : " -l " + name.substr(2);
    }
    if (!option.value.empty() && !option.value_optional) out += option.completes_files ? " -r -F" : " -x";
    if (!option.choices.empty()) out += " -a '" + joined(option.choices, " ") + '\'';
    out += " -d '" + quoted(option.summary, "\\") + "'\n";
  }
  return out;
}

}  // namespace

Result<std::string> completion_text(std::string_view shell, const std::vector<OptionInfo>& options) {
  std::vector<OptionInfo> shown;
  std::copy_if(options.begin(), options.end(), std::back_inserter(shown),
               [](const OptionInfo& option) { return !option.group.empty(); });
  if (shell == "bash") return bash(shown);
  if (shell == "zsh") return zsh(shown);
  if (shell == "fish") return fish(shown);
  return fail(unknown_name_error("shell", shell, {"bash", "zsh", "fish"}));
}

}  // namespace p2g
