#pragma once
#include <stddef.h>
#include <stdint.h>
#include <xxhash.h>

// The library chooses the widest vector unit at run time only through its `_dispatch` functions, and the header that
// declares them renames the ordinary ones by macros, which Swift does not see.
#if defined(__x86_64__)
XXH_errorcode XXH3_128bits_update_dispatch(XXH3_state_t *state, const void *input, size_t length);
static inline int cxxhash_update(XXH3_state_t *state, const void *input, size_t length) {
    return XXH3_128bits_update_dispatch(state, input, length) == XXH_OK ? 0 : -1;
}
#else
static inline int cxxhash_update(XXH3_state_t *state, const void *input, size_t length) {
    return XXH3_128bits_update(state, input, length) == XXH_OK ? 0 : -1;
}
#endif
