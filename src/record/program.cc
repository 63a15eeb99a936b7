#include "src/record/program.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/child_process.h"
#include "src/base/diagnostics.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// "python", "python3.12", "pypy3": a name, a version, letters of a build.
bool is_python_name(std::string_view name) {
  const std::size_t length = name.starts_with("python") ? 6 : name.starts_with("pypy") ? 4 : 0;
  if (length == 0) return false;
  const std::size_t version_end = name.find_first_not_of("0123456789.", length);
  if (version_end == std::string_view::npos) return true;
  return version_end + 1 == name.size() && std::string_view("dmtuw").find(name[version_end]) != std::string_view::npos;
}

bool is_node_name(std::string_view name) { return name == "node" || name == "nodejs"; }

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string first_bytes(const std::string& file) {
  constexpr std::size_t enough = 1024;
  std::string text(enough, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// pip's beginning of scripts whose interpreter has too long a path for "#!": a shell that starts Python.
Words behind_shell(std::string_view text) {
  constexpr std::string_view start = "'''exec' ";
  const std::size_t at = text.find(start);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + start.size());
  const std::size_t end = text.find(text.starts_with('"') ? "\" \"$0\"" : " \"$0\"");
  if (end == std::string_view::npos) return {};
  return {std::string(text.starts_with('"') ? text.substr(1, end - 1) : text.substr(0, end))};
}

// What the first line of a script says: the interpreter and its options.
Words interpreter_of(const std::string& file) {
  const std::string text = first_bytes(file);
  if (!text.starts_with("#!")) return {};
  const std::size_t end = std::min(text.find('\n'), text.size());
  Words words = split(std::string_view(text).substr(2, end - 2));
  if (!words.empty() && words.front() == "/bin/sh") return behind_shell(text);
  if (!words.empty() && last_part(words.front()) == "env") {
    words.erase(words.begin());
    if (!words.empty() && words.front() == "-S") words.erase(words.begin());
  }
  return words;
}

// Where the program begins among the words behind an interpreter, by its options.
struct Position {
  std::size_t options_end = 0;  // so many words are options of the interpreter
  Program::Start start = Program::Start::file;
  std::string target;
  std::size_t arguments = 0;  // where they begin
};

// One word of options, "-um": sets what it says of the program. The rest of the word, or the next one, is the value of
// some letters.
bool read_python_options(const Words& words, std::size_t& at, Position& position) {
  const std::string& word = words[at];
  for (std::size_t i = 1; i < word.size(); ++i) {
    const char letter = word[i];
    const bool takes_value = std::string_view("cmWXQ").find(letter) != std::string_view::npos;
    if (!takes_value) continue;
    const bool in_word = i + 1 < word.size();
    if (letter != 'c' && letter != 'm') {
      at += in_word ? 0 : 1;
      return false;
    }
    position.start = letter == 'c' ? Program::Start::command : Program::Start::module;
    if (!in_word && at + 1 >= words.size()) return false;
    position.target = in_word ? word.substr(i + 1) : words[at + 1];
    position.arguments = at + (in_word ? 1 : 2);
    return true;
  }
  return false;
}

// "-um mod": what stands before the m is an option of its own.
std::string options_before(const std::string& word, Program::Start start) {
  const std::size_t letter = word.find(start == Program::Start::command ? 'c' : 'm');
  return letter > 1 ? word.substr(0, letter) : std::string();
}

std::optional<Program> take_python_apart(const Words& words, std::size_t first) {
  Program program;
  program.kind = Program::Kind::python;
  program.interpreter.assign(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(first));
  for (std::size_t at = first; at < words.size(); ++at) {
    const std::string& word = words[at];
    Position position{.arguments = at + 1};
    const bool option = word.size() > 1 && word.front() == '-';
    if (option && (word.starts_with("--") || !read_python_options(words, at, position))) {
      if (word == "--check-hash-based-pycs") ++at;
      continue;
    }
    if (!option) position.target = word;
    if (word == "-") position.start = Program::Start::stdin_text;
    program.interpreter.insert(program.interpreter.end(), words.begin() + static_cast<std::ptrdiff_t>(first),
                               words.begin() + static_cast<std::ptrdiff_t>(at));
    if (const std::string before = option ? options_before(word, position.start) : ""; !before.empty()) {
      program.interpreter.push_back(before);
    }
    program.start = position.start;
    program.target = position.target;
    program.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(position.arguments), words.end());
    return program;
  }
  return std::nullopt;
}

Result<Program> python_program(Words words, std::size_t first) {
  std::optional<Program> program = take_python_apart(words, first);
  if (!program) {
    return fail(usage_error("\"" + words.front() + "\" is an interpreter without a program",
                            "prof2graph run -- " + words.front() + " app.py"));
  }
  switch (program->start) {
    case Program::Start::file:
      program->name = last_part(program->target);
      break;
    case Program::Start::module:
      program->name = program->target;
      break;
    case Program::Start::command:
      program->name = "-c";
      break;
    case Program::Start::stdin_text:
      program->name = "<stdin>";
      break;
  }
  return std::move(*program);
}

Program plain_program(Program::Kind kind, const Words& words, std::size_t interpreters = 1) {
  Program program;
  program.kind = kind;
  const auto first = words.begin() + static_cast<std::ptrdiff_t>(interpreters);
  program.interpreter.assign(words.begin(), first);
  program.arguments.assign(first, words.end());
  program.name = last_part(words[interpreters - 1]);
  return program;
}

// A file that something else runs: an own line says what, or its suffix does.
Result<Program> script_program(const std::string& file, const Words& words) {
  Words whole = interpreter_of(file);
  const bool python = !whole.empty() && is_python_name(last_part(whole.front()));
  const bool node = !whole.empty() && is_node_name(last_part(whole.front()));
  const bool is_py = words.front().ends_with(".py") || words.front().ends_with(".pyw");
  const bool is_js =
      words.front().ends_with(".js") || words.front().ends_with(".mjs") || words.front().ends_with(".cjs");
  if (!python && is_py) whole = {"python3"};
  if (!node && is_js) whole = {"node"};
  if (!python && !node && !is_py && !is_js) {
    // A stand-in of a version manager (pyenv) is a shell script, but everybody knows what it starts.
    if (words.front() != "pytest") return plain_program(Program::Kind::other, words);
    whole = {"python3", "-m", "pytest"};
    whole.insert(whole.end(), words.begin() + 1, words.end());
    return python_program(std::move(whole), 1);
  }
  whole.push_back(file);
  whole.insert(whole.end(), words.begin() + 1, words.end());
  if (python || is_py) return python_program(std::move(whole), 1);
  Program program = plain_program(Program::Kind::node, whole);
  program.name = last_part(file);
  return program;
}

Error missing_program(const std::string& word) {
  Error error = usage_error("\"" + word + "\" is no program that can be found", "what is to be run comes after --");
  std::error_code ignored;
  if (fs::is_directory(word, ignored))
    error.message = "\"" + word + "\" is a folder, expected a program";
  else if (fs::exists(word, ignored))
    error.message = "\"" + word + "\" is not executable";
  return error;
}

}  // namespace

std::vector<std::string> Program::command() const {
  Words words = interpreter;
  if (kind == Kind::python) {
    if (start == Start::module) words.emplace_back("-m");
    if (start == Start::command) words.emplace_back("-c");
    words.push_back(target);
  }
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

Result<Program> take_apart(const Words& words) {
  const std::string& word = words.front();
  const std::string name = last_part(word);
  std::error_code ignored;
  const bool runs_unmarked = name.ends_with(".py") || name.ends_with(".js") || name.ends_with(".mjs");
  std::optional<std::string> file = find_program(word);
  if (!file && runs_unmarked && fs::is_regular_file(word, ignored)) file = word;
  if (!file) return fail(missing_program(word));
  if (is_python_name(name)) return python_program(words, 1);
  if (is_node_name(name)) {
    Program program = plain_program(Program::Kind::node, words);
    const auto script = std::find_if(program.arguments.begin(), program.arguments.end(),
                                     [](const std::string& argument) { return !argument.starts_with('-'); });
    if (script != program.arguments.end()) program.name = last_part(*script);
    return program;
  }
  if (name == "go") return plain_program(Program::Kind::go, words);
  return script_program(*file, words);
}

}  // namespace p2g
