// The module TangoIDL.
