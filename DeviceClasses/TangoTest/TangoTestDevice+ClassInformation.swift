extension TangoTestDevice {
    /// What every server of this class tells the database about it.
    static let classInformation: [String: [String]] = [
        "ProjectTitle": ["TANGO Device Server for testing generic clients"],
        "Description": [
            #"A device to test generic clients. It offers a "echo" like command for"#,
            "each TANGO data type (i.e. each command returns an exact copy of <argin>).",
        ],
        "InheritedFrom": ["TANGO_BASE_CLASS"],
        "doc_url": ["http://www.esrf.eu/computing/cs/tango/tango_doc/ds_doc/"],
    ]
}
