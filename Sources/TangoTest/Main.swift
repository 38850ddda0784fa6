import TangoServer
import TangoTestDevice

@main
enum Main {
    static func main() {
        TangoServerApplication(ServerDescription(classes: [DeviceClass(TangoTestDevice.self)], level: .five)).run()
    }
}
