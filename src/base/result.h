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

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace p2g

// Returns the error of a Result to the caller, else goes on.
#define P2G_TRY(result_expression)                                                                       \
  do {                                                                                                   \
    if (auto p2g_try_ = (result_expression); !p2g_try_) return ::p2g::fail(std::move(p2g_try_).error()); \
  } while (false)
