// One C++ servant class for every interface: it hands the CDR stream of a request to functions of Swift.
#pragma once
#include <omniORB4/CORBA.h>
#include <omniORB4/callDescriptor.h>
#include <omniORB4/callHandle.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "include/ctangoorb.h"

struct InterfaceTable {
    struct Operation {
        std::string name;
        int32_t number;
        std::vector<const char *> userExceptions;
    };
    explicit InterfaceTable(const tgo_interface &source);
    InterfaceTable(const InterfaceTable &) = delete;
    InterfaceTable &operator=(const InterfaceTable &) = delete;

    // No copy of the name is made to look it up: this happens in every call.
    const Operation *operation(const char *name) const {
        auto found = byName.find(name);
        return found == byName.end() ? nullptr : found->second;
    }

    std::vector<std::string> repositoryIds;

private:
    std::vector<Operation> operations;
    std::unordered_map<std::string_view, const Operation *> byName;
};

class SwiftServant : public PortableServer::ServantBase {
public:
    SwiftServant(const tgo_interface &interface, const tgo_servant_functions &functions, void *servant);
    ~SwiftServant() override;

    const char *_mostDerivedRepoId() override;
    CORBA::Boolean _is_a(const char *id) override;
    void *_ptrToInterface(const char *id) override;
    CORBA::Boolean _dispatch(omniCallHandle &handle) override;

    const tgo_servant_functions functions;
    void *const servant;

private:
    const InterfaceTable table;
};
