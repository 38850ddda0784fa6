// The module Workers.
