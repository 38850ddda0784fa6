// The module TangoTypes.
