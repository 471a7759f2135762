#include "tools/derive/read/recognise.h"

#include "tools/derive/read/complete.h"
#include "tools/derive/read/readers.h"

namespace authconform {
namespace {

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// "openapi": / openapi: with a version behind it, at the start of a line or object.
bool HasMember(std::string_view text, std::string_view name) {
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool starts = at == 0 || text[at - 1] == '\n' || text[at - 1] == '"' || text[at - 1] == '\'';
    std::string_view rest = text.substr(at + name.size());
    if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
    if (starts && Trim(rest.substr(0, 8)).starts_with(':')) return true;
  }
  return false;
}

bool IsScribe(std::string_view text) {
  if (Contains(text, "<!-- START_") && Contains(text, "<!-- END_")) return true;
  if (Contains(text, "data-component=\"") && Contains(text, "data-endpoint=\"")) return true;
  if (Contains(text, "fancy-heading-panel") || Contains(text, "<small class=\"badge badge-")) return true;
  return Contains(text, "> Example request:") && Contains(text, "> Example response");
}

// A page export holds an object that describes the call: {"api": {…, "url": …}}, or an operation beside its page.
bool IsReadmeIo(std::string_view text) {
  const bool api =
      (HasMember(text, "api") || HasMember(text, "codes")) && HasMember(text, "results") && HasMember(text, "params");
  if (api || Contains(text, "[block:")) return true;
  if (Contains(text, "x-readme") || Contains(text, "\"apiSetting\"")) return true;
  return !Trim(text).starts_with('{') && HasMember(text, "operation") && HasMember(text, "path");
}

size_t CountLines(std::string_view text, bool (*test)(std::string_view)) {
  size_t count = 0;
  for (std::string_view line : SplitLines(text)) count += test(Trim(line)) ? 1 : 0;
  return count;
}

}  // namespace

Dialect Recognise(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const bool object = Trim(text).starts_with('{');
  if (object && Contains(text, "schema.getpostman.com")) return Dialect::kPostman;
  if (object && HasMember(text, "item") && HasMember(text, "info") && HasMember(text, "request"))
    return Dialect::kPostman;
  if (Contains(text, "{% api-method") || Contains(text, "{% swagger")) return Dialect::kGitBook;
  const bool paths = HasMember(text, "paths");
  if (paths && (HasMember(text, "openapi") || HasMember(text, "swagger"))) {
    const bool page = !object && CountLines(text, [](std::string_view line) { return line.starts_with("```"); }) > 0 &&
                      CountLines(text, [](std::string_view line) { return line.starts_with("# "); }) > 0;
    return page ? Dialect::kReadmeIo : Dialect::kOpenApi;
  }
  if (IsReadmeIo(text)) return Dialect::kReadmeIo;
  if (IsScribe(text)) return Dialect::kScribe;
  if (Contains(text, "{% tab") || Contains(text, "{% openapi") || Contains(text, "{% hint") ||
      Contains(text, "{% code"))
    return Dialect::kGitBook;
  const size_t headings =
      CountLines(text, [](std::string_view line) { return line.starts_with('#') || line.starts_with("**"); });
  const size_t rows = CountLines(text, [](std::string_view line) { return line.find('|') != std::string_view::npos; });
  return rows > 2 && rows > headings ? Dialect::kTable : Dialect::kReadme;
}

Facts ReadDocument(std::string_view text, const std::string& name, std::optional<Dialect> dialect) {
  using Reader = Facts (*)(std::string_view, const std::string&);
  static constexpr Reader kReaders[] = {ReadGitBook, ReadReadme,  ReadScribe, ReadReadmeIo,
                                        ReadTable,   ReadOpenApi, ReadPostman};
  const Dialect chosen = dialect.value_or(Recognise(text));
  Facts facts = kReaders[static_cast<size_t>(chosen)](text, name);
  facts.dialect = chosen;
  return Complete(std::move(facts));
}

}  // namespace authconform
