#include "src/cli/help.h"

#include <algorithm>

#include "src/base/text.h"
#include "src/cli/commands.h"

namespace p2g {
namespace {

constexpr std::size_t page_columns = 80;
constexpr std::size_t text_column = 28;

constexpr std::string_view introduction =
    "prof2graph " P2G_VERSION
    ": turns profiles into call graphs, flame graphs and tables\n"
    "\n"
    "usage: prof2graph [OPTIONS] [FILE...]\n"
    "       prof2graph COMMAND [OPTIONS] ...\n"
    "\n"
    "Draws one profile; several FILEs of one run are merged. \"-\", or no FILE with a\n"
    "pipe, is stdin. A file that is called like a command is ./NAME, or comes after\n"
    "\"--\". Options may come before or after files. A PATTERN is a glob over\n"
    "the whole name (\"parse_*\") or an expression between slashes (\"/^parse/\"); an RE\n"
    "is an expression.\n";

constexpr std::string_view examples =
    "\nexamples:\n"
    "  prof2graph -f pstats workload.prof -o callgraph.svg    the picture for a review\n"
    "  prof2graph --view flame stacks.folded -o flame.svg     from folded stacks\n"
    "  prof2graph --view table --sort self workload.prof      as pstats prints it\n"
    "  prof2graph workload.prof | dot -Tpng -o callgraph.png  Graphviz draws\n"
    "  prof2graph run.prof -o a.svg -o b.md -o c.json         all of them or none\n"
    "  prof2graph diff old.prof new.prof -o diff.svg          what a change did\n"
    "  prof2graph diff old.prof new.prof --fail-on 'total>+5%'  a gate for CI\n"
    "\nexit codes:\n"
    "  0 done   1 a limit tripped (the output was written)   2 bad usage\n"
    "  3 an input or an output failed (nothing was written; in a batch: of it)\n"
    "  130 interrupted   141 the reader of the output went away\n";

std::string names_text(const OptionInfo& option) {
  // Options without a short name stand where the long names of the others do.
  std::string text = option.names.front().size() == 2 ? "" : "    ";
  for (const std::string& name : option.names) {
    if (&name != &option.names.front()) text += ", ";
    text += name;
  }
  if (option.value.empty()) return text;
  return text + (option.value_optional ? "[=" + option.value + "]" : " " + option.value);
}

// Appends `text` from the current column on, broken at spaces, each further line indented to the text column.
void append_wrapped(std::string& out, std::string_view text) {
  std::size_t column = text_column;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (column > text_column && column + 1 + space > page_columns) {
      out += '\n';
      out.append(text_column, ' ');
      column = text_column;
    } else if (column > text_column) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, space);
    column += space;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  out += '\n';
}

void append_option(std::string& out, const OptionInfo& option) {
  std::string line = "  " + names_text(option);
  if (line.size() + 2 > text_column) {
    out += line + '\n';
    line.clear();
  }
  line.resize(text_column, ' ');
  out += line;
  std::string text = option.summary;
  if (!option.default_text.empty()) text += " (default: " + option.default_text + ")";
  append_wrapped(out, text);
}

}  // namespace

namespace {

void append_options(std::string& out, const std::vector<OptionInfo>& options, const CommandInfo* command) {
  std::string_view group;
  for (const OptionInfo& option : options) {
    if (option.group.empty() || (command != nullptr && !command->has_group(option.group))) continue;
    if (option.group != group) {
      group = option.group;
      out += '\n';
      out += group;
      out += ":\n";
    }
    append_option(out, option);
  }
}

}  // namespace

std::string help_text(const std::vector<OptionInfo>& options) {
  std::string out(introduction);
  out += "\nCommands (prof2graph COMMAND --help says more):\n";
  std::vector<Listed> rows;
  for (const CommandInfo& command : commands())
    rows.push_back({"  " + std::string(command.name), std::string(command.summary)});
  out += list_text(rows);
  append_options(out, options, nullptr);
  out += examples;
  return out;
}

std::string help_text(const CommandInfo& command, const std::vector<OptionInfo>& options) {
  std::string out = "usage: prof2graph " + std::string(command.usage) + "\n\n" + std::string(command.description);
  append_options(out, options, &command);
  return out;
}

std::string list_text(const std::vector<Listed>& rows) {
  std::size_t widest = 0;
  for (const Listed& row : rows) widest = std::max(widest, row.name.size());
  std::string out;
  for (const Listed& row : rows) {
    out += row.name;
    if (!row.summary.empty()) out.append(widest + 2 - row.name.size(), ' ') += row.summary;
    out += '\n';
  }
  return out;
}

}  // namespace p2g
