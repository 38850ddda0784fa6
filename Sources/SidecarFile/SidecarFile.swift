// The module SidecarFile.
