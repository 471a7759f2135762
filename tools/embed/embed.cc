// Files into a C++ source that holds them: embed VARIABLE OUTPUT FILE…
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

// Adjacent literals, each short: compilers bound the length of one.
void WriteLiteral(const std::string& bytes, std::ostream& out) {
  constexpr size_t kPiece = 4'000;
  for (size_t at = 0; at < bytes.size(); at += kPiece) {
    out << "\n    R\"EMBED(" << bytes.substr(at, kPiece) << ")EMBED\"";
  }
  if (bytes.empty()) out << "\"\"";
}

// The path from its own workspace's root, also when that workspace is built as a repository of another.
std::string NameOf(const std::string& path) {
  const std::string external = "external/";
  if (!path.starts_with(external)) return path;
  return path.substr(path.find('/', external.size()) + 1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: embed VARIABLE OUTPUT FILE...\n";
    return 2;
  }
  std::ofstream out(arguments[2], std::ios::binary);
  out << "#include \"tools/embed/embedded.h\"\n\nnamespace authconform {\n\nconst FileSet& " << arguments[1]
      << "() {\n  static const FileSet files = {\n";
  for (int i = 3; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
      std::cerr << arguments[i] << ": cannot be read\n";
      return 2;
    }
    out << "  {\"" << NameOf(arguments[i]) << "\",";
    WriteLiteral(bytes, out);
    out << "},\n";
  }
  out << "  };\n  return files;\n}\n\n}  // namespace authconform\n";
  return out.flush() ? 0 : 2;
}
