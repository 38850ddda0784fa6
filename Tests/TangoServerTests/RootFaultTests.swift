import TangoClient
import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

struct RootFaultTests {
    @Test(arguments: [
        (Reason.attributeNotFound, RootFault.wrongAttribute), (.cantConnectToDevice, .notStarted),
        (.deviceNotExported, .notStarted), (.deviceTimedOut, .notStarted),
        (Reason(rawValue: "DB_DeviceNotDefined"), .wrongDevice), (.notSupportedFeature, .unusable("why")),
    ])
    func isWhatTheErrorMeans(reason: Reason, fault: RootFault) {
        #expect(RootFault(DevFailed(reason, "why")) == fault)
    }

    @Test func namesAttributeAndRootInTheStatus() {
        #expect(
            RootFault.notStarted.statusLines("Value", root: "tango://h:1/a/b/c/d")
                == "\nForwarded attribute Value not reachable! Root attribute name = tango://h:1/a/b/c/d"
                + "\nError: Root device not started yet. Polling (if any) for this attribute not available")
        #expect(
            RootFault.missing.statusLines("Value", root: "Not defined")
                == "\nForwarded attribute Value is not correctly configured! Root attribute name = Not defined"
                + "\nYou can update it using the Jive tool\nError: Missing or wrong root attribute definition")
    }

    @Test(arguments: [
        (nil, RootFault.missing), ("Not defined", .missing), ("nonsense", .wrongSyntax), ("D/E/f/Own", .ownDevice),
        ("a/b/c/d", .notStarted),
    ])
    func isSeenBeforeAnybodyIsAsked(property: String?, fault: RootFault) {
        let attribute = ForwardedAttribute(
            "Value", root: property, labels: .init(), owner: "d/e/F", database: "db:10000")
        #expect(attribute.fault == fault)
        #expect((attribute.root == nil) == !fault.isPassing)
    }
}
