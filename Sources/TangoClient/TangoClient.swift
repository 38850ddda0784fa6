// The module TangoClient.
