#include "tools/reference/json.h"

#include <algorithm>

#include "rapidjson/error/en.h"
#include "rapidjson/reader.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace authconform::reference {
namespace {

constexpr std::size_t kDepthLimit = 32;

// Numbers stay text: RapidJSON 1.1 crashes on some exponents when it converts them itself (CVE-2024-38517).
constexpr unsigned kParseFlags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;

// RapidJSON decodes the escape of a lone low surrogate into the three bytes that UTF-8 leaves out for it.
bool HoldsSurrogate(std::string_view text) {
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) == 0xED && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  bool Default() { return false; }
  bool Null() {
    Slot();
    return true;
  }
  bool Bool(bool truth) {
    Slot().value.emplace<bool>(truth);
    return true;
  }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
    Slot().value.emplace<JsonNumber>().text.assign(text, length);
    return true;
  }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    if (HoldsSurrogate({text, length})) return Refuse("a string holds half of a surrogate pair");
    Slot().value.emplace<std::string>(text, length);
    return true;
  }
  bool StartObject() { return Open<JsonObject>(); }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    const std::string_view name(text, length);
    if (HoldsSurrogate(name)) return Refuse("a name holds half of a surrogate pair");
    if (open_.back().Find(name) != nullptr) return Refuse("an object holds the same name twice");
    std::get<JsonObject>(open_.back().value).emplace_back(name, nullptr);
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool StartArray() { return Open<JsonArray>(); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  const std::string& refusal() const { return refusal_; }
  Json Take() { return std::move(root_); }

 private:
  bool Refuse(const char* why) {
    refusal_ = why;
    return false;
  }

  template <typename Container>
  bool Open() {
    if (open_.size() == kDepthLimit) return Refuse("values are nested too deeply");
    open_.emplace_back().value.emplace<Container>();
    return true;
  }

  bool Close() {
    Json closed = std::move(open_.back());
    open_.pop_back();
    Slot() = std::move(closed);
    return true;
  }

  // Where the next value goes, a null until then.
  Json& Slot() {
    if (open_.empty()) return root_;
    if (auto* items = std::get_if<JsonArray>(&open_.back().value)) return items->emplace_back();
    return std::get<JsonObject>(open_.back().value).back().second;
  }

  Json root_;
  std::vector<Json> open_;
  std::string refusal_;
};

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void WriteText(const std::string& text, Writer& writer) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

// Recursion is safe: an answer is as deep as its backend wrote it, a parsed value at most kDepthLimit.
void Write(const Json& json, Writer& writer) {
  if (json.IsNull()) {
    writer.Null();
  } else if (const bool* truth = std::get_if<bool>(&json.value)) {
    writer.Bool(*truth);
  } else if (const auto* number = std::get_if<JsonNumber>(&json.value)) {
    writer.RawValue(number->text.data(), number->text.size(), rapidjson::kNumberType);
  } else if (const std::string* text = json.Text()) {
    WriteText(*text, writer);
  } else if (const auto* items = std::get_if<JsonArray>(&json.value)) {
    writer.StartArray();
    for (const Json& item : *items) Write(item, writer);
    writer.EndArray();
  } else {
    writer.StartObject();
    for (const auto& [name, member] : json.Members()) {
      WriteText(name, writer);
      Write(member, writer);
    }
    writer.EndObject();
  }
}

}  // namespace

const Json* Json::Find(std::string_view name) const {
  const auto* members = std::get_if<JsonObject>(&value);
  if (members == nullptr) return nullptr;
  const auto found =
      std::ranges::find(*members, name, [](const auto& member) { return std::string_view(member.first); });
  return found == members->end() ? nullptr : &found->second;
}

Json* Json::Find(std::string_view name) { return const_cast<Json*>(std::as_const(*this).Find(name)); }

void Json::Set(std::string_view name, Json member) {
  if (Json* found = Find(name)) {
    *found = std::move(member);
  } else {
    std::get<JsonObject>(value).emplace_back(name, std::move(member));
  }
}

void Json::Erase(std::string_view name) {
  std::erase_if(std::get<JsonObject>(value), [&](const auto& member) { return member.first == name; });
}

Result<Json> ParseJson(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return Error{"", "", "the text begins with a byte order mark"};
  // The reader takes a zero byte for the end of its input and would not look at what follows.
  if (text.find('\0') != std::string_view::npos) return Error{"", "", "the text holds a zero byte"};

  const std::string terminated(text);
  rapidjson::StringStream stream(terminated.c_str());
  rapidjson::Reader reader;
  Builder builder;
  const rapidjson::ParseResult parsed = reader.Parse<kParseFlags>(stream, builder);
  if (!builder.refusal().empty()) return Error{"", "", builder.refusal()};
  if (parsed.IsError()) {
    std::string message = rapidjson::GetParseError_En(parsed.Code());
    while (message.ends_with('.')) message.pop_back();
    return Error{"", "", message + " (at byte " + std::to_string(parsed.Offset()) + ")"};
  }
  return builder.Take();
}

std::string WriteJson(const Json& json) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  Write(json, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace authconform::reference
