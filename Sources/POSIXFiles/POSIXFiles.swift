// The module POSIXFiles.
