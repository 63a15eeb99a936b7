#include "src/base/platform.h"

#include <fcntl.h>
#include <locale.h>
#ifdef _WIN32
#include "src/base/windows_path.h"
#else
#include <sys/ioctl.h>
#include <sys/resource.h>
#endif
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <filesystem>

#if defined(__APPLE__)
#include <mach-o/dyld.h>
#include <xlocale.h>
#elif __has_include(<link.h>)
#include <link.h>
#define P2G_HAS_LINK_H 1
#endif
#ifdef _LIBCPP_VERSION
#include <fast_float/fast_float.h>

#include <algorithm>
#endif

namespace p2g {

#ifdef _LIBCPP_VERSION
namespace {

// fast_float gives infinity and zero for what is too large and too small; std::from_chars() calls both an error.
bool is_out_of_range(std::string_view text, double value) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto in = [](std::string_view set) { return [set](char c) { return set.find(c) != std::string_view::npos; }; };
  if (text.empty() || !in("0123456789.")(text.front())) return false;  // "inf"
  if (std::isinf(value)) return true;
  const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
  return value == 0 && std::any_of(mantissa.begin(), mantissa.end(), in("123456789"));
}

}  // namespace

std::from_chars_result parse_double(const char* first, const char* last, double& value, std::chars_format format) {
  double found = 0;
  const auto how =
      format == std::chars_format::fixed ? fast_float::chars_format::fixed : fast_float::chars_format::general;
  const auto [end, error] = fast_float::from_chars(first, last, found, how);
  if (error != std::errc()) return {end, error};
  if (is_out_of_range({first, static_cast<std::size_t>(end - first)}, found))
    return {end, std::errc::result_out_of_range};
  value = found;
  return {end, error};
}
#else
std::from_chars_result parse_double(const char* first, const char* last, double& value, std::chars_format format) {
  return std::from_chars(first, last, value, format);
}
#endif

namespace {

bool is_called(std::string_view file, std::string_view beginning) {
  const std::size_t slash = file.rfind('/');
  return slash != std::string_view::npos && file.substr(slash + 1).starts_with(beginning);
}

}  // namespace

#if defined(__APPLE__)
std::string loaded_file(std::string_view beginning) {
  for (std::uint32_t i = 0; i < _dyld_image_count(); ++i) {
    if (is_called(_dyld_get_image_name(i), beginning)) return _dyld_get_image_name(i);
  }
  return {};
}
#elif defined(P2G_HAS_LINK_H)
std::string loaded_file(std::string_view beginning) {
  struct Search {
    std::string_view beginning;
    std::string file;
  } search{beginning, {}};
  const auto look_at = [](dl_phdr_info* info, std::size_t, void* data) {
    Search& wanted = *static_cast<Search*>(data);
    if (!is_called(info->dlpi_name, wanted.beginning)) return 0;
    wanted.file = info->dlpi_name;
    return 1;
  };
  dl_iterate_phdr(look_at, &search);
  return search.file;
}
#else
std::string loaded_file(std::string_view) { return {}; }
#endif

bool path_exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

#ifdef _WIN32
double log_gamma(double value) { return std::lgamma(value); }

std::string current_folder() {
  std::error_code unknown;
  return utf8_path(std::filesystem::current_path(unknown));
}

int open_to_read(const char* path) {
  const int file = ::open(path, O_RDONLY | O_BINARY | O_NOINHERIT);
  if (file >= 0 || errno != EACCES) return file;
  struct stat status {};
  errno = ::stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? EISDIR : EACCES;
  return -1;
}
std::uint64_t stored_bytes(const struct stat&) { return 0; }
bool is_socket(const struct stat&) { return false; }

std::optional<std::uint64_t> stack_limit_bytes() { return std::nullopt; }
int terminal_rows() { return 0; }

// There a thread's locale is the program's, until it asks for one of its own.
struct CNumbers::Locales {
  int before_mode = ::_configthreadlocale(_ENABLE_PER_THREAD_LOCALE);
  std::string before = ::setlocale(LC_NUMERIC, nullptr);
  Locales() { ::setlocale(LC_NUMERIC, "C"); }
};

CNumbers::CNumbers() : locales_(std::make_unique<Locales>()) {}
CNumbers::~CNumbers() {
  ::setlocale(LC_NUMERIC, locales_->before.c_str());
  ::_configthreadlocale(locales_->before_mode);
}

const std::vector<int>& outside_signals() {
  static const std::vector<int> all;
  return all;
}

const std::vector<int>& fault_signals() {
  static const std::vector<int> all = {SIGABRT, SIGFPE, SIGILL, SIGSEGV};
  return all;
}
#else
double log_gamma(double value) {
  int sign = 0;
  return ::lgamma_r(value, &sign);
}

std::string current_folder() {
  std::error_code unknown;
  return std::filesystem::current_path(unknown).string();
}

int open_to_read(const char* path) { return ::open(path, O_RDONLY | O_CLOEXEC); }
std::uint64_t stored_bytes(const struct stat& status) { return static_cast<std::uint64_t>(status.st_blocks) * 512; }
bool is_socket(const struct stat& status) { return S_ISSOCK(status.st_mode); }

std::optional<std::uint64_t> stack_limit_bytes() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) != 0) return std::nullopt;
  return limit.rlim_cur;
}

int terminal_rows() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

struct CNumbers::Locales {
  locale_t c = newlocale(LC_NUMERIC_MASK, "C", nullptr);
  locale_t before = c != nullptr ? uselocale(c) : nullptr;
};

CNumbers::CNumbers() : locales_(std::make_unique<Locales>()) {}
CNumbers::~CNumbers() {
  if (locales_->c == nullptr) return;
  uselocale(locales_->before);
  freelocale(locales_->c);
}

const std::vector<int>& outside_signals() {
  static const std::vector<int> all = [] {
    std::vector<int> numbers = {SIGALRM, SIGIO, SIGPROF, SIGUSR1, SIGUSR2, SIGVTALRM};
#ifdef SIGPWR
    numbers.push_back(SIGPWR);
#endif
#ifdef SIGRTMIN
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) numbers.push_back(number);
#endif
    return numbers;
  }();
  return all;
}

const std::vector<int>& fault_signals() {
  static const std::vector<int> all = {
      SIGABRT,   SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP,
#ifdef SIGSTKFLT
      SIGSTKFLT,
#endif
  };
  return all;
}
#endif

}  // namespace p2g
