// A program that uses the installed library: draws a profile's call graph and prints its table.
#include <prof2graph/analysis.h>
#include <prof2graph/importer.h>
#include <prof2graph/output.h>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  p2g::Result<p2g::Profile> profile = p2g::read_profile(argv[1]);
  if (!profile) {
    std::cerr << p2g::format_error(profile.error());
    return 3;
  }
  const p2g::Analysis analysis(*std::move(profile));
  const p2g::Result<std::string> picture = p2g::draw(analysis, "svg", {.view = "callgraph"});
  const p2g::Result<std::string> table = p2g::draw(analysis, "txt", {.view = "table"});
  if (!picture || !table) return 3;
  std::cerr << *picture;
  std::cout << *table;
  return 0;
}
