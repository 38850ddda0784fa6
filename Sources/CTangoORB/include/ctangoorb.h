// C interface of the omniORB bridge. It knows no Tango type, and no exception ever crosses it.
#ifndef CTANGOORB_H
#define CTANGOORB_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// ---- CDR streams: borrowed handles with a sticky error. After a failure every get returns 0 and every put does
// nothing, so that a codec can run to its end before anybody looks.
typedef struct tgo_stream tgo_stream;

bool tgo_failed(const tgo_stream *s);
// The data are wrong: the call ends with CORBA::MARSHAL.
void tgo_fail_marshal(tgo_stream *s);
// One level of nesting more or less; false (and failed) beyond the limit, which keeps recursion off the stack's end.
bool tgo_enter(tgo_stream *s);
void tgo_leave(tgo_stream *s);

uint8_t tgo_get_u8(tgo_stream *s);
int16_t tgo_get_i16(tgo_stream *s);
uint16_t tgo_get_u16(tgo_stream *s);
int32_t tgo_get_i32(tgo_stream *s);
uint32_t tgo_get_u32(tgo_stream *s);
int64_t tgo_get_i64(tgo_stream *s);
uint64_t tgo_get_u64(tgo_stream *s);
float tgo_get_f32(tgo_stream *s);
double tgo_get_f64(tgo_stream *s);
// A sequence length, checked against the bytes that remain (at least min_element_size each); 0 and failed if too long.
uint32_t tgo_get_length(tgo_stream *s, uint32_t min_element_size);
// The bytes of a CORBA string without its NUL, at most `capacity` of them into `buffer`; returns the full length.
// Longer strings come in a block that tgo_string_free takes back.
size_t tgo_get_string(tgo_stream *s, uint8_t *buffer, size_t capacity, uint8_t **block);
void tgo_string_free(uint8_t *block);
// `count` elements of 1, 2, 4 or 8 bytes, aligned to their size, swapped where the sender's byte order asks for it.
void tgo_get_array(tgo_stream *s, void *destination, uint32_t count, uint32_t element_size);

void tgo_put_u8(tgo_stream *s, uint8_t v);
void tgo_put_i16(tgo_stream *s, int16_t v);
void tgo_put_u16(tgo_stream *s, uint16_t v);
void tgo_put_i32(tgo_stream *s, int32_t v);
void tgo_put_u32(tgo_stream *s, uint32_t v);
void tgo_put_i64(tgo_stream *s, int64_t v);
void tgo_put_u64(tgo_stream *s, uint64_t v);
void tgo_put_f32(tgo_stream *s, float v);
void tgo_put_f64(tgo_stream *s, double v);
// The bytes must not contain NUL.
void tgo_put_string(tgo_stream *s, const uint8_t *bytes, size_t length);
void tgo_put_array(tgo_stream *s, const void *source, uint32_t count, uint32_t element_size);

// ---- CDR in memory (event payloads, encapsulations, tests)
tgo_stream *tgo_memory_writer(bool little);
tgo_stream *tgo_memory_reader(const void *bytes, size_t length, bool little);  // copies the bytes
const void *tgo_memory_bytes(const tgo_stream *s, size_t *length);
// Forgets what was written and any failure; the memory is kept for the next value.
void tgo_memory_rewind(tgo_stream *s);
void tgo_memory_free(tgo_stream *s);

// ---- System exceptions
typedef struct {
    char name[32];    // "MARSHAL", "TRANSIENT", …
    char text[160];   // what omniORB says of the minor code, or any other text
    uint32_t minor;
    int32_t completed;  // 0 yes, 1 no, 2 maybe
} tgo_exception;

// ---- Server side
enum { TGO_REPLY = 0, TGO_USER_EXCEPTION = 1, TGO_SYSTEM_EXCEPTION = 2 };
typedef struct {
    int32_t status;
    const char *repository_id;  // TGO_USER_EXCEPTION: a static string
    const char *name;           // TGO_SYSTEM_EXCEPTION: a static string
    uint32_t minor;
    int32_t completed;
} tgo_outcome;

typedef struct {
    // Decodes the in-arguments of operation `operation`; returns a retained call object, NULL if there is no such one.
    void *(*unmarshal)(void *servant, int32_t operation, tgo_stream *in);
    // Runs it on the ORB's thread. `peer` is what make_peer gave for the client.
    void (*invoke)(void *call, void *peer, tgo_outcome *outcome);
    // Writes the reply or the user exception; may be called more than once for one call.
    void (*marshal)(void *call, tgo_stream *out);
    void (*release_call)(void *call);
    void (*release_servant)(void *servant);
    // A retained object for the address of a client, "giop:tcp:127.0.0.1:40000" or "giop:unix:…". It is kept for the
    // next call of the same client.
    void *(*make_peer)(const char *address);
    void (*release_peer)(void *peer);
} tgo_servant_functions;

typedef struct {
    const char *name;
    const char *const *user_exceptions;  // static strings
    int32_t user_exception_count;
} tgo_operation;

typedef struct {
    const char *const *repository_ids;  // most derived first
    int32_t repository_id_count;
    const tgo_operation *operations;  // the index is the operation's number
    int32_t operation_count;
} tgo_interface;

// The release of omniORB, "4.3.0": a static string.
const char *tgo_orb_release(void);

typedef struct tgo_orb tgo_orb;
typedef struct tgo_ref tgo_ref;
enum { TGO_ACTIVE = 0, TGO_HOLDING = 1, TGO_DISCARDING = 2 };

// arguments: argv style; options: name, value, …, NULL. With `serves` the endpoints are opened, and connections whose
// peer does not take a reply within send_limit_ms end. On failure NULL and *error.
tgo_orb *tgo_orb_init(
    int count, const char *const *arguments, const char *const *options, bool serves, uint32_t send_limit_ms,
    tgo_exception *error);
bool tgo_orb_activate(
    tgo_orb *orb, const char *key, const tgo_interface *interface, const tgo_servant_functions *functions,
    void *servant, tgo_exception *error);
bool tgo_orb_deactivate(tgo_orb *orb, const char *key, tgo_exception *error);
bool tgo_orb_set_mode(tgo_orb *orb, int32_t mode, tgo_exception *error);
// Ends all calls, new ones get OBJ_ADAPTER; with `wait` running calls finish first. The ORB stays allocated.
bool tgo_orb_shutdown(tgo_orb *orb, bool wait, tgo_exception *error);
void tgo_orb_free(tgo_orb *orb);
// The IOR of a key in this server, active or not; free with tgo_text_free; NULL and *error on failure.
char *tgo_orb_ior(tgo_orb *orb, const char *key, const char *repository_id, tgo_exception *error);
// The addresses of an IOR, "host:port" each, separated by blanks.
char *tgo_orb_addresses(tgo_orb *orb, const char *ior, tgo_exception *error);
void tgo_text_free(char *text);

// ---- Client side
tgo_ref *tgo_orb_resolve(tgo_orb *orb, const char *uri, tgo_exception *error);
void tgo_ref_free(tgo_ref *ref);
bool tgo_ref_is_a(tgo_ref *ref, const char *repository_id, uint32_t timeout_ms, bool *answer, tgo_exception *error);
bool tgo_ref_non_existent(tgo_ref *ref, uint32_t timeout_ms, bool *answer, tgo_exception *error);
typedef void (*tgo_put)(void *context, tgo_stream *out);
typedef void (*tgo_get)(void *context, const char *user_exception_or_null, tgo_stream *in);
// Returns TGO_REPLY, TGO_USER_EXCEPTION or TGO_SYSTEM_EXCEPTION (then *error).
int32_t tgo_ref_invoke(
    tgo_ref *ref, const char *operation, uint32_t timeout_ms, tgo_put put, tgo_get get, void *context,
    tgo_exception *error);

#ifdef __cplusplus
}
#endif
#endif
