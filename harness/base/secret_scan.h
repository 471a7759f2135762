// Bytes about to be given away into the first secret that still stands in them: the last look after all masking.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/redact.h"
#include "harness/base/result.h"

namespace authconform {

// As Redactor::FindFirst: label and byte offset, never the value.
std::optional<SecretHit> FindSecret(const Redactor& redactor, std::string_view text);

// The same of a file of any size, read in pieces that overlap by the longest form of any value; time and memory grow
// with the file's size and with the longest value's, not with their product. Error: the file cannot be read.
Result<std::optional<SecretHit>> FindSecretInFile(const Redactor& redactor, const std::string& path);

// "the secret client.key stands at byte 123"; for an Error's message.
std::string DescribeHit(const SecretHit& hit);

}  // namespace authconform
