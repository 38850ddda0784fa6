// One C++ servant class for every interface: it hands the CDR stream of a request to functions of Swift.
#pragma once
#include <omniORB4/CORBA.h>
#include <omniORB4/callDescriptor.h>
#include <omniORB4/callHandle.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "include/ctangoorb.h"

struct InterfaceTable {
    struct Operation {
        int32_t number;
        std::vector<const char *> userExceptions;
    };
    explicit InterfaceTable(const tgo_interface &source);

    std::vector<std::string> repositoryIds;
    std::unordered_map<std::string, Operation> operations;
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
