import FrameTypes

/// The text of the plugin table.
enum PluginTable {
    static let nameColumns = 20

    static func text(_ plugins: [PluginSnapshot]) -> String {
        guard !plugins.isEmpty else { return "No plugin has been found" }
        return plugins.map { plugin in
            let padding = String(repeating: " ", count: max(0, nameColumns - plugin.name.count))
            return "\(plugin.name)\(padding)\t\(plugin.timing.tick)\t\(plugin.timing.offset)\n"
        }.joined()
    }
}
