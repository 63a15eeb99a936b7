#include "src/base/platform.h"

#include <locale.h>

#include <cmath>
#include <csignal>

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

}  // namespace p2g
