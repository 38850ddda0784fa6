import TangoServer

// Shows release 9's interface, or 10's with TANGO_SERVER_IDL=6.
TangoServerApplication(ServerDescription(classes: [DeviceClass(Everything.self)], level: .five)).run()
