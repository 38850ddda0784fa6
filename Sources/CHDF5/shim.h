#pragma once
#include <hdf5/serial/hdf5.h>

// The bytes of an open file of the core driver; the library hands out a pointer to its own pointer.
static inline const void *chdf5_core_memory(hid_t file) {
    void **memory = NULL;
    return H5Fget_vfd_handle(file, H5P_DEFAULT, (void **)&memory) < 0 || memory == NULL ? NULL : *memory;
}

// The class identifiers and types are macros that call H5open first, which Swift does not see.
static inline hid_t chdf5_file_create_list(void) { return H5Pcreate(H5P_FILE_CREATE); }
static inline hid_t chdf5_file_access_list(void) { return H5Pcreate(H5P_FILE_ACCESS); }
static inline hid_t chdf5_dataset_create_list(void) { return H5Pcreate(H5P_DATASET_CREATE); }
static inline hid_t chdf5_dataset_transfer_list(void) { return H5Pcreate(H5P_DATASET_XFER); }
static inline hid_t chdf5_group_create_list(void) { return H5Pcreate(H5P_GROUP_CREATE); }
static inline hid_t chdf5_string(void) { return H5Tcopy(H5T_C_S1); }
static inline hid_t chdf5_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t chdf5_int16(void) { return H5T_STD_I16LE; }
static inline hid_t chdf5_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t chdf5_int32(void) { return H5T_STD_I32LE; }
static inline hid_t chdf5_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_float64(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_native_float32(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_float64(void) { return H5T_NATIVE_DOUBLE; }
static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline size_t chdf5_variable(void) { return H5T_VARIABLE; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline haddr_t chdf5_no_address(void) { return HADDR_UNDEF; }
