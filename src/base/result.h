// Errors as values. Every function that can fail on what the user gave us returns Result<T>;
// nothing below main() prints or exits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace p2g {

// What went wrong decides the exit code (see exit_code in diagnostics.h).
enum class ErrorKind : std::uint8_t {
  usage,         // the command line asks for something that does not exist or does not fit together
  input,         // an input cannot be read, or is of a known format and malformed
  unrecognised,  // no importer claims the input
  output,        // an output cannot be written
  broken_pipe,   // the reader of our output went away: no message, exit 141
};

// One error, with enough of its surroundings to be understood without opening the file.
struct Error {
  ErrorKind kind = ErrorKind::input;
  std::string message;  // what was expected or what failed; no file name, no trailing full stop
  std::string file;     // as the user named it; empty when no file is concerned
  // Text input: 1-based line and column (in bytes). Binary input: offset of the offending byte.
  std::optional<std::uint64_t> line{};
  std::optional<std::uint64_t> column{};
  std::optional<std::uint64_t> byte{};
  std::string excerpt{};  // the offending line of a text input, raw; shortened and made safe when printed
  std::string hint{};     // what the user can do; empty when there is nothing useful to say
};

// A value, or why there is none. A class of its own only to be [[nodiscard]]: an error that nobody looks at would be
// lost in silence.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace p2g

// Returns the error of a Result to the caller, else goes on.
#define P2G_TRY(result_expression)                                                                       \
  do {                                                                                                   \
    if (auto p2g_try_ = (result_expression); !p2g_try_) return ::p2g::fail(std::move(p2g_try_).error()); \
  } while (false)

// The same for a value: `P2G_TRY_ASSIGN(const Source source, Source::open(file));` declares `source`, or returns the
// error. Left of the first comma stands what is declared or assigned to.
#define P2G_TRY_ASSIGN(target, ...) P2G_TRY_ASSIGN_AS_(P2G_JOIN_(p2g_result_, __COUNTER__), target, __VA_ARGS__)
#define P2G_TRY_ASSIGN_AS_(name, target, ...)             \
  auto name = (__VA_ARGS__);                              \
  if (!name) return ::p2g::fail(std::move(name).error()); \
  target = *std::move(name)
#define P2G_JOIN_(left, right) P2G_JOIN_AGAIN_(left, right)
#define P2G_JOIN_AGAIN_(left, right) left##right
