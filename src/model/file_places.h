// What a file name of a profile says about where the file lives: one spelling of a path, where what is imported begins
// in it, and whose code it is. Told by the text alone, because profiles are looked at on other machines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace p2g {

// One spelling of a path: "/" between components, no "." and no empty ones, ".." resolved where something stands before
// it, no "file://". "C:\Python311\Lib\os.py" is "C:/Python311/Lib/os.py". What is no path ("<string>", "~") stays.
std::string plain_path(std::string_view path);

// Of plain paths. "/a" and "C:/a" do not depend on where the program was run.
bool is_absolute_path(std::string_view path);
// "C:/a": upper and lower case are the same there.
bool is_windows_path(std::string_view path);
// The part behind the last slash.
std::string_view last_component(std::string_view path);
// "<string>", "<frozen os>", "node:fs": code that lives in no file.
bool is_no_path(std::string_view file);

enum class Place : std::uint8_t {
  own,        // nothing speaks against it
  standard,   // Python's standard library
  installed,  // by a package manager: site-packages, node_modules, .cargo, go/pkg/mod …
  vendored,   // below a folder that often holds a copy of foreign code (vendor, third_party), and not always
  system,     // of the distribution: /usr/lib, /nix/store …
  generated,  // no file: "<string>", "<frozen os>", "node:fs"
  nowhere,    // no file is known, or it is a C function
};

struct FilePlace {
  Place place = Place::own;
  // Where the name begins under which the file is imported: "json/decoder.py" of "/usr/lib/python3.11/json/decoder.py".
  // 0: no such folder is known, and the path may be imported from anywhere in it.
  std::size_t import_root = 0;
  // Of Place::vendored: the end of what holds the folder, "/srv/app/" of "/srv/app/vendor/x.py".
  std::size_t holder = 0;
  // End of the environment that Python was installed in, "/srv/venv/" of "/srv/venv/lib/python3.11/…"; 0: none known.
  std::size_t environment = 0;
};

// Of a plain path.
FilePlace place_of(std::string_view path);

// A module or package of the standard library of any Python from 2.7 to 3.15, without packages above: "json", "Queue".
bool is_standard_module(std::string_view name);

}  // namespace p2g
