// Turns the five documents into five endpoints: one function for each, its file written from its document alone.
#pragma once

#include <future>
#include <memory>
#include <string>

#include "harness/base/result.h"
#include "tools/reference/backend.h"
#include "tools/reference/rsa_key.h"

namespace authconform::reference {

// Each `key` is what the vendor's HS256 tokens are signed with: 32 bytes.
std::unique_ptr<Backend> NewMicroting(Services services, std::string key);
std::unique_ptr<Backend> NewDuktig(Services services, std::string key, std::string client_key);
std::unique_ptr<Backend> NewBackoffice(Services services, std::string key);
std::unique_ptr<Backend> NewGooru(Services services, std::string client_id, std::string client_key);
// The key may yet have to be made: the first sign-in waits for it.
std::unique_ptr<Backend> NewRecoveryConnect(Services services, std::shared_future<Result<RsaKey>> key);

}  // namespace authconform::reference
