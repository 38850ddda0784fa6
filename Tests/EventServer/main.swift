import TangoServer

// Shows release 9's interface, or 10's with TANGO_SERVER_IDL=6.
TangoServerApplication(ServerDescription(classes: [DeviceClass(EventSource.self)], level: .five)).run()
