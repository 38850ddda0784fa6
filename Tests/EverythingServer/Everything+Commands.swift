import TangoIDL
import TangoServer
import TangoTypes

// A command that answers its argument, for every type that commands can have.
extension Everything {
    static let echoes: [Command<Everything>] = [
        echo("EchoBoolean", Bool.self), echo("EchoShort", Int16.self), echo("EchoLong", Int32.self),
        echo("EchoLong64", Int64.self), echo("EchoFloat", Float.self), echo("EchoDouble", Double.self),
        echo("EchoUShort", UInt16.self), echo("EchoULong", UInt32.self), echo("EchoULong64", UInt64.self),
        echo("EchoString", String.self), echo("EchoState", DevState.self), echo("EchoBooleans", [Bool].self),
        echo("EchoChars", [UInt8].self), echo("EchoShorts", [Int16].self), echo("EchoLongs", [Int32].self),
        echo("EchoLong64s", [Int64].self), echo("EchoFloats", [Float].self), echo("EchoDoubles", [Double].self),
        echo("EchoUShorts", [UInt16].self), echo("EchoULongs", [UInt32].self), echo("EchoULong64s", [UInt64].self),
        echo("EchoStrings", [String].self), echo("EchoLongStrings", DevVarLongStringArray.self),
        echo("EchoDoubleStrings", DevVarDoubleStringArray.self), echo("EchoEncoded", DevEncoded.self),
    ]

    private static func echo<Value: CommandValue>(_ name: String, _ type: Value.Type) -> Command<Everything> {
        Command(name, taking: type, returning: type) { $1 }
    }
}
