// The calls and options of a program, whatever its language, into the request that it sends.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/derive/text/sample_draft.h"
#include "tools/derive/text/sample_values.h"

namespace authconform {

class CodeReader {
 public:
  CodeReader(std::string_view text, int first_line) : code_(text), draft_(text, first_line) {}

  std::optional<RequestSample> Read();

 private:
  using Encoding = RequestSample::Encoding;
  enum class Role { kNone, kMethod, kUrl, kBase, kHeaders, kQuery, kBody, kFiles, kAuth, kContentType, kHost, kPath };
  // How sure it is that something is what it seems. A later one counts when it is surer.
  enum Rank { kNothing, kVariable, kOption, kArgument };

  struct Key {
    Role role = Role::kNone;
    Encoding encoding = Encoding::kNone;
    size_t value = 0;  // its first token
  };
  struct Call {
    size_t word = 0;
    std::string name;      // lower case
    std::string receiver;  // what stands before it, lower case: "this.http."; ")." behind another call
    bool chained() const { return receiver.starts_with(")"); }
    std::vector<size_t> arguments;
  };

  // In sample_code.cc: options and variables.
  Key KeyAt(size_t i) const;
  size_t ReadKey(size_t i, const Key& key);
  bool HoldsOptions(size_t open) const;
  void OfferUrl(Rank rank, std::string_view url);
  void OfferBody(Rank rank, CodeValue value, Encoding encoding);
  void ReadHeaders(const CodeValue& value);
  void ReadQuery(const CodeValue& value);
  void ReadAuth(size_t i);
  void ReadIndexed(size_t i);
  std::optional<LooseJson> ReadContainer(const CodeValue& value);
  void Conclude();
  void ConcludeBody();
  bool ReadParts(const LooseJson& json);
  bool ReadFields(const LooseJson& json);
  void FindBodyText();
  Encoding DefaultEncoding() const;
  bool Uses(std::string_view word) const { return words_.contains(word); }

  // In sample_calls.cc.
  std::optional<Call> CallAt(size_t i) const;
  void ReadCall(const Call& call);
  bool ReadVerb(const Call& call);
  bool ReadMethodAndUrl(const Call& call);
  bool ReadUrlCall(const Call& call);
  bool ReadHeaderCall(const Call& call);
  bool ReadFieldCall(const Call& call);
  bool ReadBodyCall(const Call& call);
  void ReadPositionalBody(const Call& call, size_t first);
  // An argument, its name left out.
  CodeValue Argument(const Call& call, size_t k) const;
  std::string ArgumentText(const Call& call, size_t k) const;
  std::string MethodAt(size_t i) const;
  Lines LinesOfCall(const Call& call) const;

  CodeValues code_;
  SampleDraft draft_;
  std::set<std::string, std::less<>> words_;  // lower case
  std::set<size_t> consumed_;                 // brackets that hold a body, and no options
  size_t containers_left_ = 50;
  Rank url_rank_ = kNothing;
  std::string url_;
  std::vector<std::pair<std::string, std::string>> query_;
  std::string host_;
  std::string path_;
  Rank body_rank_ = kNothing;
  CodeValue body_;
  Encoding body_encoding_ = Encoding::kNone;
  std::string chained_method_;  // of .post(body) on a builder
  bool has_fields_ = false;
  bool sends_ = false;  // something in it is known to send requests
};

}  // namespace authconform
