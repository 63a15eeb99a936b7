// Exact decimal numbers from text.
#include "src/base/decimal.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace p2g {
namespace {

struct Good {
  std::string text;
  std::int64_t whole, fraction;
  int decimals;
  bool negative = false, rounded = false;
};
void PrintTo(const Good& good, std::ostream* out) { *out << good.text; }

class GoodDecimal : public testing::TestWithParam<Good> {};

TEST_P(GoodDecimal, IsReadExactly) {
  const Good& expected = GetParam();
  Decimal decimal;
  ASSERT_EQ(parse_decimal(expected.text, decimal), DecimalStatus::good);
  EXPECT_EQ(decimal.whole, expected.whole);
  EXPECT_EQ(decimal.fraction, expected.fraction);
  EXPECT_EQ(decimal.decimals, expected.decimals);
  EXPECT_EQ(decimal.negative, expected.negative);
  EXPECT_EQ(decimal.rounded, expected.rounded);
}

constexpr std::int64_t one = Decimal::one;

INSTANTIATE_TEST_SUITE_P(
    Texts, GoodDecimal,
    testing::Values(Good{"0", 0, 0, 0}, Good{"12", 12, 0, 0}, Good{"+12", 12, 0, 0}, Good{"-12", 12, 0, 0, true},
                    Good{"-0.0", 0, 0, 0}, Good{"6.", 6, 0, 0}, Good{".5", 0, one / 2, 1},
                    Good{"31.230", 31, one / 100 * 23, 2}, Good{"1e3", 1000, 0, 0}, Good{"12.5E+1", 125, 0, 0},
                    Good{"1e-05", 0, one / 100'000, 5}, Good{"1234e-2", 12, one / 100 * 34, 2},
                    Good{"999999999999999999", one - 1, 0, 0}, Good{"0.000000000000000001", 0, 1, 18},
                    Good{"0.0000000000000000004", 0, 0, 0, false, true},
                    Good{"0.0000000000000000005", 0, 1, 18, false, true},
                    Good{"0.12345678901234567850", 0, 123'456'789'012'345'679, 18, false, true},
                    Good{"1.9999999999999999999", 2, 0, 0, false, true}, Good{"0e99999999999999999999", 0, 0, 0},
                    Good{"1e-99999999999999999999", 0, 0, 0, false, true},
                    Good{"000000000000000000000000000001", 1, 0, 0}, Good{"1000000000000000000e-1", one / 10, 0, 0}));

TEST(Decimal, RefusesWhatIsNoNumber) {
  Decimal decimal;
  for (const char* text : {"", ".", "+", "-", "e5", "1e", "1e+", "1 ", " 1", "1.2.3", "--1", "0x10", "1_000", "nan",
                           "inf", "1,5", "1f", "٣"}) {
    EXPECT_EQ(parse_decimal(text, decimal), DecimalStatus::malformed) << text;
  }
}

TEST(Decimal, RefusesWhatDoesNotFit) {
  Decimal decimal;
  for (const char* text :
       {"1000000000000000000", "1e18", "0.1e19", "1e999999999999", "999999999999999999.9999999999999999999"}) {
    EXPECT_EQ(parse_decimal(text, decimal), DecimalStatus::too_large) << text;
  }
  EXPECT_EQ(parse_decimal(std::string(2'000'000, '9'), decimal), DecimalStatus::too_large);
  EXPECT_EQ(parse_decimal("0." + std::string(2'000'000, '3'), decimal), DecimalStatus::good);
}

}  // namespace
}  // namespace p2g
