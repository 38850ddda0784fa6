// The module FrameSimulator.
