#include "harness/run/sending.h"

#include "harness/plan/case.h"

namespace authconform {

std::string PreflightKey(const std::string& endpoint, Encoding reading) {
  return "preflight " + endpoint + " " + std::string(EncodingName(reading));
}

std::string CaseKey(const std::string& case_id, int repetition) {
  return "case " + case_id + " " + std::to_string(repetition);
}

std::string CaseKey(const std::string& case_id, int repetition, bool twin, size_t sample) {
  return CaseKey(case_id, repetition) + (twin ? " twin " : " main ") + std::to_string(sample);
}

std::string ControlKey(std::string_view when, const std::string& case_id, int repetition) {
  return "control " + std::string(when) + " " + case_id + " " + std::to_string(repetition);
}

}  // namespace authconform
