#pragma once
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

// Where the messages of one open file go. The library's handlers take a va_list, which Swift can only pass on.
typedef struct {
    char message[512];
} ctiff_messages;

static inline int ctiff_take_error(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
    (void)tiff;
    (void)module;
    ctiff_messages *messages = (ctiff_messages *)user;
    vsnprintf(messages->message, sizeof messages->message, format, arguments);
    return 1;
}

static inline int ctiff_take_warning(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
    (void)tiff;
    (void)user;
    (void)module;
    (void)format;
    (void)arguments;
    return 1;
}

// Opens a duplicate of a descriptor for reading, unmapped, without the global handlers and with a limit on memory.
static inline TIFF *ctiff_open(int descriptor, ctiff_messages *messages, tmsize_t memory_limit) {
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options == NULL) return NULL;
    TIFFOpenOptionsSetErrorHandlerExtR(options, ctiff_take_error, messages);
    TIFFOpenOptionsSetWarningHandlerExtR(options, ctiff_take_warning, NULL);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, memory_limit);
    int duplicate = dup(descriptor);
    TIFF *tiff = duplicate < 0 ? NULL : TIFFFdOpenExt(duplicate, "frame", "rmc", options);
    TIFFOpenOptionsFree(options);
    if (tiff == NULL && duplicate >= 0) close(duplicate);
    // Luminance and colours of a JPEG come as red, green and blue of every pixel.
    uint16_t compression = 0, meaning = 0;
    if (tiff != NULL && TIFFGetField(tiff, TIFFTAG_COMPRESSION, &compression) && compression == COMPRESSION_JPEG
        && TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &meaning) && meaning == PHOTOMETRIC_YCBCR)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    return tiff;
}
