import FrameEngine
import TangoIDL
import TangoServer
import TangoTypes
import Testing

@testable import FrameWatchDevice

/// The table against the contract, written out a second time on purpose: clients and macros use these names.
@Suite struct InterfaceTests {
    static let attributes = """
        RawDir string scalar R; TempDir string scalar R; ProcessedDir string scalar R; RemoteDir string scalar RW M
        MaxSubProcess long scalar RW M; TickInterval double scalar RW M
        MinFileSize long64 scalar R; MinFileAge double scalar R; SidecarWait double scalar R
        TickCount long64 scalar R; SubProcessCount long scalar R
        PluginNames string spectrum R; PluginTicks long spectrum R; PluginOffsets long spectrum R
        PluginStates string spectrum R
        FramesFound long64 scalar R; FramesPending long64 scalar R; FramesArchived long64 scalar R
        FramesFailed long64 scalar R; FramesDiscarded long64 scalar R; BytesArchived long64 scalar R
        FrameRate double scalar R; DataRate double scalar R; Latency double scalar R
        RawUsed double scalar R; RemoteUsed double scalar R; TimeToFull double scalar R; Level enumeration scalar R
        LastFrame string scalar R; LastError string scalar R
        RoiNames string spectrum RW; Rois long image RW; RoiSums double spectrum R
        FrameSum double scalar R; FrameMax double scalar R
        Preview ushort image R; PreviewJpeg encoded scalar R
        UnitsPerState long64 spectrum R; UnitStates string spectrum R; OldestPending double scalar R
        Hold boolean scalar R; RunId string scalar R; RunName string scalar R; RunState enumeration scalar R
        FramesExpected long64 scalar R; FramesDurable long64 scalar R; RunVerdict string scalar R
        """

    static let commands = """
        Start void void; Stop void void; Rescan void void
        GetPluginCount void long; GetPlugins void longStringArray; GetPluginInfo void string
        GetPluginTiming string longArray; SetPluginTiming longStringArray void
        EnablePlugin string void; DisablePlugin string void; ReloadPlugins void long
        PrepareRun string string; EndRun void void; AbortRun string void
        RetryFailed void long; Explain string string; Audit void longStringArray; Query string string
        """

    @Test func attributesAreThoseOfTheContract() {
        let served = FrameWatch.interface.attributes.map { row(of: $0.definition) }
        #expect(served == Self.rows(Self.attributes))
    }

    @Test func commandsAreThoseOfTheContract() {
        let served = FrameWatch.interface.commands.map { command in
            "\(command.definition.name) \(command.definition.inputType) \(command.definition.outputType)"
        }
        #expect(Set(served) == Set(Self.rows(Self.commands)))
        #expect(served.count == Self.rows(Self.commands).count)
    }

    @Test func theTableIsSound() {
        #expect(FrameWatch.interface.problems == [])
    }

    @Test func everyPropertyOfTheEngineIsDescribed() {
        let served = FrameWatch.interface.properties.map(\.name)
        #expect(served == EngineProperties.names + ["RoiNames", "Rois"])
        #expect(FrameWatch.interface.properties.allSatisfy { $0.description.count > 5 })
    }

    @Test func labelsAreThoseOfTheContract() {
        #expect(Level.labels == ["GREEN", "AMBER", "ORANGE", "RED"])
        #expect(Level.allCases.map(\.rawValue) == [0, 1, 2, 3])
        #expect(RunState.labels == ["NONE", "ARMED", "RUNNING", "DRAINING", "COMPLETE", "INCOMPLETE", "ABORTED"])
        #expect(RunState.allCases.count == RunState.labels.count)
    }

    /// Strings travel as ISO 8859-1.
    @Test func textsCanBeSent() {
        let texts = FrameWatch.interface.commands.flatMap {
            [$0.definition.inputDescription, $0.definition.outputDescription]
        }
        let properties = FrameWatch.interface.properties.map(\.description)
        #expect((texts.compactMap { $0 } + properties).allSatisfy { $0.unicodeScalars.allSatisfy { $0.value < 256 } })
    }

    private static func rows(_ text: String) -> [String] {
        text.split { $0 == ";" || $0 == "\n" }.map { row in String(row.drop { $0 == " " }) }
    }

    private func row(of definition: AttributeDefinition) -> String {
        let access = definition.writable == .READ_WRITE ? "RW" : "R"
        let memorized = definition.memorization == .none ? "" : " M"
        return "\(definition.name) \(definition.type) \("\(definition.format)".lowercased()) \(access)\(memorized)"
    }
}
