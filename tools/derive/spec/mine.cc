#include "tools/derive/spec/mine.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "tools/derive/spec/relation_words.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/spec/token_inside.h"
#include "tools/derive/spec/told.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Kind = Relation::Kind;

constexpr size_t kScalars = 200;  // of a body that are compared with a token's inside
constexpr size_t kTokens = 10;    // of a body that are looked into
constexpr size_t kPeculiar = 12;  // a text of this length is not the same twice by chance

std::string Spaced(std::string slug) {
  std::replace(slug.begin(), slug.end(), '-', ' ');
  return slug;
}

bool IsOneOf(std::string_view name, const std::vector<std::string_view>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string TextOf(const Json& value) { return value.is_string() ? value.string() : WriteJson(value); }

// Claims and members that say who a token is for (RFC 7519 4.1.2, OpenID Connect Core 5.1, common frameworks).
bool NamesSubject(std::string_view name) {
  return IsOneOf(Slug(name), {"sub", "uid", "user-id", "userid", "id", "nameid", "nameidentifier", "user", "username",
                              "user-name", "preferred-username", "unique-name", "email", "upn", "login", "name"});
}

// An account's id proper, which two tokens of one answer share.
bool NamesUserId(std::string_view name) { return IsOneOf(Slug(name), {"uid", "user-id", "userid", "account-id"}); }

// Scalars of a body outside lists, in reading order.
void CollectScalars(const Shape& shape, std::vector<const Shape*>& scalars) {
  for (const auto& [name, member] : shape.members) {
    if (scalars.size() >= kScalars) return;
    if (!member.shown.empty()) scalars.push_back(&member);
    CollectScalars(member, scalars);
  }
}

bool IsNumber(const Shape& member) { return !member.shown.empty() && member.shown.front().is_number(); }
bool IsText(const Shape& member) { return !member.shown.empty() && member.shown.front().is_string(); }

struct Token {
  const Shape* member;
  std::string slug;   // "access-token"
  std::string words;  // "the access token"
  TokenInside inside;
  std::vector<Leaf> claims;  // of a JWT

  const Leaf* Find(std::string_view pointer) const {
    for (const Leaf& claim : claims) {
      if (claim.pointer == pointer) return &claim;
    }
    return nullptr;
  }
};

class Miner {
 public:
  Miner(const OutcomeExamples& outcome, const SentExample& sent, const Narrative& narrative)
      : outcome_(outcome), sent_(sent), narrative_(narrative) {
    CollectScalars(outcome.shape, scalars_);
    for (const std::string& pointer : outcome.tokens) AddToken(pointer);
  }

  std::vector<MinedRelation> Mine() {
    MineMessages();
    if (outcome_.outcome == "success") {
      MineSent();
      for (const Token& token : tokens_) MineJwt(token);
      for (const Token& token : tokens_) MineLifetime(token);
      MineExpiryMembers();
      for (const Token& token : tokens_) MineSubject(token);
      for (const Token& token : tokens_) MineIssue(token);
      MinePair();
      MineMoments();
      for (const Token& token : tokens_) MinePacked(token);
    }
    return std::move(mined_);
  }

 private:
  void AddToken(const std::string& pointer) {
    const Shape* member = outcome_.shape.At(pointer);
    if (member == nullptr || !IsText(*member) || tokens_.size() == kTokens) return;
    Token token;
    token.member = member;
    token.slug = Slug(LastToken(pointer));
    token.words = "the " + Spaced(token.slug);
    token.inside = ReadToken(member->shown.front().string());
    token.claims = LeavesOf(token.inside.payload);
    tokens_.push_back(std::move(token));
  }

  // The token that the others are about: named so, or the first that is no refresh token.
  const Token* Access() const {
    const Token* first = nullptr;
    for (const Token& token : tokens_) {
      if (token.slug.find("access") != std::string::npos) return &token;
      if (first == nullptr && token.slug.find("refresh") == std::string::npos) first = &token;
    }
    return first;
  }
  const Token* Refresh() const {
    for (const Token& token : tokens_) {
      if (token.slug.find("refresh") != std::string::npos) return &token;
    }
    return nullptr;
  }
  // How ids call a token: the one that counts is just "token".
  std::string Short(const Token& token) const { return &token == Access() ? "token" : token.slug; }

  bool IsToken(const Shape& member) const {
    return std::find(outcome_.tokens.begin(), outcome_.tokens.end(), member.pointer) != outcome_.tokens.end();
  }

  // Adds a relation that an example supports and none contradicts.
  bool Add(const std::string& id, Relation relation, Lines lines, std::string text, std::string requirement = "") {
    relation.id = id;
    const bool known =
        std::any_of(mined_.begin(), mined_.end(), [&](const MinedRelation& each) { return each.relation.id == id; });
    if (known) return false;
    std::vector<std::string> support;
    for (const Example* example : outcome_.examples) {
      const RelationValues values{example->body->value, sent_.values, 0};
      const RelationResult::Kind result = Evaluate(relation, values).kind;
      if (result == RelationResult::Kind::kBroken) return false;
      if (result == RelationResult::Kind::kHolds && support.empty()) {
        support = Support(relation, values, outcome_.tokens);
      }
    }
    if (support.empty()) return false;
    mined_.push_back({std::move(relation), requirement.empty() ? id : std::move(requirement), std::move(text), lines,
                      std::move(support)});
    return true;
  }

  static Relation Make(Kind kind, Operand left, Operand right) {
    Relation relation;
    relation.kind = kind;
    relation.left = std::move(left);
    relation.right = std::move(right);
    return relation;
  }
  static Relation Within(Operand left, Operand right) {
    Relation relation = Make(Kind::kWithin, std::move(left), std::move(right));
    relation.tolerance = 1;
    return relation;
  }
  // Equal where the example has the same JSON value, else the same text.
  static Relation Same(Operand left, Operand right, const Json& a, const Json& b) {
    return Make(a == b ? Kind::kEqual : Kind::kSameText, std::move(left), std::move(right));
  }

  void MineMessages() {
    for (const Shape* member : scalars_) {
      const std::string name = LastToken(member->pointer);
      if (!NamesMessage(name) || !StandsBesidePayload(member->pointer) || !IsText(*member) || member->shown.size() != 1)
        continue;
      const std::string& text = member->shown.front().string();
      if (text.size() < 2 || text.find("{{") != text.npos || text.find("...") != text.npos) continue;
      const std::string where = outcome_.outcome == "success"
                                    ? "the wording of " + name + " on success"
                                    : "the wording of " + name + " in the " + std::to_string(outcome_.status);
      Add(Slug(name) + "-text", Make(Kind::kEqual, Body(member->pointer), Literal(text)), member->lines, where,
          Slug(outcome_.outcome) + "-" + PointerSlug(member->pointer) + "-text");
    }
  }

  void MineSent() {
    const Sent& sent = sent_.values;
    for (const Shape* member : scalars_) {
      if (!IsText(*member) || IsToken(*member)) continue;
      const std::string name = LastToken(member->pointer);
      const std::string& text = member->shown.front().string();
      if (!sent.login.empty() && text == sent.login && (NamesLogin(name) || text.find('@') != text.npos)) {
        Add(Slug(name) + "-is-login", Make(Kind::kEqual, Body(member->pointer), SentValue("account.login")),
            Join(sent_.login_lines, member->lines), name + " is the " + sent_.login_name + " that signed in");
      }
      if (!sent.client_id.empty() && text == sent.client_id && (NamesClientId(name) || text.size() >= kPeculiar)) {
        Add(Slug(name) + "-is-sent", Make(Kind::kEqual, Body(member->pointer), SentValue("client.id")),
            Join(sent_.client_lines, member->lines), name + " is the one that was sent");
      }
    }
  }

  void MineJwt(const Token& token) {
    if (token.inside.kind != TokenInside::Kind::kJwt) return;
    Relation relation;
    relation.kind = Kind::kJwt;
    relation.left = Body(token.member->pointer);
    Add(token.slug + "-is-jwt", std::move(relation), token.member->lines, token.words + " is shown as a signed JWT");
  }

  // Members that tell how long a token lives, or until when, against its exp.
  void MineLifetime(const Token& token) {
    const std::string& jwt = token.member->pointer;
    if (token.Find("/exp") == nullptr) return;
    const bool refresh = token.slug.find("refresh") != std::string::npos;
    bool absolute = false;
    for (const Shape* member : scalars_) {
      const std::string name = LastToken(member->pointer);
      const std::string slug = Slug(name);
      if (!IsNumber(*member) || !NamesExpiry(name) || refresh != (slug.find("refresh") != std::string::npos)) continue;
      const Lines lines = Join(member->lines, token.member->lines);
      if (Add(slug + "-is-exp", Within(Body(member->pointer), Claim("/exp", jwt)), lines,
              name + " is the exp of " + token.words)) {
        absolute = true;
        continue;
      }
      Relation lifetime = Within(Claim("/exp", jwt), Body(member->pointer));
      lifetime.minus = Claim("/iat", jwt);
      Add(slug + "-is-lifetime", std::move(lifetime), lines, name + " is the exp of " + token.words + " less its iat");
    }
    if (&token == Access() && !absolute) {
      Add(Short(token) + "-expires-ahead", Make(Kind::kLater, Claim("/exp", jwt), Now()), token.member->lines,
          token.words + " has an exp, and when just issued has not expired yet");
    }
  }

  void MineExpiryMembers() {
    for (const Shape* member : scalars_) {
      const std::string name = LastToken(member->pointer);
      if (!IsNumber(*member) || !NamesExpiry(name) || !Fits(*member, TimeUnit::kUnixSeconds)) continue;
      Add(Slug(name) + "-ahead", Make(Kind::kLater, Body(member->pointer), Now()), member->lines,
          name + " of a token just issued lies ahead");
    }
  }

  // The member of the body that a claim repeats: one of the same name, else an id for a subject.
  const Shape* MemberFor(const Leaf& claim) const {
    const std::string name = Slug(ClaimName(claim.pointer));
    const std::string text = TextOf(claim.value);
    if (text.empty() || claim.value.is_bool() || claim.value.is_null()) return nullptr;
    const Shape* found = nullptr;
    for (const Shape* member : scalars_) {
      if (IsToken(*member) || TextOf(member->shown.front()) != text) continue;
      const std::string called = LastToken(member->pointer);
      if (Slug(called) == name) return member;
      const bool subject = NamesSubject(name) && (NamesSubject(called) || Slug(called).ends_with("-id"));
      if (found == nullptr && (subject || (claim.value.is_string() && text.size() >= kPeculiar))) found = member;
    }
    return found;
  }

  void MineSubject(const Token& token) {
    std::set<const Shape*> told;
    for (const Leaf& claim : token.claims) {
      const std::string name = ClaimName(claim.pointer);
      if (IsOneOf(name, {"exp", "iat", "nbf", "jti", "aud", "iss", "typ"})) continue;
      const std::string start = Short(token) + "-" + (name == "sub" ? "subject" : Slug(name)) + "-is-";
      if (const Shape* member = MemberFor(claim)) {
        if (!told.insert(member).second) continue;
        const std::string called = LastToken(member->pointer);
        Add(start + Slug(called),
            Same(Claim(claim.pointer, token.member->pointer), Body(member->pointer), claim.value,
                 member->shown.front()),
            Join(member->lines, token.member->lines), token.words + "'s " + name + " is " + called);
      } else if (!sent_.values.login.empty() && claim.value == Json(sent_.values.login) &&
                 (NamesSubject(name) || sent_.values.login.find('@') != std::string::npos)) {
        Add(start + Slug(sent_.login_name),
            Make(Kind::kEqual, Claim(claim.pointer, token.member->pointer), SentValue("account.login")),
            Join(sent_.login_lines, token.member->lines),
            token.words + "'s " + name + " is the " + sent_.login_name + " that signed in");
      }
    }
  }

  void MineIssue(const Token& token) {
    const std::string& jwt = token.member->pointer;
    if (token.Find("/iat") == nullptr) return;
    if (token.Find("/nbf") != nullptr) {
      Add(token.slug + "-valid-at-once", Make(Kind::kEqual, Claim("/nbf", jwt), Claim("/iat", jwt)),
          token.member->lines, token.words + " is valid from the moment it is issued: nbf equals iat");
    }
    if (token.Find("/auth_time") != nullptr) {
      Add((&token == Access() ? "" : token.slug + "-") + std::string("issued-on-authentication"),
          Within(Claim("/auth_time", jwt), Claim("/iat", jwt)), token.member->lines,
          token.words + " is issued as the user authenticates: auth_time equals iat");
    }
  }

  // What a refresh token and an access token of one answer have to do with each other.
  void MinePair() {
    const Token* access = Access();
    const Token* refresh = Refresh();
    if (access == nullptr || refresh == nullptr) return;
    const Lines lines = Join(access->member->lines, refresh->member->lines);
    const std::string& first = access->member->pointer;
    const std::string& second = refresh->member->pointer;
    if (access->Find("/exp") != nullptr && refresh->Find("/exp") != nullptr) {
      Add(refresh->slug + "-outlives-" + access->slug, Make(Kind::kLater, Claim("/exp", second), Claim("/exp", first)),
          lines, refresh->words + " expires after " + access->words);
    }
    if (const Leaf* user = SharedUser(*access, *refresh)) {
      Add("tokens-same-user", Make(Kind::kEqual, Claim(user->pointer, second), Claim(user->pointer, first)), lines,
          "both tokens name the same user");
    }
    Add("tokens-differ", Make(Kind::kDistinct, Body(second), Body(first)), lines,
        refresh->words + " is not " + access->words);
  }

  static const Leaf* SharedUser(const Token& access, const Token& refresh) {
    const Leaf* subject = nullptr;
    for (const Leaf& claim : access.claims) {
      const Leaf* other = refresh.Find(claim.pointer);
      if (other == nullptr || !(other->value == claim.value)) continue;
      if (NamesUserId(ClaimName(claim.pointer))) return &claim;
      if (claim.pointer == "/sub") subject = &claim;
    }
    return subject;
  }

  // Times that only the example's size shows to be unix times: no unit is told, so the schema does not hold them to it.
  void MineMoments() {
    struct Scale {
      TimeUnit unit;
      const char* above;
      const char* below;
      const char* words;
    };
    static constexpr Scale kScales[] = {{TimeUnit::kUnixSeconds, "days", "milliseconds", "seconds"},
                                        {TimeUnit::kUnixMilliseconds, "seconds", "microseconds", "milliseconds"}};
    for (const Shape* member : scalars_) {
      const std::string name = LastToken(member->pointer);
      if (!IsNumber(*member) || !NamesMoment(name) || ToldOf(*member, narrative_).unit != TimeUnit::kNone) continue;
      for (const Scale& scale : kScales) {
        if (!Fits(*member, scale.unit)) continue;
        const std::string slug = Slug(name);
        const std::string requirement = slug + "-" + scale.words;
        const std::string text = name + " is a unix time in " + scale.words;
        Add(slug + "-over-" + scale.above,
            Make(Kind::kLater, Body(member->pointer), Literal(RangeOf(scale.unit).minimum)), member->lines, text,
            requirement);
        Add(slug + "-under-" + scale.below,
            Make(Kind::kLater, Literal(RangeOf(scale.unit).maximum + 1), Body(member->pointer)), member->lines, text,
            requirement);
      }
    }
  }

  void MinePacked(const Token& token) {
    if (token.inside.kind != TokenInside::Kind::kPacked) return;
    const int count = static_cast<int>(token.inside.parts.size());
    for (int i = 0; i < count && i < 20; ++i) {
      const std::string& text = token.inside.parts[static_cast<size_t>(i)];
      const bool last = i + 1 == count;
      const std::string verb = i == 0 ? "starts" : last ? "ends" : "goes-on";
      for (const Shape* member : scalars_) {
        const std::string name = LastToken(member->pointer);
        if (IsToken(*member) || TextOf(member->shown.front()) != text) continue;
        if (text.size() < kPeculiar && !NamesSubject(name)) continue;
        if (Add(token.slug + "-" + verb + "-with-" + Slug(name),
                Make(Kind::kSameText, Packed(token.member->pointer, token.inside.separator, last ? -1 : i),
                     Body(member->pointer)),
                Join(member->lines, token.member->lines),
                token.words + ", read as base64, " + Spaced(verb) + " with " + name)) {
          break;
        }
      }
    }
  }

  const OutcomeExamples& outcome_;
  const SentExample& sent_;
  const Narrative& narrative_;
  std::vector<const Shape*> scalars_;
  std::vector<Token> tokens_;
  std::vector<MinedRelation> mined_;
};

void CollectTokens(const Shape& shape, std::vector<std::string>& tokens) {
  for (const auto& [name, member] : shape.members) {
    const bool text = member.types.contains(ValueType::kString);
    const bool jwt = IsText(member) && ReadToken(member.shown.front().string()).kind == TokenInside::Kind::kJwt;
    if (text && (NamesToken(name) || jwt)) tokens.push_back(member.pointer);
    CollectTokens(member, tokens);
  }
}

}  // namespace

std::vector<MinedRelation> Mine(const OutcomeExamples& outcome, const SentExample& sent, const Narrative& narrative) {
  return Miner(outcome, sent, narrative).Mine();
}

std::vector<std::string> TokensIn(const Shape& shape) {
  std::vector<std::string> tokens;
  CollectTokens(shape, tokens);
  return tokens;
}

}  // namespace authconform
