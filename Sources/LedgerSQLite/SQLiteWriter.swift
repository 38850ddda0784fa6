import FoundationEssentials
import FrameTypes
import Ledger
import POSIXFiles

/// Writes changes through one connection.
struct SQLiteWriter: ~Copyable {
    private var connection: SQLiteConnection
    private let ids: LedgerID
    private var stationID: Int64 = 0
    private var sourceID: Int64 = 0
    private var productID: Int64 = 0
    private var stores = PathTable<Int64>()

    init(_ connection: consuming SQLiteConnection, station: String, source: String, ids: LedgerID) throws(LedgerError) {
        self.connection = connection
        self.ids = ids
        stationID = try place(
            "SELECT station_id FROM station WHERE name=?", [.text(station)],
            insert: "INSERT INTO station(station_id,name,kind,state) VALUES(?,?,'server','active')", [.text(station)])
        sourceID = try place(
            "SELECT source_id FROM source WHERE station_id=? AND name=?", [.integer(stationID), .text(source)],
            insert: "INSERT INTO source(source_id,station_id,name,kind) VALUES(?,?,?,'directory')",
            [.integer(stationID), .text(source)])
        productID = try place(
            "SELECT product_id FROM product WHERE name=?", [.text("frame")],
            insert: """
                INSERT INTO product(product_id,name,level,partition_kind,name_template,dir_template,media_type)
                VALUES(?,?,1,'unit','{FRAME}','{DIRECTORY}','image/tiff')
                """, [.text("frame")])
    }

    var statementCount: Int { connection.statementCount }

    /// The number of a row that exists once, made when missing.
    private mutating func place(
        _ select: String, _ key: [SQLiteValue], insert: String, _ values: [SQLiteValue]
    ) throws(LedgerError) -> Int64 {
        if let known = try connection.number(select, key) { return known }
        let id = ids.next()
        try connection.run(insert, [.integer(id)] + values)
        return id
    }

    // MARK: Batches

    mutating func write(_ batches: [[LedgerChange]]) throws(LedgerError) -> [LedgerError?] {
        try connection.run("BEGIN IMMEDIATE")
        do {
            var results: [LedgerError?] = []
            for batch in batches { results.append(try writeAlone(batch)) }
            try connection.run("COMMIT")
            return results
        } catch {
            // A store named in the lost transaction is unknown again.
            stores.removeAll()
            _ = try? connection.run("ROLLBACK")
            throw error
        }
    }

    /// Writes one batch so that its refusal leaves the others alone.
    private mutating func writeAlone(_ batch: [LedgerChange]) throws(LedgerError) -> LedgerError? {
        try connection.run("SAVEPOINT batch")
        do {
            for change in batch { try apply(change) }
            try connection.run("RELEASE batch")
            return nil
        } catch {
            guard error.code == .refused else { throw error }
            stores.removeAll()
            try connection.run("ROLLBACK TO batch")
            try connection.run("RELEASE batch")
            return error
        }
    }

    private mutating func apply(_ change: LedgerChange) throws(LedgerError) {
        switch change {
        case .addUnit(let unit): try add(unit)
        case .setUnit(let id, let state, let reason):
            try changeUnit(id, "state=?, reason=?", [.text(state.rawValue), SQLiteValue(reason)])
        case .setAttempt(let id, let epoch, let attempts):
            try changeUnit(id, "epoch=?, attempts=?", [.integer(Int64(epoch)), .integer(Int64(attempts))])
        case .addMember(let unit, let member): try add(member, to: unit)
        case .intend(let operation): try intend(operation)
        case .done(let unit, let step):
            try connection.run(
                "UPDATE fs_op SET state='done' WHERE unit_id=? AND step=? AND state='intent'",
                [.integer(unit), .text(step)])
        case .intendReplicas(let unit, let replicas): try intend(replicas, of: unit)
        case .dropReplicas(let unit):
            try connection.run("DELETE FROM replica_intent WHERE unit_id=?", [.integer(unit)])
        case .archive(let row): try archive(row)
        case .useStore(let row):
            try connection.run(
                "UPDATE store SET mount_point=? WHERE store_id=?",
                [SQLiteValue(row.mountPoint), .integer(try storeID(row.root))])
        case .deliverAgain(let unit): try deliverAgain(unit)
        case .event(let kind, let unit, let text): try addEvent(kind, unit, text)
        }
    }

    // MARK: Units

    private mutating func add(_ unit: UnitRow) throws(LedgerError) {
        let key: [SQLiteValue] = [
            .integer(sourceID), .text(unit.path), .integer(Int64(bitPattern: unit.inode)), .integer(unit.modified),
            .integer(unit.bytes),
        ]
        // A file system may give a number again: a finished row about the very same file makes room for the new one.
        try connection.run(
            """
            UPDATE unit SET inode=-unit_id WHERE source_id=? AND src_path=? AND inode=? AND mtime_us=? AND bytes=?
            AND state IN ('archived','released','quarantined','conflict','lost','discarded')
            """, key)
        let store = try storeID(unit.destination)
        try connection.run(
            """
            INSERT INTO unit(source_id,src_path,inode,mtime_us,bytes,unit_id,state,epoch,store_id,directory,reason,
            attempts,first_seen_us,updated_us) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)
            """,
            key + [
                .integer(unit.id), .text(unit.state.rawValue), .integer(Int64(unit.epoch)), .integer(store),
                .text(unit.directory), SQLiteValue(unit.reason), .integer(Int64(unit.attempts)),
                .integer(unit.found), .integer(unit.updated),
            ])
        for member in unit.members { try add(member, to: unit.id) }
    }

    private mutating func add(_ member: UnitMember, to unit: Int64) throws(LedgerError) {
        try connection.run(
            """
            INSERT OR REPLACE INTO unit_member(unit_id,role,name,bytes,device,inode,mtime_ns) VALUES(?,?,?,?,?,?,?)
            """,
            [
                .integer(unit), .text(member.role.rawValue), .text(member.name), .integer(member.bytes),
                SQLiteValue(member.identity.map { Int64(bitPattern: $0.device) }),
                SQLiteValue(member.identity.map { Int64(bitPattern: $0.inode) }),
                SQLiteValue(member.identity?.modified),
            ])
    }

    private mutating func changeUnit(_ id: Int64, _ fields: String, _ values: [SQLiteValue]) throws(LedgerError) {
        let changed = try connection.run(
            "UPDATE unit SET \(fields), updated_us=? WHERE unit_id=?",
            values + [.integer(LedgerID.microseconds()), .integer(id)])
        guard changed == 1 else { throw LedgerError(.refused, "The ledger has no frame number \(id).") }
    }

    private mutating func storeID(_ root: String) throws(LedgerError) -> Int64 {
        if let known = stores[root] { return known }
        let id = try place(
            "SELECT store_id FROM store WHERE name=?", [.text(root)],
            insert: "INSERT INTO store(store_id,name,tier,root) VALUES(?,?,'archive',?)", [.text(root), .text(root)])
        stores[root] = id
        return id
    }

    // MARK: Operations

    /// An operation that is tried again is intended already.
    private mutating func intend(_ operation: FileOperation) throws(LedgerError) {
        let open = try connection.number(
            "SELECT op_id FROM fs_op WHERE unit_id=? AND state='intent' AND step=? AND src=? AND dst IS ?",
            [
                .integer(operation.unit), .text(operation.step), .text(operation.source),
                SQLiteValue(operation.target),
            ])
        guard open == nil else { return }
        try connection.run(
            "INSERT INTO fs_op(op_id,unit_id,epoch,step,op,src,dst,state,t_us) VALUES(?,?,?,?,?,?,?,'intent',?)",
            [
                .integer(ids.next()), .integer(operation.unit), .integer(Int64(operation.epoch)),
                .text(operation.step), .text(operation.target == nil ? "unlink" : "rename"), .text(operation.source),
                SQLiteValue(operation.target), .integer(LedgerID.microseconds()),
            ])
    }

    private mutating func intend(_ replicas: [ReplicaRow], of unit: Int64) throws(LedgerError) {
        try connection.run("DELETE FROM replica_intent WHERE unit_id=?", [.integer(unit)])
        for replica in replicas {
            try connection.run(
                "INSERT INTO replica_intent(unit_id,role,path,bytes,hash,hash_kind) VALUES(?,?,?,?,?,?)",
                [
                    .integer(unit), .text(replica.role), .text(replica.path), .integer(replica.bytes),
                    .text(replica.hash), .text(replica.hashKind),
                ])
        }
    }

    private mutating func addEvent(_ kind: String, _ unit: Int64?, _ text: String?) throws(LedgerError) {
        let body = text.flatMap { try? JSONEncoder().encode(["text": $0]) }.map { String(decoding: $0, as: UTF8.self) }
        try connection.run(
            "INSERT INTO event(t_us,kind,subject,subject_id,body_json) VALUES(?,?,'unit',?,?)",
            [.integer(LedgerID.microseconds()), .text(kind), SQLiteValue(unit), SQLiteValue(body)])
    }

    // MARK: Outcome

    private mutating func archive(_ row: ArchiveRow) throws(LedgerError) {
        let store = try storeID(row.destination)
        var artifact = try connection.number(
            "SELECT artifact_id FROM unit WHERE unit_id=?", [.integer(row.unit)])
        if artifact == nil, let image = row.files.first { artifact = try identical(row, image: image, store: store) }
        let id: Int64
        if let artifact {
            id = artifact
        } else {
            id = try addArtifact(row)
            try addStatistics(row.statistics, of: id)
        }
        for file in row.files { try addFile(file, to: id, store: store) }
        try changeUnit(row.unit, "artifact_id=?", [.integer(id)])
        try connection.run("DELETE FROM replica_intent WHERE unit_id=?", [.integer(row.unit)])
    }

    /// The artifact whose files lie at the same paths with the same bytes: an adopted frame is the same product.
    private mutating func identical(
        _ row: ArchiveRow, image: ReplicaRow, store: Int64
    ) throws(LedgerError) -> Int64? {
        try connection.number(
            """
            SELECT f.artifact_id FROM replica r JOIN file f ON f.file_id=r.file_id JOIN artifact a
            ON a.artifact_id=f.artifact_id WHERE r.store_id=? AND r.path=? AND f.hash=? AND f.bytes=?
            """, [.integer(store), .text(image.path), .text(image.hash), .integer(image.bytes)])
    }

    private mutating func deliverAgain(_ unit: Int64) throws(LedgerError) {
        try changeUnit(unit, "artifact_id=NULL", [])
        try connection.run("DELETE FROM replica_intent WHERE unit_id=?", [.integer(unit)])
        try connection.run(
            "UPDATE fs_op SET state='undone' WHERE unit_id=? AND step='release' AND state='intent'", [.integer(unit)])
    }

    private mutating func addArtifact(_ row: ArchiveRow) throws(LedgerError) -> Int64 {
        let now = LedgerID.microseconds()
        let key = try partitionKey(of: row)
        let slot = try place(
            "SELECT slot_id FROM slot WHERE product_id=? AND station_id=? AND partition_key=?",
            [.integer(productID), .integer(stationID), .text(key)],
            insert: """
                INSERT INTO slot(slot_id,product_id,station_id,partition_key,t_start_us,t_stop_us,state)
                VALUES(?1,?2,?3,?4,?5,?5,'present')
                """, [.integer(productID), .integer(stationID), .text(key), .integer(now)])
        let revision = try connection.number(
            "SELECT COALESCE(MAX(v_r)+1,0) FROM artifact WHERE slot_id=? AND v_i=1 AND v_q=0", [.integer(slot)])
        let id = ids.next()
        try connection.run(
            "UPDATE artifact SET is_current=0, superseded_by=? WHERE slot_id=? AND is_current=1",
            [.integer(id), .integer(slot)])
        try connection.run(
            """
            INSERT INTO artifact(artifact_id,slot_id,v_i,v_q,v_r,content_hash,bytes,is_current,state,created_us)
            VALUES(?,?,1,0,?,?,?,1,'complete',?)
            """,
            [
                .integer(id), .integer(slot), SQLiteValue(revision),
                .text(row.pixelHash ?? row.files.first?.hash ?? ""),
                .integer(row.files.reduce(0) { $0 + $1.bytes }), .integer(now),
            ])
        try connection.run(
            "UPDATE slot SET current_artifact_id=?, seq=?, t_stop_us=? WHERE slot_id=?",
            [.integer(id), SQLiteValue(row.sequence.map(Int64.init)), .integer(now), .integer(slot)])
        return id
    }

    /// A slot is one place of a frame: destination, directory and the name under which it was found.
    private mutating func partitionKey(of row: ArchiveRow) throws(LedgerError) -> String {
        var key = row.destination
        try connection.query("SELECT directory, src_path FROM unit WHERE unit_id=?", [.integer(row.unit)]) { unit in
            let name = Paths.base(of: unit.text(1) ?? "")
            if let directory = unit.text(0), !directory.isEmpty { key += "/\(directory)" }
            key += "/\(name)"
        }
        return key
    }

    private mutating func addStatistics(_ statistics: FrameStatistics?, of artifact: Int64) throws(LedgerError) {
        guard let statistics else { return }
        try connection.run(
            "INSERT INTO frame_stat(artifact_id,vmax,vsum) VALUES(?,?,?)",
            [.integer(artifact), .real(statistics.max), .real(statistics.sum)])
    }

    private mutating func addFile(_ file: ReplicaRow, to artifact: Int64, store: Int64) throws(LedgerError) {
        let name = Paths.base(of: file.path)
        let id = try place(
            "SELECT file_id FROM file WHERE artifact_id=? AND role=? AND name=?",
            [.integer(artifact), .text(file.role), .text(name)],
            insert: "INSERT INTO file(file_id,artifact_id,role,name,bytes,hash,hash_kind) VALUES(?,?,?,?,?,?,?)",
            [
                .integer(artifact), .text(file.role), .text(name), .integer(file.bytes), .text(file.hash),
                .text(file.hashKind),
            ])
        // The name may have belonged to a file that somebody removed from the archive.
        try connection.run(
            "DELETE FROM replica WHERE store_id=? AND path=? AND file_id<>?",
            [.integer(store), .text(file.path), .integer(id)])
        try connection.run(
            "INSERT OR REPLACE INTO replica(file_id,store_id,path,state,verified_us) VALUES(?,?,?,'verified',?)",
            [.integer(id), .integer(store), .text(file.path), .integer(LedgerID.microseconds())])
    }
}
