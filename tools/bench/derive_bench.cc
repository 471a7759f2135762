// derive_bench: what reading a document costs, at growing sizes of each dialect, over the floor of passing its bytes
// once through SHA-256. Twice the size must cost about twice as much.
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "tools/derive/facts_json.h"
#include "tools/derive/read/recognise.h"

namespace authconform {
namespace {

constexpr size_t kMebibyte = 1 << 20;
constexpr int kRounds = 5;

struct Page {
  Dialect dialect;
  const char* file;  // of tools/derive/testdata; repeated until the document has its size
};

constexpr Page kPages[] = {
    {Dialect::kGitBook, "gitbook/api_method.md"}, {Dialect::kGitBook, "gitbook/swagger.md"},
    {Dialect::kReadme, "readme/labels.md"},       {Dialect::kReadme, "readme/headings.md"},
    {Dialect::kScribe, "scribe/scribe2.md"},      {Dialect::kScribe, "scribe/apidoc.md"},
    {Dialect::kTable, "table/plain.txt"},
};

// The same page again and again: calls told twice are one in the end, but every one is read.
std::string Grow(const std::string& page, size_t bytes) {
  std::string grown;
  while (grown.size() < bytes) grown += page + "\n";
  return grown;
}

// JSON and YAML do not grow by repetition: an OpenAPI document with as many calls as it takes.
std::string GrowOpenApi(size_t bytes) {
  std::string document = R"({"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {)";
  for (int call = 0; document.size() < bytes; ++call) {
    document += (call > 0 ? ",\n" : "\n");
    document += "\"/call/" + std::to_string(call) + R"(": {"post": {"summary": "s", "requestBody": {"content":
  {"application/json": {"schema": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"},
  "word": {"type": "string", "example": "rope"}}}}}}, "responses": {"200": {"description": "fine", "content":
  {"application/json": {"example": {"token": "abc", "until": 1700000000}}}}, "401": {"description": "no"}}}})";
  }
  return document + "}}\n";
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

template <typename F>
double MillisecondsOf(F&& work) {
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    work();
    rounds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return Median(std::move(rounds));
}

double Read(const std::string& document, Dialect dialect) {
  return MillisecondsOf([&] {
    const Facts facts = ReadDocument(document, "page", dialect);
    if (WriteJson(FactsJson(facts)).empty()) std::abort();
  });
}

double Floor(const std::string& document) {
  return MillisecondsOf([&] {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(document.data()), document.size());
  });
}

void Measure(const std::string& name, Dialect dialect, const std::string& half, const std::string& whole) {
  const double half_ms = Read(half, dialect);
  const double whole_ms = Read(whole, dialect);
  std::printf("%-24s %9.1f %9.1f %11.2f %9.1f\n", name.c_str(), half_ms, whole_ms, whole_ms / half_ms,
              whole_ms / Floor(whole));
}

int Main() {
  if (sodium_init() < 0) return 1;
  std::printf("reading a document to its facts; median of %d\n", kRounds);
  std::printf("%-24s %9s %9s %11s %9s\n", "page", "0.5 MiB", "1 MiB", "growth (~2)", "x SHA-256");
  for (const Page& page : kPages) {
    const Result<std::string> text = ReadFile(std::string("tools/derive/testdata/") + page.file);
    if (!text) {
      std::fprintf(stderr, "%s\n", text.error().ToString().c_str());
      return 1;
    }
    Measure(page.file, page.dialect, Grow(*text, kMebibyte / 2), Grow(*text, kMebibyte));
  }
  Measure("openapi, many calls", Dialect::kOpenApi, GrowOpenApi(kMebibyte / 2), GrowOpenApi(kMebibyte));
  return 0;
}

}  // namespace
}  // namespace authconform

int main() { return authconform::Main(); }
