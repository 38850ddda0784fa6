// The module FrameFormats.
