#include "stream.hpp"

#include <cstring>

OMNI_USING_NAMESPACE(omni)

namespace {
[[noreturn]] void throwMarshal(cdrStream &c, CORBA::ULong minor) {
    OMNIORB_THROW(MARSHAL, minor, static_cast<CORBA::CompletionStatus>(c.completion()));
    std::terminate();
}

void getElements(cdrStream &c, void *to, CORBA::ULong count, uint32_t size) {
    switch (size) {
    case 1: c.get_octet_array(static_cast<CORBA::Octet *>(to), static_cast<int>(count)); break;
    case 2: c.unmarshalArrayUShort(static_cast<CORBA::UShort *>(to), static_cast<int>(count)); break;
    case 4: c.unmarshalArrayULong(static_cast<CORBA::ULong *>(to), static_cast<int>(count)); break;
    default: c.unmarshalArrayULongLong(static_cast<CORBA::ULongLong *>(to), static_cast<int>(count)); break;
    }
}

void putSwapped(cdrStream &c, const void *from, uint32_t count, uint32_t size) {
    for (uint32_t i = 0; i < count; i++) {
        switch (size) {
        case 2: c.marshalUShort(static_cast<const uint16_t *>(from)[i]); break;
        case 4: c.marshalULong(static_cast<const uint32_t *>(from)[i]); break;
        default: c.marshalULongLong(static_cast<const uint64_t *>(from)[i]); break;
        }
    }
}
}  // namespace

extern "C" {
bool tgo_failed(const tgo_stream *s) { return bool(s->error); }

void tgo_fail_marshal(tgo_stream *s) {
    guarded(s, [](cdrStream &c) { throwMarshal(c, MARSHAL_InvalidEnumValue); });
}

bool tgo_enter(tgo_stream *s) {
    if (s->depth >= tgo_stream::maximumDepth) {
        tgo_fail_marshal(s);
        return false;
    }
    s->depth++;
    return true;
}

void tgo_leave(tgo_stream *s) { s->depth--; }

#define TGO_GET(name, type, method)                                  \
    type tgo_get_##name(tgo_stream *s) {                             \
        type v = 0;                                                  \
        guarded(s, [&](cdrStream &c) { v = c.unmarshal##method(); }); \
        return v;                                                    \
    }
#define TGO_PUT(name, type, method) \
    void tgo_put_##name(tgo_stream *s, type v) { guarded(s, [&](cdrStream &c) { c.marshal##method(v); }); }
#define TGO_BOTH(name, type, method) TGO_GET(name, type, method) TGO_PUT(name, type, method)
TGO_BOTH(u8, uint8_t, Octet)
TGO_BOTH(i16, int16_t, Short)
TGO_BOTH(u16, uint16_t, UShort)
TGO_BOTH(i32, int32_t, Long)
TGO_BOTH(u32, uint32_t, ULong)
TGO_BOTH(i64, int64_t, LongLong)
TGO_BOTH(u64, uint64_t, ULongLong)
TGO_BOTH(f32, float, Float)
TGO_BOTH(f64, double, Double)

uint32_t tgo_get_length(tgo_stream *s, uint32_t min_element_size) {
    uint32_t length = 0;
    guarded(s, [&](cdrStream &c) {
        CORBA::ULong n = c.unmarshalULong();
        // omniORB counts in 32 bits, so the product has to be checked before it is asked.
        uint64_t least = uint64_t(n) * (min_element_size ? min_element_size : 1);
        if (n && (least > 0x7fffffff || !c.checkInputOverrun(1, CORBA::ULong(least))))
            throwMarshal(c, MARSHAL_SequenceIsTooLong);
        length = n;
    });
    return length;
}

size_t tgo_get_string(tgo_stream *s, uint8_t *buffer, size_t capacity, uint8_t **block) {
    size_t length = 0;
    guarded(s, [&](cdrStream &c) {
        CORBA::ULong n = c.unmarshalULong();  // includes the NUL
        if (n == 0 || n > 0x7fffffff || !c.checkInputOverrun(1, n)) throwMarshal(c, MARSHAL_StringIsTooLong);
        uint8_t *to = buffer;
        std::unique_ptr<uint8_t[]> large;
        if (n > capacity) {
            large.reset(new uint8_t[n]);
            to = large.get();
        }
        c.get_octet_array(to, static_cast<int>(n));
        if (to[n - 1] != 0) throwMarshal(c, MARSHAL_StringNotEndWithNull);
        length = std::strlen(reinterpret_cast<const char *>(to));
        *block = large.release();
    });
    return length;
}

void tgo_string_free(uint8_t *block) { delete[] block; }

void tgo_get_array(tgo_stream *s, void *destination, uint32_t count, uint32_t element_size) {
    if (!count) return;
    guarded(s, [&](cdrStream &c) { getElements(c, destination, count, element_size); });
    if (s->error) std::memset(destination, 0, size_t(count) * element_size);
}

void tgo_put_string(tgo_stream *s, const uint8_t *bytes, size_t length) {
    guarded(s, [&](cdrStream &c) {
        c.marshalULong(CORBA::ULong(length + 1));
        if (length) c.put_octet_array(bytes, static_cast<int>(length));
        c.marshalOctet(0);
    });
}

void tgo_put_array(tgo_stream *s, const void *source, uint32_t count, uint32_t element_size) {
    if (!count) return;
    guarded(s, [&](cdrStream &c) {
        if (c.marshal_byte_swap() && element_size > 1) return putSwapped(c, source, count, element_size);
        auto alignment = static_cast<omni::alignment_t>(element_size);
        size_t size = size_t(count) * element_size;
        if (size > 0x7fffffff) throwMarshal(c, MARSHAL_SequenceIsTooLong);
        c.declareArrayLength(alignment, size);
        c.put_octet_array(static_cast<const CORBA::Octet *>(source), static_cast<int>(size), alignment);
    });
}

tgo_stream *tgo_memory_writer(bool little) {
    auto *memory = new cdrMemoryStream(0, true);  // padding is zero, never what was in memory before
    memory->setByteSwapFlag(little);
    return new tgo_stream(memory);
}

tgo_stream *tgo_memory_reader(const void *bytes, size_t length, bool little) {
    std::vector<uint64_t> copy((length + 7) / 8 + 1);
    if (length) std::memcpy(copy.data(), bytes, length);
    auto *memory = new cdrMemoryStream(copy.data(), length);
    memory->setByteSwapFlag(little);
    auto *s = new tgo_stream(memory);
    s->bytes = std::move(copy);
    return s;
}

const void *tgo_memory_bytes(const tgo_stream *s, size_t *length) {
    *length = s->owned->bufSize();
    return s->owned->bufPtr();
}

void tgo_memory_rewind(tgo_stream *s) {
    std::memset(s->owned->bufPtr(), 0, s->owned->bufSize());  // padding must stay zero
    s->owned->rewindPtrs();
    s->error = nullptr;
    s->depth = 0;
}

void tgo_memory_free(tgo_stream *s) { delete s; }
}  // extern "C"
