#include "tools/reference/lockouts.h"

namespace authconform::reference {

bool Lockouts::IsLocked(std::int64_t account, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  const auto record = records_.find(account);
  return record != records_.end() && now < record->second.locked_until;
}

void Lockouts::CountWrong(std::int64_t account, std::int64_t now) {
  if (rules_.after == 0) return;
  const std::lock_guard lock(mutex_);
  Record& record = records_[account];
  while (!record.wrong.empty() && record.wrong.front() + rules_.seconds <= now) record.wrong.pop_front();
  record.wrong.push_back(now);
  if (record.wrong.size() < static_cast<std::size_t>(rules_.after)) return;
  record.wrong.clear();
  record.locked_until = now + rules_.seconds;
}

void Lockouts::CountRight(std::int64_t account) {
  if (!rules_.success_resets) return;
  const std::lock_guard lock(mutex_);
  if (const auto record = records_.find(account); record != records_.end()) record->second.wrong.clear();
}

}  // namespace authconform::reference
