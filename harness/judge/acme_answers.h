// An invented endpoint, cases and answers of it, and their judgement as a line of text, for tests.
#pragma once

#include <string>
#include <vector>

#include "harness/judge/judge.h"

namespace authconform {

inline constexpr char kToken[] =
    "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEwMCwic3ViIjoiYW5uIn0.c2ln";  // {"exp":100,"sub":"ann"}

// Success and bad_credentials are documented, in acme.md; the rest is not.
Spec AcmeSpec();

// Of a success: {"access_token": kToken, "expires_in": 100}
std::string GoodBody();

struct AcmeAnswer {
  int status = 200;
  std::string body = GoodBody();
  std::vector<Header> headers = {{"Content-Type", "application/json"}};
};

Exchange Received(const AcmeAnswer& answer);

// A case of the family "valid" without a mutation.
Case Asks(std::vector<std::string> expect, std::vector<Check> checks, std::vector<std::string> requirements = {});

// What the judge makes of the answer, sent by ann; the twin's, where there is one, was sent by bob.
Judgement JudgeAnswer(const Spec& spec, const Case& asked, const AcmeAnswer& answer, const AcmeAnswer* twin = nullptr);

// "verdict rule@pointer rule@pointer", findings in order.
std::string Summary(const Judgement& judgement);
std::string Hear(const Case& asked, const AcmeAnswer& answer, const AcmeAnswer* twin = nullptr);

}  // namespace authconform
