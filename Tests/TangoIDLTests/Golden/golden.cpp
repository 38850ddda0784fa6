// Prints what omniORB's own C++ stubs of idl/tango.idl write for the sample values: name, byte order, bytes.
#include "golden.hpp"

#include <cstdio>

void print(const char *name, const char *order, const cdrMemoryStream &stream) {
    std::printf("%s %s ", name, order);
    auto *bytes = static_cast<const unsigned char *>(stream.bufPtr());
    for (size_t i = 0; i < stream.bufSize(); i++) std::printf("%02x", bytes[i]);
    std::printf("\n");
}

// omniORB pads TypeCodes with what its buffers happen to contain.
void clearStack() {
    volatile char below[65536];
    for (volatile char &byte : below) byte = 0;
}

void all();

int main(int argc, char **argv) {
    CORBA::ORB_var orb = CORBA::ORB_init(argc, argv);  // sets up the code sets that strings need
    all();
    orb->destroy();
}
