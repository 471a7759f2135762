// The label in front of a piece of a page ("Method:", "### Success Response"), into what the piece is about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/derive/facts.h"

namespace authconform {

struct PageLabel {
  enum class Kind {
    kOther,
    kMethod,
    kPath,
    kHost,
    kAuth,
    kHeaders,
    kParameters,  // a list or table of parameters, or an example of them; `place` when told
    kRequest,     // the whole request, or an example of one
    kSample,      // a call in some language
    kResponse,    // an answer, or all of them
    kMembers,     // a list or table of a response's members
    kStatus,
    kStatuses,  // a list or table of statuses
    kContent,   // a body: of the request or of an answer, as the section says
    kExample,
    kMediaType,
    kCondition,
    kNeed,  // "Required:", "Optional:" over what follows
    kTitle,
    kIgnored,  // notes and the like
  };
  enum class Tone { kNeutral, kSuccess, kError };

  Kind kind = Kind::kOther;
  Tone tone = Tone::kNeutral;
  std::optional<Field::In> place;
  bool form = false;         // the label says that fields are a form's
  std::optional<bool> need;  // the label says that what follows is required, or optional
};

// `heading`: the label stands as a heading of its own.
PageLabel LabelOf(std::string_view text, bool heading);

// What words say of an outcome: "Success", "Login ok", "Wrong password", "Failure (…)".
PageLabel::Tone ToneOf(std::string_view text);

// Lower case, without symbols, emoji and numbering in front and punctuation behind.
std::string PlainLabel(std::string_view text);

// What says that there is nothing: "None", "{empty}", "n/a".
bool SaysNothing(std::string_view text);

}  // namespace authconform
