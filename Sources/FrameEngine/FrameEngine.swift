// The module FrameEngine.
