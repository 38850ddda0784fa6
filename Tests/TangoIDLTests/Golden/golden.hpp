#pragma once
#include "tango.hh"

#include <initializer_list>
#include <memory>

void print(const char *name, const char *order, const cdrMemoryStream &stream);

void clearStack();

template <class T> void show(const char *name, const T &value) {
    for (bool little : {true, false}) {
        clearStack();
        // On the heap, which `regenerate` has filled with zeros, so that padding is zero.
        auto stream = std::make_unique<cdrMemoryStream>(0, true);
        stream->setByteSwapFlag(little);
        value >>= *stream;
        print(name, little ? "little" : "big", *stream);
    }
}
