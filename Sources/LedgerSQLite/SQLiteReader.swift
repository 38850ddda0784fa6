import FoundationEssentials
import FrameTypes
import Ledger
import POSIXFiles

/// Answers questions through one connection.
struct SQLiteReader: ~Copyable {
    private var connection: SQLiteConnection

    init(_ connection: consuming SQLiteConnection) { self.connection = connection }

    private static let unitColumns = """
        SELECT u.unit_id,u.src_path,u.inode,u.mtime_us,u.bytes,u.state,u.epoch,s.root,u.directory,u.reason,u.attempts,
        u.first_seen_us,u.updated_us FROM unit u JOIN store s ON s.store_id=u.store_id
        """

    mutating func unfinished() throws(LedgerError) -> [UnitRow] {
        try units(
            """
            \(Self.unitColumns) WHERE u.state NOT IN ('archived','released','discarded','quarantined','conflict','lost')
            OR u.unit_id IN (SELECT unit_id FROM fs_op WHERE state='intent' AND step IN ('release','late')) ORDER BY u.unit_id
            """)
    }

    mutating func stores() throws(LedgerError) -> [StoreRow] {
        var rows: [StoreRow] = []
        try connection.query("SELECT root,mount_point FROM store ORDER BY store_id", []) { row in
            rows.append(StoreRow(root: row.text(0) ?? "", mountPoint: row.text(1)))
        }
        return rows
    }

    mutating func replicas(unit: Int64) throws(LedgerError) -> [ReplicaRow] {
        var rows: [ReplicaRow] = []
        try connection.query(
            "SELECT role,path,bytes,hash,hash_kind FROM replica_intent WHERE unit_id=?", [.integer(unit)]
        ) { rows.append(Self.replica($0)) }
        guard rows.isEmpty else { return rows }
        try connection.query(
            """
            SELECT f.role,r.path,f.bytes,f.hash,f.hash_kind FROM unit u JOIN file f ON f.artifact_id=u.artifact_id
            JOIN replica r ON r.file_id=f.file_id WHERE u.unit_id=?
            """, [.integer(unit)]
        ) { rows.append(Self.replica($0)) }
        return rows
    }

    mutating func hasIntent(unit: Int64, step: String) throws(LedgerError) -> Bool {
        try connection.number(
            "SELECT 1 FROM fs_op WHERE unit_id=? AND state='intent' AND step=?", [.integer(unit), .text(step)]) != nil
    }

    mutating func frames(named name: String, limit: Int) throws(LedgerError) -> [FrameRecord] {
        let bound = SQLiteValue.integer(Int64(limit))
        var found: [UnitRow] = []
        if let id = Int64(name) { found = try units("\(Self.unitColumns) WHERE u.unit_id=?", [.integer(id)]) }
        if found.isEmpty, Paths.isAbsolute(name) {
            found = try units(
                """
                \(Self.unitColumns) WHERE u.src_path=?1 OR u.artifact_id IN (SELECT f.artifact_id FROM replica r
                JOIN file f ON f.file_id=r.file_id WHERE r.path=?1) ORDER BY u.unit_id DESC LIMIT ?2
                """, [.text(name), bound])
        }
        if found.isEmpty {
            let base = Paths.base(of: name)
            found = try units(
                """
                \(Self.unitColumns) WHERE u.unit_id IN (SELECT unit_id FROM unit_member WHERE name=?1)
                OR u.artifact_id IN (SELECT artifact_id FROM file WHERE name=?1) ORDER BY u.unit_id DESC LIMIT ?2
                """, [.text(base), bound])
            if !Paths.areEqual(base, name) { found = found.filter { Paths.hasSuffix($0.path, "/" + name) } }
        }
        return try records(found)
    }

    mutating func frames(in state: UnitState?, limit: Int) throws(LedgerError) -> [FrameRecord] {
        let bound = SQLiteValue.integer(Int64(limit))
        let found =
            if let state {
                try units(
                    "\(Self.unitColumns) WHERE u.state=? ORDER BY u.unit_id DESC LIMIT ?",
                    [.text(state.rawValue), bound])
            } else {
                try units("\(Self.unitColumns) ORDER BY u.unit_id DESC LIMIT ?", [bound])
            }
        return try records(found)
    }

    mutating func counts() throws(LedgerError) -> [UnitState: Int] {
        var counts: [UnitState: Int] = [:]
        try connection.query("SELECT state,count(*) FROM unit GROUP BY state") { row in
            if let state = row.text(0).flatMap(UnitState.init) { counts[state] = Int(row.integer(1) ?? 0) }
        }
        return counts
    }

    mutating func greatestID() throws(LedgerError) -> Int64 {
        try connection.number(
            """
            SELECT MAX(n) FROM (SELECT MAX(unit_id) AS n FROM unit UNION ALL SELECT MAX(op_id) FROM fs_op
            UNION ALL SELECT MAX(file_id) FROM file)
            """) ?? 0
    }

    // MARK: Rows

    private mutating func units(_ sql: String, _ values: [SQLiteValue] = []) throws(LedgerError) -> [UnitRow] {
        var rows: [UnitRow] = []
        try connection.query(sql, values) { rows.append(Self.unit($0)) }
        for index in rows.indices {
            var members: [UnitMember] = []
            try connection.query(
                "SELECT role,name,bytes,device,inode,mtime_ns FROM unit_member WHERE unit_id=? ORDER BY role",
                [.integer(rows[index].id)]
            ) { members.append(Self.member($0)) }
            rows[index].members = members
        }
        return rows
    }

    private static func unit(_ row: borrowing SQLiteRow) -> UnitRow {
        UnitRow(
            id: row.integer(0) ?? 0, path: row.text(1) ?? "", inode: UInt64(bitPattern: row.integer(2) ?? 0),
            modified: row.integer(3) ?? 0, bytes: row.integer(4) ?? 0,
            state: row.text(5).flatMap(UnitState.init) ?? .settled, epoch: Int(row.integer(6) ?? 0),
            destination: row.text(7) ?? "", directory: row.text(8) ?? "", reason: row.text(9),
            attempts: Int(row.integer(10) ?? 0), found: row.integer(11) ?? 0, updated: row.integer(12) ?? 0,
            members: [])
    }

    private static func member(_ row: borrowing SQLiteRow) -> UnitMember {
        let bytes = row.integer(2) ?? 0
        var identity: FileIdentity?
        if let device = row.integer(3), let inode = row.integer(4), let modified = row.integer(5) {
            identity = FileIdentity(
                device: UInt64(bitPattern: device), inode: UInt64(bitPattern: inode), size: bytes, modified: modified)
        }
        return UnitMember(
            role: row.text(0).flatMap(UnitMember.Role.init) ?? .frame, name: row.text(1) ?? "", bytes: bytes,
            identity: identity)
    }

    private static func replica(_ row: borrowing SQLiteRow) -> ReplicaRow {
        ReplicaRow(
            role: row.text(0) ?? "", path: row.text(1) ?? "", bytes: row.integer(2) ?? 0, hash: row.text(3) ?? "",
            hashKind: row.text(4) ?? "")
    }

    private mutating func records(_ units: [UnitRow]) throws(LedgerError) -> [FrameRecord] {
        var records: [FrameRecord] = []
        for unit in units {
            records.append(
                FrameRecord(
                    unit: unit, files: try replicas(unit: unit.id), statistics: try statistics(of: unit.id),
                    history: try history(of: unit.id)))
        }
        return records
    }

    private mutating func statistics(of unit: Int64) throws(LedgerError) -> FrameStatistics? {
        var statistics: FrameStatistics?
        try connection.query(
            "SELECT t.vsum,t.vmax FROM unit u JOIN frame_stat t ON t.artifact_id=u.artifact_id WHERE u.unit_id=?",
            [.integer(unit)]
        ) { row in
            // SQLite keeps what is not a number as NULL.
            statistics = FrameStatistics(sum: row.real(0) ?? .nan, max: row.real(1) ?? .nan)
        }
        return statistics
    }

    private mutating func history(of unit: Int64) throws(LedgerError) -> [FrameRecord.Event] {
        var events: [FrameRecord.Event] = []
        try connection.query(
            "SELECT t_us,kind,body_json FROM event WHERE subject='unit' AND subject_id=? ORDER BY seq", [.integer(unit)]
        ) { row in
            let body = row.text(2).flatMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
            events.append(
                FrameRecord.Event(
                    time: Timestamp.text(row.integer(0) ?? 0), kind: row.text(1) ?? "", text: body?["text"]))
        }
        return events
    }
}
