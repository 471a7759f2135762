#include "tools/derive/read/recognise.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

TEST(Recognise, GoesByContent) {
  struct Row {
    const char* text;
    Dialect dialect;
  };
  const Row rows[] = {
      {"# x\n{% api-method method=\"post\" path=\"/p\" %}\n", Dialect::kGitBook},
      {"{% swagger method=\"post\" path=\"/p\" %}\n", Dialect::kGitBook},
      {"<!-- START_1 -->\n## x\n<!-- END_1 -->\n", Dialect::kScribe},
      {"> Example request:\n```bash\n```\n> Example response (200):\n", Dialect::kScribe},
      {"<input data-endpoint=\"POSTx\" data-component=\"body\">", Dialect::kScribe},
      {"{\"api\": {\"results\": {}, \"params\": [], \"url\": \"/x\"}}", Dialect::kReadmeIo},
      {"# T\n```json\n{\"url\": \"\", \"params\": [], \"results\": {\"codes\": []}}\n```\n", Dialect::kReadmeIo},
      {"[block:code]\n{}\n[/block]\n", Dialect::kReadmeIo},
      {"{\"openapi\": \"3.0.0\", \"paths\": {}}", Dialect::kOpenApi},
      {"openapi: 3.1.0\npaths: {}\n", Dialect::kOpenApi},
      {"\xEF\xBB\xBFswagger: '2.0'\npaths: {}\n", Dialect::kOpenApi},
      {"openapi: 3.1.0\nx-readme: {}\npaths: {}\n", Dialect::kOpenApi},
      {"# Page\n```json\n{\"openapi\": \"3.0.0\", \"paths\": {}}\n```\n", Dialect::kReadmeIo},
      {"{\"info\": {\"schema\": \"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"}}",
       Dialect::kPostman},
      {"# x\n\n**Method:** POST\n", Dialect::kReadme},
      {"POST /x\na | b |\n---|---|\nc | d |\n", Dialect::kTable},
      {"", Dialect::kReadme},
      {"paths of glory: openapi is mentioned", Dialect::kReadme},
  };
  for (const Row& row : rows) EXPECT_EQ(Recognise(row.text), row.dialect) << row.text;
}

TEST(ReadDocument, CanBeToldTheDialect) {
  const Facts facts = ReadDocument("# x\n\n## POST /login\n", "x.md", Dialect::kTable);
  EXPECT_EQ(facts.dialect, Dialect::kTable);
  ASSERT_EQ(facts.endpoints.size(), 1u);
  EXPECT_EQ(facts.endpoints[0].path, "/login");
}

TEST(ReadDocument, ReadsNothingOutOfNoise) {
  for (const char* text : {"", "\n", "\xFF\xFE\x00", "{", "[[[[", "{% api-method", "```", "|", "<form", "openapi:"}) {
    for (int dialect = 0; dialect < 7; ++dialect) {
      EXPECT_TRUE(ReadDocument(text, "x", static_cast<Dialect>(dialect)).endpoints.empty()) << text << dialect;
    }
  }
}

}  // namespace
}  // namespace authconform
