import FrameWatchDevice
import TangoServer

@main
enum Main {
    static func main() {
        TangoServerApplication(ServerDescription(classes: [DeviceClass(FrameWatch.self)], level: .six)).run()
    }
}
