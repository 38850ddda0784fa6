/// An option of omniORB, its name without the prefix `-ORB`.
public struct ORBOption: Sendable, Equatable {
    /// For instance `giopMaxMsgSize`.
    public var name: String
    /// For instance `268435456`.
    public var value: String

    /// Any option.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

extension [ORBOption] {
    /// The settings that every Tango process has: limits of time and size that images and slow devices need.
    ///
    /// **Source:** tango-server reference, section 1.5.
    public static var tango: [ORBOption] {
        [
            ORBOption("clientCallTimeOutPeriod", "3000"),
            // Three system calls per reply saved; `ORB` lets the kernel limit the sending.
            ORBOption("serverCallTimeOutPeriod", "0"),
            ORBOption("maxServerThreadPoolSize", "100"), ORBOption("threadPerConnectionUpperLimit", "55"),
            ORBOption("threadPerConnectionLowerLimit", "50"), ORBOption("supportCurrent", "0"),
            ORBOption("verifyObjectExistsAndType", "0"), ORBOption("maxGIOPConnectionPerServer", "128"),
            ORBOption("giopMaxMsgSize", "268435456"), ORBOption("throwTransientOnTimeOut", "1"),
        ]
    }

    /// The settings of a server: an endpoint, and references that carry the numbers of all its interfaces, because a
    /// reference with one name or only the local address is useless to a client on another network.
    ///
    /// - Parameter endPoint: for instance `giop:tcp::10000`; nil for any port and a unix socket.
    public static func tangoServer(endPoint: String? = nil) -> [ORBOption] {
        let endPoints = endPoint.map { [$0] } ?? ["giop:tcp::", "giop:unix:"]
        return tango + endPoints.map { ORBOption("endPoint", $0) } + [ORBOption("endPointPublish", "all(addr)")]
    }
}
