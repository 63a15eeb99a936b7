// --mine: whose code a file is, told by names as profilers write them on many systems.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/model/file_places.h"
#include "src/passes/select/match_files.h"

namespace p2g {
namespace {

// The files of which functions are one's own, one a line; or the error.
std::string own_among(const std::vector<std::string>& files) {
  Profile profile;
  for (const std::string& file : files) {
    Strings& strings = profile.frames.strings();
    const StringId name = strings.intern("f");
    profile.frames.add(strings.intern(file), 1, name);
  }
  const Result<FrameMarks::Column> column = match_own(profile);
  if (!column) return column.error().message + '\n';
  std::string text;
  for (FrameId id = 0; id < profile.frames.size(); ++id) {
    if ((*column)[id] != 0) text += std::string(profile.frames.parts(id).file) + '\n';
  }
  return text;
}

// Of a file beside a program of one's own.
bool is_own(const std::string& file) { return own_among({file, "/srv/shop/main.py"}).starts_with(file); }

TEST(OwnFiles, StandardLibrariesAreNotMine) {
  for (const char* file :
       {"/usr/lib/python3.11/json/decoder.py",                      // Debian, deadsnakes
        "/usr/local/lib/python3.12/asyncio/base_events.py",         // Docker's python images, make install
        "/usr/lib64/python3.9/os.py",                               // Fedora
        "/usr/lib/python2.7/ConfigParser.py",                       //
        "/home/me/.pyenv/versions/3.11.7/lib/python3.11/runpy.py",  // pyenv
        "/home/me/miniconda3/envs/ml/lib/python3.10/threading.py",  // conda
        "/nix/store/4nh6ghq7-python3-3.11.6/lib/python3.11/os.py",  // Nix
        "/home/me/.local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu/lib/python3.12/json/__init__.py",  // uv
        "/opt/blender/3.6/python/lib/python3.10/logging/__init__.py",                                       // embedded
        "/home/me/free/lib/python3.13t/threading.py",                                                       // no GIL
        "/usr/lib/pypy3.9/json/decoder.py",
        "/opt/pypy/lib-python/3/json/decoder.py",
        "/opt/pypy/lib_pypy/_functools.py",
        "/Library/Frameworks/Python.framework/Versions/3.11/lib/python3.11/json/decoder.py",  // python.org
        "/opt/homebrew/Cellar/python@3.11/3.11.6/Frameworks/Python.framework/Versions/3.11/lib/python3.11/ssl.py",
        "/usr/local/Cellar/python@3.9/3.9.1/Frameworks/Python.framework/Versions/3.9/lib/python3.9/ssl.py",
        "/System/Library/Frameworks/Python.framework/Versions/2.7/Extras/lib/python/six.py",
        "/Applications/Xcode.app/Contents/Developer/Library/Frameworks/Python3.framework/Versions/3.9/lib/python3.9/"
        "re.py",
        "C:\\Python311\\Lib\\json\\decoder.py",
        "c:\\python27\\lib\\ConfigParser.py",
        "C:\\Users\\me\\AppData\\Local\\Programs\\Python\\Python312\\Lib\\asyncio\\events.py",
        "C:\\Program "
        "Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_3.11.1776.0_x64__qbz5n2kfra8p0\\Lib\\re.py",
        "C:\\Users\\me\\.pyenv\\pyenv-win\\versions\\3.11.0\\Lib\\os.py",
        "C:\\ProgramData\\Anaconda3\\envs\\ml\\lib\\os.py",
        "C:\\tools\\embedded\\python311.zip\\json\\decoder.pyc",
        "/usr/lib/python38.zip/json/decoder.py",
        "external/python3_11_x86_64-unknown-linux-gnu/lib/python3.11/json/decoder.py",  // Bazel
        "/home/me/cpython/Lib/json/decoder.py",
        "/opt/graalpy/lib/python3.10/os.py",
        "/usr/lib/python3.11/_sysconfigdata__x86_64-linux-gnu.py",
        "/usr/lib/python3.11/sitecustomize.py",
        "C:\\hostedtoolcache\\windows\\Python\\3.9.13\\x64\\lib\\os.py",
        "/opt/hostedtoolcache/Python/3.11.4/x64/lib/python3.11/os.py",
        "C:\\Users\\me\\.pyenv\\pyenv-win\\versions\\3.9.6\\lib\\threading.py",
        "/home/me/.asdf/installs/python/3.11.4/lib/python3.11/os.py",
        "/app/.heroku/python/lib/python3.10/json/decoder.py",
        "/layers/google.python.runtime/python/lib/python3.11/os.py"}) {
    EXPECT_FALSE(is_own(file)) << file;
  }
}

TEST(OwnFiles, InstalledPackagesAreNotMine) {
  for (const char* file : {"/usr/lib/python3/dist-packages/requests/api.py",
                           "/usr/local/lib/python3.11/dist-packages/numpy/core/fromnumeric.py",
                           "/srv/shop/venv/lib/python3.11/site-packages/flask/app.py",
                           "/srv/shop/.venv/lib/python3.11/site-packages/a.py",
                           "/home/me/.local/lib/python3.9/site-packages/attr/_make.py",
                           "/home/me/.local/share/pipx/venvs/black/lib/python3.11/site-packages/black/__init__.py",
                           "/home/me/.local/pipx/venvs/black/bin/../lib/python3.11/site-packages/black/__init__.py",
                           "/home/me/.cache/uv/archive-v0/x/lib/python3.12/site-packages/rich/text.py",
                           "/nix/store/a-python3.11-numpy-1.26/lib/python3.11/site-packages/numpy/__init__.py",
                           "/var/lang/lib/python3.12/site-packages/boto3/session.py",
                           "/opt/python/lib/python3.12/site-packages/x.py",
                           "C:\\shop\\venv\\Lib\\site-packages\\django\\db\\models.py",
                           "c:/shop/VENV/LIB/Site-Packages/django/db/models.py",
                           "/home/me/.tox/py311/lib/python3.11/site-packages/pytest.py",
                           "/srv/shop/.venv/bin/pytest",
                           "/x/site-packages/six-1.16.0-py2.7.egg/six.py",
                           "/opt/eggs/six-1.16.0-py2.7.egg/six.py",
                           "/home/me/.pex/installed_wheels/a/requests-2.31-py3-none-any.whl/requests/api.py",
                           "external/pip_numpy/site-packages/numpy/core/numeric.py",
                           "/srv/web/node_modules/express/lib/router.js",
                           "file:///srv/web/node_modules/express/lib/router.js",
                           "webpack:///./node_modules/react/index.js",
                           "/home/me/.cargo/registry/src/index.crates.io-6f17d22bba15001f/serde-1.0/src/lib.rs",
                           "/rustc/a28077b28a02b92985b3a3faecf92813155f1ea1/library/core/src/iter/mod.rs",
                           "/home/me/go/pkg/mod/github.com/gin-gonic/gin@v1.9.0/gin.go",
                           "/usr/local/go/src/runtime/proc.go",
                           "/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/std/src/rt.rs",
                           "/srv/shop/vendor/symfony/http-kernel/Kernel.php",
                           "/srv/shop/third_party/fmt/format.cc",
                           "C:\\venv\\Scripts\\pytest.exe\\__main__.py",
                           "/usr/share/perl5/JSON.pm",
                           "/usr/bin/pytest",
                           "/srv/shop/bower_components/jquery/jquery.js",
                           "/var/runtime/bootstrap.py",
                           "/usr/local/lib/ruby/3.2.0/set.rb",
                           "/home/me/.vscode/extensions/ms-python.python/pythonFiles/lib/python/debugpy/server.py",
                           "/Applications/PyCharm.app/Contents/plugins/python/helpers/profiler/run_profiler.py",
                           "C:\\Program Files\\JetBrains\\PyCharm\\plugins\\python\\helpers\\pydev\\pydevd.py",
                           "/home/linuxbrew/.linuxbrew/Cellar/x/1.0/x.py",
                           "https://deno.land/std/http/server.ts"}) {
    EXPECT_FALSE(is_own(file)) << file;
  }
}

TEST(OwnFiles, WhatIsNoFileIsNotMine) {
  for (const char* file : {"~", "", "<frozen importlib._bootstrap>", "<string>", "<__array_function__ internals>",
                           "<attrs generated init app.Order>", "node:internal/modules/cjs/loader", "node:fs",
                           "internal/modules/cjs/loader.js", "/usr/src/python3.11/Modules/pyexpat.c"}) {
    EXPECT_FALSE(is_own(file) && *file != '\0') << file;
  }
  EXPECT_EQ(own_among({"", "~", "a.py"}), "a.py\n");
}

TEST(OwnFiles, ProgramsOfOnesOwnAreMine) {
  for (const char* file : {"app.py",
                           "src/shop/cart.py",
                           "./app.py",
                           "../shop/app.py",
                           "/srv/shop/app.py",
                           "/home/me/lib/python/shop/app.py",
                           "/srv/lib/python3/shop/app.py",
                           "/srv/lib/python3.11/shop/cart.py",  // pip install --target, PYTHONPATH
                           "/usr/src/app/manage.py",
                           "/app/main.py",
                           "/opt/shop/main.py",
                           "/var/www/shop/wsgi.py",
                           "/usr/local/shop/a.py",
                           "C:\\Users\\me\\shop\\app.py",
                           "D:\\work\\lib\\json\\app.py",
                           "\\\\server\\share\\shop\\app.py",
                           "/home/me/venv/shop/app.py",
                           "/srv/shop.pyz/shop/cart.py",
                           "/srv/shop.zip/__main__.py",
                           "<ipython-input-3-0a1b>",
                           "/tmp/ipykernel_4711/1234.py",
                           "<stdin>",
                           "/home/me/go/src/github.com/me/shop/main.go",
                           "/Users/me/Library/Mobile Documents/shop/app.py",
                           "/home/me/python3.11/shop/app.py",
                           "/home/vendors.py",
                           "/srv/library/site/app.py",
                           "/home/me/external/shop/app.py",
                           "/var/task/app.py",
                           "/workspace/main.py",
                           "C:\\work\\python\\shop\\lib\\json\\a.py",
                           "/home/me/JetBrainsProjects/shop/app.py",
                           "C:\\Program Files\\Shop\\app.py"}) {
    EXPECT_TRUE(is_own(file)) << file;
  }
}

TEST(OwnFiles, AProjectBelowAFolderCalledVendorIsMine) {
  EXPECT_EQ(own_among({"/home/vendor/shop/app.py", "/usr/lib/python3.11/os.py"}), "/home/vendor/shop/app.py\n");
  EXPECT_EQ(own_among({"/srv/shop/vendor/a.php", "/srv/shop/index.php"}), "/srv/shop/index.php\n");
  EXPECT_EQ(own_among({"vendor/a.php", "index.php"}), "index.php\n");
}

TEST(OwnFiles, LaunchersOfAnEnvironmentAreNotMine) {
  const char* const library = "/srv/venv/lib/python3.11/site-packages/a.py";
  EXPECT_EQ(own_among({"/srv/venv/bin/pytest", library, "/srv/venv/bin/run.py", "/home/me/bin/shop"}),
            "/srv/venv/bin/run.py\n/home/me/bin/shop\n");
}

TEST(OwnFiles, CompiledPackagesAreNotMine) {
  EXPECT_EQ(own_among({"pandas/_libs/lib.pyx", "shop/fast.pyx", "/v/site-packages/pandas/core.py"}), "shop/fast.pyx\n");
}

TEST(OwnFiles, AProgramOfTheDistributionIsMineWhenThereIsNoOther) {
  EXPECT_EQ(own_among({"/usr/share/shop/app.py", "/usr/lib/python3.11/os.py"}), "/usr/share/shop/app.py\n");
  EXPECT_EQ(own_among({"/usr/share/shop/app.py", "app.py"}), "app.py\n");
}

TEST(OwnFiles, NothingOfOnesOwnIsAnError) {
  EXPECT_EQ(own_among({"/usr/lib/python3.11/os.py", "~"}), "--mine: no function is from a file of your own\n");
  EXPECT_EQ(own_among({"~", ""}), "--mine: no function is from a file of your own\n");
}

TEST(OwnFiles, ShortNamesDoNotTell) {
  EXPECT_EQ(own_among({"threading.py", "flask/app.py", "shop.py"}),
            "--mine: the files of this profile have short names (threading.py), which do not tell\n");
}

TEST(FilePlaces, PathsHaveOneSpelling) {
  EXPECT_EQ(plain_path("C:\\a\\.\\b\\..\\c.py"), "C:/a/c.py");
  EXPECT_EQ(plain_path("\\\\?\\C:\\a.py"), "C:/a.py");
  EXPECT_EQ(plain_path("file:///C:/a.js"), "C:/a.js");
  EXPECT_EQ(plain_path("./a//b/"), "a/b");
  EXPECT_EQ(plain_path("../a"), "../a");
  EXPECT_EQ(plain_path("/../a/../.."), "/");
  EXPECT_EQ(plain_path("."), "");
  EXPECT_EQ(plain_path("<frozen a/b>"), "<frozen a/b>");
}

}  // namespace
}  // namespace p2g
