#include "tools/reference/lockouts.h"

#include <gtest/gtest.h>

namespace authconform::reference {
namespace {

constexpr LockRules kRules = {.after = 3, .seconds = 10, .success_resets = false};
constexpr LockRules kForgiving = {.after = 3, .seconds = 10, .success_resets = true};

TEST(Lockouts, TellLockedAccountsFromOthers) {
  const struct {
    const char* rule;
    LockRules rules;
    const char* events;  // a digit: seconds pass; w: wrong, r: right password
    bool locked;
  } rows[] = {
      {"nothing has happened", kRules, "", false},
      {"one below the number", kRules, "ww", false},
      {"the number", kRules, "www", true},
      {"nobody is locked without the rule", {.after = 0, .seconds = 10}, "wwwwwwwww", false},
      {"the first locks", {.after = 1, .seconds = 10}, "w", true},
      {"one has left the window", kRules, "w99w9w", false},
      {"all are within the window", kRules, "w4w5w", true},
      {"the lock lasts", kRules, "www9", true},
      {"the lock ends", kRules, "www91", false},
      {"the count begins anew after a lock", kRules, "www91ww", false},
      {"a success changes nothing", kRules, "wwrw", true},
      {"a success resets", kForgiving, "wwrww", false},
      {"a success does not unlock", kForgiving, "wwwr", true},
  };
  for (const auto& row : rows) {
    Lockouts lockouts(row.rules);
    std::int64_t now = 1000;
    for (const char* event = row.events; *event != '\0'; ++event) {
      if (*event == 'w') lockouts.CountWrong(7, now);
      if (*event == 'r') lockouts.CountRight(7);
      if (*event >= '0' && *event <= '9') now += *event - '0';
    }
    EXPECT_EQ(lockouts.IsLocked(7, now), row.locked) << row.rule;
    EXPECT_FALSE(lockouts.IsLocked(8, now)) << "another account: " << row.rule;
  }
}

}  // namespace
}  // namespace authconform::reference
