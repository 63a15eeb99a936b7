#include "profile_recipe.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace p2g {
namespace {

using Callees = std::vector<std::vector<std::uint32_t>>;

// Scatters; the same everywhere.
std::uint32_t scattered(std::uint32_t seed, std::uint32_t value) {
  std::uint64_t mixed = (std::uint64_t{seed} << 32 | value) + 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebU;
  return static_cast<std::uint32_t>(mixed >> 32);
}

enum class Shape : std::uint8_t { chain, tree, complete, ring, random, hub, ladder };
enum class Edit : std::uint8_t { none, figures, removed, renamed, added, other };

struct Recipe {
  Shape shape = Shape::chain;
  bool folded = false;
  bool after_folded = false;
  bool consistent = true;  // figures of calls as a run would give them; else any, negative ones too
  std::uint32_t size = 1;
  std::uint32_t seed = 0;
  Edit edit = Edit::none;
  std::uint32_t every = 1;  // how many functions the edit leaves out between two
  std::size_t runs_before = 1, runs_after = 1;
};

Recipe read_recipe(std::string_view bytes) {
  std::array<unsigned char, 8> byte{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), byte.size()), byte.begin());
  Recipe recipe;
  recipe.shape = static_cast<Shape>(byte[0] % 7);
  recipe.folded = (byte[1] & 1) != 0;
  recipe.after_folded = recipe.folded != ((byte[1] & 6) == 6);
  recipe.consistent = (byte[1] & 8) == 0;
  // Large ones take long, so that they are rare. Where everybody calls everybody, pairs are the square.
  const std::uint32_t most = recipe.shape == Shape::complete ? 160 : 1500;
  const std::uint32_t large = byte[2] | (byte[3] & 0x1fU) << 8U;
  recipe.size = 1 + (byte[3] >= 0xe0 ? large % most : byte[2] % 64U);
  recipe.seed = byte[4];
  recipe.edit = static_cast<Edit>(byte[5] % 6);
  recipe.every = 1U + byte[6];
  recipe.runs_before = 1 + byte[7] % 3;
  recipe.runs_after = 1 + (byte[7] >> 4U) % 3;
  return recipe;
}

Callees callees_of(const Recipe& recipe) {
  const std::uint32_t size = recipe.size;
  Callees callees(size);
  const auto call = [&](std::uint32_t caller, std::uint32_t callee) {
    if (callee < size) callees[caller].push_back(callee);
  };
  for (std::uint32_t f = 0; f < size; ++f) {
    switch (recipe.shape) {
      case Shape::chain:
        call(f, f + 1);
        break;
      case Shape::tree:
        for (std::uint32_t i = 1; i <= 3; ++i) call(f, 3 * f + i);
        break;
      case Shape::complete:
        for (std::uint32_t i = f + 1; i < size; ++i) call(f, i);
        break;
      case Shape::ring:
        call(f, (f + 1) % size);
        break;
      case Shape::random:
        for (std::uint32_t i = 0; i < 3; ++i) call(f, scattered(recipe.seed + i, f) % size);
        break;
      case Shape::hub:
        call(f, f == 0 ? 1 : 0);
        if (f == 0) {
          for (std::uint32_t i = 2; i < size; ++i) call(0, i);
        }
        break;
      case Shape::ladder:  // shared functions all the way down: every path doubles
        call(f, f + 1);
        call(f, f + 2);
        if (f % 7 == 3) call(f, f / 2);
        break;
    }
  }
  return callees;
}

bool is_edited(const Recipe& recipe, std::uint32_t function) { return function > 0 && function % recipe.every == 0; }

// Of the side after an edit: what remains of a function's calls, and its name.
Callees edited(const Recipe& recipe, Callees callees) {
  if (recipe.edit != Edit::removed) return callees;
  for (std::uint32_t f = 0; f < callees.size(); ++f) {
    if (is_edited(recipe, f)) callees[f].clear();
    std::erase_if(callees[f], [&](std::uint32_t callee) { return is_edited(recipe, callee); });
  }
  return callees;
}

std::string name_of(const Recipe& recipe, std::uint32_t function, bool after) {
  std::string name = "f" + std::to_string(function);
  if (after && recipe.edit == Edit::renamed && is_edited(recipe, function)) name += "_new";
  return name;
}

// ---- pstats
// -----------------------------------------------------------------------------------------------------------

struct Figures {
  std::int64_t self_ns = 0, cumulative_ns = 0;
};

void put_u32(std::string& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i));
}
void put_int(std::string& out, std::uint32_t value) { put_u32(out += 'i', value); }
void put_seconds(std::string& out, std::int64_t ns) {
  const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(ns) * 1e-9);
  put_u32(out += 'g', static_cast<std::uint32_t>(bits));
  put_u32(out, static_cast<std::uint32_t>(bits >> 32U));
}
void put_text(std::string& out, std::string_view text) {
  put_u32(out += 's', static_cast<std::uint32_t>(text.size()));
  out += text;
}
void put_tuple(std::string& out, std::uint32_t size) { put_u32(out += '(', size); }
void put_figures(std::string& out, const Figures& figures) {
  put_int(out, 1);
  put_int(out, 1);
  put_seconds(out, figures.self_ns);
  put_seconds(out, figures.cumulative_ns);
}

struct Measured {
  std::vector<Figures> functions;
  std::vector<std::vector<std::pair<std::uint32_t, Figures>>> callers;  // of each function
};

// What comes in is divided among the function itself and its callees; what goes back up is not followed.
Measured measured(const Recipe& recipe, const Callees& callees, std::uint32_t seed) {
  constexpr std::int64_t whole_ns = 4'000'000'000;
  const std::size_t size = callees.size();
  Measured result{std::vector<Figures>(size), std::vector<std::vector<std::pair<std::uint32_t, Figures>>>(size)};
  result.functions[0].cumulative_ns = whole_ns;
  for (std::uint32_t f = 0; f < size; ++f) {
    const auto all = static_cast<std::int64_t>(callees[f].size());
    Figures& own = result.functions[f];
    own.self_ns = own.cumulative_ns * (1 + scattered(seed, f) % 7) / (8 + 40 * all);
    if (all == 0) own.self_ns = own.cumulative_ns;
    if (!recipe.consistent) {
      own.self_ns = static_cast<std::int64_t>(scattered(seed, f)) - (1 << 28);
      own.cumulative_ns = scattered(seed, ~f);
    }
    std::int64_t below = own.cumulative_ns - own.self_ns;
    for (std::int64_t i = 0; i < all; ++i) {
      const std::uint32_t callee = callees[f][static_cast<std::size_t>(i)];
      const bool goes_back = callee <= f;
      const std::int64_t part = goes_back ? 0 : below / (all - i);
      below -= part;
      result.functions[callee].cumulative_ns += goes_back ? 0 : part;
      result.callers[callee].push_back({f, {part / 3, part}});
    }
    if (recipe.consistent) own.self_ns += below;
  }
  return result;
}

std::string pstats_of(const Recipe& recipe, const Callees& callees, std::uint32_t seed, bool after) {
  const Measured figures = measured(recipe, callees, seed);
  const auto key = [&](std::string& out, std::uint32_t function) {
    put_tuple(out, 3);
    put_text(out, "app.py");
    put_int(out, function + 1);
    put_text(out, name_of(recipe, function, after));
  };
  std::string out = "{";
  for (std::uint32_t f = 0; f < callees.size(); ++f) {
    key(out, f);
    put_tuple(out, 5);
    put_figures(out, figures.functions[f]);
    out += '{';
    for (const auto& [caller, shared] : figures.callers[f]) {
      key(out, caller);
      put_tuple(out, 4);
      put_figures(out, shared);
    }
    out += '0';
  }
  return out + '0';
}

// ---- Folded stacks
// -----------------------------------------------------------------------------------------------------------

std::string folded_of(const Recipe& recipe, const Callees& callees, std::uint32_t seed, bool after) {
  constexpr std::size_t deepest = 700;
  const std::uint32_t walks = 1 + recipe.size % 64;
  std::string out;
  for (std::uint32_t walk = 0; walk < walks; ++walk) {
    std::uint32_t at = 0;
    out += name_of(recipe, at, after);
    const std::size_t levels = 1 + scattered(recipe.seed, walk) % deepest;
    for (std::uint32_t depth = 1; depth < levels && !callees[at].empty(); ++depth) {
      at = callees[at][scattered(walk, depth) % callees[at].size()];
      out += ';';
      out += name_of(recipe, at, after);
    }
    out += ' ' + std::to_string(1 + scattered(seed, walk) % 1000) + '\n';
  }
  return out;
}

}  // namespace

RecipeSides make_sides(std::string_view bytes) {
  const Recipe recipe = read_recipe(bytes);
  Recipe later = recipe;
  later.folded = recipe.after_folded;
  if (recipe.edit == Edit::added) later.size += 1 + recipe.every;
  if (recipe.edit == Edit::other) later.shape = static_cast<Shape>((static_cast<unsigned>(recipe.shape) + 1) % 7);
  if (later.shape == Shape::complete) later.size = std::min(later.size, 160U);
  RecipeSides sides;
  sides.same = recipe.edit == Edit::none && recipe.folded == later.folded;
  const auto run = [](const Recipe& what, std::uint32_t seed, bool after) {
    const Callees callees = after ? edited(what, callees_of(what)) : callees_of(what);
    return what.folded ? folded_of(what, callees, seed, after) : pstats_of(what, callees, seed, after);
  };
  for (std::uint32_t i = 0; i < recipe.runs_before; ++i) sides.before.push_back(run(recipe, recipe.seed + i, false));
  const std::uint32_t seed = recipe.seed + (recipe.edit == Edit::figures ? 1000 : 0);
  for (std::uint32_t i = 0; i < recipe.runs_after; ++i) sides.after.push_back(run(later, seed + i, true));
  if (sides.same) sides.after = sides.before;
  return sides;
}

}  // namespace p2g
