#include "tools/bundle/testing/tar.h"

#include <cstdio>

#include "tools/bundle/gzip.h"

namespace authconform::testing {
namespace {

constexpr size_t kBlock = 512;

std::string Octal(size_t number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*zo", digits, number);
  return text;
}

}  // namespace

std::string TarBlocks(const TarEntry& entry) {
  std::string head(kBlock, '\0');
  const auto put = [&](size_t at, const std::string& text) { head.replace(at, text.size(), text); };
  put(0, entry.name.substr(0, 100));
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, entry.size.empty() ? Octal(entry.bytes.size(), 11) : entry.size);
  put(136, "00000000000");
  put(148, "        ");
  put(156, std::string(1, entry.type));
  put(157, entry.link.substr(0, 100));
  put(257, std::string("ustar\00000", 8));
  size_t sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  put(148, Octal(sum, 6) + '\0' + ' ');
  std::string blocks = head + entry.bytes;
  blocks.resize((blocks.size() + kBlock - 1) / kBlock * kBlock);
  return blocks;
}

std::string TarEnd() { return std::string(2 * kBlock, '\0'); }

std::string PaxRecord(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) ++length;
  return std::to_string(length) + rest;
}

std::string Gzipped(const std::string& bytes) {
  Gzip gzip;
  gzip.Append(bytes);
  return gzip.Finish();
}

}  // namespace authconform::testing
