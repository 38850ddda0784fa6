// The module TangoTesting.
