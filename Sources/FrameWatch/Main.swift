import FrameTypes
import FrameWatchDevice
import TangoServer

@main
enum Main {
    static func main() {
        let description = ServerDescription(
            classes: [DeviceClass(FrameWatch.self)], level: .six, versions: [Program.name: Program.version])
        TangoServerApplication(description).run()
    }
}
