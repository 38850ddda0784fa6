// The module NexusFile.
