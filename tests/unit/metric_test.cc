#include "src/model/metric.h"

#include <gtest/gtest.h>

namespace p2g {
namespace {

TEST(Metric, TimesCarryThreeDigitsAndAUnit) {
  const Metric time = Metric::time();
  EXPECT_EQ(time.amount(2517000000), "2.52 s");
  EXPECT_EQ(time.amount(745200000), "745 ms");
  EXPECT_EQ(time.amount(39900000), "39.9 ms");
  EXPECT_EQ(time.amount(12345), "12.3 µs");
  EXPECT_EQ(time.amount(7), "7.00 ns");
  EXPECT_EQ(time.amount(0), "0 s");
  EXPECT_EQ(time.amount(999600000), "1.00 s");
  EXPECT_EQ(time.amount(9996000000), "10.0 s");
  EXPECT_EQ(time.amount(123456000000000), "123456 s");
  EXPECT_EQ(time.amount(-409000000), "−409 ms");
  EXPECT_EQ(Metric::time(0).amount(3), "3.00 s");
}

TEST(Metric, MemoryIsSpokenInPowersOfAThousand) {
  const Metric bytes = Metric::bytes();
  EXPECT_EQ(bytes.amount(0), "0 B");
  EXPECT_EQ(bytes.amount(512), "512 B");
  EXPECT_EQ(bytes.amount(999), "999 B");
  EXPECT_EQ(bytes.amount(1000), "1.00 kB");
  EXPECT_EQ(bytes.amount(999499), "999 kB");
  EXPECT_EQ(bytes.amount(999500), "1.00 MB");
  EXPECT_EQ(bytes.amount(1073741824), "1.07 GB");
  EXPECT_EQ(bytes.amount(-30), "−30 B");
  EXPECT_EQ(bytes.amount(unknown_weight + 1), "−9.22 EB");
  EXPECT_EQ(Metric::bytes(1).amount(25), "2.50 B");
}

TEST(Metric, OneIsSingular) {
  EXPECT_EQ(Metric().amount(1), "1 sample");
  EXPECT_EQ(Metric().change(-1), "−1 sample");
  EXPECT_EQ(Metric().exact_total(1), "1 sample");
  EXPECT_EQ(Metric::count("samples", 1).amount(10), "1 sample");
  EXPECT_EQ(Metric::count("samples", 1).amount(11), "1.10 samples");
  EXPECT_EQ(Metric().amount(0), "0 samples");
  EXPECT_EQ(Metric().amount(21), "21 samples");
  EXPECT_EQ(Metric::count("cache-misses").amount(1), "1 cache-miss");
  EXPECT_EQ(Metric::count("branches").amount(1), "1 branch");
  EXPECT_EQ(Metric::count("entries").amount(1), "1 entry");
  EXPECT_EQ(Metric::count("objects").amount(1), "1 object");
  // No plural, or none that anybody could be sure of.
  for (const char* unit : {"cpus", "class", "status", "ms", "gas", "energy", "analysis"}) {
    EXPECT_EQ(Metric::count(unit).amount(1), std::string("1 ") + unit);
  }
}

TEST(Metric, CountsAreSpokenInFull) {
  EXPECT_EQ(Metric().amount(286), "286 samples");
  EXPECT_EQ(Metric().amount(1234567), "1,234,567 samples");
  EXPECT_EQ(Metric::count("samples", 1).amount(25), "2.50 samples");
  EXPECT_EQ(Metric::count("cache-misses").amount(1500), "1,500 cache-misses");
}

TEST(Metric, ChangesHaveASign) {
  EXPECT_EQ(Metric::time().change(25000000), "+25.0 ms");
  EXPECT_EQ(Metric::time().change(-409000000), "−409 ms");
  EXPECT_EQ(Metric::bytes().change(0), "0 B");
}

TEST(Metric, WordsOfSentences) {
  EXPECT_EQ(Metric::time().noun(), "time");
  EXPECT_EQ(Metric::bytes().noun(), "bytes");
  EXPECT_EQ(Metric::count("page-faults").noun(), "page-faults");
  EXPECT_EQ(Metric::time().exact_total(2517000000), "2.517 s");
  EXPECT_EQ(Metric::bytes().exact_total(1073741824), "1.07 GB");
  EXPECT_EQ(Metric().exact_total(1234567), "1234567 samples");
  EXPECT_EQ(Metric::time(6).column_decimals(), 3);
  EXPECT_EQ(Metric::bytes().column_decimals(), 0);
  EXPECT_EQ(Metric::count("samples", 7).column_decimals(), 3);
}

TEST(Metric, OnlyWholeSamplesAreSamples) {
  EXPECT_TRUE(Metric().is_whole_samples());
  EXPECT_FALSE(Metric::count("samples", 1).is_whole_samples());
  EXPECT_TRUE(Metric::count("samples", 1).counts_samples());
  EXPECT_FALSE(Metric::count("misses").counts_samples());
  EXPECT_FALSE(Metric::bytes().counts_samples());
}

TEST(Metric, ScalesDoNotMakeMetricsDifferent) {
  EXPECT_TRUE(Metric::time(0).measures_same(Metric::time(9)));
  EXPECT_FALSE(Metric::time().measures_same(Metric::bytes()));
  EXPECT_FALSE(Metric::count("misses").measures_same(Metric::count("faults")));
  EXPECT_FALSE(Metric::count("s").measures_same(Metric::time()));
}

TEST(Metric, SpellingsOfOneUnitAreOneUnit) {
  const auto same = [](std::initializer_list<const char*> spellings, Quantity quantity, std::int64_t factor,
                       int decimals) {
    for (const char* spelling : spellings) {
      const std::optional<Unit> unit = find_unit(spelling);
      ASSERT_TRUE(unit) << spelling;
      EXPECT_EQ(unit->quantity, quantity) << spelling;
      EXPECT_EQ(unit->factor, factor) << spelling;
      EXPECT_EQ(unit->decimals, decimals) << spelling;
    }
  };
  same({"s", "sec", "seconds", "Seconds"}, Quantity::time, 1, 0);
  same({"ms", "milliseconds"}, Quantity::time, 1, 3);
  same({"us", "µs", "μs", "usec", "microseconds"}, Quantity::time, 1, 6);
  same({"100ns"}, Quantity::time, 1, 7);
  same({"ns", "nanoseconds"}, Quantity::time, 1, 9);
  same({"B", "bytes", "byte"}, Quantity::bytes, 1, 0);
  same({"kB", "KB", "kilobytes"}, Quantity::bytes, 1000, 0);
  same({"KiB", "kib"}, Quantity::bytes, 1024, 0);
  same({"MB"}, Quantity::bytes, 1000000, 0);
  same({"MiB"}, Quantity::bytes, 1048576, 0);
  same({"GiB"}, Quantity::bytes, 1073741824, 0);
  same({"samples"}, Quantity::count, 1, 0);
  for (const char* none : {"", "parsecs", "sms", "100", "ns "}) EXPECT_FALSE(find_unit(none)) << none;
}

TEST(Metric, ValuesOfAUnitInTheMetricsOwn) {
  EXPECT_DOUBLE_EQ(find_unit("100ns")->to_canonical(25), 2.5e-6);
  EXPECT_DOUBLE_EQ(find_unit("MiB")->to_canonical(1.5), 1572864);
  EXPECT_EQ(find_unit("ms")->metric().unit, "s");
  EXPECT_EQ(find_unit("ms")->metric().decimals, 3);
  EXPECT_EQ(find_unit("KiB")->metric().unit, "bytes");
}

TEST(Metric, NamesOfUnitsCanDoNoHarm) {
  for (const char* good : {"cache-misses", "L1 loads", "page_faults"}) EXPECT_TRUE(can_name_unit(good)) << good;
  for (const char* bad : {"", "1", "<b>", "a\"b", "a\x1b[1m", "a\nb", "=cmd", "µ"})
    EXPECT_FALSE(can_name_unit(bad)) << bad;
  EXPECT_FALSE(can_name_unit(std::string(41, 'a')));
}

}  // namespace
}  // namespace p2g
