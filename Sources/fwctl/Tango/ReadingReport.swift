import TangoClient
import TangoIDL
import TangoTypes

/// An error as programs get it.
struct ErrorReport: Encodable {
    /// The reason, by which programs tell errors apart.
    var reason: String
    /// The sentence.
    var text: String
    /// What caused it, the nearest first, as reason and sentence; nil when there is nothing more to say.
    var causes: [String]?

    /// In the columns of a reading.
    var cells: [String] { ["-", "ERROR", "\(text) (\(reason))"] }

    init(_ error: DevFailed) {
        reason = error.errors.last?.reason ?? ""
        text = error.errors.last?.desc ?? ""
        let below = error.errors.dropLast().reversed().map { "\($0.reason): \($0.desc)" }
        causes = below.isEmpty ? nil : below
    }
}

/// One attribute as it was read or as an event brought it.
struct ReadingReport: Encodable {
    var device: String
    var attribute: String
    /// The type of one element, as Tango calls it.
    var type: String?
    /// SCALAR, SPECTRUM or IMAGE.
    var format: String?
    /// `null` where there is no value.
    var value: JSONValue = .null
    /// What was last written; absent where nothing can be.
    var set: JSONValue?
    var unit: String?
    var quality: String?
    /// UTC.
    var time: String?
    var error: ErrorReport?
    /// For people.
    private var localTime = ""

    private enum CodingKeys: String, CodingKey {
        case device, attribute, type, format, value, set, unit, quality, time, error
    }

    /// - Parameter configuration: of the attribute, for the unit and the labels of an enumeration.
    init(_ reading: AttributeReading, of device: String, _ configuration: AttributeConfig_5?) {
        self.device = device
        attribute = configuration?.name ?? reading.name
        if let failed = reading.error {
            error = ErrorReport(failed)
            return
        }
        let labels = configuration?.enum_labels ?? []
        type = reading.type?.name
        format = "\(reading.raw.data_format)"
        value = reading.json(labels: labels, wholeBytes: true)
        set = reading.setJSON(labels: labels, wholeBytes: true)
        if let configuration, !configuration.unit.isEmpty, configuration.unit != "No unit" {
            unit = configuration.unit
        }
        quality = String("\(reading.quality)".dropFirst("ATTR_".count))
        (time, localTime) = (reading.time.iso, reading.time.local)
    }

    /// An attribute that could not be read at all.
    init(_ failed: DevFailed, of device: String, _ attribute: String) {
        (self.device, self.attribute, error) = (device, attribute, ErrorReport(failed))
    }

    /// Time, quality, and the value with its unit, which may be long; or the error.
    var cells: [String] {
        if let error { return error.cells }
        let shown = quality == "INVALID" ? "no value now" : value.summary + (unit.map { " \($0)" } ?? "")
        return [localTime, quality ?? "", shown]
    }
}
