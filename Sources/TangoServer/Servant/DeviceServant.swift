import Log
import ORBBridge
import TangoIDL
import TangoTypes

/// A device on the wire: every operation of every generation, each a conversion around one of ``DeviceRuntime``.
///
/// **Isolation**: threads of the ORB.
final class DeviceServant: Device_6Servant {
    let device: DeviceRuntime
    /// The server's own log: every request, whichever device it is for.
    private let log: Logger

    init(_ device: DeviceRuntime) {
        self.device = device
        log = device.server.log
    }

    /// Notes a request in the black box.
    func note(_ operation: consuming BlackBox.Operation, _ call: CallInfo, _ identity: ClntIdent? = nil) {
        if log.isEnabled(.debug) {
            log.debug("\(device.name): \(operation.bounded.text) from \(call.peer)")
        }
        device.blackBox.note(operation, BlackBox.Source(peer: call.peer, identity))
    }

    /// Runs `body` and turns every error that clients cannot read into one that they can.
    func answering<Result>(_ doing: StaticString, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as MultiDevFailed {
            throw error
        } catch {
            throw device.failed(error, "\(doing)")
        }
    }

    // MARK: CORBA attributes

    func get_name(_ call: CallInfo) throws -> String {
        note(.attribute("name"), call)
        return device.name
    }

    func get_description(_ call: CallInfo) throws -> String {
        note(.attribute("description"), call)
        return device.context.propertyText("description")?.joined(separator: "\n") ?? device.model.description
    }

    func get_adm_name(_ call: CallInfo) throws -> String {
        note(.attribute("adm_name"), call)
        return device.server.adminName
    }

    func get_state(_ call: CallInfo) throws -> DevState {
        note(.attribute("state"), call)
        do { return try device.currentState() } catch let error as DevFailed {
            throw CORBASystemException(.impLimit, minor: error.reason == .commandTimedOut ? 10 : 11)
        } catch {
            throw CORBASystemException(.impLimit, minor: 12)
        }
    }

    func get_status(_ call: CallInfo) throws -> String {
        note(.attribute("status"), call)
        do { return try device.currentStatus() } catch let error as DevFailed where error.reason == .commandTimedOut {
            return "Not able to acquire device monitor"
        } catch {
            return "Got exception\twhen trying to build device status"
        }
    }

    // MARK: Without arguments

    func ping(_ call: CallInfo) throws { note(.plain("ping"), call) }

    func black_box(_ n: Int32, _ call: CallInfo) throws -> DevVarStringArray {
        let lines = try device.blackBox.lines(Int(n))
        note(.plain("blackbox"), call)
        return lines
    }
}
