#include "renderers/page/text_width.h"

#include <array>
#include <cstdint>

#include "src/base/text.h"

namespace p2g {
namespace {

// Advances in 1/1000 em of U+0020 to U+007E. Source: Adobe Core 14 AFM, Helvetica and Helvetica-Bold; Liberation Sans
// and Arial have the same.
constexpr std::array<std::uint16_t, 95> regular_advances = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr std::array<std::uint16_t, 95> bold_advances = {
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};

constexpr int other_advance = 620;  // no metrics: a little above the mean of Latin-1 and Greek letters
constexpr int wide_advance = 1000;
constexpr int ellipsis_advance = 1000;
constexpr std::string_view ellipsis = "…";

struct Range {
  char32_t first, last;
};

// East Asian Width W and F in blocks, emoji with them (Unicode 15, EastAsianWidth.txt, rounded to whole blocks).
constexpr Range wide_ranges[] = {{0x1100, 0x115f},   {0x2e80, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
                                 {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
                                 {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd}};
// Combining marks, joiners and variation selectors: they sit on or beside the character before them.
constexpr Range zero_ranges[] = {{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},  {0x064b, 0x065f},
                                 {0x093c, 0x093c}, {0x094d, 0x094d}, {0x1ab0, 0x1aff},  {0x1dc0, 0x1dff},
                                 {0x200b, 0x200f}, {0x2060, 0x2064}, {0x20d0, 0x20ff},  {0xfe00, 0xfe0f},
                                 {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef}};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t c) {
  for (const Range& range : ranges) {
    if (c <= range.last) return c >= range.first;
  }
  return false;
}

// The glyphs that the pictures' own words use; Liberation Sans' figures, since the AFM files lack half of them.
int known_advance(char32_t c, bool bold) {
  switch (c) {
    case 0x00a0:
      return 278;  // no-break space
    case 0x00b5:
      return 576;  // µ
    case 0x00b7:
      return 278;  // ·
    case 0x00d7:   // ×
    case 0x2212:
      return 584;  // −
    case 0x2013:
      return 556;  // –
    case 0x2018:
    case 0x2019:
      return bold ? 278 : 222;  // ‘ ’
    case 0x2014:                // —
    case 0x2026:                // …
    case 0x2190:                // ←
    case 0x2192:
      return 1000;  // →
    case 0x203a:
      return 333;  // ›
    case 0x2248:   // ≈
    case 0x2264:   // ≤
    case 0x2265:
      return 549;  // ≥
    case 0x25b2:   // ▲
    case 0x25bc:
      return 990;  // ▼
    default:
      return -1;
  }
}

int advance(char32_t c, bool bold) {
  if (c >= 0x20 && c < 0x7f) return (bold ? bold_advances : regular_advances)[c - 0x20];
  if (const int known = known_advance(c, bold); known >= 0) return known;
  if (within(zero_ranges, c)) return 0;
  return within(wide_ranges, c) ? wide_advance : other_advance;
}

// The advance of the character at `pos`, which moves behind it. Nearly all are ASCII: one look-up.
int next_advance(std::string_view text, std::size_t& pos, bool bold) {
  const unsigned index = static_cast<unsigned char>(text[pos]) - 0x20U;
  if (index >= regular_advances.size()) return advance(decode_utf8(text, pos), bold);
  ++pos;
  return (bold ? bold_advances : regular_advances)[index];
}

// The byte position where the longest head of at most `limit` thousandths of an em ends; `used` is its width.
std::size_t head_end(std::string_view text, double limit, bool bold, double& used) {
  std::int64_t sum = 0;
  std::size_t pos = 0;
  while (pos < text.size()) {
    std::size_t next = pos;
    const int width = next_advance(text, next, bold);
    if (static_cast<double>(sum + width) > limit) break;
    sum += width;
    pos = next;
  }
  used = static_cast<double>(sum);
  return pos;
}

// One code point back from `pos`. Ill-formed text steps byte by byte, which is how decode_utf8 counts most of it.
std::size_t step_back(std::string_view text, std::size_t pos) {
  std::size_t start = pos - 1;
  if (static_cast<unsigned char>(text[start]) < 0x80) return start;
  while (start > 0 && pos - start < 4 && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
  std::size_t end = start;
  decode_utf8(text, end);
  return end == pos ? start : pos - 1;
}

// The byte position where the longest tail of at most `limit` begins; never before `lowest`.
std::size_t tail_begin(std::string_view text, double limit, bool bold, std::size_t lowest) {
  double sum = 0;
  std::size_t begin = text.size();  // of the tail so far, at a character that can stand first
  for (std::size_t pos = text.size(); pos > lowest;) {
    const std::size_t previous = step_back(text, pos);
    std::size_t end = previous;
    const int width = next_advance(text, end, bold);
    sum += width;
    if (sum > limit || previous < lowest) break;
    pos = previous;
    // A mark belongs to the character before it: a tail does not begin with one.
    if (width > 0) begin = pos;
  }
  return begin;
}

}  // namespace

double text_width(std::string_view utf8, double size_px, bool bold) {
  std::int64_t sum = 0;
  for (std::size_t pos = 0; pos < utf8.size();) sum += next_advance(utf8, pos, bold);
  return static_cast<double>(sum) * size_px / 1000;
}

std::string fit_text(std::string_view utf8, double max_width_px, double size_px, bool bold, double keep_end) {
  if (size_px <= 0 || max_width_px <= 0) return {};
  const double room = max_width_px * 1000 / size_px + 1e-6;  // in 1/1000 em; the rest forgives rounding of the room
  double used = 0;
  // Only what fits is looked at, so a name of megabytes costs no more than a short one.
  if (head_end(utf8, room, bold, used) == utf8.size()) return std::string(utf8);
  const double parts = room - ellipsis_advance;
  const std::size_t head = head_end(utf8, parts * (1 - keep_end), bold, used);
  std::size_t tail = tail_begin(utf8, parts - used, bold, head);
  if (head == 0 && tail == utf8.size()) {
    // Room for one character, but not on the wanted side.
    tail = tail_begin(utf8, parts, bold, 0);
    if (tail == utf8.size()) return {};
  }
  std::string fitted;
  fitted.reserve(head + ellipsis.size() + utf8.size() - tail);
  fitted.append(utf8.substr(0, head)).append(ellipsis).append(utf8.substr(tail));
  return fitted;
}

}  // namespace p2g
