#include "tools/derive/read/call_line.h"

#include <gtest/gtest.h>

namespace authconform {
namespace {

struct Row {
  const char* line;
  bool loose;
  const char* call;  // "METHOD path", with " v" for a version; nullptr: none
};

TEST(ReadCallLine, FindsMethodAndPath) {
  const Row rows[] = {
      {"POST /login", false, "POST /login"},
      {"`POST /login`", false, "POST /login"},
      {"**POST** `/login`", false, "POST /login"},
      {"1. GET /users/:id", true, "GET /users/:id"},
      {"POST: /login", false, "POST /login"},
      {"[DELETE] /keys/{id}", false, "DELETE /keys/{id}"},
      {"/login [POST]", false, "POST /login"},
      {"`/login` (POST)", false, "POST /login"},
      {"Sign in [POST /login]", true, "POST /login"},
      {"Endpoint: POST /login", false, "POST /login"},
      {"POST https://api.test/v1/login?x=1", false, "POST https://api.test/v1/login?x=1"},
      {"POST {{base}}/login", false, "POST {{base}}/login"},
      {"POST api/login", false, "POST api/login"},
      {"Send a POST request to `/login` with both", false, "POST /login"},
      {"POST /login HTTP/1.1", false, "POST /login v"},
      {"POST the form", false, nullptr},
      {"We GET /things done", false, nullptr},
      {"POSTING /login", false, nullptr},
      {"post /login", false, nullptr},
      {"GET", false, nullptr},
      {"", false, nullptr},
  };
  for (const Row& row : rows) {
    const std::optional<CallLine> call = ReadCallLine(row.line, row.loose);
    const std::string got = call ? call->method + " " + call->path + (call->version ? " v" : "") : "none";
    EXPECT_EQ(got, row.call == nullptr ? "none" : row.call) << row.line;
  }
}

TEST(ReadTopLine, TakesOneWordForAPath) {
  EXPECT_EQ(ReadTopLine("POST Token")->path, "/Token");
  EXPECT_FALSE(ReadTopLine("POST Request").has_value());
  EXPECT_FALSE(ReadTopLine("POST it").has_value());
  EXPECT_FALSE(ReadTopLine("Post Token").has_value());
}

}  // namespace
}  // namespace authconform
