// The module ORBBridge.
