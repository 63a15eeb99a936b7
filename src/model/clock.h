// What two sides' runs say about the machine that they ran on, and how well a change is known in spite of it.
//
// All is in natural logarithms: a factor and its inverse are then equally far from nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace p2g {

// The change of one figure.
struct Evidence {
  double change = 0;  // ln(after / before)
  double error = 0;   // its standard error, before it is widened for few runs; 0: it is compared by its spread

  bool is_timed() const { return error > 0; }
};

// Of a band, in logarithms: no change that anybody measures exceeds a hundred times, so its figure says nothing.
inline bool is_boundless(double band) { return band > 4.605170185988092; }  // ln 100

struct Clock {
  enum class Kind : std::uint8_t {
    none,     // figures are compared by the spread of their runs
    timed,    // the functions that did the same work are the clock
    sampled,  // figures are numbers of samples, which scatter by themselves
  };

  Kind kind = Kind::none;
  // How much slower than the middle run before each run was, in the order of the files: 0.1 is a tenth.
  std::vector<double> before, after;
  std::size_t references = 0;   // functions that this was measured with; 0: nothing was taken out
  double reference_share = 0;   // of the total, what they hold together
  bool per_call = false;        // they did not do the same work, so their cost per call was taken
  double sigma = 0;             // what is left of the scatter of one run
  double freedom = 1;           // degrees of freedom of all bands
  std::vector<double> samples;  // of sampled runs: how many each has, those before first

  double median_after() const;  // of `after`; 0 without runs
  std::size_t runs() const { return before.size() + after.size(); }
};

// What a band is for: it is the wider, the more is looked at.
enum class BandUse : std::uint8_t { named, total, list };

// How much wider a band has to be than theory says, by the number of runs of both sides: measured with comparisons of
// the same code, because few runs know little about how they scatter.
[[nodiscard]] double widening(BandUse use, std::size_t runs);

// What an error has to be multiplied with for a band that the same code exceeds, upwards, once in a hundred
// comparisons, when `looked_at` figures are looked at.
[[nodiscard]] double band_factor(const Clock& clock, BandUse use, std::size_t looked_at);

}  // namespace p2g
