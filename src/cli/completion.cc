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

// Options that are followed by a file which is no profile.
std::vector<std::string> names_before_other_files(const std::vector<OptionInfo>& options) {
  std::vector<std::string> names;
  for (const OptionInfo& option : options) {
    const bool profiles = option.value.ends_with("...");
    if (option.completes_files && !profiles) names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::vector<std::string> names_before_functions(const std::vector<OptionInfo>& options) {
  std::vector<std::string> names;
  for (const OptionInfo& option : options) {
    if (option.completes_functions) names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

// In each shell: the last file on the command line is asked for its functions, for three seconds at most and without a
// word about what goes wrong. More than 300 names help nobody: of so many only those that begin like the word.
constexpr std::string_view bash_functions =
    R"sh(  *) word=${word//\\/} word=${word#[\"\']} word=${word%[\"\']} word=${word/#~\//$HOME/} ;;
    esac
    if [[ -f $word ]]; then profile=$word; fi
  done
  [[ -n $profile ]] || return
  # a word that begins with a quote stays in it; else what the shell would take for its own gets a backslash
  case $current in [\"\']*) quote=${current:0:1} current=${current:1} ;; *) current=${current//\\/} ;; esac
  if command -v timeout >/dev/null; then bounded=(timeout 3); fi
  while IFS= read -r name; do
    if [[ $name != "$current"* ]]; then continue; fi
    case $quote in
      \') name=${name//\'/\'\\\'\'} ;;
      \") if [[ $name == *!* ]]; then continue; fi
        name=${name//\\/\\\\} name=${name//\"/\\\"} name=${name//\$/\\\$} name=${name//\`/\\\`} ;;
      *) printf -v name %q "$name"
        # at these two bash would begin another word
        if [[ $name != \$\'* ]]; then name=${name//:/\\:} name=${name//=/\\=}; fi ;;
    esac
    # readline closes the quote, unless the word ends like that
    if [[ -n $quote && $name == *"$quote" ]]; then name+=$quote; fi
    COMPREPLY+=("$name")
    if ((${#COMPREPLY[@]} == 300)); then break; fi
  done < <("${bounded[@]}" "${COMP_WORDS[0]/#~\//$HOME/}" -q --list-functions=+ -- "$profile" 2>/dev/null </dev/null)
}
)sh";

std::string bash_profile_functions(const std::vector<OptionInfo>& options) {
  return "_prof2graph_functions() {\n"
         "  local current=$1 quote= profile= option word name i bounded=()\n"
         "  for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do\n"
         "    word=${COMP_WORDS[i]} option=${COMP_WORDS[i - 1]}\n"
         "    if ((i == COMP_CWORD)); then continue; fi\n"
         "    if [[ $option == = ]]; then option=${COMP_WORDS[i - 2]}; fi\n"
         "    case $option in\n"
         "      " +
         joined(names_before_other_files(options), " | ") + ") continue ;;\n    " + std::string(bash_functions);
}

// Files complete by bash's own default, so only words are listed.
std::string bash(const std::vector<OptionInfo>& options) {
  std::string cases = "    " + joined(names_before_functions(options), " | ") +
                      ") compopt +o default 2>/dev/null; _prof2graph_functions \"$current\"; return ;;\n";
  std::string names;
  for (const OptionInfo& option : options) {
    for (const std::string& name : option.names) names += name + ' ';
    if (option.choices.empty()) continue;
    cases += "    " + joined(option.names, " | ") + ") words='" + joined(option.choices, " ") + "' ;;\n";
  }
  return "# bash completion for prof2graph, generated from its options\n" + bash_profile_functions(options) +
         "_prof2graph() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
         "  COMPREPLY=()\n"
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

constexpr std::string_view zsh_functions = R"sh() ]] && continue
    word=${(Q)words[i]}
    word=${word/#\~\//$HOME/}
    [[ -f $word ]] && profile=$word
  done
  [[ -n $profile ]] || return 1
  (( $+commands[timeout] )) && bounded=(timeout 3)
  word=${(Q)words[1]}
  names=("${(@f)$("${bounded[@]}" "${word/#\~\//$HOME/}" -q --list-functions=+ -- "$profile" 2>/dev/null </dev/null)}")
  (( $#names > 300 )) && names=("${(@M)names:#${(b)${(Q)PREFIX}}*}")
  names=("${(@)names[1,300]:#}")
  compadd -a names
}
)sh";

std::string zsh_profile_functions(const std::vector<OptionInfo>& options) {
  return "_prof2graph_functions() {\n"
         "  local -a names bounded\n"
         "  local i word profile\n"
         "  for ((i = 2; i <= $#words; i++)); do\n"
         "    [[ $i == $CURRENT || $words[i-1] == (" +
         joined(names_before_other_files(options), "|") + std::string(zsh_functions);
}

// What may follow the option: ":NAME:", and how it is completed.
std::string zsh_value(const OptionInfo& option) {
  if (option.value.empty()) return "";
  const std::string value = (option.value_optional ? "::" : ":") + option.value + ':';
  const std::string choices = joined(option.choices, " ");
  if (option.completes_functions) return value + "_prof2graph_functions";
  if (choices.empty()) return value + (option.completes_files ? "_files" : "");
  return value + (option.completes_files ? "{compadd " + choices + "; _files}" : '(' + choices + ')');
}

std::string zsh(const std::vector<OptionInfo>& options) {
  std::string out = "#compdef prof2graph\n# generated from prof2graph's options\n" + zsh_profile_functions(options) +
                    "_arguments -s -S \\\n";
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

constexpr std::string_view fish_functions = R"sh(; and continue
        set -l word (string replace -r '^~/' "$HOME/" -- $words[$i])
        test -f "$word"; and set profile $word
    end
    test -n "$profile"; and command -q $words[1]; or return
    set -l bounded
    command -q timeout; and set bounded timeout 3
    set -l names ($bounded $words[1] -q --list-functions=+ -- $profile 2>/dev/null </dev/null)
    if test (count $names) -gt 300
        set -l current (string unescape -- (string replace -r '^--[a-z-]+=' '' -- (commandline -ct)))
        set names (string match -er -- '^'(string escape --style=regex -- "$current") $names)
    end
    string join \n -- $names[1..300]
end
)sh";

std::string fish_profile_functions(const std::vector<OptionInfo>& options) {
  return "function __prof2graph_functions\n"
         "    set -l words (commandline -op)\n"
         "    set -l profile\n"
         "    for i in (seq 2 (count $words))\n"
         "        contains -- $words[(math $i - 1)] " +
         joined(names_before_other_files(options), " ") + std::string(fish_functions);
}

std::string fish(const std::vector<OptionInfo>& options) {
  std::string out = "# fish completion for prof2graph, generated from its options\n" + fish_profile_functions(options);
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
    if (option.completes_functions) out += " -a '(__prof2graph_functions)'";
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
