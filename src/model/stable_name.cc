#include "src/model/stable_name.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "src/base/words.h"
#include "src/model/rewrite.h"

namespace p2g {
namespace {

struct Rule {
  std::string_view sign;  // no match without it
  std::string_view expression;
  std::string_view replacement;
};

// Order matters where one rule leaves what another takes. `\b` keeps off longer words.
constexpr Rule any_run[] = {
    // Compilers: parts and specialised copies of one function. GCC, LLVM, kernels; c++filt writes them in brackets.
    {"[clone ", R"( \[clone [^\]]*\])", ""},
    {" (.", R"( \(\.(isra|constprop|part|cold|lto_priv)[.\d]*\))", ""},
    {".", R"((\.(isra|constprop|part|cold|lto_priv|llvm|localalias|__uniq)\.\d+)+(\.cold)?$)", ""},
    // Rust: the hash of a build, of a symbol and of a crate.
    {"::h", R"(::h[0-9a-f]{16}$)", ""},
    {"[", R"((\w)\[[0-9a-f]{16}\])", "\\1"},
    // Julia numbers the copies that it compiles.
    {"_", R"(^(julia|japi1|japi3|jfptr|gfptr|jlplt|jlsys)_(.+)_\d+$)", "\\1_\\2"},
    // V8: "JS:*tick" is optimized, "~" interpreted, "^" and "+" are in between. A function may have no name.
    {":", R"(^(LazyCompile|JS|Function|InterpretedFunction|Eval|Script):[~*^+]$)", "(anonymous)"},
    {":", R"(^(LazyCompile|JS|Function|InterpretedFunction|Eval|Script):[~*^+] ([/.\w]))", "(anonymous) \\2"},
    {":", R"(^(LazyCompile|JS|Function|InterpretedFunction|Eval|Script):[~*^+])", ""},
    {":", R"(^(LazyCompile|JS):([^:]))", "\\2"},
    // .NET: the tier in which a method was compiled.
    {"[",
     R"(\[(Pre)?(Tier-?[01]|Optimized(Tier1)?(OSR)?|QuickJitted|PreJIT|ReadyToRun|MinOptJitted|MinOpts|ReJIT|)"
     R"(Instrumented(Tier-?[01])?)\]$)",
     ""},
    // The JVM: classes of lambdas, accessors and proxies. An address or a number tells them apart, and so no two runs
    // agree on it.
    {"$$Lambda$lambda$", R"((\$\$Lambda\$lambda\$\w+\$\d+)\$\d+(\.0x[0-9a-f]+)?)", "\\1"},
    {"$$Lambda", R"(\$\$Lambda(\$\d+)?([/.](0x[0-9a-f]+|\d{4,}))?)", "$$Lambda"},
    {"LambdaForm$", R"(LambdaForm\$(\w+)([/.](0x[0-9a-f]+|\d{4,})))", "LambdaForm$\\1"},
    {"Accessor", R"(Generated((Serialization)?Constructor|Method)Accessor\d+)", "Generated\\1Accessor"},
    {"$Proxy", R"((jdk\.proxy|jdk/proxy)\d+)", "\\1"},
    {"$Proxy", R"(\$Proxy\d+)", "$Proxy"},
    {"BySpring", R"((\$\$(EnhancerBy|FastClassBy)\w+)\$\$[0-9a-f]+)", "\\1"},
    {"ByCGLIB", R"((\$\$(EnhancerBy|FastClassBy)\w+)\$\$[0-9a-f]+)", "\\1"},
    {"Mock$", R"((\$MockitoMock)\$\d+)", "\\1"},
    {"HibernateProxy$", R"((\$HibernateProxy)\$\w+)", "\\1"},
    {"0x", R"([/.]0x[0-9a-f]{8,16}($|[.:/]))", "\\1"},  // other hidden classes
    {"+0x", R"((\w)\+0x[0-9a-f]{16}($|[.:/]))", "\\1\\2"},
    // Objects that print themselves: Python's "<function main at 0x7f12>", Ruby's "#<Class:0x00007f8b>".
    {" at 0x", R"( at 0x[0-9a-fA-F]+)", ""},
    {":0x", R"((<\w+):0x[0-9a-f]{6,16})", "\\1"},
    // DTrace, bpftrace: where in the function it was.
    {"+0x", R"(([`!]\w.*)\+0x[0-9a-f]+$)", "\\1"},
    {"bpf_prog_", R"(\bbpf_prog_[0-9a-f]{16}_(\w))", "bpf_prog_\\1"},
};

constexpr Rule between_runs[] = {
    // Processes and threads, as the samplers call them. "*" is in the place of the number.
    {"process ", R"(^process \d+)", "process *"},
    {"hread (", R"(^thread \((0x[0-9a-fA-F]+|\d+)\))", "thread (*)"},
    {"hread ", R"(^Thread (0x)?([0-9]+|[0-9a-f]{6,16})$)", "Thread *"},
    {"P", R"(^P\d+$)", "P*"},
    {"T", R"(^T(\d+|\d+:\d+)$)", "T*"},
    {"tid:", R"(^tid:\d+$)", "tid:*"},
    {"id=", R"(\b([tp]id)=\d+)", "\\1=*"},
    {"/", R"(^(.*)-(\d+|\?)/\d{2,}$)", "\\1-*/*"},
    // Code without a name, or of a file that is written while the program runs.
    {"perf-", R"(\bperf-\d+\.map)", "perf-*.map"},
    {".", R"((\.(so[.\d]*|dll|dylib|exe|ko))\+0x[0-9a-f]+)", "\\1"},
    {"0x", R"(\b0x[0-9a-fA-F]{6,16}\b)", "0x*"},
    {"bpf_prog_", R"(\bbpf_prog_[0-9a-f]{16}\b)", "bpf_prog_*"},
    {"VM", R"(\bVM\d+\b)", "VM*"},
    {"TRACE_", R"(^TRACE_\d+)", "TRACE_*"},
    {"lambda_method", R"(\blambda_method\d+)", "lambda_method"},
    // Numbers that a compiler gives while it goes through the sources.
    {"$anon$", R"(\$anon\$\d+)", "$anon"},
    {"caml", R"(^(caml\w+)_\d+$)", "\\1"},
    {"$eval", R"(\$eval\d+)", "$eval"},
    {"fn__", R"(\bfn__\d+)", "fn"},
    {"$fn__", R"(\$fn__\d+)", "$fn"},
    // async-profiler: interpreted, compiled by C1, compiled, inlined.
    {"_[", R"(_\[[01ji]\]$)", ""},
    // Where in the function it was.
    {":", R"(^([^:]*[^:\d][^:]*):\d{1,7}$)", "\\1"},
};

constexpr Rule files[] = {
    {"ipykernel_", R"(\bipykernel_\d+([/\\])\d+\.py$)", "ipykernel_*\\1*.py"},
    {"<ipython-input-", R"(^<ipython-input-\d+-[0-9a-f]+>$)", "<ipython-input-*>"},
    {"<command-", R"(^<command-\d+>$)", "<command-*>"},
    {"/command-", R"(/command-\d+$)", "/command-*"},
    {"marimo_", R"(\bmarimo_\d+([/\\]))", "marimo_*\\1"},
    {"<attrs generated", R"((<attrs generated \w+ )[0-9a-f-]{16,}>)", "\\1*>"},
    {"<eval_with_key>", R"(^<eval_with_key>\.\d+)", "<eval_with_key>.*"},
    {"<lambdifygenerated-", R"(^<lambdifygenerated-\d+>)", "<lambdifygenerated-*>"},
    // Folders that tempfile, PyInstaller, AppImage and pytest make for one run.
    {"tmp", R"(([/\\]tmp)[a-z0-9_]{8}([/\\]))", "\\1*\\2"},
    {"_MEI", R"(([/\\]_MEI)\d+([/\\]))", "\\1*\\2"},
    {"/.mount_", R"((/\.mount_\w+)\w{6}/)", "\\1*/"},
    {"pytest-", R"(([/\\]pytest-)\d+([/\\]))", "\\1*\\2"},
    {"perf-", R"(\bperf-\d+\.map)", "perf-*.map"},
    {"VM", R"(\bVM\d+\b)", "VM*"},
};

// Expressions are compiled when a name has the sign of one: most profiles never need any.
template <std::size_t count>
void apply(const Rule (&rules)[count], std::string& name) {
  thread_local std::array<std::optional<Rewrite>, count> compiled;
  for (std::size_t i = 0; i < count; ++i) {
    if (name.find(rules[i].sign) == std::string::npos) continue;
    if (!compiled[i]) compiled[i] = Rewrite::of(rules[i].expression, rules[i].replacement);
    compiled[i]->apply(name);
  }
}

// Bytes that something which a rule of any_run takes away begins with; is_sign() looks closer.
constexpr std::array<bool, 256> sign_bytes = [] {
  std::array<bool, 256> bytes{};
  for (const char c : std::string_view("$x.:[(Ab")) bytes[static_cast<unsigned char>(c)] = true;
  return bytes;
}();

bool is_clone(std::string_view rest) {  // .isra.0
  if (rest.size() < 4 || std::string_view("icpl_").find(rest[1]) == std::string_view::npos) return false;
  const std::size_t dot = rest.find('.', 1);
  return dot != std::string_view::npos && dot + 1 < rest.size() && is_digit(rest[dot + 1]);
}

bool is_sign(std::string_view text, std::size_t i) {
  const std::string_view rest = text.substr(i);
  const char next = rest.size() > 1 ? rest[1] : '\0';
  switch (text[i]) {
    case '$':  // $$Lambda, $Proxy12, LambdaForm$MH/0x…, $MockitoMock$1
      return std::string_view("$PMHDB").find(next) != std::string_view::npos;
    case 'x':
      return i > 0 && text[i - 1] == '0';
    case '.':
      return is_clone(rest);
    case ':':
      return (next == 'h' && rest.size() == 18) || std::string_view("~*^+").find(next) != std::string_view::npos;
    case '[':  // [clone .cold], a crate's hash, a tier of .NET
      return std::string_view("cTOQPRMI").find(next) != std::string_view::npos || (rest.size() > 17 && rest[17] == ']');
    case '(':
      return next == '.';
    case 'A':
      return rest.starts_with("Accessor");
    case 'b':
      return rest.starts_with("bpf_prog_");
    default:
      return false;
  }
}

bool has_sign_at_its_beginning(std::string_view text) {
  if (text.starts_with("JS:") || text.starts_with("LazyCompile:")) return true;
  return !text.empty() && (text.front() == 'j' || text.front() == 'g') && is_digit(text.back());
}

}  // namespace

bool may_differ(std::string_view text, NameScope scope) {
  if (scope == NameScope::between_runs) return std::any_of(text.begin(), text.end(), is_digit) || text.ends_with(']');
  if (has_sign_at_its_beginning(text)) return true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (sign_bytes[static_cast<unsigned char>(text[i])] && is_sign(text, i)) return true;
  }
  return false;
}

std::string stable_name(std::string_view name, NameScope scope) {
  std::string result(name);
  if (may_differ(result, NameScope::any_run)) apply(any_run, result);
  if (scope == NameScope::between_runs && may_differ(result, scope)) apply(between_runs, result);
  return result;
}

std::string stable_file(std::string_view file) {
  std::string result(file);
  apply(files, result);
  return result;
}

}  // namespace p2g
