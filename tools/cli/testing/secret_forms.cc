#include "tools/cli/testing/secret_forms.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <filesystem>

#include "harness/base/base64.h"
#include "harness/base/json.h"

namespace authconform::testing {
namespace {

std::string UrlSafe(std::string base64) {
  for (char& c : base64) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return base64.substr(0, base64.find('='));
}

// Base64 of the text wherever in a longer one it stands: what the neighbours do not touch.
std::vector<std::string> Base64Inside(const std::string& text) {
  std::vector<std::string> forms;
  for (size_t before : {0, 1, 2}) {
    const std::string whole =
        EncodeBase64(std::string(before, 'x') + text + std::string(3 - (before + text.size()) % 3, 'x'));
    const size_t first = before == 0 ? 0 : before + 1;
    const size_t last = (before + text.size()) * 8 / 6;
    forms.push_back(whole.substr(first, last - first));
  }
  return forms;
}

std::string Hex(const std::string& text, const char* format, const std::string& between) {
  std::string out;
  for (unsigned char c : text) {
    char digits[4];
    std::snprintf(digits, sizeof digits, format, c);
    out += (out.empty() ? "" : between) + digits;
  }
  return out;
}

}  // namespace

std::string Percent(const std::string& text, bool all, bool upper) {
  std::string out;
  for (unsigned char c : text) {
    if (!all && (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_')) {
      out += static_cast<char>(c);
      continue;
    }
    char hex[4];
    std::snprintf(hex, sizeof hex, upper ? "%%%02X" : "%%%02x", c);
    out += hex;
  }
  return out;
}

std::string JsonEscaped(const std::string& text) {
  std::string quoted;
  AppendJsonString(text, quoted);
  return quoted.substr(1, quoted.size() - 2);
}

std::string XmlEscaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

namespace {

// Every character of ASCII by number.
std::string Referenced(const std::string& text) {
  std::string out;
  for (unsigned char c : text) out += c < 0x80 ? "&#" + std::to_string(c) + ";" : std::string(1, static_cast<char>(c));
  return out;
}

// All that is no base64.
std::vector<std::string> Escaped(const std::string& secret) {
  std::string plus = Percent(secret, false, true);
  for (size_t at; (at = plus.find("%20")) != std::string::npos;) plus.replace(at, 3, "+");
  return {secret,
          Percent(secret, false, true),
          Percent(secret, false, false),
          plus,
          Percent(secret, true, true),
          JsonEscaped(secret),
          JsonEscaped(JsonEscaped(secret)),
          XmlEscaped(secret),
          XmlEscaped(JsonEscaped(secret)),
          Referenced(secret),
          Hex(secret, "%02x", ""),
          Hex(secret, "%02X", ""),
          Hex(secret, "%02x", ":"),
          "\\x" + Hex(secret, "%02x", "\\x")};
}

}  // namespace

std::vector<std::string> FormsOf(const std::string& secret) {
  std::vector<std::string> forms = Escaped(secret);
  for (const std::string& packed : {secret, JsonEscaped(secret), Percent(secret, false, true)}) {
    for (const std::string& form : Base64Inside(packed)) {
      forms.push_back(form);
      forms.push_back(UrlSafe(form));
      forms.push_back(Percent(form, false, true));
    }
  }
  return forms;
}

std::vector<std::string> EncodedForms(const std::string& secret) {
  std::vector<std::string> forms = Escaped(secret);
  for (const std::string& packed : {secret, JsonEscaped(secret), Percent(secret, false, true)}) {
    for (const std::string before : {"", "x", "xy", "{\"a\":\""}) {
      forms.push_back(EncodeBase64(before + packed));
      forms.push_back(EncodeBase64Url(before + packed + "\"}"));
      forms.push_back(Percent(EncodeBase64(before + packed + "x"), false, true));
    }
  }
  return forms;
}

Written AllWritten(const std::string& folder, const Ended& ended) {
  Written all = {{"standard output", ended.out}, {"standard error", ended.err}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) all.emplace_back(entry.path().string(), ReadText(entry.path()));
  }
  return all;
}

void ExpectNowhere(const Written& written, const std::string& what, const std::string& secret) {
  for (const std::string& form : FormsOf(secret)) {
    ASSERT_GE(form.size(), 6u) << what;
    for (const auto& [where, text] : written) {
      const size_t at = text.find(form);
      EXPECT_EQ(at, std::string::npos) << what << " as " << form << " in " << where << ":\n"
                                       << text.substr(at > 80 ? at - 80 : 0, 240);
    }
  }
}

}  // namespace authconform::testing
