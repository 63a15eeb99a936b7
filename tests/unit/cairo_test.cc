#include <gtest/gtest.h>

#include <cstdlib>

#include "renderers/formats/cairo_canvas_common.h"
#include "tests/support/test_scene.h"

namespace p2g {
namespace {

std::string painted(const std::string& type, const Scene& scene, const PictureOptions& options = {}) {
  ViewOptions view_options;
  view_options.picture = options;
  const auto theme = load_theme("heat");
  const auto format = find_format(type);
  EXPECT_TRUE(theme && format);
  std::string out;
  Sink sink = Sink::to_string(out);
  Warnings warnings;
  const auto written = (*format)->write(Document(scene, view_options, *theme), sink, warnings);
  EXPECT_TRUE(written) << written.error().message;
  EXPECT_TRUE(sink.commit());
  return out;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

TEST(Png, HasTwiceTheNaturalSize) {
  const std::string png = painted("png", scene_with({"work"}));
  ASSERT_GT(png.size(), 33U);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(big_endian(png, 16), 1800U);
  EXPECT_EQ(big_endian(png, 20), 800U);
  EXPECT_EQ(png[25], 2);  // RGB: an opaque page needs no alpha
}

TEST(Png, WithoutBackgroundHasAlpha) {
  PictureOptions options;
  options.background = false;
  EXPECT_EQ(painted("png", scene_with({"work"}), options)[25], 6);
}

TEST(Png, VeryLargePicturesAreScaledDown) {
  Scene scene = scene_with({"work"});
  EXPECT_DOUBLE_EQ(png_scale(scene), 2);
  scene.height = 1e6;
  EXPECT_LE(scene.height * png_scale(scene), 32767);
  scene.width = 2400;
  scene.height = 30000;
  EXPECT_LE(scene.width * scene.height * png_scale(scene) * png_scale(scene), 64e6 + 1);
  scene.width = 900;
  scene.height = 100000;
  const std::string png = painted("png", scene);
  EXPECT_LE(big_endian(png, 20), 32767U);
  EXPECT_GT(big_endian(png, 20), 32000U);
}

TEST(Png, SchemesDiffer) {
  PictureOptions options;
  const std::string automatic = painted("png", scene_with({"work"}), options);
  options.scheme = Scheme::light;
  EXPECT_EQ(painted("png", scene_with({"work"}), options), automatic);
  options.scheme = Scheme::dark;
  EXPECT_NE(painted("png", scene_with({"work"}), options), automatic);
}

TEST(Cairo, SameSceneSameBytes) {
  for (const char* type : {"png", "pdf"}) {
    EXPECT_EQ(painted(type, scene_with(hostile_names())), painted(type, scene_with(hostile_names()))) << type;
  }
}

TEST(Pdf, HasOnePageOfThePicturesSize) {
  const std::string pdf = painted("pdf", scene_with({"work"}));
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  EXPECT_NE(pdf.find("/Count 1"), std::string::npos);
  EXPECT_NE(pdf.find("/MediaBox [ 0 0 675 300 ]"), std::string::npos);
}

TEST(Pdf, ItsDateIsNotNow) {
  unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_NE(painted("pdf", scene_with({"work"})).find("/CreationDate (19700101000000Z)"), std::string::npos);
  setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
  EXPECT_NE(painted("pdf", scene_with({"work"})).find("/CreationDate (20010909014640Z)"), std::string::npos);
  setenv("SOURCE_DATE_EPOCH", "99999999999999999999 nonsense", 1);
  EXPECT_NE(painted("pdf", scene_with({"work"})).find("/CreationDate (19700101000000Z)"), std::string::npos);
  unsetenv("SOURCE_DATE_EPOCH");
}

}  // namespace
}  // namespace p2g
