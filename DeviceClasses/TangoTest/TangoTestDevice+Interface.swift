import TangoIDL
public import TangoServer
import TangoTypes

extension TangoTestDevice {
    /// Everything that clients see of the class.
    public static let interface = Interface<TangoTestDevice>("TangoTest", classInformation: classInformation) {
        for attribute in scalars + spectra + images { attribute }
    } commands: {
        for command in echoes { command }
        Command("DevVoid", inputDescription: "N/A", outputDescription: "N/A") { _ in }
        Command("SwitchStates") { $0.switchStates() }
        Command("CrashFromDevelopperThread", level: .EXPERT) { $0.refuseCrash() }
        Command("CrashFromOmniThread", level: .EXPERT) { $0.refuseCrash() }
        Command("DumpExecutionState", level: .EXPERT) { $0.refuseCrash() }
    } pipes: {
        Pipe("string_long_short_ro", description: "Pipe example", read: { _ in example })
    } properties: {
        DeviceProperty(multithreaded)
        DeviceProperty(sleepPeriod)
        DeviceProperty(imageSizeKey)
    }

    private static let example = PipeBlob(
        "",
        [
            PipeElement("FirstDE", "The string"), PipeElement("SecondDE", Int32(666)),
            PipeElement("ThirdDE", Int16(12)),
        ])

    private static let echoes: [Command<TangoTestDevice>] = [
        echo("DevBoolean", Bool.self, "Any boolean value", "Echo of the argin value"),
        echo("DevDouble", Double.self, "Any DevDouble value", "Echo of the argin value"),
        echo("DevFloat", Float.self, "Any DevFloat value", "Echo of the argin value"),
        echo("DevLong", Int32.self, "Any DevLong value", "Echo of the argin value"),
        echo("DevLong64", Int64.self, "Any DevLong64 value", "Echo of the argin value"),
        echo("DevShort", Int16.self, "Any DevShort value", "Echo of the argin value"),
        echo("DevString", String.self, "-", "-"),
        echo("DevULong", UInt32.self, "Any DevULong", "Echo of the argin value"),
        echo("DevULong64", UInt64.self, "Any DevULong64 value", "Echo of the argin value"),
        echo("DevUShort", UInt16.self, "Any DevUShort value", "Echo of the argin value"),
        echo("DevVarCharArray", [UInt8].self, "-", "-"),
        echo("DevVarDoubleArray", [Double].self, "-", "-"),
        echo("DevVarDoubleStringArray", DevVarDoubleStringArray.self, "-", "-"),
        echo("DevVarFloatArray", [Float].self, "-", "-"),
        echo("DevVarLong64Array", [Int64].self, nil, nil),
        echo("DevVarLongArray", [Int32].self, "-", "-"),
        echo("DevVarLongStringArray", DevVarLongStringArray.self, "-", "-"),
        echo("DevVarShortArray", [Int16].self, "-", "-"),
        echo("DevVarStringArray", [String].self, "-", "-"),
        echo("DevVarULong64Array", [UInt64].self, nil, nil),
        echo("DevVarULongArray", [UInt32].self, "-", "-"),
        echo("DevVarUShortArray", [UInt16].self, "-", "-"),
    ]

    /// A command that answers its argument.
    private static func echo<Value: CommandValue>(
        _ name: String, _ type: Value.Type, _ input: String?, _ output: String?
    ) -> Command<TangoTestDevice> {
        Command(
            name, taking: type, returning: type, inputDescription: input, outputDescription: output
        ) { _, value in value }
    }
}
