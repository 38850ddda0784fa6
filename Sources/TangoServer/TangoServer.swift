// The module TangoServer.
