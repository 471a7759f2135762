// Text that may hold secrets into text that holds none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

// Masks every registered value in all of its forms: raw, percent-encoded (RFC 3986 and form), JSON-escaped, with HTML
// character references (by number, or &amp; &lt; &gt; &quot; &apos;), base64 and base64url (padded or not, alone or
// inside a longer encoded text), and one of these in another.
// A masked value reads "<secret:LABEL>", alike for all its forms. Where values overlap, all that they cover is masked
// once, under the label of the longest.
class Redactor {
 public:
  // Values shorter than this cannot be told from ordinary text and are not masked: refuse them where they enter.
  static constexpr size_t kShortest = 4;

  // `label` says what the value is, never what it is worth: "account.active.password".
  void Add(std::string_view label, std::string_view value);

  // A Redactor that knows what this one knows and then some, for one exchange; cheap. `this` must outlive it and must
  // learn nothing meanwhile.
  Redactor Extend() const;

  // A text made to be costly to search is withheld as a whole: "<text withheld: …>".
  std::string Redact(std::string_view text) const;

 private:
  struct Secret {
    std::string value;
    std::string mask;
  };
  // A way in which a secret may stand in a text once percent, JSON and HTML escapes are undone.
  struct Form {
    uint32_t start = 0;  // its first four bytes
    size_t secret = 0;   // which of secrets_
    int shift = 0;       // kRaw, or base64 with so many bytes before the value in its group of three
  };
  static constexpr int kRaw = -1;
  struct View;
  struct Search;

  void AddForm(uint32_t start, int shift);
  void FindAt(std::string_view text, size_t begin, uint32_t start, const View* view, Search& search) const;
  void Find(std::string_view text, const View* view, int undo, Search& search) const;

  const Redactor* base_ = nullptr;
  std::vector<Secret> secrets_;
  std::vector<Form> forms_;             // by start
  bool spaced_ = false;                 // some value holds a space, which a form may write as '+'
  std::array<uint64_t, 256> starts_{};  // a bit for each start that some form may have, the base's among them
};

}  // namespace authconform
