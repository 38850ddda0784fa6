// CDR streams behind opaque handles.
#pragma once
#include <omniORB4/CORBA.h>
#include <omniORB4/minorCode.h>

#include <exception>
#include <memory>
#include <vector>

#include "include/ctangoorb.h"

struct tgo_stream {
    // Of DevPipeDataElt and of TypeCodes; real data nest less than ten deep.
    static constexpr int maximumDepth = 64;

    cdrStream *stream;
    // The first exception. C++ rethrows it once Swift has returned: no exception may cross a Swift frame.
    std::exception_ptr error;
    int depth = 0;
    std::unique_ptr<cdrMemoryStream> owned;
    std::vector<uint64_t> bytes;

    explicit tgo_stream(cdrStream &borrowed) : stream(&borrowed) {}
    explicit tgo_stream(cdrMemoryStream *memory) : stream(memory), owned(memory) {}
    void rethrow() {
        if (error) std::rethrow_exception(error);
    }
};

template <class F> inline void guarded(tgo_stream *s, F body) {
    if (s->error) return;
    try {
        body(*s->stream);
    } catch (...) {
        s->error = std::current_exception();
    }
}
