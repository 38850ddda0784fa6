import Glibc
import TangoIDL

extension BlackBox.Entry {
    /// The line that clients see.
    var line: String { "\(date) : \(operation.text) requested\(source.text)" }

    private var date: String {
        var time = seconds
        var parts = tm()
        localtime_r(&time, &parts)
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(two(parts.tm_mday))/\(two(parts.tm_mon + 1))/\(parts.tm_year + 1900)"
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return "\(day) \(clock):\(two(Int32(nanoseconds / 10_000_000)))"
    }
}

extension BlackBox.Operation {
    /// What was asked, as Tango words it.
    var text: String {
        switch self {
        case .attribute(let name): "Attribute \(name)"
        case .plain(let name): "Operation \(name)"
        case .command(let name, let command, let source): "Operation \(name) (cmd = \(command))\(from(source))"
        case .read(let name, let names, let source): "Operation \(name) (\(list(names)))\(from(source))"
        case .write(let name, let names): "Operation \(name) (\(list(names)))"
        case .writeOne(let name, let written): "Operation \(name) (\(written))"
        case .writeRead(let name, let written, let read): "Operation \(name) (\(list(written))/\(list(read)))"
        }
    }

    private func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    private func from(_ source: DevSource?) -> String {
        switch source {
        case .DEV: " from device"
        case .CACHE: " from cache"
        case .CACHE_DEV: " from cache_device"
        case nil: ""
        }
    }
}

extension BlackBox.Source {
    /// Who asked, as Tango words it.
    fileprivate var text: String {
        switch self {
        case .polling: " from polling"
        case .startup: " during device server process init sequence"
        case .unnamed(let peer): from(peer)
        case .native(let peer, let process): "\(from(peer)) (CPP/Python client with PID \(process))"
        case .java(let peer, let mainClass): "\(from(peer)) (Java client with main class \(mainClass))"
        }
    }

    private func from(_ peer: String) -> String { " from \(PeerAddress(peer).hostName)" }
}
