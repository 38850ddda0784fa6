import TangoServer

TangoServerApplication(ServerDescription(classes: [DeviceClass(Thermostat.self)])).run()
