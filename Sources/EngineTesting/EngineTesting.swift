// The module EngineTesting.
