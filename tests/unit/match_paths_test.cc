// --path: what people type, against what profilers write.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/passes/select/match_files.h"

namespace p2g {
namespace {

struct Case {
  std::vector<std::string> files;
  std::string typed;
  Surroundings here{};
};

// The files that are chosen, with a blank between; or the error and its hint.
std::string chosen(const Case& test) {
  Profile profile;
  Calls calls;
  for (const std::string& file : test.files) {
    Strings& strings = profile.frames.strings();
    const StringId name = strings.intern(file == "~" ? "<built-in method numpy.array>" : "f");
    profile.frames.add(strings.intern(file), file == "~" ? 0 : 1, name);
    calls.functions.push_back({1, 1, 1, 1});
  }
  profile.total = static_cast<Weight>(test.files.size());
  profile.data = std::move(calls);
  const Result<FrameMarks::Column> column = match_paths(profile, {test.typed}, test.here);
  if (!column) return column.error().message + ": " + column.error().hint;
  std::string text;
  for (FrameId id = 0; id < profile.frames.size(); ++id) {
    if ((*column)[id] == 0) continue;
    text += (text.empty() ? "" : " ") + std::string(profile.frames.parts(id).file);
  }
  return text;
}

const Surroundings here{"/home/me/shop", "/home/me"};

TEST(Paths, AbsolutePathsOfAProfileWithRelativeNames) {
  EXPECT_EQ(chosen({{"src/a.py", "lib/b.py"}, "/home/me/shop/src", here}), "src/a.py");
  EXPECT_EQ(chosen({{"src/a.py", "lib/b.py"}, "/home/me/shop/src/", here}), "src/a.py");
  EXPECT_EQ(chosen({{"src/a.py", "lib/b.py"}, "/home/me/shop/src/a.py", here}), "src/a.py");
  EXPECT_EQ(chosen({{"src/a.py", "lib/b.py", "/usr/c.py"}, "/home/me/shop", here}), "src/a.py lib/b.py");
  EXPECT_EQ(chosen({{"src/a.py", "../lib/b.py"}, "/home/me/lib", here}), "../lib/b.py");
  // Recorded on another machine: what both have in common.
  EXPECT_EQ(chosen({{"src/a.py", "lib/b.py"}, "/builds/shop/src", here}), "src/a.py");
  EXPECT_EQ(chosen({{"src/a.py", "lib/b.py"}, "C:\\builds\\shop\\src", here}), "src/a.py");
}

TEST(Paths, RelativePathsOfAProfileWithAbsoluteNames) {
  const std::vector<std::string> files = {"/home/me/shop/src/a.py", "/home/me/other/src/b.py", "/usr/lib/c.py"};
  EXPECT_EQ(chosen({files, ".", here}), "/home/me/shop/src/a.py");
  EXPECT_EQ(chosen({files, "./", here}), "/home/me/shop/src/a.py");
  EXPECT_EQ(chosen({files, "..", here}), "/home/me/shop/src/a.py /home/me/other/src/b.py");
  EXPECT_EQ(chosen({files, "../other", here}), "/home/me/other/src/b.py");
  EXPECT_EQ(chosen({files, "~", here}), "/home/me/shop/src/a.py /home/me/other/src/b.py");
  EXPECT_EQ(chosen({files, "~/other/", here}), "/home/me/other/src/b.py");
  EXPECT_EQ(chosen({files, "shop/src", {}}), "/home/me/shop/src/a.py");
}

// python -m cProfile src/app.py: the script by the name it was given, modules by where they were found.
TEST(Paths, NamesOfBothKindsAreOneProject) {
  EXPECT_EQ(chosen({{"src/app.py", "/home/me/shop/src/db.py", "/usr/lib/c.py"}, "src", here}),
            "src/app.py /home/me/shop/src/db.py");
  EXPECT_EQ(chosen({{"src/app.py", "/builds/shop/src/db.py", "/usr/lib/c.py"}, "src", here}),
            "src/app.py /builds/shop/src/db.py");
  EXPECT_EQ(chosen({{"app.py", "/home/me/shop/db.py", "/usr/lib/c.py"}, ".", here}), "app.py /home/me/shop/db.py");
}

TEST(Paths, PartsOfAPath) {
  const std::vector<std::string> files = {"/srv/venv/lib/python3.11/site-packages/foo/a.py",
                                          "/srv/venv/lib/python3.11/site-packages/foobar/a.py", "/srv/shop/foo/b.py"};
  EXPECT_EQ(chosen({files, "site-packages/foo", here}), files[0]);
  EXPECT_EQ(chosen({files, "site-packages", here}), files[0] + ' ' + files[1]);
  EXPECT_EQ(chosen({files, "python3.11/site-packages/foo/", here}), files[0]);
  EXPECT_EQ(chosen({files, "shop/foo", here}), files[2]);
  EXPECT_EQ(chosen({files, "shop/foo/b.py", here}), files[2]);
}

TEST(Paths, ModulesAndPackages) {
  const std::vector<std::string> files = {"/usr/lib/python3.11/json/decoder.py",
                                          "/usr/lib/python3.11/json/__init__.py",
                                          "/v/site-packages/flask/json/tag.py",
                                          "/v/site-packages/numpy/core/a.py",
                                          "/usr/lib/python3.11/os.py",
                                          "<frozen importlib._bootstrap>",
                                          "~"};
  EXPECT_EQ(chosen({files, "json", here}), files[0] + ' ' + files[1]);
  EXPECT_EQ(chosen({files, "json.decoder", here}), files[0]);
  EXPECT_EQ(chosen({files, "flask.json", here}), files[2]);
  EXPECT_EQ(chosen({files, "flask/json", here}), files[2]);
  EXPECT_EQ(chosen({files, "numpy", here}), files[3] + " ~");  // its C functions too
  EXPECT_EQ(chosen({files, "numpy.core", here}), files[3]);
  EXPECT_EQ(chosen({files, "os", here}), files[4]);
  EXPECT_EQ(chosen({files, "importlib", here}), files[5]);
  EXPECT_EQ(chosen({files, "importlib._bootstrap", here}), files[5]);
  EXPECT_EQ(chosen({{"/srv/shop/cart.py", "/srv/shop/db/a.py", "/srv/cart2.py"}, "cart", here}), "/srv/shop/cart.py");
  EXPECT_EQ(chosen({{"/srv/shop/cart.py", "/srv/shop/db/a.py"}, "shop.db", here}), "/srv/shop/db/a.py");
  EXPECT_EQ(chosen({{"/srv/app.pyz/shop/cart.py", "/srv/shop.py"}, "shop.cart", here}), "/srv/app.pyz/shop/cart.py");
}

TEST(Paths, OfWindows) {
  const std::vector<std::string> files = {"C:\\Users\\me\\Shop\\app.py", "c:\\Python311\\Lib\\json\\decoder.py",
                                          "C:\\Users\\me\\Shop\\.venv\\Lib\\site-packages\\Django\\db.py"};
  EXPECT_EQ(chosen({files, "C:\\Users\\me\\Shop\\app.py", here}), files[0]);
  EXPECT_EQ(chosen({files, "c:/users/ME/shop", here}), files[0] + ' ' + files[2]);
  EXPECT_EQ(chosen({files, "c:\\users\\me\\shop\\", here}), files[0] + ' ' + files[2]);
  EXPECT_EQ(chosen({files, "shop\\APP.py", here}), files[0]);
  EXPECT_EQ(chosen({files, "json", here}), files[1]);
  EXPECT_EQ(chosen({files, "django", here}), files[2]);
  EXPECT_EQ(chosen({files, "Lib/site-packages", here}), files[2]);
  EXPECT_EQ(chosen({files, "C:\\", here}), files[0] + ' ' + files[1] + ' ' + files[2]);
  EXPECT_EQ(chosen({{"\\\\server\\share\\a.py", "b.py"}, "\\\\server\\share", here}), "\\\\server\\share\\a.py");
}

TEST(Paths, BeginningsOfAComponentAreTheLastResort) {
  EXPECT_EQ(chosen({{"/usr/lib/python3.11/a.py", "/usr/a.py"}, "/usr/lib/python3", here}), "/usr/lib/python3.11/a.py");
  EXPECT_EQ(chosen({{"<string>", "a.py"}, "<string>", here}), "<string>");
  EXPECT_EQ(chosen({{"/a.py", "b.py"}, "/", here}), "/a.py b.py");
  EXPECT_EQ(chosen({{"/a.py", "b.py"}, "/", {}}), "/a.py");
}

TEST(Paths, TheHintNamesWhatIsThere) {
  const std::vector<std::string> files = {"/v/site-packages/numpy/a.py", "/v/site-packages/numpy/b.py",
                                          "/srv/shop/a.py"};
  EXPECT_EQ(chosen({files, "nunpy", here}),
            "--path \"nunpy\" matches no file: did you mean \"numpy\"? Else: the profile spends its cost in numpy "
            "(66.7%), /srv/shop (33.3%)");
  EXPECT_EQ(chosen({files, "/srv/shpo", here}),
            "--path \"/srv/shpo\" matches no file: did you mean \"/srv/shop\"? Else: the profile spends its cost in "
            "numpy (66.7%), /srv/shop (33.3%)");
  EXPECT_EQ(chosen({files, "database.connection", here}),
            "--path \"database.connection\" matches no file: the profile spends its cost in numpy (66.7%), /srv/shop "
            "(33.3%)");
}

}  // namespace
}  // namespace p2g
